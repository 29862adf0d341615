"""A check that breaks is told once for each cause, with the file and line, and never as a student's fault."""

from __future__ import annotations

import pytest

from autograder.checks.faults import causes, fault_of
from autograder.records import CheckResult, Fault, Status


def unjudged(name: str, line: int, text: str = "NameError: name 'math' is not defined") -> CheckResult:
    return CheckResult(name, "double", False, Status.UNGRADED, 0, 1, "", 0, fault=Fault("checks/test_a.py", line, text))


def test_one_cause_at_several_places_is_one():
    (cause,) = causes([unjudged("b", 30), unjudged("a", 12), unjudged("a", 12), unjudged("c", 31)])
    assert cause.told() == (
        "checks/test_a.py, line 12 (and 2 more places): NameError: name 'math' is not defined. "
        "3 checks could not run because of it: b, a, c."
    )


def test_two_causes_are_two_the_wider_first():
    found = causes([unjudged("a", 1, "KeyError: 'x'"), unjudged("b", 2), unjudged("c", 3)])
    assert [cause.checks for cause in found] == [("b", "c"), ("a",)]


def test_many_names_are_counted_not_listed():
    (cause,) = causes([unjudged(f"n{number}", 1) for number in range(21)])
    assert cause.told().endswith("21 checks could not run because of it: n0, n1, n2, n3, n4 and 16 more.")


def test_the_innermost_line_of_the_assignment_is_named(tmp_path):
    path = tmp_path / "checks" / "test_a.py"
    source = "def helper():\n    raise KeyError('x')\n\ndef check():\n    helper()\n"
    scope: dict = {}
    exec(compile(source, path, "exec"), scope)
    with pytest.raises(KeyError) as caught:
        scope["check"]()
    assert fault_of(caught.value, tmp_path) == Fault("checks/test_a.py", 2, "KeyError: 'x'")
