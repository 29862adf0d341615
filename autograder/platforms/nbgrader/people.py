"""Enters the real names of students into nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograder.course.course import Course
from autograder.platforms.roster.attendance import found_in
from autograder.platforms.roster.kept import course_roster
from autograder.platforms.roster.table import Member


def enter_names(course: Course) -> None:
    """Enters whoever has handed in anything and is in the roster, where the course has both a roster and a gradebook.

    Raises `Problem` if one of them cannot be read.
    """
    from autograder.platforms.nbgrader.setup import CONFIG

    roster = course_roster(course.root)
    if roster is None or not (course.root / CONFIG).exists() or not course.submitted.is_dir():
        return
    students: dict[str, set[str]] = {}
    for place in course.submitted.glob("[!.]*/*/"):
        students.setdefault(place.name, set()).add(place.parent.name)
    # One person may have folders of several systems, but only one for each assignment.
    found = [found_in(roster, own, course.submitted).found for own in students.values()]
    with _gradebook(course) as gradebook:
        for student, at in sorted({item for each in found for item in each.items()}):
            member = roster.members[at]
            first, last = first_and_last(member)
            gradebook.update_or_create_student(
                student, first_name=first or None, last_name=last or None, email=member.email or None
            )


def _gradebook(course: Course) -> Any:
    """The gradebook, open. Raises `Problem` if it cannot be."""
    from nbgrader.api import Gradebook

    from autograder.platforms.nbgrader.database import require_database, wait_for_locks
    from autograder.platforms.nbgrader.setup import course_directory

    wait_for_locks()
    coursedir = course_directory(course)
    require_database(coursedir.db_url)
    return Gradebook(coursedir.db_url, coursedir.course_id)


def remove_submission(course: Course, assignment: str, student: str) -> list[str]:
    """Removes what the gradebook has of a student's submission, marks by hand too; what to say of it.

    Raises `Problem` if there is a gradebook that cannot be read.
    """
    from autograder.platforms.nbgrader.setup import CONFIG

    if not (course.root / CONFIG).exists():
        return []
    from nbgrader.api import MissingEntry

    with _gradebook(course) as gradebook:
        try:
            gradebook.remove_submission(assignment, student)
        except MissingEntry:
            return []
    return [f"Removed the submission of {student} from the gradebook"]


def forget_student(course: Course, student: str) -> list[tuple[str, Callable[[], None]]]:
    """What the gradebook has of a student, in words, and what removes it; nothing if there is none, or not of them.

    Raises `Problem` if there is a gradebook that cannot be read.
    """
    from autograder.platforms.nbgrader.setup import CONFIG

    if not (course.root / CONFIG).exists():
        return []
    from nbgrader.api import MissingEntry

    with _gradebook(course) as gradebook:
        try:
            count = len(gradebook.find_student(student).submissions)
        except MissingEntry:
            return []
    what = f"the gradebook's student {student} with {count} submission{'' if count == 1 else 's'}"
    return [(what, partial(_remove_student, course, student))]


def _remove_student(course: Course, student: str) -> None:
    from sqlalchemy import text

    with _gradebook(course) as gradebook:
        gradebook.remove_student(student)
        # What SQLite deletes stays readable in its file until that is written anew.
        if gradebook.engine.dialect.name == "sqlite":
            with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM"))


def first_and_last(member: Member) -> tuple[str, str]:
    """The two parts of a name that nbgrader asks for, of `Ada Okafor` or, as Canvas sorts by, `Okafor, Ada`."""
    last, comma, first = member.name.partition(",")
    if not comma:
        first, _, last = member.name.rpartition(" ")
    return first.strip(), last.strip()
