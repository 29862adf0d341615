"""A source module becomes solution and stub; a marker not quite right is an error, never a leak."""

from __future__ import annotations

import ast
import textwrap

import pytest
from marked import BEGIN, END, MODULE, SOLUTION, STUB, function_of

from autograder.course.markers import regions_of, solution_text, stub_text
from autograder.errors import Problem


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
    body = textwrap.indent(function_of(BEGIN, "return 1", END), " " * 8)
    text = f"class A:\n    class B:\n{body}"
    assert [region.function for region in regions_of(text, "m.py")] == ["A.B.f"]


def test_a_module_without_regions_is_its_own_stub():
    assert stub_text(SOLUTION, "m.py") == SOLUTION


def test_of_some_functions_alone_only_their_regions_are_replaced():
    for function, replaced in (("Value.sigmoid", 1), ("step", 2)):
        text = stub_text(MODULE, "m.py", (function,))
        assert text.count("raise NotImplementedError()") == replaced
        assert text.count(BEGIN) == 3 - replaced
    assert stub_text(MODULE, "m.py", ()) == MODULE
    assert stub_text(MODULE, "m.py", ("Value.sigmoid", "step")) == STUB


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
        pytest.param(function_of("## BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="two hashes"),
        pytest.param(
            function_of("#### BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="four hashes"
        ),
        pytest.param(function_of("### Begin Solution", "return 1", END), "line 2: .* is not a marker", id="case"),
        pytest.param(function_of("###BEGIN SOLUTION", "return 1", END), "line 2: .* is not a marker", id="no space"),
        pytest.param(
            function_of("### BEGIN  SOLUTION", "return 1", END), "line 2: .* is not a marker", id="two spaces"
        ),
        pytest.param(function_of(BEGIN, "return 1", "### END SOLUTIONS"), "line 4: .* is not a marker", id="plural"),
        pytest.param(
            function_of(BEGIN, "return 1", f"{END} here"), "line 4: .* is not a marker", id="more on its line"
        ),
        pytest.param(function_of(f"x = 1  {BEGIN}", "return 1", END), "line 2: .* is not a marker", id="behind code"),
        pytest.param(
            function_of(BEGIN, "x = 1", BEGIN, "return x", END), "line 4: .*region of line 2 is still open", id="nested"
        ),
        pytest.param(function_of("return 1", END), "line 3: .*no region is open", id="unopened"),
        pytest.param(function_of(BEGIN, "return 1", END, END), "line 5: .*no region is open", id="closed twice"),
        pytest.param(function_of(BEGIN, "return 1"), "line 2: .*never closed", id="unclosed"),
        pytest.param(f"{BEGIN}\nx = 1\n{END}\n", "line 1: .*lies inside one function", id="outside of functions"),
        pytest.param(
            f"class A:\n    {BEGIN}\n    x = 1\n    {END}\n", "line 2: .*inside one function", id="in a class body"
        ),
        pytest.param(
            function_of(BEGIN, "return 1") + "\n\ndef g():\n    return 2\n    ### END SOLUTION\n",
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
