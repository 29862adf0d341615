"""Nothing that gives away a solution or a hidden check can be released."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from marked import BEGIN, END, MODULE, function_of

from autograder.course.course import Course
from autograder.course.manifest import read_assignment
from autograder.course.scaffold import new_assignment
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.release.build import build_release
from autograder.release.contents import student_files
from autograder.release.drift import leaks_on_disk
from autograder.release.leaks import Line, code_lines, leaks_in, normal, secret_lines

HIDDEN = '''

def test_mean_absolute_error_far_away(student):
    """mean_absolute_error of huge distances is still exact."""

    def probe(attention, y, y_hat) -> float:
        return attention.mean_absolute_error(y * 1e150, y_hat * 1e150)

    assert student(probe, [1.0], [3.0]) == approx(2e150, rel=1e-12)
'''
SECRETS = {
    "a line of the solution": "return float(distances.sum() / len(distances))",
    "an assert of a hidden check": "assert student(probe, [1.0], [3.0]) == approx(2e150, rel=1e-12)",
    "the sentence of a hidden check": "mean_absolute_error of huge distances is still exact.",
}
OF_MODULE, OF_HIDDEN = "source/08_attention/attention.py", "source/08_attention/checks/hidden/test_attention.py"
ORIGIN = dict(zip(SECRETS, (OF_MODULE, OF_HIDDEN, OF_HIDDEN), strict=True))
STUDENTS = "assignments/08_attention"


MORE = """
def mean_absolute_error(y, y_hat):
    ### BEGIN SOLUTION
    return sum(abs(a - b) for a, b in zip(y, y_hat)) / len(y)
    ### END SOLUTION
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of one assignment with two hidden checks."""
    folder = new_assignment(tmp_path / "source", "08_attention")
    add(folder / "checks/hidden/test_attention.py", HIDDEN)
    return tmp_path


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    """The number of the one line of a file that holds `text`."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if text in line)
    return number


def source(root: Path) -> Path:
    return root / "source/08_attention"


def build(root: Path) -> dict[str, Any]:
    return build_release(Course(root), read_assignment(source(root)))


def leaks_of(problem: Problem) -> list[tuple[str, int, str]]:
    """The places that a problem lists: file, line, and the file of the secret that it shows."""
    found = re.findall(r"^  (\S+), line (\d+): shows line \d+ of (\S+): ", str(problem), re.MULTILINE)
    return [(path, int(line), origin) for path, line, origin in found]


def in_markdown(folder: Path, line: str) -> str:
    add(folder / "lesson.md", f"\nAt last:\n{line}\n")
    return "08_attention.ipynb"


def in_code(folder: Path, line: str) -> str:
    add(folder / "lesson.md", f"\n```python\nx = 1\n{line}\n```\n")
    return "08_attention.ipynb"


def in_module_docstring(folder: Path, line: str) -> str:
    change(folder / "attention.py", "replace it with your own.", f"as in\n\n    {line}\n")
    return "attention.py"


def in_stub_docstring(folder: Path, line: str) -> str:
    change(folder / "attention.py", "sum_i |y_i", f"sum_i\n\n    {line}\n\n    |y_i")
    return "attention.py"


def in_check_code(folder: Path, line: str) -> str:
    add(folder / "checks/test_attention.py", f"\n\ndef helper(student, distances):\n    {line}\n")
    return "checks/test_attention.py"


def in_check_comment(folder: Path, line: str) -> str:
    add(folder / "checks/test_attention.py", f"# {line}\n")
    return "checks/test_attention.py"


def in_check_docstring(folder: Path, line: str) -> str:
    change(folder / "checks/test_attention.py", "What students see and run.", f"Like this: {line}")
    return "checks/test_attention.py"


def in_hint(folder: Path, line: str) -> str:
    change(folder / "assignment.toml", "How far off", f"Write {line} How far off")
    return "assignment.toml"


def in_title(folder: Path, line: str) -> str:
    change(folder / "assignment.toml", '"The mean absolute error"', f"'''{line}'''")
    return "assignment.toml"


