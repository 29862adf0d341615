"""Draws in the terminal how checks ended, in a character each, and why any could not run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from autograder.checks.faults import causes
from autograder.records import Result, Status

MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.NOT_ATTEMPTED: ("·", "dim"),
    Status.ERROR: ("!", "red"),
    Status.TIMEOUT: ("∞", "red"),
    Status.BLOCKED: ("→", "yellow"),
    Status.UNGRADED: ("?", "magenta"),
}


PARTLY = ("◐", "yellow")


def mark(status: Status) -> Text:
    """One coloured character for a status."""
    return Text(*MARKS[status])


def number(points: float) -> str:
    """Points without needless digits."""
    return f"{points:g}"


def legend() -> Text:
    """What the marks mean."""
    marks = [
        *(Text.assemble(mark(s), f" {s.replace('_', ' ')}") for s in MARKS),
        Text.assemble(PARTLY, " partly"),
    ]
    return Text("  ").join(marks)


def broken(*results: Result) -> Iterator[Text]:
    """Why checks could not run, each cause once."""
    for cause in causes(check for result in results for check in result.checks):
        yield Text(
            f"? {cause.told()}\n  No student's code is to blame; whoever wrote the check can mend it.", "magenta"
        )
