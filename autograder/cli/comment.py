"""Offers the command that says one thing to all who gave the same wrong values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Results, out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.report.records import Cluster

Which = Annotated[
    str, typer.Argument(metavar="[CLUSTER]", help="Its name in the list that the command prints without.")
]
Text = Annotated[str | None, typer.Argument(help='What to say to all of them; "" takes it back.', show_default=False)]


def comment(
    assignment: Name,
    cluster: Which = "",
    text: Text = None,
    results: Results = None,
    course: CourseFolder = None,
) -> None:
    """Say one thing to all students who gave the same wrong values: it stands on the feedback page of each.

    Without TEXT it lists what there is to say something of, and what is said. Comments are kept in comments.toml by
    what a check observed, so that they follow new attempts and regrades by themselves.
    """
    from autograder.course.comments import read_comments, write_comment
    from autograder.course.course import Course
    from autograder.platforms.grades import read_results, teams_of
    from autograder.report.clusters import cluster_called, clusters_of, with_comments
    from autograder.report.planted import planting

    found = Course.find(course)
    wanted = found.assignment(assignment)
    class_results = [each for each in read_results((results or found.results) / wanted.name) if not each.ungraded]
    said = read_comments(found.root, wanted.name)
    alike = clusters_of(class_results, teams_of(wanted, found.submitted), planting(found, wanted))
    clusters = with_comments(alike, class_results, said)
    chosen = [cluster_called(clusters, cluster)] if cluster or text is not None else clusters
    if text is None:
        _list(chosen, wanted.name)
        return
    (one,) = chosen
    write_comment(found.root, wanted.name, (one.exercise, one.seen), text)
    many = f"{len(one.students)} student{'' if len(one.students) == 1 else 's'}"
    told = f"It reaches {many}" if text.strip() else f"Nothing more is said to {many}"
    out.print(f"{told}. Next: autograder feedback {wanted.name}", highlight=False, soft_wrap=True)


def _list(clusters: Sequence[Cluster], name: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from autograder.checks.details import gist
    from autograder.text import printable

    if not clusters:
        out.print("No two students gave the same wrong values, so there is nothing to say to several.")
        return
    table = Table(title="Wrong alike", title_justify="left", header_style="bold")
    for column in ("cluster", "students", "check", "what it says", "what you say"):
        table.add_column(column, overflow="fold")
    for each in clusters:
        says = each.likely or (f"like {each.mutant}" if each.mutant else gist(each.example))
        row = (each.short, str(len(each.students)), each.check or each.exercise, says, each.comment)
        table.add_row(*(Text(printable(cell, keep="\n")) for cell in row))
    out.print(table)
    out.print(f'Next: autograder comment {name} {clusters[0].short} "..."', highlight=False, soft_wrap=True)
