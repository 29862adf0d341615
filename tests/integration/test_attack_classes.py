"""Of an attack on a class it is told where it was taken for somebody, where it is not late, and what it earned."""

from __future__ import annotations

import pytest

from attacks.classes import Collected, Row, outcome_of
from attacks.recipes import Attack
from autograder.records import CheckResult, Receipt, Refusal, Result, Status

WHO = "Eve_77_assignsubmission_file_12_assignsubmission_file_/"
REFUSED = Attack("name", "01_tiny", 18, "", ("double",), calls_itself=WHO, refused="could be of")
LATE = Attack("late", "01_tiny", 18, "", ("double",), calls_itself=WHO, late=True)
NOBODYS = {"": Receipt("", "01_tiny", "class.zip", (), (), (Refusal(f"{WHO}tiny.py", "could be of two"),))}
UNREAD = Attack("unread", "01_tiny", 18, "", ("double",), calls_itself=WHO, needs_person=True)
ADAS = {"Ada": Receipt("Ada", "01_tiny", WHO, ("tiny.py",), (), ())}


def collected(receipts: dict[str, Receipt], penalty: float = 0.0, points: float = 0.0, final: bool = True) -> Collected:
    checks = tuple(
        CheckResult(name, name, False, status, earned, 3.0, "", 0.0)
        for name, status, earned in (("double", Status.FAILED, points), ("area", Status.PASSED, 2.0))
    )
    students = [student for student in receipts if student]
    results = {student: Result(student, "01_tiny", 2.0 + points, 5.0, (), checks) for student in students}
    return Collected(receipts, results, dict.fromkeys(students, Row(2.0 - penalty, penalty, final)))


@pytest.mark.parametrize(
    ("attack", "found", "faults"),
    [
        (REFUSED, collected(NOBODYS), []),
        (REFUSED, collected(ADAS), ["taken for Ada"]),
        (REFUSED, collected({}), ["taken for nobody, and not refused as 'could be of'"]),
        (LATE, collected(ADAS, penalty=0.2), []),
        (LATE, collected(ADAS), ["came late"]),
        (LATE, collected(NOBODYS), ["came late"]),
        (UNREAD, collected(ADAS, final=False), []),
        (UNREAD, collected(ADAS), ["could not be read"]),
        (LATE, collected(ADAS, penalty=0.2, points=3.0), ["double earned 3"]),
    ],
)
def test_what_an_attack_has_come_to(attack, found, faults):
    told = outcome_of(attack, found, []).forged
    assert [each for each, fault in zip(told, faults, strict=True) if not each.startswith(fault)] == []


def test_it_keeps_what_it_did_honestly_and_its_status_says_what_became_of_it():
    late = outcome_of(LATE, collected(ADAS, penalty=0.2), [])
    assert (late.statuses, late.kept) == ("failed", 2.0)
    assert outcome_of(REFUSED, collected(NOBODYS), []).statuses == "refused"
