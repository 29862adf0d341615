"""Offers the command that begins a planted mistake from what several students did alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Results, out
from autograder.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.report.records import Cluster

Which = Annotated[
    str, typer.Argument(metavar="[CLUSTER]", help="Its name in the list that the command prints without.")
]
Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]


def plant(
    assignment: Name,
    cluster: Which = "",
    results: Results = None,
    submissions: Submissions = None,
    course: CourseFolder = None,
) -> None:
    """Begin a planted mistake from students who gave the same wrong values, where nothing says yet what they did.

    Without CLUSTER it lists them. With it, it writes a skeleton to source/ASSIGNMENT/wrong/, which you complete: what
    one of them wrote, and the checks that have to fail on it. Then build, and the next who does it is told.
    """
    from autograder.course.course import Course
    from autograder.files import write_atomically
    from autograder.intake.submitted import read_submission
    from autograder.platforms.grades import read_results, teams_of
    from autograder.report.clusters import cluster_called, clusters_of
    from autograder.report.planted import planting
    from autograder.report.skeletons import skeleton

    found = Course.find(course)
    wanted = found.assignment(assignment)
    class_results, submitted = read_results((results or found.results) / wanted.name), submissions or found.submitted
    every = clusters_of(class_results, teams_of(wanted, submitted), planting(found, wanted))
    clusters = [each for each in every if not each.likely]
    if not cluster:
        _list(clusters, wanted.name)
        return
    chosen = cluster_called(clusters, cluster)
    files = {
        each: read_submission(each, submitted / each / wanted.name, wanted).files
        for each in chosen.students
        if (submitted / each / wanted.name).is_dir()
    }
    name, text = skeleton(wanted, chosen, class_results, files)
    place = wanted.folder / "wrong" / name
    if place.exists():
        raise Problem(f"{place} is there already: complete it, or move it away.")
    write_atomically(place, text.encode())
    out.print(f"Wrote {place}. Complete it, then: autograder build {wanted.name}", highlight=False, soft_wrap=True)


def _list(clusters: Sequence[Cluster], name: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from autograder.text import printable

    if not clusters:
        out.print("No two students gave the same wrong values without anything saying why.")
        return
    table = Table(title="Wrong alike, and nothing says why", title_justify="left", header_style="bold")
    for column in ("cluster", "students", "check", "what it says"):
        table.add_column(column, overflow="fold")
    for each in clusters:
        row = (each.short, str(len(each.students)), each.check, each.example)
        table.add_row(*(Text(printable(cell, keep="\n")) for cell in row))
    out.print(table)
    out.print(f"Next: autograder plant {name} {clusters[0].short}", highlight=False, soft_wrap=True)
