"""What several commands share: arguments that a person types enter, typed values leave; where a command prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

Course = Annotated[Path | None, typer.Option("--course", help="The course's folder; by default the one you are in.")]
Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="An assignment's name, or how it begins: 01.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]

out = Console()
err = Console(stderr=True)


def course_root(course: Path | None) -> Path:
    """The root of the course in `course`, or of the one around the current folder. Raises `Problem`."""
    from autograder.course import find_root

    return find_root(course or Path.cwd())


def print_json(value: Any) -> None:
    """Prints records as JSON on standard output."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")
