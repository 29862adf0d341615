"""Mending puts in the solution's functions and leaves all else as the student wrote it."""

from __future__ import annotations

import ast

import msgspec
import pytest

from autograder.course.solutions import solution_of
from autograder.grading.mending import Mender

STUDENT = """import math

class Rectangle:
  def __init__(self, h, w):
      self.h, self.w = h, w
  def area(self):
      return my_product(self.h, self.w)

def my_product(a, b):
    return a - b

def double(x):
    return x * x
"""


@pytest.fixture(scope="module")
def mender(tiny):
    return Mender(tiny, solution_of(tiny).files)


def mended(mender: Mender, text: str, *exercises: str) -> str:
    """The text of the module with these exercises mended."""
    files = mender.mended({"tiny.py": text.encode()}, exercises)
    assert files is not None
    return files["tiny.py"].decode()


def test_only_the_exercise_is_the_solutions(mender):
    text = mended(mender, STUDENT, "double")
    space: dict = {}
    exec(text, space)
    assert space["double"](3) == 6
    assert space["Rectangle"](2, 3).area() == -1
    assert "surface" not in text


def test_a_method_is_mended_in_its_class_whatever_the_indentation(mender):
    text = mended(mender, STUDENT, "area")
    assert "surface = self.height * self.width" in text
    assert "twofold" not in text


def test_what_the_student_left_out_is_added(mender):
    space: dict = {}
    exec(mended(mender, "class Rectangle:\n    pass\n", "double", "area"), space)
    assert space["double"](3) == 6
    assert hasattr(space["Rectangle"], "area")


def test_the_last_of_two_definitions_is_the_one_that_counts(mender):
    space: dict = {}
    exec(mended(mender, STUDENT + "\ndef double(x):\n    return 0\n", "double"), space)
    assert space["double"](3) == 6


@pytest.mark.parametrize("text", ["def double(x:\n", "x = 1\n", "", "\0", "x = " + "(" * 9000])
def test_what_cannot_be_mended_is_left_alone(mender, text):
    assert mender.mended({"tiny.py": text.encode()}, ["area"]) is None


def test_a_file_that_was_not_handed_in_is_not_made_up(mender):
    assert mender.mended({}, ["double"]) is None


def test_the_given_code_that_a_solution_needs_comes_with_it_unless_the_student_has_it(tiny, tmp_path):
    solution = b"import math\nHALF: float = 0.5\n\ndef given(x):\n    return math.floor(x * HALF)\n\n"
    solution += b"def double(x: Odd) -> Odd:\n    return 4 * given(x)\n\ndef spare():\n    return 1\n"
    mender = Mender(tiny, {"tiny.py": solution})
    text = mended(mender, "'''Mine.'''\nfrom __future__ import annotations\n", "double")
    space: dict = {}
    exec(text, space)
    assert space["double"](3) == 4
    assert space["__doc__"] == "Mine."
    assert "spare" not in text
    kept = mended(mender, "def given(x):\n    return 7\n", "double")
    assert kept.count("def given") == 1
    exec(kept, space)
    assert space["double"](3) == 28


def test_no_stub_comes_along_as_given_code(tiny):
    """Or the exercise that is judged could be the solution's."""
    solution = b"def double(x):\n    return Rectangle(1, x).area() + helper()\n\ndef helper():\n    return 0\n"
    solution += b"class Rectangle:\n    def area(self):\n        return 1\n"
    text = mended(Mender(tiny, {"tiny.py": solution}), "def other():\n    return 1\n", "double")
    names = {node.name for node in ast.parse(text).body}
    assert names == {"double", "helper", "other"}


def test_of_several_modules_only_that_of_the_exercise_is_touched(tiny):
    """Whatever becomes of the others: none need even be there, or be Python."""
    assignment = msgspec.structs.replace(tiny, modules=("other", "tiny", "third"))
    solution = {f"{name}.py": b"def spare():\n    return 1\n" for name in ("other", "third")}
    mender = Mender(assignment, {"other.py": solution["other.py"], **solution_of(tiny).files, **solution})
    for other in ({}, {"other.py": b"def broken(:\n", "third.py": b"x = 1  # mine\n"}):
        files = mender.mended({**other, "tiny.py": STUDENT.encode()}, ["double"])
        assert b"twofold" in files.pop("tiny.py")
        assert files == other


def test_what_only_annotations_name_does_not_come_along(tiny):
    solution = b"from typing import Any\nOdd = int\n\ndef given(x: Any, *more: Any) -> Odd:\n    return 2 * x\n\n"
    solution += b"def double(x: Odd, *more: Odd, **named: Odd) -> Odd:\n    return given(x)\n"
    mender = Mender(tiny, {"tiny.py": solution})
    texts = {mended(mender, "def other():\n    return 1\n", "double") for _ in range(2)}
    (text,) = texts
    assert "Odd" not in text
    assert "Any" not in text
    space: dict = {}
    exec(text, space)
    assert space["double"](3) == 6