PLANTS = [
    in_markdown,
    in_code,
    in_module_docstring,
    in_stub_docstring,
    in_check_code,
    in_check_comment,
    in_check_docstring,
    in_hint,
    in_title,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_the_source_of_a_release_is_refused_with_its_place(root, plant, secret):
    name = plant(source(root), SECRETS[secret])
    with pytest.raises(Problem, match="nothing was written") as caught:
        build(root)
    write_tree(root / "would_be", student_files(read_assignment(source(root))))
    number = line_of(root / "would_be" / name, SECRETS[secret])
    assert leaks_of(caught.value) == [(f"{STUDENTS}/{name}", number, ORIGIN[secret])]


def test_a_refusal_quotes_the_secret_and_its_line(root):
    in_check_comment(source(root), SECRETS["a line of the solution"])
    number = line_of(source(root) / "attention.py", SECRETS["a line of the solution"])
    with pytest.raises(Problem, match=rf"shows line {number} of {OF_MODULE}: return float \( distances \. sum"):
        build(root)


def test_every_leak_is_listed_at_once(root):
    for plant, secret in zip((in_code, in_hint, in_check_comment), SECRETS.values(), strict=True):
        plant(source(root), secret)
    with pytest.raises(Problem, match="give away 3 secret lines"):
        build(root)


@pytest.mark.parametrize(
    "line",
    [
        "return   float( distances.sum()/len( distances ) )",
        "return float(distances . sum()\t/ len(distances))",
        "\t\treturn float(distances.sum() / len(distances))",
        "x = 1; return float(distances.sum() / len(distances))  # like that",
        "So `return float(distances.sum()/len(distances))`, and done.",
    ],
)
def test_another_layout_hides_no_secret(root, line):
    in_markdown(source(root), line)
    with pytest.raises(Problem, match="1 secret lines"):
        build(root)


@pytest.mark.parametrize(
    ("secret", "hint"),
    [('return {"mean": y + 1, "n": 2}', """'return {"mean": y + 1, "n": 2}'"""),
     (r'parts = text.split("\n") + [1]', r"""'parts = text.split("\n") + [1]'"""),
     ('return {"mean": y + 1, "n": 2}', """'''Look:\n\n  return {"mean": y + 1, "n": 2}'''""")],
    ids=["quotes", "backslash", "several lines"],
)  # fmt: skip
def test_quoting_hides_no_secret_in_the_manifest(root, secret, hint):
    change(source(root) / "attention.py", "    ### END", f"    {secret}\n    ### END")
    change(source(root) / "assignment.toml", "hints = [", f"hints = [{hint},")
    with pytest.raises(Problem, match=r"assignments/08_attention/assignment\.toml, line \d+: shows"):
        build(root)


@pytest.mark.parametrize("secret", ['return {"mean": y + 1, "n": 2}', r'parts = text.split("\n") + [1]'])
def test_quoting_hides_no_secret_in_the_notebook(root, secret):
    change(source(root) / "attention.py", "    ### END", f"    {secret}\n    ### END")
    in_code(source(root), secret)
    with pytest.raises(Problem, match=r"assignments/08_attention/08_attention\.ipynb, line \d+: shows"):
        build(root)


def test_the_solution_of_another_assignment_is_refused_too(root):
    folder = new_assignment(root / "source", "09_more")
    (folder / "more.py").write_text(MORE, encoding="utf-8")
    change(folder / "lesson.md", "# A first", f"{SECRETS['a line of the solution']}\n\n# A first")
    with pytest.raises(Problem, match=rf"assignments/09_more/\S+, line \d+: shows line \d+ of {OF_MODULE}"):
        build_release(Course(root), read_assignment(folder))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("n = 3", id="a short line"),
        pytest.param("import json, math, os", id="an import"),
        pytest.param("return float(np.mean((y - y_hat) ** 2))", id="a line of the worked example"),
    ],
)
def test_a_line_that_gives_nothing_away_may_be_shown(root, line):
    change(source(root) / "attention.py", "    distances =", f"    {line}\n    distances =")
    in_code(source(root), line)
    assert STUDENTS in build(root)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("return attention.mean_absolute_error(y * 1e150, y_hat * 1e150)", id="a probe of a hidden check"),
        pytest.param("my_distances = np.abs(y - y_hat)", id="more before it in the same word"),
        pytest.param("distances = np.abs(y - y_hats)", id="more behind it in the same word"),
        pytest.param("distances = np.abs(y_hat - y)", id="another formula"),
    ],
)
def test_a_line_that_is_no_secret_may_be_shown(root, line):
    in_code(source(root), line)
    assert STUDENTS in build(root)


@pytest.fixture
def released(root: Path) -> Path:
    """The same course, with its release written."""
    for where, files in build(root).items():
        write_tree(root / where, files)
    return root


def in_notebook(change_book: Callable[[dict[str, Any], str], None]) -> Callable[[Path, str], str]:
    def plant(folder: Path, line: str) -> str:
        path = folder / "08_attention.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        change_book(book, line)
        path.write_text(json.dumps(book, indent=1), encoding="utf-8")
        return path.name

    return plant


@in_notebook
def in_cell_metadata(book: dict[str, Any], line: str) -> None:
    book["cells"][0]["metadata"]["solution"] = {"text": ["As in", line]}


@in_notebook
def in_metadata_key(book: dict[str, Any], line: str) -> None:
    book["metadata"][line] = True


@in_notebook
def in_printed_output(book: dict[str, Any], line: str) -> None:
    book["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello\n", f"{line}\n"]}]


