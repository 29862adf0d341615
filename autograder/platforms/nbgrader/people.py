"""Enters the real names of students into nbgrader's gradebook."""

from __future__ import annotations

from autograder.course.course import Course
from autograder.platforms.roster.attendance import attendance
from autograder.platforms.roster.kept import course_roster
from autograder.platforms.roster.table import Member, places_of


def enter_names(course: Course) -> None:
    """Enters whoever has handed in anything and is in the roster, where the course has both a roster and a gradebook.

    Raises `Problem` if one of them cannot be read.
    """
    from autograder.platforms.nbgrader.setup import CONFIG

    roster = course_roster(course.root)
    if roster is None or not (course.root / CONFIG).exists() or not course.submitted.is_dir():
        return
    from nbgrader.api import Gradebook

    from autograder.platforms.nbgrader.database import require_database, wait_for_locks
    from autograder.platforms.nbgrader.setup import course_directory

    wait_for_locks()
    coursedir = course_directory(course)
    require_database(coursedir.db_url)
    students = [place.name for place in course.submitted.iterdir() if place.is_dir()]
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        for student in attendance(roster, students).names:
            member = roster.members[places_of(roster, student)[0]]
            first, last = first_and_last(member)
            gradebook.update_or_create_student(
                student, first_name=first or None, last_name=last or None, email=member.email or None
            )


def first_and_last(member: Member) -> tuple[str, str]:
    """The two parts of a name that nbgrader asks for, of `Ada Okafor` or, as Canvas sorts by, `Okafor, Ada`."""
    last, comma, first = member.name.partition(",")
    if not comma:
        first, _, last = member.name.rpartition(" ")
    return first.strip(), last.strip()
