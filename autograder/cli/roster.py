"""Offers the commands about who is in the course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Name, out, print_json, warn

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.platforms.roster.attendance import Attendance
    from autograder.records import Assignment, Result

SHOWN = 5

roster = typer.Typer(no_args_is_help=True, help="Who is in the course: real names, who is missing, who is unknown.")

Table = Annotated[Path, typer.Argument(metavar="CSV", help="A roster or gradebook as any platform exports it.")]


@roster.command("import")
def import_(table: Table, course: CourseFolder = None) -> None:
    """Take the people of a platform's export into roster.csv, beside those who are in it already.

    Canvas, Moodle, Blackboard, Brightspace, Gradescope, GitHub Classroom and nbgrader export one; import as many as you
    use. Tables, pages and exports then say real names, and `collect` who is missing or unknown. Left out is whose role
    is that of a teacher, an assistant or an observer, and Canvas's test student.
    """
    from autograder.course.course import Course
    from autograder.platforms.nbgrader.people import enter_names
    from autograder.platforms.roster.kept import course_roster, merge, write_roster
    from autograder.platforms.roster.table import read_students

    found = Course.find(course)
    kept, new = course_roster(found.root), read_students(table)
    merged = merge(kept, new)
    place = write_roster(found.root, merged.roster)
    enter_names(found)
    done = {
        "new": merged.added,
        "told more about": merged.completed,
        "not in it": merged.absent,
        "known by their names alone, as no id is shared": merged.by_name,
        "called quite otherwise by the same id": merged.renamed,
        "left out, being no students": (*(kept.left_out if kept else ()), *new.left_out),
    }
    for what, people in done.items():
        if people:
            more = f" and {len(people) - SHOWN} more" if len(people) > SHOWN else ""
            _say(f"{len(people)} {what}: {', '.join(people[:SHOWN])}{more}")
    for note in merged.notes:
        warn(note)
    _say(f"{place} has {len(merged.roster.members)} people.")
    raise typer.Exit(1 if merged.notes else 0)


@roster.command()
def missing(assignment: Name, json: Json = False, course: CourseFolder = None) -> None:
    """Say who of the roster has handed in nothing for an assignment, and who handed in without being in it."""
    from autograder.course.course import Course
    from autograder.errors import Problem
    from autograder.platforms.roster.attendance import sentences

    found = Course.find(course)
    wanted = found.assignment(assignment)
    present = presence(found, wanted)
    if present is None:
        raise Problem("The course has no roster. `autograder roster import CSV` takes one as your platform exports it.")
    if json:
        print_json(present)
        return
    said = list(sentences(present, wanted.name))
    for sentence in said or [f"Everybody in the roster has handed in {wanted.name}, and nobody else."]:
        _say(sentence)


def _say(sentence: str) -> None:
    from autograder.text import printable

    out.print(printable(sentence), markup=False, highlight=False, soft_wrap=True)


def presence(course: Course, assignment: Assignment, submitted: Path | None = None) -> Attendance | None:
    """Who has handed in, by default in the course's submitted/; None if the course has no roster."""
    from autograder.platforms.roster.attendance import attendance
    from autograder.platforms.roster.kept import course_roster

    known, into = course_roster(course.root), submitted or course.submitted
    students = (place.parent.name for place in into.glob(f"*/{assignment.name}"))
    return attendance(known, students, into) if known else None


def warn_of_absences(present: Attendance | None, assignment: Assignment) -> None:
    """Says on standard error who is missing and who is unknown, if the course has a roster."""
    from autograder.platforms.roster.attendance import sentences

    for sentence in sentences(present, assignment.name) if present else ():
        warn(sentence)


def names_of(course: Course, results: Iterable[Result]) -> Mapping[str, str]:
    """The real names by student, as far as the course's roster knows them."""
    from autograder.platforms.roster.attendance import real_names

    return real_names(course.root, (result.student for result in results), course.submitted)
