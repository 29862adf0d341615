"""An exercise is not attempted only while its stubs are untouched, whatever a student's module holds."""

from __future__ import annotations

import ast
import time
import warnings
from typing import Any

import pytest
from helpers import takes_less
from marked import SOLUTION, STUB

from autograder.course.stubs import (
    MAX_PARSED,
    UNREADABLE,
    hides_code,
    left_over,
    python_text,
    stub_lines,
    syntax_tree,
    untouched_stubs,
    unwritten,
)


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
    assert untouched_stubs(f"def f():\n    x = 1\n    # YOUR CODE HERE\n    {line}\n", ("f",))


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


UTF_7 = b"# coding: utf-7\nx = +ACIAIgAi- (hidden) +ACIAIgAi-\ndef f():\n    raise NotImplementedError\n"


def test_a_module_is_read_as_python_reads_it():
    assert 'x = """ (hidden) """' in python_text(UTF_7)
    assert untouched_stubs(python_text(UTF_7), ("f",))
    assert python_text(b"\xff") == python_text(b"# coding: klingon\n") == ""


def test_a_module_too_long_for_a_person_is_not_parsed():
    stub = "def f():\n    raise NotImplementedError\n"
    assert untouched_stubs(stub, ("f",))
    assert not untouched_stubs(stub + "#" * MAX_PARSED, ("f",))


def test_one_as_long_as_may_be_is_read():
    stub = b"def f():\n    raise NotImplementedError\n"
    assert untouched_stubs(python_text(stub.ljust(MAX_PARSED, b"#")), ("f",))
    assert python_text(stub.ljust(MAX_PARSED + 1, b"#")) == ""


LEFT = "def f(x):\n    y = x\n    raise NotImplementedError()\n"


def test_an_error_left_below_what_was_written_is_not_an_untouched_stub():
    assert left_over(LEFT, 3)
    assert not untouched_stubs(LEFT, ("f",))
    assert unwritten(LEFT, ("f",)) == ["f"]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    raise NotImplementedError()\n",
        'def f(x):\n    """It doubles."""\n    raise NotImplementedError()\n',
        "def f(x):\n    y = x\n    # YOUR CODE HERE\n    raise NotImplementedError()\n",
    ],
)
def test_the_stubs_own_error_is_not_left_over(text):
    assert not left_over(text, len(text.splitlines()))
    assert untouched_stubs(text, ("f",))


@pytest.mark.parametrize(
    ("body", "hides"),
    [
        ("    raise NotImplementedError()\n    return 2 * x\n", True),
        ("    # YOUR CODE HERE\n    raise NotImplementedError\n    y = x\n    return y\n", True),
        ("    raise NotImplementedError()\n", False),
        ("    if x:\n        raise NotImplementedError()\n    return x\n", False),
        ("    raise ValueError\n    return x\n", False),
    ],
)
def test_the_stubs_error_above_other_statements_hides_them(body, hides):
    text = f"def f(x):\n{body}"
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "raise" in each)
    assert hides_code(text, line) == hides


def test_an_error_that_is_never_reached_leaves_the_function_written():
    text = "def f(x):\n    return 2 * x\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    assert unwritten(text, ("f",)) == []
    assert not untouched_stubs(text, ("f",))


def test_many_stub_s_errors_are_looked_at_once_not_each_for_all_the_others():
    """Every failing check asks: what takes a second is taken from everybody, whatever the submission's budget."""
    errors = "    if 0:a;raise NotImplementedError\n" * 700
    text = f"def z():\n    {'a;' * 12_000}\ndef f():\n{errors}    raise ValueError\n"
    assert not untouched_stubs(text, ("f",))
    assert unwritten(text, ("f",)) == ["f"]
    # A text that has been read is remembered, so each is another.
    another = iter(f"{text}# {number}\n" for number in range(3))
    assert takes_less(lambda: unwritten(next(another), ("f",)), 1.0)


@pytest.mark.parametrize("code", ["x = '\\d'\n", b"x = '\\d'\n"])
def test_an_escape_that_python_warns_of_is_no_news(code):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [type(each) for each in syntax_tree(code).body] == [ast.Assign]
        with pytest.raises(SyntaxError, match="escape"):
            ast.parse(code)


@pytest.mark.parametrize("code", ["x = (\n", "x = 1\0\n", "(" * 5000 + ")" * 5000, b"\xff\n"])
def test_what_cannot_be_read_ends_in_one_of_a_few_errors(code):
    with pytest.raises(UNREADABLE):
        syntax_tree(code)


def test_what_threads_get_wrong_for_one_another_in_python_is_tried_again(monkeypatch):
    answers: list[Any] = [SystemError("AST constructor recursion depth mismatch"), tree := ast.parse("x = 1")]

    def parse(code: str, file: str) -> Any:
        assert (code, file) == ("x = 1", "loss.py")
        if isinstance(answer := answers.pop(0), SystemError):
            raise answer
        return answer

    monkeypatch.setattr("autograder.course.stubs.ast.parse", parse)
    assert syntax_tree("x = 1", "loss.py") is tree


def test_an_error_of_syntax_names_the_file_and_the_line():
    with pytest.raises(SyntaxError) as caught:
        syntax_tree("x = 1\ny = = 2\n", "loss.py")
    assert (caught.value.filename, caught.value.lineno) == ("loss.py", 2)


def test_each_line_on_which_a_function_ends_in_the_stub_s_error_is_told():
    text = "def f(x):\n    if x:\n        raise NotImplementedError\n    else:\n        raise NotImplementedError()\n"
    assert stub_lines(f"{text}    raise NotImplementedError()\ndef g():\n    pass\n", ("f", "g", "h")) == [3, 5, 6]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("def f(x): y = x; raise NotImplementedError()\n", 1, False),
        ("def f(x): y = x; \\\n    raise NotImplementedError()\n", 2, True),
        ("def f(x):\n    print(x)\n    raise NotImplementedError()\n", 3, True),
        ("def f(x):\n    x = 1\n    raise ValueError\n", 3, False),
    ],
)
def test_it_is_left_over_below_whatever_was_written_that_is_no_docstring(text, line, expected):
    assert left_over(text, line) == expected