@in_notebook
def in_traceback(book: dict[str, Any], line: str) -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": [f"----> 1 x = 1\n      2 {line}\n"]}
    book["cells"][1]["outputs"] = [error]


@in_notebook
def in_html_output(book: dict[str, Any], line: str) -> None:
    book["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": f"<p>{line}</p>"}, "metadata": {}}
    ]


@in_notebook
def in_cell_source(book: dict[str, Any], line: str) -> None:
    book["cells"][1]["source"] = ["x = 1\n", f"{line}\n"]


def in_stray_file(folder: Path, line: str) -> str:
    (folder / "data").mkdir()
    (folder / "data/notes.txt").write_text(f"x\n{line}\n")
    return "data/notes.txt"


def in_broken_notebook(folder: Path, line: str) -> str:
    (folder / "old.ipynb").write_text(f'{{"cells": [\n"{line}"\n')
    return "old.ipynb"


def in_binary(folder: Path, line: str) -> str:
    (folder / "old.pkl").write_bytes(b"\x80\xff\x00\n " + line.encode() + b" \xff")
    return "old.pkl"


ON_DISK = {name: plant for name, plant in globals().items() if name.startswith("in_") and plant not in PLANTS}
ON_DISK = {name: plant for name, plant in ON_DISK.items() if name != "in_notebook"}


@pytest.mark.parametrize("plant", ON_DISK)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_lies_in_the_release_is_refused_with_its_place(released, plant, secret):
    name = ON_DISK[plant](released / STUDENTS, SECRETS[secret])
    with pytest.raises(Problem) as caught:
        leaks_on_disk(Course(released))
    number = line_of(released / STUDENTS / name, SECRETS[secret])
    assert leaks_of(caught.value) == [(f"{STUDENTS}/{name}", number, ORIGIN[secret])]


def test_a_release_as_it_was_built_shows_no_secret(released):
    leaks_on_disk(Course(released))


def test_a_left_over_release_is_searched_too(released):
    write_tree(released / "assignments/07_old", {"x.py": SECRETS["a line of the solution"].encode()})
    with pytest.raises(Problem, match=r"assignments/07_old/x\.py, line 1"):
        leaks_on_disk(Course(released))


def test_solutions_may_show_solutions(released):
    assert SECRETS["a line of the solution"] in (released / "solutions/08_attention/attention.py").read_text()


def test_a_hidden_check_that_is_no_python_is_told_with_its_line(tmp_path):
    folder = new_assignment(tmp_path / "source", "08_attention")
    path = folder / "checks" / "hidden" / "test_attention.py"
    path.write_text("def test_(:\n")
    with pytest.raises(Problem, match=r"test_attention\.py, line 1"):
        build_release(Course(tmp_path), read_assignment(folder))


def secrets(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.code) for line in secret_lines(text, "m.py")]


def test_secrets_are_the_lines_of_code_inside_regions():
    assert secrets(MODULE) == [
        (13, "return 1 / ( 1 + math . exp ( - self . data ) )"),
        (24, 'raise ValueError ( "lr" )'),
        (28, "x = x - lr * 2 * x"),
    ]


def test_a_line_that_the_given_code_shows_is_no_secret():
    text = "def given(x):\n    return x * x + 1\n\n\n" + function_of(BEGIN, "return x*x+1", END).replace("f()", "f(x)")
    assert secrets(text) == []


def test_a_short_line_is_no_secret():
    assert secrets(function_of(BEGIN, "y = x + 1", "return y", END)) == [(3, "y = x + 1")]


@pytest.mark.parametrize("line", ["import numpy as np, math, json", "from math import exp, log, sqrt"])
def test_an_import_is_no_secret(line):
    assert secrets(function_of(BEGIN, line, END)) == []


def test_a_line_counts_as_long_without_its_comment():
    assert code_lines("x = 1  # one two three four five six\n", "m.py") == []


def test_the_spacing_of_a_line_does_not_count():
    codes = {code_lines(text, "m.py")[0].code for text in ("y=2*x+1\n", "y  =  2 * x+1  # why\n")}
    assert codes == {"y = 2 * x + 1"}


def test_a_docstring_is_no_code():
    text = 'def f(x):\n    """Returns x + 1 * 2 - 3."""\n'
    assert [line.number for line in code_lines(text, "m.py")] == [1]


def test_what_comes_before_broken_code_still_counts():
    assert [line.number for line in code_lines("y = 2 * x + 1\nz = (\n", "m.py")] == [1]


@pytest.mark.parametrize("line", ['"return \\u0066loat(total / count)" = 1', 'x = "return \\u0066loat(total / count)"'])
def test_no_escape_hides_a_secret_in_a_text_or_in_a_key(line):
    secret = Line("source/x.py", 1, normal("return float(total / count)"))
    assert [leak.secret for leak in leaks_in({"assignment.toml": line.encode()}, "x", [secret])] == [secret]
