"""The command `autograder handout`: writes what students get, as one zip or as a folder for GitHub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, err, out
from autograder.errors import Problem

if TYPE_CHECKING:
    from autograder.records import Assignment

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="By default every one that is built.")
]
Template = Annotated[
    bool, typer.Option("--template", help="A folder to make a GitHub template repository of, with a workflow.")
]
Place = Annotated[
    Path | None, typer.Option("--output", "-o", help="By default handout.zip; with --template, the folder handout.")
]


def handout(
    assignments: Names = None, template: Template = False, output: Place = None, course: CourseFolder = None
) -> None:
    """Write what students get: assignments, the kit, and a page that says how to start.

    The kit comes as a wheel, which pip installs on Linux, macOS and Windows. Nothing of source/ or solutions/ is in it,
    and the same course gives the same bytes each time.
    """
    from autograder.course.course import Course
    from autograder.files import write_atomically, write_tree
    from autograder.intake.packing import pack
    from autograder.release.handout import handout_files, released

    found = Course.find(course)
    chosen = released(found, assignments or ())
    place = output or Path("handout" if template else "handout.zip")
    if template and place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Problem(f"{place} is there already, and would be replaced. Name another folder: --output FOLDER")
    files = handout_files(found, chosen, template)
    if template:
        write_tree(place.absolute(), files)
    else:
        write_atomically(place, pack(files))
    out.print(f"Wrote {place}: {', '.join(each.name for each in chosen)}.", highlight=False, soft_wrap=True)
    _tell_needed(chosen)


def _tell_needed(chosen: list[Assignment]) -> None:
    """Says which earlier assignments students must have already."""
    there = {assignment.name for assignment in chosen}
    for assignment in chosen:
        if earlier := [name for name in assignment.needs if name not in there]:
            err.print(
                f"{assignment.name} builds on {', '.join(earlier)}, which students must have beside it.",
                style="yellow",
                highlight=False,
                soft_wrap=True,
            )
