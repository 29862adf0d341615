"""What does not hold of a release is told once, with its cause."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from autograder.grading.alike import PASSED as ALIKE
from autograder.records import CheckResult, Fault, Result, Status
from autograder.release.faults import base_faults, broken_checks, only_together, unknown_checks

FAULT = Fault("checks/test_tiny.py", 3, "NameError: name 'x' is not defined")


def of(student: str, usual: Status, **changed: Any) -> Result:
    """A result in which all checks are as usual, but those that are named."""
    checks = []
    for name in ("first", "second", "third"):
        check = CheckResult(name, "double", False, usual, 1.0, 1.0, f"said of {name}", 0.1)
        checks.append(msgspec.structs.replace(check, **changed.get(name, {})))
    return Result(student, "01", 0.0, 3.0, (), tuple(checks))


def results(solution: dict[str, Any] | None = None, stub: dict[str, Any] | None = None, **mistake: Any):
    return {
        "solution": of("solution", Status.PASSED, **(solution or {})),
        "stub": of("stub", Status.NOT_ATTEMPTED, **(stub or {})),
        "wrong/double_a.py": of("wrong/double_a.py", Status.FAILED, **mistake),
    }


def test_where_all_holds_nothing_is_told():
    assert (list(base_faults(results())), broken_checks(results()), list(only_together(results()))) == ([], set(), [])


@pytest.mark.parametrize("status", [Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.BLOCKED, Status.NOT_ATTEMPTED])
def test_a_check_that_the_solution_does_not_pass_is_told_and_says_nothing_of_others(status):
    found = results(solution={"second": {"status": status}}, stub={"second": {"status": Status.PASSED}})
    assert list(base_faults(found)) == [f"the solution does not pass second: {status}: said of second"]
    assert broken_checks(found) == {"second"}


@pytest.mark.parametrize("where", ["solution", "stub", "mistake"])
def test_a_check_that_cannot_run_is_told_with_its_cause_alone(where):
    ungraded = {"first": {"status": Status.UNGRADED, "fault": FAULT}}
    found = results(**ungraded) if where == "mistake" else results(**{where: ungraded})
    (told,) = base_faults(found)
    assert told.startswith("checks/test_tiny.py, line 3: NameError: name 'x' is not defined. 1 check could not run")
    assert broken_checks(found) == {"first"}


def test_a_check_that_raises_on_what_the_solution_returns_is_told_with_that_line():
    (told,) = base_faults(results(solution={"first": {"status": Status.FAILED, "fault": FAULT}}))
    assert told.startswith("On what the solution returns: checks/test_tiny.py, line 3: ")


@pytest.mark.parametrize("status", [Status.PASSED, Status.FAILED, Status.ERROR])
def test_each_check_that_does_not_find_the_stub_unwritten_is_told(status):
    found = results(stub={"first": {"status": status}, "third": {"status": status}})
    assert list(base_faults(found)) == [
        f"the untouched stub is {status}, not not_attempted, on {name}: said of {name}" for name in ("first", "third")
    ]
    assert broken_checks(found) == set()


def test_what_fails_only_behind_another_call_is_told():
    found = results(second={"alike": ALIKE}, third={"alike": ALIKE, "status": Status.PASSED}, first={"alike": "4"})
    (told,) = only_together(found)
    assert told.startswith("wrong/double_a.py: second fails only after another call of the same process")


def test_names_of_no_check_are_told_with_those_that_are_meant():
    assert unknown_checks("wrong/a.py", ["test_b", "c", "test_d"], ("b", "d", "e")) == (
        "wrong/a.py: there is no check test_b, c, test_d; leave test_ out: b, d"
    )
    assert unknown_checks("wrong/a.py", ["c"], ("b",)) == "wrong/a.py: there is no check c"
