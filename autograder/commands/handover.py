"""The commands that hand grades over to other systems: arguments enter; files, notes and exit statuses leave."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands.options import Course, Name, course_root
from autograder.records import Problem

if TYPE_CHECKING:
    from autograder.export import Exported
    from autograder.records import Assignment

FORMATS = ("csv", "canvas", "moodle", "gradescope")


def export(
    assignment: Name,
    format: Annotated[str, typer.Option(help="csv, canvas, moodle or gradescope.")] = "csv",
    results: Annotated[Path | None, typer.Option(help="By default results/.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file, not standard output; for gradescope, a folder."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="Who is in the course, as CSV: Canvas's or Moodle's own export, or a list of yours."),
    ] = None,
    column: Annotated[str, typer.Option(help="The assignment's column in Canvas or Moodle, if not its title.")] = "",
    submissions: Annotated[Path | None, typer.Option(help="With the times; by default submitted/.")] = None,
    gradebook: Annotated[
        bool, typer.Option("--gradebook", help="nbgrader's final scores, with points by hand and late penalties.")
    ] = False,
    course: Course = None,
) -> None:
    """Write the grades of an assignment for a spreadsheet, Canvas, Moodle or Gradescope.

    The scores are the judge's, from results/, less the penalties of course.toml, or nbgrader's with --gradebook. With a
    roster, everyone in it gets a row. What is left out is named, and the exit status is then 1. docs/integrations.md
    shows each system.
    """
    from autograder.course import find_assignment

    if format not in FORMATS:
        raise Problem(f"--format is csv, canvas, moodle or gradescope, not {format!r}.")
    root = course_root(course)
    wanted = find_assignment(root / "source", assignment)
    folder = (results or root / "results") / wanted.name
    if format == "gradescope":
        if gradebook or roster or output is None:
            raise Problem("--format gradescope takes the judge's results, and a folder to write to: --output FOLDER.")
        _write_gradescope(folder, output)
        return
    places = None if gradebook else (folder, submissions or root / "submitted")
    exported = _table(wanted, format, places, root, roster, column)
    if output is None:
        sys.stdout.write(exported.text)
    else:
        from autograder.storage import write_atomically

        # A spreadsheet takes a file for UTF-8 only if it starts with a mark; Canvas and Moodle want none.
        write_atomically(output, exported.text.encode("utf-8-sig" if format == "csv" else "utf-8"))
    for note in exported.notes:
        typer.echo(note, err=True)
    raise typer.Exit(1 if exported.notes else 0)


def _table(
    wanted: Assignment, format: str, places: tuple[Path, Path] | None, root: Path, roster: Path | None, column: str
) -> Exported:
    from autograder import export as exports
    from autograder.policy import read_policy
    from autograder.received import penalties

    policy = read_policy(root)
    if places is None:
        from autograder.export.gradebook import gradebook_grades

        grades = gradebook_grades(root, wanted)
    else:
        results = exports.read_results(places[0])
        grades = exports.grades_of(wanted, results, penalties(policy, results, places[1]))
    if format == "csv":
        if roster or column:
            raise Problem("--roster and --column are for canvas and moodle.")
        return exports.export_csv(wanted, grades, places is None, wanted.name in policy.due)
    people = exports.read_roster(roster) if roster else None
    write = exports.export_canvas if format == "canvas" else exports.export_moodle
    return write(wanted, grades, people, column)


def _write_gradescope(results: Path, output: Path) -> None:
    from autograder.export import read_results, results_json
    from autograder.storage import write_atomically

    for result in read_results(results):
        content = json.dumps(results_json(result), indent=1, ensure_ascii=False)
        write_atomically(output / result.student / "results.json", content.encode())


def gradescope(
    assignment: Name,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="By default ASSIGNMENT-gradescope.zip.")] = None,
    course: Course = None,
) -> None:
    """Write the zip that judges an assignment on Gradescope.

    It holds the kit, the solutions, the hidden checks and the course's secret: upload it, and show it to no student.
    docs/gradescope.md says what guards the grade there.
    """
    from autograder.course import find_assignment
    from autograder.gradescope.bundle import gradescope_zip
    from autograder.storage import write_atomically

    root = course_root(course)
    wanted = find_assignment(root / "source", assignment)
    place = output or Path(f"{wanted.name}-gradescope.zip")
    write_atomically(place, gradescope_zip(root, wanted))
    typer.echo(f"Wrote {place}. On Gradescope: Configure Autograder, upload it, base image Ubuntu 22.04 or later.")
