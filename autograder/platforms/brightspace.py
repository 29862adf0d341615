"""Writes the CSV that Brightspace (D2L) imports grades from.

Brightspace finds a person by OrgDefinedId or Username, each with a # before it as in its own export, and a grade item
by `<name> Points Grade`; it makes no new item. Each line ends with a column of its own, `End-of-Line Indicator`, that
holds a #.
https://community.d2l.com/brightspace/kb/articles/3534-import-grades
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.platforms.cells import Exported, as_id_cell, as_text_cell, number, table
from autograder.platforms.grades import Grade
from autograder.platforms.roster.members import column_of, match_members
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment

_ITEM = r" Points Grade(?: <.*>)?$"


def export_brightspace(
    assignment: Assignment, grades: Sequence[Grade], roster: Roster | None = None, column: str = ""
) -> Exported:
    """A row per grade; `column` is the grade item in Brightspace, and `roster` may be Brightspace's own export.

    Who has no final score is left out. Without a roster the students' ids stand as usernames.
    """
    people, notes = match_members(grades, roster, lambda grade: Member(username=grade.student))
    title = column_of(assignment, roster, column, _ITEM)
    by_id = any(member.id_number for member, _ in people)
    rows = [
        [
            "OrgDefinedId" if by_id else "Username",
            as_text_cell(title if " Points Grade" in title else f"{title} Points Grade"),
            "End-of-Line Indicator",
        ]
    ]
    for member, grade in people:
        if grade:
            who = member.id_number if by_id else member.username or member.login
            rows.append([f"#{as_id_cell(who)}", number(grade.score), "#"])
    return Exported(table(rows), tuple(notes))
