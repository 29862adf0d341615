"""Offers the commands about who works together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Student, out, warn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from autograder.course.course import Course
    from autograder.intake.attempts import Told
    from autograder.intake.groups import Groups
    from autograder.intake.identity import Person
    from autograder.platforms.roster.groups import Membership
    from autograder.platforms.roster.matching import TellsOf
    from autograder.records import Assignment

groups = typer.Typer(no_args_is_help=True, help="Who works together: a hand-in of one counts for all of a group.")

Table = Annotated[Path, typer.Argument(metavar="CSV", help="Groups as Canvas or Moodle exports them, or your own.")]
For = Annotated[str, typer.Option("--assignment", help="Only for this assignment; by default for all.")]
Grouping = Annotated[str, typer.Option(help="Which of Moodle's groupings.")]


@groups.command("import")
def import_(table: Table, assignment: For = "", grouping: Grouping = "", course: CourseFolder = None) -> None:
    """Take the groups of a platform's export into groups.csv, in place of those that are there.

    From then on `collect` gives what one of them hands in to all of them. A table of your own may say for which
    assignment each line is, and take people out. Gradescope says in its own export of submissions who handed in
    together, and needs none of this.
    """
    from autograder.course.course import Course
    from autograder.errors import Problem
    from autograder.platforms.roster.groups import by_person, read_groups, replaced, staying_out, write_groups
    from autograder.platforms.roster.kept import course_roster
    from autograder.platforms.roster.teams import unknown_members

    found = Course.find(course)
    name = found.assignment(assignment).name if assignment else ""
    if not (new := _full_names(found, read_groups(table, grouping), name, table)):
        raise Problem(f"{table} has nobody in a group, so nothing is changed.")
    before = _lines(found)
    place = write_groups(found.root, lines := replaced(before, new, name))
    roster = course_roster(found.root)
    notes = [*(unknown_members(new, roster) if roster else ()), *staying_out(lines)]
    known: set[tuple[str, str]] = set()
    for each in sorted({line.assignment or name for line in new}):  # first what is for all
        notes += _note_changes(found, before, lines, each, known)
    for note in dict.fromkeys(notes):
        warn(note)
    teams = [line for line in new if line.group]
    count, people = len({line.group for line in teams}), len(by_person(teams))
    out_of = f", and {len(new) - len(teams)} taken out" if len(new) > len(teams) else ""
    told = f"Imported {count} group{'' if count == 1 else 's'} with {people} people{out_of}: {place}"
    out.print(told, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if notes else 0)


def _full_names(course: Course, lines: Sequence[Membership], only: str, table: Path) -> list[Membership]:
    """The lines with each assignment by its full name. Raises `Problem` if one is for another than the `only` one."""
    from msgspec.structs import replace

    from autograder.errors import Problem

    names = {each: course.assignment(each).name for each in {line.assignment for line in lines} - {""}}
    if only and (others := sorted({*names.values()} - {only})):
        raise Problem(
            f"{table} has lines for {', '.join(others)} too. Import it without --assignment: each line then counts for "
            "its own."
        )
    return [replace(line, assignment=names.get(line.assignment, "")) for line in lines]


@groups.command()
def leave(student: Student, assignment: Name, course: CourseFolder = None) -> None:
    """Take a student out of their group for one assignment, and what they have of its hand-in with them.

    What they handed in themselves stays, and counts again.
    """
    from autograder.course.course import Course
    from autograder.platforms.roster.groups import write_groups
    from autograder.platforms.roster.kept import course_roster
    from autograder.platforms.roster.teams import folder_meant, taken_out
    from autograder.platforms.withdraw import withdraw

    found = Course.find(course)
    wanted = found.assignment(assignment)
    before, roster, students, told = _lines(found), course_roster(found.root), _students(found), _told_by(found)
    student = folder_meant(student, before, students, roster, told)
    lines = taken_out(before, student, wanted.name, roster, told, students)
    removed = withdraw(found, wanted, student)
    place = write_groups(found.root, lines)
    _note_changes(found, before, lines, wanted.name, set())
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


def _note_changes(
    course: Course,
    before: Sequence[Membership],
    lines: Sequence[Membership],
    assignment: str,
    known: set[tuple[str, str]],
) -> Sequence[str]:
    """Puts into the log whose group has changed for an assignment; what is unclear, given who has handed in so far.

    What is `known` of a student for all assignments is not said again for one.
    """
    from autograder.grading.log import note_grouped
    from autograder.platforms.roster.kept import course_roster
    from autograder.platforms.roster.teams import changed_groups, groups_for

    people = (_students(course), course_roster(course.root), _told_by(course))
    was, now = (groups_for(each, assignment, *people) for each in (before, lines))
    changed = [change for change in changed_groups(was, now) if change not in known]
    for student, what in changed:
        note_grouped(course.results, student, assignment, what)
    if not assignment:
        known.update(changed)
    return now.notes


def _told_by(course: Course) -> TellsOf:
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
        from autograder.platforms.roster.teams import canvas_member

        return canvas_member(self._lines, number, self._students, self._roster, self._told)

    def __call__(self, students: Mapping[str, Person]) -> Groups:
        """The groups, where `students` are in a class export."""
        from autograder.intake.attempts import told_by
        from autograder.platforms.roster.teams import groups_for

        def told(student: str) -> Collection[Told]:
            new = told_by(students[student]) if student in students else ()
            return tuple(dict.fromkeys((*self._told(student), *new)))

        return groups_for(self._lines, self._assignment, {*students, *self._students}, self._roster, told)
