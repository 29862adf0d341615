"""Defines the arguments that several commands share, and where a command prints."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from autograder.course.policy import Policy
    from autograder.records import Assignment

CourseFolder = Annotated[
    Path | None, typer.Option("--course", help="The course's folder; by default the one you are in.")
]
Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="An assignment's name, or how it begins: 01.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]
Results = Annotated[Path | None, typer.Option(help="By default results/.")]

out = Console()
err = Console(stderr=True)


def _require_id(student: str) -> str:
    """The student, whose folder nothing but their own can be: neither `.attempts` nor `../results`."""
    from autograder.errors import Problem

    if not student or Path(student).name != student or student.startswith("."):
        raise Problem(f"{student!r} is no student: give the name of their folder in submitted/.")
    return student


Student = Annotated[str, typer.Argument(help="The student's folder in submitted/.", callback=_require_id)]


def warn_of_unknown_students(policy: Policy, assignment: Assignment, students: Iterable[str]) -> None:
    """Says on standard error which extensions of the assignment are for nobody among `students`."""
    from autograder.course.policy import unknown_students

    for warning in unknown_students(policy, assignment.name, students):
        warn(warning)


def warn(text: str) -> None:
    """Says something on standard error that is no reason to stop."""
    err.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Says on standard error how something was understood."""
    err.print(text, markup=False, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Prints records as JSON on standard output: in UTF-8, as JSON is, whatever the terminal's encoding."""
    import msgspec

    def written(value: Any) -> bytes:
        return msgspec.json.format(msgspec.json.encode(value), indent=1)

    sys.stdout.flush()
    if isinstance(value, list) and value:  # one after another, so that no class is too large for the memory
        for number, each in enumerate(value):
            sys.stdout.buffer.write((b"," if number else b"[") + written([each])[1:-2])
        sys.stdout.buffer.write(b"\n]\n")
    else:
        sys.stdout.buffer.write(written(value) + b"\n")
    sys.stdout.buffer.flush()
