"""Enters due dates, extensions and late penalties into the gradebook, as course.toml has them.

course.toml is the truth: what it says of an assignment replaces what the gradebook has, each time nbgrader grades or
writes feedback. Of an assignment without a due date there, the gradebook keeps its own date and extensions.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import List, Unicode

from autograder.course.course import Course
from autograder.course.policy import Policy, late_penalty
from autograder.intake.late_days import with_free_days
from autograder.intake.received import received_at


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off what course.toml says under [late]."""

    root = Unicode(".", help="The course's folder.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """The points that this submission loses."""
        return late_penalty(score, total_seconds_late, Course(Path(self.root)).policy.late)


class CoursePenalties(AssignLatePenalties):  # type: ignore[misc]
    """nbgrader's penalties, reckoned from the course's own due dates and extensions."""

    root = Unicode(".", help="The course's folder.").tag(config=True)
    # The page's exporter sets this of all its parts, and nbgrader's own kind of part would warn that it knows it not.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is."""
        names, course = resources["nbgrader"], Course(Path(self.root))
        with Gradebook(names["db_url"]) as gradebook:
            enter_deadlines(gradebook, course, names["assignment"], names["student"])
            _enter_later(gradebook, course, names["assignment"], names["student"])
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]


def enter_deadlines(gradebook: Any, course: Course, assignment: str, student: str = "") -> None:
    """Writes the due date, and times and extensions of those who have handed in, or of one student.

    The time is that of what lies in submitted/, as everything else reckons with it, if nbgrader has graded it.
    """
    due = course.policy.due.get(assignment)
    if due is None:
        return
    policy = with_free_days(course.policy, course.submitted, [student] if student else [])
    gradebook.find_assignment(assignment).duedate = _naive(due)
    for submission in gradebook.assignment_submissions(assignment):
        name = submission.student.id
        if student in ("", name):
            own = policy.deadline(assignment, name)
            submission.extension = own - due if own and own != due else None
            if (course.autograded / name / assignment).is_dir():
                received = received_at(course.submitted / name / assignment)
                submission.timestamp = _naive(received) if received else None
    gradebook.db.commit()


def enter_policy(gradebook: Any, course: Course, assignment: str) -> None:
    """Writes the due date, times, the extensions, and the penalties that follow from them."""
    enter_deadlines(gradebook, course, assignment)
    _enter_penalties(gradebook, course.policy, assignment)
    _enter_later(gradebook, course, assignment)


def _enter_later(gradebook: Any, course: Course, assignment: str, student: str = "") -> None:
    """Writes the same of the assignments that are due later: what is spent here of free days is not left for them."""
    policy = course.policy
    due = policy.due.get(assignment)
    if due is None or not policy.late.free_days:
        return
    for name in sorted(name for name, date in policy.due.items() if (date, name) > (due, assignment)):
        with suppress(MissingEntry):  # nbgrader does not know of it yet
            enter_deadlines(gradebook, course, name, student)
            _enter_penalties(gradebook, policy, name, student)


def _enter_penalties(gradebook: Any, policy: Policy, assignment: str, student: str = "") -> None:
    """Reckons the penalties of all that is graded, or of one student's, anew: for other rules, times and marks."""
    for submission in gradebook.assignment_submissions(assignment):
        late = submission.total_seconds_late
        for notebook in submission.notebooks if student in ("", submission.student.id) else ():
            notebook.late_submission_penalty = late_penalty(notebook.score, late, policy.late) if late else None
    gradebook.db.commit()


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)  # nbgrader keeps UTC, without saying so
