"""Makes grades of results: what each student earned, less late penalties."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from autograder.course.policy import Policy
from autograder.errors import Problem
from autograder.grading.standing import standing_of
from autograder.intake.attempts import Told, needs_person, receipt_of, told_of
from autograder.intake.late_days import with_free_days
from autograder.intake.received import received_at
from autograder.records import Assignment, CheckResult, Result

GRADED, UNGRADED, BY_HAND = "graded", "ungraded", "to be graded by hand"
# What results of one assignment say in the same words.
REPEATED = ("name", "exercise", "message", "sentence", "details", "carried", "seen", "alike")
PERSON = "in need of a person, as something was handed in that could not be read or matched"


class Grade(msgspec.Struct, frozen=True):
    """What one student earned: the score after `penalty`, and the points by exercise, of at most `best`.

    From a gradebook these hold the written questions too. `status` says what is still to be done, `flags` what of the
    submission's source a person may want to look at, `told` whom the platforms say that the hand-ins are of. There is
    no score at all where it is `empty`, as what counts was not graded.
    """

    student: str
    score: float
    max_score: float
    points: Mapping[str, float]
    best: Mapping[str, float]
    penalty: float = 0.0
    status: str = GRADED
    flags: str = ""
    told: tuple[Told, ...] = ()
    empty: bool = False

    @property
    def final(self) -> bool:
        """Whether nothing about the score is still to be done."""
        return self.status == GRADED


def grades_of(
    assignment: Assignment,
    results: Iterable[Result],
    penalties: Mapping[str, float] | None = None,
    unclear: Collection[str] = (),
) -> list[Grade]:
    """The grades that the judge gave, less the penalties by student; of the `unclear` students none is final."""
    grades = [_grade(assignment, result, (penalties or {}).get(result.student, 0.0)) for result in results]
    return [replace(grade, status=PERSON) if grade.final and grade.student in unclear else grade for grade in grades]


def class_grades(
    policy: Policy, assignment: Assignment, results: Path, submitted: Path
) -> tuple[list[Grade], list[str]]:
    """The grades of everybody who handed in, and sentences on results that are nobody's. Raises `Problem`.

    Of whom nothing is graded that counts, there is no score, and no penalty.
    """
    found = read_results(results)
    where = standing_of(assignment, found, submitted)
    holding = where.holding(found)
    lost = penalties(policy, holding, submitted)
    grades = grades_of(assignment, holding, lost, unclear_students(assignment, submitted))
    return with_open(grades, where.open), list(where.left_over(results))


def with_open(grades: Iterable[Grade], still: Mapping[str, str]) -> list[Grade]:
    """The grades, where of each student in `still` there is but what is to be done."""
    done = [grade for grade in grades if grade.student not in still]
    return done + [Grade(student, 0.0, 0.0, {}, {}, status=status, empty=True) for student, status in still.items()]


def _grade(assignment: Assignment, result: Result, penalty: float) -> Grade:
    own = {e.name: [check for check in result.checks if check.exercise == e.name] for e in assignment.exercises}
    points = {name: sum(check.points for check in checks) for name, checks in own.items()}
    best = {name: sum(check.max_points for check in checks) for name, checks in own.items()}
    status = UNGRADED if result.ungraded else GRADED
    flags = "; ".join(map(str, result.flags))
    return Grade(result.student, result.score - penalty, result.max_score, points, best, penalty, status, flags)


def unclear_students(assignment: Assignment, submitted: Path) -> set[str]:
    """Of whom something was handed in that may be what is missing, as the receipts in `submitted` say."""
    return {place.parent.name for place in submitted.glob(f"*/{assignment.name}") if needs_person(place)}


def teams_of(assignment: Assignment, submitted: Path) -> dict[str, tuple[str, ...]]:
    """By student, all who handed in together with them, themselves included, as the receipts in `submitted` say."""
    found = {}
    for place in submitted.glob(f"*/{assignment.name}"):
        receipt = receipt_of(place)
        if receipt and receipt.group:
            found[receipt.student] = tuple(sorted({receipt.student, *receipt.group}))
    return found


def with_told(grades: Iterable[Grade], submitted: Path) -> list[Grade]:
    """The grades, with whom they are of as the receipts in `submitted` say."""
    return [replace(grade, told=told_of(submitted, grade.student)) for grade in grades]


def penalties(policy: Policy, results: Sequence[Result], submitted: Path) -> dict[str, float]:
    """The points that each student of `results` loses, by when what lies in `submitted` was received."""
    policy = with_free_days(policy, submitted, [each.student for each in results])
    return {
        each.student: policy.penalty(
            each.assignment, each.student, received_at(submitted / each.student / each.assignment), each.score
        )
        for each in results
    }


def read_results(folder: Path) -> list[Result]:
    """The results in results/<assignment>/, by file name.

    Raises `Problem` that names a file which is not a result, or the folder if it holds none.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise Problem(f"There are no results in {folder}. Run `autograder grade {folder.name}` first.")
    known: dict[Hashable, Any] = {}
    return [_sharing(_read_result(path), known) for path in paths]


def _sharing(result: Result, known: dict[Hashable, Any]) -> Result:
    """The same result, which holds what others before it say as well only once: half the memory of a large class."""

    def same(check: CheckResult) -> CheckResult:
        shared = {field: known.setdefault(value, value) for field in REPEATED if (value := getattr(check, field))}
        return replace(check, **shared)

    return replace(result, checks=tuple(map(same, result.checks)))


def _read_result(path: Path) -> Result:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise Problem(f"{path} is not a result: {error}. Delete it and grade that submission again.") from None
