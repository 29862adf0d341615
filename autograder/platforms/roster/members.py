"""Finds a grade's member of the roster, and an assignment's column in what a platform exported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from autograder.errors import Problem
from autograder.platforms.grades import Grade
from autograder.platforms.roster.matching import matches, why
from autograder.platforms.roster.table import Member, Roster
from autograder.records import Assignment


def column_of(assignment: Assignment, roster: Roster | None, column: str, behind: str) -> str:
    """The assignment's column in what a platform exported; where that has none to look into, `column` or the title.

    `behind` is the pattern of what the platform writes behind an assignment's name. Raises `Problem` if none or several
    columns could be it.
    """
    numbered = [each for each in roster.columns if re.search(behind, each)] if roster else []
    if not numbered:
        return column or assignment.title
    names = {each: re.sub(behind, "", each) for each in numbered}
    wanted = (column,) if column else (assignment.title, assignment.name)
    fits = [each for each, name in names.items() if name in wanted or each == column]
    if len(fits) != 1:
        raise Problem(
            f"Which column is {assignment.name}? {len(fits) or 'None'} of them is called "
            f"{' or '.join(map(repr, wanted))}. Name one with --column; there are: {', '.join(names.values())}."
        )
    return fits[0]


def match_members(
    grades: Iterable[Grade], roster: Roster | None, guess: Callable[[Grade], Member]
) -> tuple[list[tuple[Member, Grade | None]], list[str]]:
    """Everyone to export with their final grade, if they have one, and a sentence on each grade that is left out.

    These are the roster's members in its order, or without a roster what `guess` makes of each grade, by student.
    """
    ordered = sorted(grades, key=lambda grade: grade.student)
    if roster is None:
        members, found, notes = [guess(grade) for grade in ordered], dict(enumerate(ordered)), list[str]()
    else:
        members = list(roster.members)
        found, notes = _match(roster, ordered)
    open_ones = {place for place, grade in found.items() if not grade.final}
    notes += [f"{found[place].student} is {found[place].status}, so the score is left out." for place in open_ones]
    final = {place: grade for place, grade in found.items() if place not in open_ones}
    return [(member, final.get(place)) for place, member in enumerate(members)], notes


def _match(roster: Roster, grades: Iterable[Grade]) -> tuple[dict[int, Grade], list[str]]:
    """Each grade by the place of its member in the roster, and a sentence on each grade that has no one place."""
    by_student = {grade.student: grade for grade in grades}
    known = matches(roster.members, {student: grade.told for student, grade in by_student.items()})
    said = {student: why(doubt, roster.members) for student, doubt in known.doubts.items()}
    notes = [
        f"{student} {said.get(student, 'is not in the roster')}, so the grade is left out."
        for student in by_student
        if student not in known.found
    ]
    return {place: by_student[student] for student, place in known.found.items()}, notes
