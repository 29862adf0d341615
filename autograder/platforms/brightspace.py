"""Writes the CSV that Brightspace (D2L) imports grades from.

Brightspace finds a person by OrgDefinedId or Username, each with a # before it as in its own export, and a grade item
by `<name> Points Grade`; it makes no new item. Each line ends with a column of its own, `End-of-Line Indicator`, that
holds a #.
https://community.d2l.com/brightspace/kb/articles/3534-import-grades
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.platforms.cells import Exported, as_id_cell, as_text_cell, number, table, without_id
from autograder.platforms.grades import Grade
from autograder.platforms.roster.members import column_of, match_members
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment

_ITEM = r" Points Grade(?: <.*>)?$"


def export_brightspace(
    assignment: Assignment, grades: Sequence[Grade], roster: Roster | None = None, column: str = ""
) -> Exported:
    """A row per grade; `column` is the grade item in Brightspace, and `roster` may be Brightspace's own export.

    All are found by OrgDefinedId or Username, whichever more people have. Who has no final score is left out; so is who
    has none of these, and that is said. Without a roster the students' ids stand as usernames.
    """
    people, notes = match_members(grades, roster, lambda grade: Member(username=grade.student))
    title = column_of(assignment, roster, column, _ITEM)
    named = [(member.id_number, member.username or member.login, grade) for member, grade in people if grade]
    by_id = sum(bool(id_number) for id_number, *_ in named) >= sum(bool(username) for _, username, _ in named)
    column_name = "OrgDefinedId" if by_id else "Username"
    rows = [
        [
            column_name,
            as_text_cell(title if " Points Grade" in title else f"{title} Points Grade"),
            "End-of-Line Indicator",
        ]
    ]
    for id_number, username, grade in named:
        if who := id_number if by_id else username:
            rows.append([f"#{as_id_cell(who)}", number(grade.score), "#"])
        else:
            notes.append(without_id(grade.student, "Brightspace", column_name))
    return Exported(table(rows), tuple(notes))
