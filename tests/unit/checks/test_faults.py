"""A check that breaks is told once for each cause, with the file and line, and never as a student's fault."""

from __future__ import annotations

import pytest

from autograder.checks.faults import MAX_NAMED, breaks_by_itself, causes, fault_of, named, not_your_fault
from autograder.errors import ProbeError, Problem
from autograder.records import CheckResult, Detail, Fault, Label, Status


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


def test_one_place_and_one_check_are_told_as_one():
    (cause,) = causes([unjudged("a", 12)])
    assert cause.told().startswith("checks/test_a.py, line 12: NameError")
    assert "1 check could" in cause.told()
    (two,) = causes([unjudged("a", 12), unjudged("b", 13)])
    assert "line 12 (and 1 more place): " in two.told()
    assert "2 checks could" in two.told()


def test_a_check_without_a_fault_is_told_by_what_it_says_itself():
    reasons = (Detail(Label.REASON, "The judge was stopped."),)
    check = CheckResult("a", "double", False, Status.UNGRADED, 0, 1, "", 0, details=reasons)
    (cause,) = causes([check])
    assert cause.told().startswith("The judge was stopped. 1 check")


def test_only_checks_of_the_status_that_is_asked_for_have_a_cause():
    failed = CheckResult("f", "double", False, Status.FAILED, 0, 1, "", 0, fault=Fault("checks/test_a.py", 1, "no"))
    assert [cause.checks for cause in causes([unjudged("a", 1), failed])] == [("a",)]
    assert [cause.checks for cause in causes([unjudged("a", 1), failed], Status.FAILED)] == [("f",)]


def test_causes_of_one_size_are_told_by_file_and_line():
    found = causes([unjudged("a", 9, "x"), unjudged("b", 3, "y"), unjudged("c", 5, "z")])
    assert [cause.lines for cause in found] == [(3,), (5,), (9,)]


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_as_many_names_as_are_read_are_listed(more):
    said = named(map(str, range(MAX_NAMED + more)))
    assert said.count(",") == MAX_NAMED - 1 + min(more, 0)
    assert ("1 more" in said) is (more > 0)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (KeyError(), "KeyError"),
        (Problem("Mend it."), "Mend it."),
        (ProbeError("Mend it."), "Mend it."),
        (Problem(), "Problem"),
        (ValueError("a\x1bb"), "ValueError: a\ufffdb"),
    ],
    ids=repr,
)
def test_an_error_from_elsewhere_is_told_where_the_check_begins(error, text, tmp_path):
    assert fault_of(error, tmp_path) == Fault("", 0, text)
    assert fault_of(error, tmp_path, "checks/test_a.py", 7) == Fault("checks/test_a.py", 7, text)


def test_a_path_is_told_from_the_assignment_on(tmp_path):
    error = FileNotFoundError(f"{tmp_path}/data.csv is missing")
    assert fault_of(error, tmp_path).text == "FileNotFoundError: data.csv is missing"


def test_a_student_is_told_where_a_check_is_broken_if_that_is_known():
    assert "checks/a.py, line 3: no" in not_your_fault(Fault("checks/a.py", 3, "no"))
    assert "line" not in not_your_fault(Fault("", 0, "no"))


def test_a_name_that_is_missing_is_the_checks_own_fault_and_a_value_that_does_not_fit_is_not():
    assert [breaks_by_itself(error) for error in (NameError(), ImportError(), ModuleNotFoundError())] == [True] * 3
    assert [breaks_by_itself(error) for error in (UnboundLocalError(), ValueError(), KeyError())] == [False] * 3
