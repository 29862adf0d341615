"""A planted mistake says who must catch it, and takes the place of exactly the definitions that it names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.course.mutants import (
    UNWRITTEN,
    Mistake,
    read_mistakes,
    sentence,
    splice,
    with_mistake,
    written_mistakes,
)
from autograder.errors import Problem
from autograder.records import Exercise, Submission

SOLUTION = '''"""Scalars."""

from __future__ import annotations

from math import exp, expm1


class Value:
    """A scalar."""

    def __init__(self, data):
        self.data = data

    @property
    def square(self):
        return self.data**2

    def exp(self):
        return exp(self.data)


def exp_minus_one(x):
    """exp(x) - 1."""
    return expm1(x)


def last():
    return 1'''


def patched(patch: str) -> str:
    return splice(SOLUTION, patch, "wrong/x.py")


def running(module: str) -> dict[str, object]:
    space: dict[str, object] = {}
    exec(module, space)
    return space


def written(folder: Path, text: str, name: str = "sigmoid_sign.py") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "line",
    [
        "Caught by: sigmoid_derivative, sigmoid_agrees",
        "Caught by: sigmoid_derivative, sigmoid_agrees.",
        "Caught by:\n  sigmoid_derivative,\n  sigmoid_agrees",
        "Caught by: sigmoid_derivative sigmoid_agrees",
        "Caught by: sigmoid_agrees, sigmoid_derivative\n",
    ],
)
def test_caught_by_lists_the_checks_that_must_fail(tmp_path, line):
    (mistake,) = read_mistakes(written(tmp_path, f'"""Flips the sign.\n\n{line}\n"""\n'))
    assert mistake.caught_by == {"sigmoid_derivative", "sigmoid_agrees"}


def test_a_mistake_is_called_like_its_file_and_told_by_its_first_line(tmp_path):
    (mistake,) = read_mistakes(written(tmp_path, '"""Flips the sign.\n\nMore.\n\nCaught by: a\n"""\n'))
    assert mistake.hint == 0
    assert (mistake.name, mistake.description) == ("sigmoid_sign", "Flips the sign.")


def test_a_line_names_the_hint_that_speaks_of_it(tmp_path):
    (mistake,) = read_mistakes(written(tmp_path, '"""Flips the sign.\n\nHint: 2\nCaught by: a, b\n"""\n'))
    assert (mistake.hint, mistake.caught_by) == (2, {"a", "b"})


def test_mistakes_come_in_the_order_of_their_names(tmp_path):
    for name in ("b.py", "a.py", "notes.txt"):
        written(tmp_path, '"""X.\n\nCaught by: a\n"""\n', name)
    assert [mistake.name for mistake in read_mistakes(tmp_path)] == ["a", "b"]


def test_no_folder_of_mistakes_is_no_mistakes(tmp_path):
    assert read_mistakes(tmp_path / "wrong") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"""Flips the sign."""\n', id="not said"),
        pytest.param('"""Flips the sign.\n\nCaught by:\n"""\n', id="nobody"),
        pytest.param('"""Flips the sign. Caught by: sigmoid"""\n', id="not on a line of its own"),
        pytest.param("# Caught by: sigmoid\n", id="in a comment"),
        pytest.param("", id="empty"),
    ],
)
def test_a_mistake_that_does_not_say_who_catches_it_is_a_problem_naming_the_file(tmp_path, text):
    with pytest.raises(Problem, match=r"sigmoid_sign\.py: its docstring must end in 'Caught by"):
        read_mistakes(written(tmp_path, text))


def test_a_mistake_that_is_not_python_is_a_problem_naming_file_and_line(tmp_path):
    with pytest.raises(Problem, match=r"sigmoid_sign\.py, line 2: "):
        read_mistakes(written(tmp_path, "x = 1\ndef f(:\n"))


def test_a_method_is_replaced():
    space = running(patched("class Value:\n    def exp(self):\n        return -exp(self.data)\n"))
    assert space["Value"](0.0).exp() == -1.0


def test_a_function_is_replaced():
    assert running(patched("def exp_minus_one(x):\n    return exp(x)\n"))["exp_minus_one"](0.0) == 1.0


def test_several_definitions_are_replaced_at_once():
    patch = "def last():\n    return 2\n\n\nclass Value:\n    def exp(self):\n        x = 3\n        return x\n"
    space = running(patched(patch))
    assert (space["last"](), space["Value"](0.0).exp()) == (2, 3)


def test_everything_else_stays_as_it_was():
    patch = '"""X.\n\nCaught by: a\n"""\n\n\ndef last():\n    return 2\n'
    assert patched(patch) == SOLUTION.replace("return 1", "return 2") + "\n"


def test_a_decorator_of_the_solution_goes_with_its_function():
    module = patched("class Value:\n    def square(self):\n        return 5\n")
    assert running(module)["Value"](0.0).square() == 5


def test_a_decorator_of_the_mistake_comes_along():
    module = patched("class Value:\n    @staticmethod\n    def exp():\n        return 7\n")
    assert running(module)["Value"].exp() == 7


def test_the_imports_of_a_mistake_come_along_after_the_future_imports():
    space = running(patched("import math\nfrom os import sep\n\n\ndef last():\n    return math.pi, sep\n"))
    assert space["last"]()[0] == pytest.approx(3.14159, abs=1e-5)


def test_an_import_that_begins_like_one_of_the_solution_comes_along():
    assert running(patched("from math import e\n\n\ndef last():\n    return e\n"))["last"]() == pytest.approx(
        2.71828, abs=1e-5
    )


def test_an_import_that_the_solution_has_is_not_repeated():
    module = patched("from math import exp, expm1\n\n\ndef last():\n    return 2\n")
    assert module.count("import exp") == 1


def test_the_docstring_of_the_solution_stays_first():
    assert ast.get_docstring(ast.parse(patched("import json\n\n\ndef last():\n    return 2\n"))) == "Scalars."


@pytest.mark.parametrize(
    ("patch", "name"),
    [
        ("def frist():\n    return 2\n", "frist"),
        ("class Value:\n    def tanh(self):\n        return 2\n", "Value.tanh"),
        ("def exp():\n    return 2\n", "exp"),
    ],
)
def test_a_name_that_the_solution_does_not_define_is_a_problem_naming_it(patch, name):
    with pytest.raises(Problem, match=rf"^wrong/x\.py: the solution defines no {name},"):
        patched(patch)


def test_without_a_docstring_the_imports_of_a_mistake_come_first():
    assert splice("def last():\n    return 1\n", "import math\n\n\ndef last():\n    return 2\n", "x") == (
        "import math\ndef last():\n    return 2\n"
    )


BEGUN = f'"""{UNWRITTEN} what it does.\n\nCaught by: a\n"""\n'


def test_one_that_is_still_to_be_written_stops_a_release_and_nothing_else(tmp_path):
    written(tmp_path, '"""X.\n\nCaught by: a\n"""\n', "whole.py")
    written(tmp_path, BEGUN, "begun.py")
    assert [mistake.name for mistake in written_mistakes(tmp_path)] == ["whole"]
    with pytest.raises(Problem, match=r"begun\.py: its first line is still to be written"):
        read_mistakes(tmp_path)


@pytest.mark.parametrize(("text", "said"), [("def f(:\n", "x.py, line 1: "), ("y = 1\n", "x.py: its docstring must")])
def test_one_that_is_wrong_stops_everything(tmp_path, text, said):
    with pytest.raises(Problem, match=said):
        written_mistakes(written(tmp_path, text, "x.py"))


EXERCISE = Exercise("exp", "The exponential", ("Value.exp", "exp_minus_one"), ())


@pytest.mark.parametrize(
    ("text", "exercise", "said"),
    [
        ("class Value:\n    def exp(self): ...\n", EXERCISE, "`Value.exp` forgets the minus"),
        ("def exp_minus_one(x): ...\ndef last(): ...\n", EXERCISE, "`exp_minus_one` forgets the minus"),
        ("class Value:\n    def exp(self): ...\ndef exp_minus_one(x): ...\n", EXERCISE, "your code forgets the minus"),
        ("def last(): ...\n", EXERCISE, "your code forgets the minus"),
        ("def last(): ...\n", None, "your code forgets the minus"),
    ],
)
def test_a_student_is_told_which_function_of_theirs_does_it_if_it_is_one(text, exercise, said):
    assert sentence(Mistake("x", "Forgets the minus.", text, frozenset()), exercise) == said


def test_of_several_modules_the_one_that_defines_it_gets_the_mistake():
    solution = Submission("solution", {"a.py": b"def f():\n    return 1\n", "b.py": b"def g():\n    return 1\n"})
    patched = with_mistake(solution, Mistake("x", "", "def g():\n    return 2\n", frozenset()), "wrong/x.py")
    assert patched == {**solution.files, "b.py": b"def g():\n    return 2\n"}
    with pytest.raises(Problem, match=r"wrong/x\.py: the solution defines no h,"):
        with_mistake(solution, Mistake("x", "", "def h(): ...\n", frozenset()), "wrong/x.py")
