"""Offers the commands for students, inside an assignment's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Json, err, out, print_json


def check(
    exercise: Annotated[str, typer.Argument(help="Only this exercise, in full.")] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    json: Json = False,
) -> None:
    """Run the checks on your files, here, as often as you like.

    Run it inside an assignment's folder. Plain [bold]pytest[/] gives the same verdicts.
    """
    folder = Path.cwd()
    passed = _check_once(folder, exercise, json)
    if watch:
        from watchfiles import PythonFilter
        from watchfiles import watch as changes

        err.print("Watching; save a file to check again, Ctrl-C to stop.", style="dim")
        for _ in changes(folder, watch_filter=PythonFilter()):
            out.clear()
            passed = _check_once(folder, exercise, json)
    raise typer.Exit(0 if passed else 1)


def _check_once(folder: Path, exercise: str, as_json: bool) -> bool:
    from autograder.feedback.check import run_checks

    run = run_checks(folder, exercise)
    if as_json:
        print_json(run.result)
    else:
        from autograder.feedback import terminal

        out.print(terminal.checked(run))
    return run.passed


def hint(exercise: Annotated[str, typer.Argument(help="The exercise you are stuck on.")]) -> None:
    """Show the next hint for an exercise; each call says a little more."""
    from autograder.feedback.check import next_hint

    number, total, text = next_hint(Path.cwd(), exercise)
    out.print(f"[cyan]hint {number} of {total}[/]  ", end="")
    out.print(text, markup=False, highlight=False)


def submit() -> None:
    """Pack your files into one zip to hand in."""
    from autograder.course.manifest import read_assignment
    from autograder.intake.packing import make_submission

    path = make_submission(read_assignment(Path.cwd()), Path.cwd())
    out.print(f"Hand in this file: [bold]{path.name}[/]", highlight=False)
