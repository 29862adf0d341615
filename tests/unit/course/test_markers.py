"""A source module becomes solution, stub and secret lines; a marker not quite right is an error, never a leak."""

from __future__ import annotations

import ast
import textwrap
import time

import pytest

from autograder.course.markers import (
    code_lines,
    python_text,
    regions_of,
    secret_lines,
    solution_text,
    stub_text,
    untouched_stubs,
)
from autograder.errors import Problem

MODULE = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        ### BEGIN SOLUTION
        # stable for large x
        return 1 / (1 + math.exp(-self.data))
        ### END SOLUTION

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        ### BEGIN SOLUTION
        raise ValueError("lr")
        ### END SOLUTION
    before = x
    ### BEGIN SOLUTION
    x = x - lr * 2 * x
    return x
    ### END SOLUTION
'''

SOLUTION = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        # stable for large x
        return 1 / (1 + math.exp(-self.data))

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        raise ValueError("lr")
    before = x
    x = x - lr * 2 * x
    return x
'''

STUB = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        # YOUR CODE HERE
        raise NotImplementedError()
    before = x
    # YOUR CODE HERE
    raise NotImplementedError()
'''


BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def in_function(*lines: str) -> str:
    return "def f():\n" + "".join(f"    {line}\n" for line in lines)


def test_a_solution_is_the_module_without_its_markers():
    assert solution_text(MODULE, "m.py") == SOLUTION


def test_a_stub_has_each_region_replaced_at_its_own_indentation():
    assert stub_text(MODULE, "m.py") == STUB


def test_a_region_belongs_to_the_qualified_name_of_its_function():
    found = [(region.function, region.begin, region.end) for region in regions_of(MODULE, "m.py")]
    assert found == [("Value.sigmoid", 11, 14), ("step", 23, 25), ("step", 27, 30)]


def test_a_region_in_a_function_inside_a_function_belongs_to_the_outer_one():
    text = "def outer():\n    def inner():\n        ### BEGIN SOLUTION\n        return 1\n        ### END SOLUTION\n"
    assert [region.function for region in regions_of(text, "m.py")] == ["outer"]


def test_a_method_of_a_nested_class_has_both_names():
    body = textwrap.indent(in_function(BEGIN, "return 1", END), " " * 8)
    text = f"class A:\n    class B:\n{body}"
    assert [region.function for region in regions_of(text, "m.py")] == ["A.B.f"]


def test_a_module_without_regions_is_its_own_stub():
    assert stub_text(SOLUTION, "m.py") == SOLUTION


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\n\n\ndef g():\n    return 1\n"])
def test_a_stub_stays_valid_python_whatever_follows_its_region(end):
    text = f"def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION{end}"
    assert isinstance(ast.parse(stub_text(text, "m.py")).body[0], ast.FunctionDef)


def test_a_stub_raises_when_it_is_called():
    space: dict[str, object] = {}
    exec(stub_text(MODULE, "m.py"), space)
    with pytest.raises(NotImplementedError):
        space["step"](1.0, 0.1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(in_function("## BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="two hashes"),
        pytest.param(
            in_function("#### BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="four hashes"
        ),
        pytest.param(in_function("### Begin Solution", "return 1", END), "line 2: .* is not a marker", id="case"),
        pytest.param(in_function("###BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="no space"),
        pytest.param(
            in_function("### BEGIN  SOLUTION", "return 1", END), "line 2: .* is not a marker", id="two spaces"
        ),
        pytest.param(in_function(BEGIN, "return 1", "### END SOLUTIONS"), "line 4: .* is not a marker", id="plural"),
        pytest.param(
            in_function(BEGIN, "return 1", f"{END} here"), "line 4: .* is not a marker", id="more on its line"
        ),
        pytest.param(in_function(f"x = 1  {BEGIN}", "return 1", END), "line 2: .* is not a marker", id="behind code"),
        pytest.param(
            in_function(BEGIN, "x = 1", BEGIN, "return x", END), "line 4: .*region of line 2 is still open", id="nested"
        ),
        pytest.param(in_function("return 1", END), "line 3: .*no region is open", id="unopened"),
        pytest.param(in_function(BEGIN, "return 1", END, END), "line 5: .*no region is open", id="closed twice"),
        pytest.param(in_function(BEGIN, "return 1"), "line 2: .*never closed", id="unclosed"),
        pytest.param(f"{BEGIN}\nx = 1\n{END}\n", "line 1: .*lies inside one function", id="outside of functions"),
        pytest.param(
            f"class A:\n    {BEGIN}\n    x = 1\n    {END}\n", "line 2: .*inside one function", id="in a class body"
        ),
        pytest.param(
            in_function(BEGIN, "return 1") + "\n\ndef g():\n    return 2\n    ### END SOLUTION\n",
            "line 2: .*inside one function",
            id="across two functions",
        ),
        pytest.param(
            f"{BEGIN}\ndef f():\n    return 1\n{END}\n", "line 1: .*inside one function", id="around a whole function"
        ),
        pytest.param("def f(:\n    return 1\n", "line 1: ", id="not Python"),
    ],
)
def test_a_region_that_is_not_quite_right_is_a_problem_with_file_and_line(text, problem):
    with pytest.raises(Problem, match=f"^source/m.py, {problem}"):
        stub_text(text, "source/m.py")


def secrets(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.code) for line in secret_lines(text, "m.py")]


def test_secrets_are_the_lines_of_code_inside_regions():
    assert secrets(MODULE) == [
        (13, "return 1 / ( 1 + math . exp ( - self . data ) )"),
        (24, 'raise ValueError ( "lr" )'),
        (28, "x = x - lr * 2 * x"),
    ]


def test_a_line_that_the_given_code_shows_is_no_secret():
    text = "def given(x):\n    return x * x + 1\n\n\n" + in_function(BEGIN, "return x*x+1", END).replace("f()", "f(x)")
    assert secrets(text) == []


def test_a_short_line_is_no_secret():
    assert secrets(in_function(BEGIN, "y = x + 1", "return y", END)) == [(3, "y = x + 1")]


@pytest.mark.parametrize("line", ["import numpy as np, math, json", "from math import exp, log, sqrt"])
def test_an_import_is_no_secret(line):
    assert secrets(in_function(BEGIN, line, END)) == []


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


def test_a_released_stub_is_untouched():
    assert untouched_stubs(STUB, ("Value.sigmoid", "step"))


def test_a_written_function_is_not_untouched():
    assert not untouched_stubs(SOLUTION, ("Value.sigmoid",))


def test_one_written_stub_of_an_exercise_is_an_attempt():
    half = STUB.replace("    # YOUR CODE HERE\n    raise NotImplementedError()\n", "    return x\n").replace(
        "    if lr < 0:\n    return x\n", ""
    )
    assert [untouched_stubs(half, names) for names in (("Value.sigmoid",), ("Value.sigmoid", "Value.tanh"))] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "line", ["raise NotImplementedError", "raise NotImplementedError()", 'raise NotImplementedError("todo")']
)
def test_any_way_to_raise_the_stub_s_error_is_untouched(line):
    assert untouched_stubs(f"def f():\n    x = 1\n    {line}\n", ("f",))


@pytest.mark.parametrize("line", ["raise ValueError", "raise", "return NotImplementedError", "pass"])
def test_any_other_statement_is_an_attempt(line):
    assert not untouched_stubs(f"def f():\n    {line}\n", ("f",))


@pytest.mark.parametrize(
    "text", ["", "def g():\n    raise NotImplementedError\n", "def f(:\n", "f = 1\n", "x = '\0'\n", "(" * 5000]
)
def test_a_module_without_the_function_says_nothing_of_being_untouched(text):
    assert not untouched_stubs(text, ("f",))


def test_a_module_in_an_encoding_that_takes_long_is_read_once_and_only_if_short():
    """Punycode puts each letter in its place one by one: every check would cost the judge seconds."""
    head = b"# coding: punycode\n"
    assert python_text(head + b"x" * 1000 + b"-" + b"a" * 1000) is python_text(head + b"x" * 1000 + b"-" + b"a" * 1000)
    started = time.process_time()
    assert python_text(head + b"x" * 200_000 + b"-" + b"a" * 200_000) == ""
    assert time.process_time() - started < 1.0
