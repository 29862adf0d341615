"""What course.toml says of dates and lateness is what the gradebook has, also where it says only one of the two."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.policy import Late, Policy, late_penalty, read_policy

pytest.importorskip("nbgrader")

from nbgrader.api import MissingEntry

from autograder.intake.received import TIMESTAMP
from autograder.intake.received import timestamp as as_text
from autograder.platforms.nbgrader import lateness
from autograder.platforms.nbgrader.lateness import LatePolicy, enter_deadlines, enter_policy

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
DAY = 86_400.0


class Gradebook:
    """What of nbgrader's gradebook is written to: bob's hand-in came so many seconds after the due date."""

    def __init__(self, late: float) -> None:
        self.assignment = SimpleNamespace(duedate="as it was")
        notebook = SimpleNamespace(score=10.0, late_submission_penalty=7.0)
        student = SimpleNamespace(id="bob")
        self.bob = SimpleNamespace(student=student, extension=None, total_seconds_late=late, notebooks=[notebook])
        self.commits = 0
        self.db = self

    def find_assignment(self, name: str) -> Any:
        return self.assignment

    def assignment_submissions(self, name: str) -> list[Any]:
        return [self.bob]

    def commit(self) -> None:
        self.commits += 1

    @property
    def penalty(self) -> float | None:
        return self.bob.notebooks[0].late_submission_penalty


def a_course(root: Path, policy: Policy) -> Any:
    """A course of these rules, in which nbgrader has graded nobody yet."""
    return SimpleNamespace(policy=policy, autograded=root / "autograded", submitted=root / "submitted")


@pytest.mark.parametrize(
    ("late", "seconds", "penalty"),
    [
        (Late(), 3 * DAY, 0.0),  # [due] without [late]
        (Late(per_day=0.1), 3 * DAY, pytest.approx(3.0)),
        (Late(per_day=0.1), 3 * DAY + 1, pytest.approx(4.0)),
        (Late(per_day=0.1), 0.0, None),
        (Late(per_day=0.5), 9 * DAY, 10.0),
    ],
)
def test_penalties_are_reckoned_anew_from_the_policy(tmp_path, late, seconds, penalty):
    gradebook = Gradebook(seconds)
    enter_policy(gradebook, a_course(tmp_path, Policy(late=late, due={"01_tiny": DUE})), "01_tiny")
    assert gradebook.assignment.duedate == DUE.replace(tzinfo=None)
    assert gradebook.penalty == penalty
    assert gradebook.commits


def test_without_a_due_date_the_gradebook_keeps_its_own(tmp_path):
    gradebook = Gradebook(DAY)
    enter_policy(gradebook, a_course(tmp_path, Policy(late=Late(per_day=0.1))), "01_tiny")
    assert gradebook.assignment.duedate == "as it was"
    assert (gradebook.penalty, gradebook.commits) == (1.0, 1), "by that date, penalties are ours, and are kept"


@pytest.mark.parametrize("days", [0, 2])
def test_an_extension_is_what_lies_between_the_two_dates(tmp_path, days):
    gradebook = Gradebook(0.0)
    own = {"01_tiny": {"bob": DUE + timedelta(days=days)}}
    enter_policy(gradebook, a_course(tmp_path, Policy(due={"01_tiny": DUE}, extensions=own)), "01_tiny")
    assert gradebook.bob.extension == (timedelta(days=days) if days else None)


@pytest.mark.parametrize(("graded", "timestamp"), [(True, DUE + timedelta(days=1)), (False, "as it was")])
def test_the_time_of_what_is_graded_is_that_of_what_was_received(tmp_path, graded, timestamp):
    gradebook, place = Gradebook(0.0), tmp_path / "submitted/bob/01_tiny"
    gradebook.bob.timestamp = "as it was"
    place.mkdir(parents=True)
    (place / TIMESTAMP).write_text(as_text(DUE + timedelta(days=1)))
    if graded:
        (tmp_path / "autograded/bob/01_tiny").mkdir(parents=True)
    course = a_course(tmp_path, Policy(due={"01_tiny": DUE}))
    enter_deadlines(gradebook, course, "01_tiny")
    assert gradebook.bob.timestamp == (timestamp.replace(tzinfo=None) if graded else timestamp)
    assert gradebook.commits == 1
    if graded:
        (place / TIMESTAMP).unlink()
        enter_deadlines(gradebook, course, "01_tiny")
        assert gradebook.bob.timestamp is None


class Two(Gradebook):
    """A gradebook of two students."""

    def __init__(self) -> None:
        super().__init__(DAY)
        self.ada = Gradebook(DAY).bob
        self.ada.student = SimpleNamespace(id="ada")

    def assignment_submissions(self, name: str) -> list[Any]:
        return [self.ada, self.bob]


@pytest.mark.parametrize("student", ["bob", ""])
def test_of_one_student_nothing_is_said_of_others_and_of_all_it_is(tmp_path, student):
    due = {"01_tiny": DUE, "02_next": DUE + timedelta(days=7)}
    policy = Policy(
        late=Late(per_day=0.1, free_days=1),
        due=due,
        extensions={name: dict.fromkeys(("ada", "bob"), date + timedelta(days=1)) for name, date in due.items()},
    )
    gradebook = Two()
    lateness._enter_later(gradebook, a_course(tmp_path, policy), "01_tiny", student)
    assert gradebook.bob.extension
    assert gradebook.penalty == 1.0
    assert bool(gradebook.ada.extension) is (student == "")
    assert gradebook.ada.notebooks[0].late_submission_penalty == (1.0 if student == "" else 7.0)


@pytest.mark.parametrize("free_days", [0, 2])
def test_nbgrader_reckons_with_the_due_date_of_the_course(tmp_path, free_days):
    gradebook = Semester(a0=Gradebook(DAY))
    autograded(gradebook, a_course(tmp_path, Policy(late=Late(free_days=free_days), due={"a0": DUE})), "a0")
    assert gradebook.of["a0"].assignment.duedate == DUE.replace(tzinfo=None)
    assert gradebook.commits == 1


class Semester(Gradebook):
    """A gradebook of several assignments; nbgrader has heard of no others."""

    def __init__(self, **of: Gradebook) -> None:
        super().__init__(0.0)
        self.of = of

    def find_assignment(self, name: str) -> Any:
        if name not in self.of:
            raise MissingEntry(name)
        return self.of[name].assignment

    def assignment_submissions(self, name: str) -> list[Any]:
        return [self.of[name].bob]


def entered(gradebook: Semester, course: Any, assignment: str) -> None:
    enter_policy(gradebook, course, assignment)


def autograded(gradebook: Semester, course: Any, assignment: str) -> None:
    """As nbgrader does it, for one student."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lateness, "Gradebook", lambda address: nullcontext(gradebook))
        patched.setattr(lateness, "Course", lambda root: course)
        patched.setattr(lateness.AssignLatePenalties, "preprocess", lambda self, nb, resources: (nb, resources))
        names = {"db_url": "", "assignment": assignment, "student": "bob"}
        lateness.CoursePenalties().preprocess(None, {"nbgrader": names})


