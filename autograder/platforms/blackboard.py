"""Writes the CSV that Blackboard Learn's Grade Center uploads.

Blackboard finds a person by Username, and a column by its whole title, as `Homework 1 [Total Pts: 58 Score] |4711`;
another title makes a new column. UTF-8, separated by commas or tabs.
https://help.blackboard.com/Learn/Instructor/Original/Grade/Grading_Tasks/Work_Offline_With_Grade_Data
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.platforms.cells import Exported, as_id_cell, as_text_cell, number, table, without_id
from autograder.platforms.grades import Grade
from autograder.platforms.roster.members import column_of, match_members
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment


def export_blackboard(
    assignment: Assignment, grades: Sequence[Grade], roster: Roster | None = None, column: str = ""
) -> Exported:
    """A row per grade; `column` is the assignment's name in Blackboard, and `roster` may be Blackboard's own download.

    Who has no final score is left out; so is who has no username, and that is said.
    """
    people, notes = match_members(grades, roster, lambda grade: Member(username=grade.student))
    title = column_of(assignment, roster, column, r" \[.*\] \|[0-9]+$")
    rows = [["Last Name", "First Name", "Username", as_text_cell(title)]]
    for member, grade in people:
        username = member.username or member.login
        if grade and not username:
            notes.append(without_id(grade.student, "Blackboard", "username"))
        elif grade:
            names = (member.cells.get(each, "").strip() for each in ("Last Name", "First Name"))
            rows.append([*map(as_text_cell, names), as_id_cell(username), number(grade.score)])
    return Exported(table(rows), tuple(notes))
