"""What is searched for, and what shows it, to the first and the last line and word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.manifest import read_assignment
from autograder.release.leaks import Leak, Line, leaks_in, secret_lines, secrets_of

SECRET = Line("source/01/a.py", 3, "y = x + x")
LONG = "Twice the number is five words"
MODULE = """def f(x):
    ### BEGIN SOLUTION
    first = x + 1
    last = first + 2
    ### END SOLUTION
    return given + 3 + 4
"""


def places(name: str, text: str) -> list[tuple[str, int]]:
    return [(leak.path, leak.number) for leak in leaks_in({name: text.encode()}, "assignments/01", [SECRET])]


@pytest.mark.parametrize("line", ["y = x + x", "  y=x+x  # so", "a; y = x + x", "y = x + x; b", "(y = x + x)"])
def test_a_secret_is_found_at_the_start_in_the_middle_and_at_the_end_of_a_line(line):
    assert places("a.py", f"\n{line}\n") == [("assignments/01/a.py", 2)]


@pytest.mark.parametrize("line", ["y = x + xs", "my = x + x", "y = x", "= x + x", "y = x - x"])
def test_a_line_with_a_part_of_it_shows_nothing(line):
    assert places("a.py", line) == []


def test_what_several_secrets_begin_with_shows_each_that_is_there_once():
    other = SECRET._replace(code="y = x * 2")
    text = b"y = x + x and y = x * 2 and y = x + x"
    assert leaks_in({"a.py": text}, "w", [SECRET, other]) == [Leak("w/a.py", 1, SECRET), Leak("w/a.py", 1, other)]


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("a.ipynb", json.dumps({"cells": [{"source": ["z = 1\n", "y = \tx + x\n"]}]}, indent=1), 6),
        ("a.toml", 'a = 1\nb = """\nz\ny \\u003d x + x"""\n', 0),
        ("a.toml", 'a = 1\nb = ["z", {c = "y = x + x"}]\n', 2),
        ("a.toml", '"y = x + x" = 1\n', 1),
        ("a.py", 'a = "y \\u003d x + x"\n', None),
        ("a.ipynb", "no JSON, but y = x + x", 1),
        ("a.toml", "no TOML, but y = x + x", 1),
        ("a.txt", '{"a": "y = x + x"}', 1),
    ],
)
def test_a_string_is_searched_as_it_is_meant_and_told_by_the_line_where_it_stands(name, text, number):
    found = places(name, text)
    assert found == ([] if number is None else [(f"assignments/01/{name}", number)])


def test_the_first_and_the_last_line_of_a_region_are_secret_and_none_around_it():
    assert [(line.number, line.code) for line in secret_lines(MODULE, "a.py")] == [
        (3, "first = x + 1"),
        (4, "last = first + 2"),
    ]


HIDDEN = f'''"""{LONG}."""


def test_f(student):
    """{LONG}.

    Only four words here.
    """
    def probe(f):
        return f(1) + f(2) + f(3)
    assert student(probe) == 1 + 2 + 3 + 4


def probe_of(f):
    return f(4) + f(5) + f(6)


def helper():
    """{LONG} in vain."""
    return g(1) + g(2) + g(3)
'''
LESSON = f"""Text.

<!-- #region {{"question": "why"}} -->
### BEGIN SOLUTION
Only four words here.
{LONG}.
### END SOLUTION
<!-- #endregion -->
"""


def folder_of(root: Path) -> Path:
    folder = root / "01_a"
    for name, text in (
        ("assignment.toml", 'title = "A"\nmodules = ["a", "b"]\n[questions.why]\ntitle = "Why"\n'),
        ("a.py", MODULE),
        ("b.py", MODULE.replace("first", "other")),
        ("checks/hidden/test_a.py", HIDDEN),
        ("lesson.md", LESSON),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_secrets_are_of_every_module_every_hidden_check_but_for_its_probes_and_every_answer(tmp_path):
    found = secrets_of(read_assignment(folder_of(tmp_path / "source")))
    assert [tuple(line) for line in found] == [
        ("source/01_a/a.py", 3, "first = x + 1"),
        ("source/01_a/a.py", 4, "last = first + 2"),
        ("source/01_a/b.py", 3, "other = x + 1"),
        ("source/01_a/b.py", 4, "last = other + 2"),
        ("source/01_a/checks/hidden/test_a.py", 4, "def test_f ( student ) :"),
        ("source/01_a/checks/hidden/test_a.py", 11, "assert student ( probe ) = = 1 + 2 + 3 + 4"),
        ("source/01_a/checks/hidden/test_a.py", 18, "def helper ( ) :"),
        ("source/01_a/checks/hidden/test_a.py", 20, "return g ( 1 ) + g ( 2 ) + g ( 3 )"),
        ("source/01_a/checks/hidden/test_a.py", 4, f"{LONG} ."),
        ("source/01_a/lesson.md", 6, f"{LONG} ."),
    ]


def test_a_source_elsewhere_is_told_by_its_whole_path(tmp_path):
    folder = folder_of(tmp_path / "elsewhere")
    assert {line.path for line in secrets_of(read_assignment(folder))} >= {str(folder / "a.py")}


@pytest.mark.parametrize(("answer", "count"), [("One two three four five", 1), ("One two three four", 0)])
def test_an_answer_of_five_words_is_a_secret(tmp_path, answer, count):
    folder = folder_of(tmp_path / "source")
    (folder / "lesson.md").write_text(LESSON.replace(f"{LONG}.", answer))
    assert len([line for line in secrets_of(read_assignment(folder)) if line.path.endswith(".md")]) == count