@pytest.mark.parametrize("enter", [entered, autograded])
@pytest.mark.parametrize(("days", "left"), [(0, 2), (1, 1), (9, 0)])
def test_free_days_that_are_spent_on_one_assignment_are_not_left_for_later_ones(tmp_path, days, left, enter):
    """Without a word about these: nobody would think of entering them again."""
    due = {name: DUE + timedelta(days=7 * week) for week, name in enumerate(("a0", "b1", "c2", "d3"))}
    for name, late in (("b1", days), ("c2", 2)):
        place = tmp_path / "submitted/bob" / name
        place.mkdir(parents=True)
        (place / TIMESTAMP).write_text(as_text(due[name] + timedelta(days=late)))
    gradebook = Semester(a0=Gradebook(DAY), b1=Gradebook(days * DAY), c2=Gradebook((2 - left) * DAY))
    rules = Policy(late=Late(per_day=0.1, free_days=2), due=due)
    enter(gradebook, a_course(tmp_path, rules), "b1")
    later = gradebook.of["c2"]
    assert later.bob.extension == (timedelta(days=left) if left else None)
    assert later.penalty == (pytest.approx(2.0 - left) if left < 2 else None)
    assert gradebook.of["a0"].penalty == 7.0, "what was due before spends nothing of it"
    later.bob.extension = "as it was"
    enter(gradebook, a_course(tmp_path, Policy(late=Late(per_day=0.1), due=due)), "b1")
    assert later.bob.extension == "as it was"


def test_due_without_late_costs_nothing_and_late_without_due_costs_nobody(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text("[due]\n01_tiny = 2026-10-19T21:59:00Z\n")
    policy = read_policy(path, ["01_tiny"])
    assert (policy.late, policy.attempts.keep) == (Late(0.0, 0.0, 1.0), "last")
    after = DUE + timedelta(days=2)
    assert policy.seconds_late("01_tiny", "bob", after) == 2 * DAY
    assert policy.penalty("01_tiny", "bob", after, 10.0) == 0.0
    path.write_text("[late]\nper_day = 0.1\n")
    assert read_policy(path, ["01_tiny"]).penalty("01_tiny", "bob", after, 10.0) == 0.0


@pytest.mark.parametrize(("seconds", "lost"), [(0.0, 0.0), (3600.0, 0.0), (3600.5, 1.0), (DAY, 1.0), (DAY + 0.5, 2.0)])
def test_lateness_begins_after_the_grace_period_and_a_day_with_its_first_moment(seconds, lost):
    assert late_penalty(10.0, seconds, Late(per_day=0.1, grace_hours=1)) == pytest.approx(lost)


@pytest.mark.parametrize(("text", "lost"), [("", 0.0), ("[late]\nper_day = 0.1\n", 2.0)])
def test_nbgrader_asks_the_course(course, text, lost):
    (course / "course.toml").write_text(text)
    assert LatePolicy(root=str(course)).late_submission_penalty("bob", 10.0, 2 * DAY) == pytest.approx(lost)
