"""Arguments that several commands share: what a person types enters, typed values leave."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Course = Annotated[Path | None, typer.Option("--course", help="The course's folder; by default the one you are in.")]
Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="An assignment's name, or how it begins: 01.")]


def course_root(course: Path | None) -> Path:
    """The root of the course in `course`, or of the one around the current folder. Raises `Problem`."""
    from autograder.course import find_root

    return find_root(course or Path.cwd())
