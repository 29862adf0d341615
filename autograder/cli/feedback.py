"""Offers the command that writes feedback pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Name, Results, err, out, print_json
from autograder.errors import Problem

if TYPE_CHECKING:
    from autograder.platforms.feedback import Places, Written
    from autograder.records import Assignment

Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="By default feedback/.")]
Sandbox = Annotated[str, typer.Option(help="For the pictures: bwrap, or none for code that you trust.")]
Pictures = Annotated[bool, typer.Option(help="Ask students' code, in the sandbox, for what can be drawn.")]
Zip = Annotated[str, typer.Option("--zip", help="Pack the pages too, as moodle or canvas takes them.")]


def feedback(
    assignment: Name,
    results: Results = None,
    submissions: Submissions = None,
    output: Output = None,
    sandbox: Sandbox = "bwrap",
    pictures: Pictures = True,
    zip: Zip = "",
    json: Json = False,
    course: CourseFolder = None,
) -> None:
    """Write a page for each student: feedback/<student>/<assignment>/index.html.

    It says what the score is made of, what passed, what did not and why, and what to do next, with the student's code,
    what it draws, and what you wrote in formgrader. It works offline, and holds nothing that students may not read.
    """
    from datetime import UTC, datetime

    from autograder.course.course import Course
    from autograder.grading.settings import layers_of
    from autograder.platforms.feedback import Places, write_feedback
    from autograder.platforms.feedback_zip import SYSTEMS

    if zip and zip not in SYSTEMS:
        raise Problem(f"--zip is {' or '.join(SYSTEMS)}, not {zip!r}.")
    found = Course.find(course)
    wanted = found.assignment(assignment)
    places = Places(results or found.results, submissions or found.submitted, output or found.feedback)
    written = write_feedback(found, wanted, places, datetime.now(UTC), layers_of(sandbox) if pictures else None)
    notes = [f"{each.student} {each.note}." for each in written if each.note]
    notes += _pack(zip, wanted, written, places) if zip else []
    if json:
        print_json(written)
    else:
        count = sum(bool(each.path) for each in written)
        told = f"Wrote {count} page{'' if count == 1 else 's'}{' and a zip' if zip else ''}: {places.feedback}"
        out.print(told, highlight=False, soft_wrap=True)
    for note in notes:
        err.print(note, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if notes else 0)


def _pack(system: str, wanted: Assignment, written: Sequence[Written], places: Places) -> list[str]:
    """Writes the zip for Moodle or Canvas; who is not in it."""
    from autograder.files import write_atomically
    from autograder.platforms.feedback_zip import feedback_zip

    packed, left_out = feedback_zip(system, wanted, written, places.submitted)
    write_atomically(places.feedback / f"{wanted.name}-{system}.zip", packed)
    return left_out
