"""Writes the CSV that Canvas's gradebook imports.

The columns are those of Canvas's own export: Student, ID, SIS User ID, SIS Login ID, Section, then one per assignment,
as "Title (number)"; a second row says what points are possible. Canvas finds a person by ID, SIS User ID, SIS Login ID
or name; an assignment by its number, then its title; and makes a new one if there is none. It wants UTF-8.
https://community.instructure.com/en/kb/articles/660862-how-do-i-import-grades-in-the-gradebook
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import Problem
from autograder.platforms.cells import Exported, as_id_cell, as_text_cell, number, table, without_id
from autograder.platforms.grades import Grade
from autograder.platforms.roster.members import match_members
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment

_HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS = "    Points Possible"  # with the spaces that Canvas itself writes, so that it sorts first


def export_canvas(
    assignment: Assignment, grades: Sequence[Grade], roster: Roster | None = None, column: str = ""
) -> Exported:
    """A row per member of the roster, or per grade without one; `column` is the assignment's name in Canvas.

    A score that is not final is left out. Who has no score keeps what the roster says, if it is Canvas's export, and
    else has no row: an empty cell would delete a grade there.
    """
    people, notes = match_members(grades, roster, _guess_member)
    title = _column(assignment, roster, column)
    best = max((grade.max_score for grade in grades), default=0.0)
    possible = roster.possible.get(title, "").strip() if roster else ""
    if possible and _differs(possible, best):
        notes.append(f"Canvas has {title!r} at {possible} points, the course at {number(best)}. Make them equal there.")
    rows = [[*_HEADER, as_text_cell(title)], [_POINTS, "", "", "", "", possible or number(best)]]
    is_known = roster is not None and title in roster.columns
    for member, grade in people:
        if grade is None and not is_known:
            continue
        if any(_person(member)[:-1]):
            rows.append([*_person(member), number(grade.score) if grade else _kept(member, title)])
        elif grade:
            notes.append(without_id(grade.student, "Canvas", "name or id"))
    return Exported(table(rows), tuple(notes))


def _guess_member(grade: Grade) -> Member:
    """Who a folder of submitted/ is: whom Canvas knows by a number, if a receipt says so, or else a login.

    Where no receipt says anything, it is the number that `collect` keeps at the end of what Canvas calls a person.
    """
    student = grade.student
    numbers = [told.key for told in grade.told if told.platform == "canvas"]
    if not grade.told and (at_end := re.fullmatch(r"[^_]+_([0-9]+)", student)):
        numbers = [at_end[1]]
    return Member(name=student, canvas_id=numbers[0]) if len(numbers) == 1 else Member(name=student, login=student)


def _person(member: Member) -> list[str]:
    ids = (member.canvas_id, member.sis_id, member.login)
    return [as_text_cell(member.name), *map(as_id_cell, ids), as_text_cell(member.section)]


def _kept(member: Member, title: str) -> str:
    return as_id_cell(member.cells.get(title, "").strip())


def _column(assignment: Assignment, roster: Roster | None, column: str) -> str:
    """The assignment's column in Canvas's export; where there is none to look into, `column` or the title."""
    if roster is None or not roster.possible:
        return column or assignment.title
    names = {each: re.sub(r" \([0-9]+\)$", "", each) for each in roster.columns}
    wanted = (column,) if column else (assignment.title, assignment.name)
    fits = [each for each in roster.columns if names[each] in wanted or each == column]
    if len(fits) != 1:
        numbered = ", ".join(each for each, name in names.items() if name != each) or "none"
        raise Problem(
            f"Which column of Canvas's gradebook is {assignment.name}? {len(fits) or 'None'} of them is called "
            f"{' or '.join(map(repr, wanted))}. Name one with --column; there are: {numbered}."
        )
    return fits[0]


def _differs(possible: str, best: float) -> bool:
    try:
        return float(possible.replace(",", ".")) != best
    except ValueError:
        return False
