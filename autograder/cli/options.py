"""What several commands share: arguments that a person types enter, typed values leave; where a command prints."""

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

Course = Annotated[Path | None, typer.Option("--course", help="The course's folder; by default the one you are in.")]
Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="An assignment's name, or how it begins: 01.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]
Results = Annotated[Path | None, typer.Option(help="By default results/.")]

out = Console()
err = Console(stderr=True)


def course_root(course: Path | None) -> Path:
    """The root of the course in `course`, or of the one around the current folder. Raises `Problem`."""
    from autograder.course.manifest import find_root

    return find_root(course or Path.cwd())


def chosen(course: Path | None, assignment: str) -> tuple[Path, Assignment]:
    """The course's root, and the assignment in it that is called so, or begins so. Raises `Problem`."""
    from autograder.course.manifest import find_assignment

    root = course_root(course)
    return root, find_assignment(root / "source", assignment)


def warn_of_strangers(policy: Policy, assignment: Assignment, students: Iterable[str]) -> None:
    """Says on standard error which extensions of the assignment are for nobody among `students`."""
    from autograder.course.policy import strangers

    for warning in strangers(policy, assignment.name, students):
        err.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Prints records as JSON on standard output."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")
