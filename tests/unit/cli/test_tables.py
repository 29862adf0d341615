"""The instructor's table of a class says which check is broken, and where, once for the class."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.cli import tables
from autograder.records import CheckResult, Fault, Flag, Receipt, Result, Status


def result(student: str, *checks: CheckResult) -> Result:
    return Result(student, "01_tiny", 0, 2, (), checks)


def check(name: str, status: Status, fault: Fault | None = None) -> CheckResult:
    return CheckResult(name, "double", False, status, 0, 1, "", 0, fault=fault)


def printed(*results: Result, assignment) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(tables.class_table(assignment, list(results)))
    return console.file.getvalue()


def test_what_was_collected_has_real_names_if_there_are_any(tiny):
    console = Console(file=io.StringIO(), width=200)
    taken = [Receipt(student, "01_tiny", "pile", ("tiny.py",), (), ()) for student in ("okaforada_101", "bob")]
    console.print(tables.receipts(tiny, taken, {"okaforada_101": "Ada Okafor"}))
    console.print(tables.receipts(tiny, taken[1:]))
    said = console.file.getvalue()
    assert [said.count(word) for word in ("Ada Okafor", "name", "taken")] == [1, 1, 2]


def test_a_broken_check_is_told_once_for_all_students(tiny):
    fault = Fault("checks/test_tiny.py", 11, "NameError: name 'approx' is not defined")
    broken = check("double_by_hand", Status.UNGRADED, fault)
    said = printed(result("ada", broken), result("bob", broken), assignment=tiny)
    place = "checks/test_tiny.py, line 11: NameError: name 'approx' is not defined. 1 check could not run because of it"
    assert said.count(place) == 1


def test_a_student_whose_check_fails_is_no_cause(tiny):
    odd = Fault("checks/test_tiny.py", 11, "IndexError: list index out of range")
    said = printed(result("ada", check("double_by_hand", Status.FAILED, odd)), assignment=tiny)
    assert "IndexError" not in said


def test_a_submission_that_no_judge_survived_is_told_without_a_place(tiny):
    ended = CheckResult("all", "", False, Status.UNGRADED, 0, 0, "The judge ended.", 0)
    assert "? The judge ended. 1 check could not run because of it: all." in printed(
        result("ada", ended), assignment=tiny
    )


def test_what_the_source_uses_is_told_below_the_table_with_its_lines(tiny):
    flags = tuple(Flag("tiny.py", line, "complex numbers (complex)") for line in range(1, 9))
    noted = Result("ada", "01_tiny", 2, 2, (), (), flags=flags)
    said = printed(noted, result("bob"), assignment=tiny)
    assert "ada: complex numbers (complex) in tiny.py:1, tiny.py:2, tiny.py:3, tiny.py:4, tiny.py:5 and 3 more" in said
    assert "no points are lost by it" in said
    assert "Worth a look" not in printed(result("bob"), assignment=tiny)


def test_points_of_failures_that_come_from_elsewhere_are_told_below_the_table(tiny):
    given = CheckResult("area_of", "area", False, Status.FAILED, 1.5, 1.5, "", 0, carried=("double",))
    said = printed(result("ada", given, check("double_by_hand", Status.FAILED)), result("bob"), assignment=tiny)
    assert "Failures that come from other exercises give their points all the same, 1.5 in all: ada 1.5." in said
    withheld = CheckResult("area_of", "area", False, Status.FAILED, 0, 1.5, "", 0, carried=("double",))
    assert "cost points, 1.5 in all: ada 1.5." in printed(result("ada", withheld), assignment=tiny)
    assert "other exercises" not in printed(
        result("ada", check("double_by_hand", Status.FAILED)), result("bob"), assignment=tiny
    )


def test_the_platforms_mark_of_lateness_stands_with_the_student(tiny):
    console = Console(file=io.StringIO(), width=200)
    console.print(tables.receipts(tiny, [Receipt("ada", "01_tiny", "ada_LATE_5_1_tiny.py", (), (), (), late=True)]))
    assert "(late, says the platform)" in console.file.getvalue()


def test_who_needs_a_person_is_marked_and_gets_no_score(tiny):
    console = Console(file=io.StringIO(), width=200)
    console.print(tables.class_table(tiny, [result("ada"), result("bob")], unclear={"bob"}))
    said = console.file.getvalue()
    (ada,) = [line for line in said.splitlines() if "ada" in line]
    (bob, *below) = [line for line in said.splitlines() if "bob" in line]
    assert "0/2" in ada
    assert ("needs a person" in bob, "0/2" in bob) == (True, False)
    assert below[0].startswith("bob: something was handed in that could not be read or matched")
    assert "no score yet" not in printed(result("ada"), assignment=tiny)


def test_what_was_taken_along_is_told_beside_what_was_taken(tiny):
    console = Console(file=io.StringIO(), width=200)
    along = (("tiny.py", "2026-10-19 21:00 UTC"),)
    console.print(tables.receipts(tiny, [Receipt("ada", "01_tiny", "pile", ("01_tiny.ipynb",), (), (), along=along)]))
    assert "tiny.py (of an earlier attempt)" in console.file.getvalue()
