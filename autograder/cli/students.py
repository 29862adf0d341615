"""Offers the commands for students, inside an assignment's folder."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Json, err, out, print_json

WATCHING = "Watching; save a file to check again, Ctrl-C to stop."


def check(
    exercise: Annotated[str, typer.Argument(help="Only this exercise, in full.")] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    json: Json = False,
) -> None:
    """Run the checks on your files, here, as often as you like.

    Run it inside an assignment's folder. Plain [bold]pytest[/] gives the same verdicts.
    """
    folder = Path.cwd()
    if watch:
        with contextlib.suppress(KeyboardInterrupt):
            _keep_checking(folder, exercise, json)
        err.print("Stopped.")
        raise typer.Exit(0)
    raise typer.Exit(0 if _check_once(folder, exercise, json) else 1)


def _keep_checking(folder: Path, exercise: str, json: bool) -> None:
    from watchfiles import PythonFilter
    from watchfiles import watch as changes

    _check_once(folder, exercise, json)
    err.print(WATCHING, style="dim")
    for _ in changes(*_imported_folders(folder), watch_filter=PythonFilter()):
        _check_once(folder, exercise, json, again=True)
        err.print(WATCHING, style="dim")


def _imported_folders(folder: Path) -> list[Path]:
    """The assignment's folder and those of the earlier ones that it imports."""
    from autograder.course.manifest import read_assignment

    return [folder, *(folder.parent / name for name in read_assignment(folder).needs)]


def _check_once(folder: Path, exercise: str, as_json: bool, again: bool = False) -> bool:
    """Runs the checks and shows what they say, on a screen cleared of what was there if `again`."""
    from autograder.feedback.check import run_checks
    from autograder.feedback.hints import note_mistakes
    from autograder.intake.submitted import other_encodings

    with err.status("Checking; Ctrl-C to stop."):
        run = run_checks(folder, exercise)
    note_mistakes(run.assignment, run.result.checks)
    if again and not as_json:
        out.clear()
    if as_json:
        print_json(run.result)
    else:
        from autograder.feedback import terminal

        out.print(terminal.checked(run))
    for note in other_encodings(run.assignment):
        err.print(note, style="yellow", highlight=False, soft_wrap=True)
    return run.passed


def hint(
    exercise: Annotated[str, typer.Argument(help="The exercise you are stuck on.")] = "",
    again: Annotated[bool, typer.Option("--again", help="The last one once more, and not the next.")] = False,
) -> None:
    """Show the next hint for an exercise, at first the one that speaks of the mistake which the last check showed.

    Each call says a little more; the last one has the formula. Without an exercise, list those that have hints.
    """
    from autograder.feedback.hints import hints_offered, next_hint

    if not exercise:
        offered = hints_offered(Path.cwd())
        for name, count in offered.items():
            out.print(f"{name}  {count} hint{'s' * (count != 1)}", style="cyan", highlight=False)
        out.print("One at a time: autograder hint EXERCISE" if offered else "There are no hints here.", highlight=False)
        return
    shown = next_hint(Path.cwd(), exercise, again)
    out.print(f"[cyan]hint {shown.number} of {shown.total}[/]  ", end="")
    out.print(shown.text, markup=False, highlight=False)
    if shown.mistake:
        out.print(
            f"It comes first because of what your last check found: {shown.mistake}.", markup=False, highlight=False
        )
    if shown.section:
        out.print(f"In the notebook: {shown.section}", style="dim", markup=False, highlight=False)
    if shown.again:
        out.print(f"That was the last hint for {exercise}; there are no more.", style="dim", highlight=False)


def submit() -> None:
    """Pack your files into one zip to hand in."""
    from autograder.course.manifest import read_assignment
    from autograder.feedback.check import unfinished
    from autograder.intake.packing import empty_answers, make_submission

    assignment = read_assignment(Path.cwd())
    path = make_submission(assignment, Path.cwd())
    if names := unfinished(assignment):
        some = f"{len(names)} of {len(assignment.exercises)} exercises are not written yet"
        out.print(f"{some}: {', '.join(names)}. They are packed as they are.", style="yellow", highlight=False)
    if titles := empty_answers(assignment, Path.cwd()):
        out.print(
            f"{assignment.notebook} has no answer to: {', '.join(titles)}. Only the cell below a question "
            "is graded. It is packed as it is.",
            style="yellow",
            markup=False,
            highlight=False,
        )
    out.print(f"Hand in this file: [bold]{path.name}[/]", highlight=False)
