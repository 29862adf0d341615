"""Offers the commands about who works together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Student, out, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from autograder.course.course import Course
    from autograder.intake.groups import Groups
    from autograder.platforms.roster.groups import Membership
    from autograder.records import Assignment

groups = typer.Typer(no_args_is_help=True, help="Who works together: a hand-in of one counts for all of a group.")

Table = Annotated[Path, typer.Argument(metavar="CSV", help="Groups as Canvas or Moodle exports them, or your own.")]
For = Annotated[str, typer.Option("--assignment", help="Only for this assignment; by default for all.")]
Grouping = Annotated[str, typer.Option(help="Which of Moodle's groupings.")]


@groups.command("import")
def import_(table: Table, assignment: For = "", grouping: Grouping = "", course: CourseFolder = None) -> None:
    """Take the groups of a platform's export into groups.csv, in place of those that are there.

    From then on `collect` gives what one of them hands in to all of them. Gradescope says in its own export of
    submissions who handed in together, and needs none of this.
    """
    from autograder.course.course import Course
    from autograder.errors import Problem
    from autograder.platforms.roster.groups import read_groups, replaced, unknown_members, write_groups
    from autograder.platforms.roster.kept import course_roster

    found = Course.find(course)
    name = found.assignment(assignment).name if assignment else ""
    new = [line for line in read_groups(table, grouping) if line.group]
    if not new:
        raise Problem(f"{table} has nobody in a group, so nothing is changed.")
    place = write_groups(found.root, lines := replaced(_lines(found), new, name))
    roster = course_roster(found.root)
    notes = list(unknown_members(new, roster)) if roster else []
    notes += _told(found, lines, name)
    for note in notes:
        warn(note)
    count = len({line.group for line in new})
    told = f"Imported {count} group{'' if count == 1 else 's'} with {len(new)} people: {place}"
    out.print(told, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if notes else 0)


@groups.command()
def leave(student: Student, assignment: Name, course: CourseFolder = None) -> None:
    """Take a student out of their group for one assignment, and what they have of its hand-in with them.

    What they handed in themselves stays, and counts again.
    """
    from autograder.course.course import Course
    from autograder.platforms.roster.groups import taken_out, write_groups
    from autograder.platforms.roster.kept import course_roster
    from autograder.platforms.withdraw import withdraw

    found = Course.find(course)
    wanted = found.assignment(assignment)
    lines = taken_out(_lines(found), student, wanted.name, course_roster(found.root), _told_by(found))
    removed = withdraw(found, wanted, student)
    place = write_groups(found.root, lines)
    for sentence in [*removed, f"{student} is in no group for {wanted.name}: {place}"]:
        out.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _lines(course: Course) -> list[Membership]:
    """The lines of groups.csv. Raises `Problem` if one is for an assignment that there is not."""
    from autograder.course.manifest import assignment_names
    from autograder.errors import Problem
    from autograder.platforms.roster.groups import GROUPS, course_groups

    lines = course_groups(course.root)
    known = {"", *assignment_names(course.source)}
    if strange := [line.assignment for line in lines if line.assignment not in known]:
        have = ", ".join(sorted(known - {""}))
        raise Problem(f"{course.root / GROUPS}: there is no assignment {strange[0]!r}; the course has: {have}.")
    return lines


def _told(course: Course, lines: list[Membership], assignment: str) -> tuple[str, ...]:
    """What is unclear, given who has handed in so far."""
    from autograder.platforms.roster.groups import groups_for
    from autograder.platforms.roster.kept import course_roster

    return groups_for(lines, assignment, _students(course), course_roster(course.root), _told_by(course)).notes


def _told_by(course: Course) -> Callable[[str], Collection[tuple[str, str]]]:
    from autograder.intake.attempts import told_of

    return partial(told_of, course.submitted)


def _students(course: Course) -> set[str]:
    places = course.submitted.iterdir() if course.submitted.is_dir() else ()
    return {place.name for place in places if place.is_dir() and not place.name.startswith(".")}


class Together:
    """Tells `collect` who works together: `names` are those of all groups."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        """Raises `Problem` if groups.csv or roster.csv cannot be read."""
        from autograder.platforms.roster.kept import course_roster

        self._lines, self._assignment = _lines(course), assignment.name
        self._students, self._roster = _students(course), course_roster(course.root)
        self._told = _told_by(course)
        self.names: Collection[str] = {line.group for line in self._lines if line.group}

    def canvas_member(self, number: str) -> str:
        """The folder of whom Canvas knows by this number, as there is one, or as their own hand-in would have."""
        from autograder.platforms.roster.groups import canvas_member

        return canvas_member(self._lines, number, self._students, self._roster, self._told)

    def __call__(self, students: Collection[str]) -> Groups:
        """The groups, where `students` are in a class export."""
        from autograder.platforms.roster.groups import groups_for

        return groups_for(self._lines, self._assignment, {*students, *self._students}, self._roster, self._told)
