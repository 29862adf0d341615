"""Writes the CSV that Moodle's grade import takes.

Moodle wants one header row, a column that says who it is (e-mail address, ID number or username, chosen on import), and
a column for the grade. A comment's column must come with the grade's, or the grade is lost. One unknown person, and
Moodle imports nothing; an empty grade deletes the one that is there, so who has none gets no row. UTF-8, separated by
commas.
https://docs.moodle.org/en/Grade_import
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.platforms.cells import Exported, as_id_cell, as_text_cell, number, table, without_id
from autograder.platforms.grades import Grade
from autograder.platforms.roster.members import match_members
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment

_IDENTITIES = {"username": "Username", "id_number": "ID number", "email": "Email address"}


def export_moodle(
    assignment: Assignment, grades: Sequence[Grade], roster: Roster | None = None, column: str = ""
) -> Exported:
    """A row per member of the roster, or per grade without one, with a comment that tells the points of each exercise.

    Without a roster the students' ids stand as usernames, or as e-mail addresses if all of them are. A score that is
    not final is left out.
    """
    by_mail = all("@" in grade.student[1:-1] for grade in grades)
    people, notes = match_members(grades, roster, lambda grade: _guess_member(grade, by_mail))
    shown = [field for field in _IDENTITIES if any(getattr(member, field) for member, _ in people)]
    title = column or assignment.title
    titles = (title, f"{title} comments")
    rows = [["Full name", *(_IDENTITIES[field] for field in shown), *map(as_text_cell, titles)]]
    for member, grade in people:
        if grade is None and not any(member.cells.get(each, "").strip() for each in titles):
            continue  # an empty grade would delete the one that is there
        if not any(getattr(member, field) for field in shown):
            notes += [without_id(grade.student, "Moodle", "e-mail address, ID number or username")] if grade else []
            continue  # one unknown person, and nobody's grade is imported
        who = [as_text_cell(member.name), *(as_id_cell(getattr(member, field)) for field in shown)]
        kept = [as_id_cell(member.cells.get(each, "").strip()) for each in titles]
        rows.append([*who, *([number(grade.score), _comment(grade)] if grade else kept)])
    return Exported(table(rows), tuple(notes))


def _guess_member(grade: Grade, by_mail: bool) -> Member:
    student = grade.student
    return Member(name=student, email=student) if by_mail else Member(name=student, username=student)


def _comment(grade: Grade) -> str:
    """The points of each part, in words of the course only: nothing that a student wrote."""
    parts = [
        f"{name} {number(points)} " + (f"of {number(grade.best[name])}" if grade.best[name] else "extra")
        for name, points in grade.points.items()
    ]
    late = [f"{number(grade.penalty)} off for lateness"] if grade.penalty else []
    return ", ".join([*parts, *late])
