"""Statements that do nothing are found by their line, and no statement that does something."""

from __future__ import annotations

import pytest

from autograder.checks.slips import slips


def said(body: str, head: str = "def f(p, x):") -> list[tuple[int, str]]:
    return list(slips(f"{head}\n" + "".join(f"    {line}\n" for line in body.split("\n")), ("f",)))


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("x = 1\np.zero_\nreturn x", 3, "`p.zero_()`"),
        ("for q in p:\n    q.zero_\nreturn x", 3, "`q.zero_()`"),
        ("x == 1\nreturn x", 2, "write `=`"),
        ("x - 1\nreturn x", 2, "`x - 1` gives is used for nothing"),
        ("x\nreturn x", 2, "used for nothing"),
    ],
)
def test_a_statement_that_does_nothing_is_found(body, line, words):
    ((found, why),) = said(body)
    assert found == line
    assert words in why


def test_a_function_that_promises_a_value_and_returns_none_is_found():
    assert said("x = 1", "def f(p, x) -> float:") == [(1, "`f` never returns a value. Is a `return` missing?")]
    assert len(said("return", "def f(p, x) -> float:")) == 1


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("def f(p, x) -> None:", "p.zero_()"),
        ("def f(p, x):", '"""What it does."""\np.zero_()\nx += 1'),
        ("def f(p, x) -> float:", "if x:\n    return 1.0\nraise ValueError"),
        ("def f(p, x) -> object:", "yield x"),
        ("def f(p, x) -> float:", "# YOUR CODE HERE\nraise NotImplementedError()"),
        ("def f(p, x) -> float:", "return ("),
        ("def f(p, x) -> float:", "...\nreturn x"),
    ],
)
def test_nothing_is_said_of_what_does_something(head, body):
    assert said(body, head) == []


@pytest.mark.parametrize("long", ["x" + ".a" * 400, "+".join(["x"] * 1500), "x" + "[0]" * 400, "x == 0x" + "f" * 5000])
def test_a_statement_that_is_nested_too_deep_to_be_written_out_is_found_all_the_same(long):
    ((line, _),) = said(f"{long}\nreturn x")
    assert line == 2


def test_every_statement_that_does_nothing_is_found_each_by_what_it_is():
    found = said("x.a\nx == 1\nx < 1\nx[0]\nprint(x)\nreturn x")
    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert ["()" in why for _, why in found] == [True, False, False, False]
    assert ["`=`" in why for _, why in found] == [False, True, False, False]


def test_only_of_the_functions_that_are_asked_for_and_are_there_something_is_said():
    text = "def f(x):\n    x == 1\n\ndef g(x):\n    x == 2\n"
    assert [line for line, _ in slips(text, ("g",))] == [5]
    assert [line for line, _ in slips(text, ("h", "f"))] == [2]


@pytest.mark.parametrize(
    ("head", "body", "found"),
    [
        ("def f(p, x) -> 'float':", "x = 1", True),
        ("def f(p, x) -> float:", "yield x", False),
        ("def f(p, x) -> float:", "yield from x", False),
        ("def f(p, x):", "x = 1", False),
        ("def f(p, x) -> None:", "x = 1", False),
        ("def f(p, x) -> True:", "x = 1", True),
        ("def f(p, x) -> float:", "x = 1\nreturn None", False),
    ],
)
def test_a_value_is_missed_only_where_one_is_promised(head, body, found):
    assert bool(said(body, head)) is found
