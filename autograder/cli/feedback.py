"""Offers the command that writes feedback pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Name, Results, err, out, print_json
from autograder.errors import Problem

Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="By default feedback/.")]
Sandbox = Annotated[str, typer.Option(help="For the pictures: bwrap, or none for code that you trust.")]
Pictures = Annotated[bool, typer.Option(help="Ask students' code, in the sandbox, for what can be drawn.")]
Zip = Annotated[str, typer.Option("--zip", help="Pack the pages too, as moodle or canvas takes them.")]
NO_PICTURES = "\nOr leave out what students' code draws, which is all that runs here: --no-pictures"


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
    from autograder.files import write_atomically
    from autograder.grading.settings import layers_of
    from autograder.platforms.feedback import Places, write_feedback
    from autograder.platforms.feedback_zip import SYSTEMS, feedback_zip

    if zip and zip not in SYSTEMS:
        raise Problem(f"--zip is {' or '.join(SYSTEMS)}, not {zip!r}.")
    found = Course.find(course)
    wanted = found.assignment(assignment)
    into = output or found.feedback
    places = Places(results or found.results, submissions or found.submitted, into)
    layers = layers_of(sandbox) if pictures else None
    try:
        written = write_feedback(found, wanted, places, datetime.now(UTC), layers)
    except Problem as problem:
        raise Problem(f"{problem}{'' if layers is None else NO_PICTURES}") from None
    notes = [f"{each.student} {each.note}." for each in written if each.note]
    if json:
        print_json(written)
    else:
        count = sum(bool(each.path) for each in written)
        out.print(f"Wrote {count} page{'' if count == 1 else 's'}: {into}", highlight=False, soft_wrap=True)
    if zip:
        packed, left_out = feedback_zip(zip, wanted, written, places.submitted)
        place = into / f"{wanted.name}-{zip}.zip"
        write_atomically(place, packed)
        notes += left_out
        if not json:
            out.print(f"Wrote {place}", highlight=False, soft_wrap=True)
    for note in notes:
        err.print(note, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if notes else 0)
