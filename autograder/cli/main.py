"""Runs the command line, and turns what goes wrong into a message and an exit status."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from autograder.cli import cluster, export, gradebook, instructors, students
from autograder.cli.comment import comment
from autograder.cli.doctor import doctor
from autograder.cli.encoding import print_plainly
from autograder.cli.feedback import feedback
from autograder.cli.forget import forget
from autograder.cli.groups import groups
from autograder.cli.handout import handout
from autograder.cli.log import log
from autograder.cli.options import err
from autograder.cli.plant import plant
from autograder.cli.regrade import regrade
from autograder.cli.report import report
from autograder.cli.roster import roster
from autograder.cli.similarity import similarity
from autograder.errors import Missing, Problem

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "An autograded course kit.\n\n"
        "Students, inside an assignment's folder: [bold]check[/], [bold]hint[/], [bold]submit[/].\n\n"
        "Instructors, inside the course: [bold]build[/], [bold]handout[/], [bold]collect[/], [bold]grade[/], "
        "[bold]feedback[/], [bold]report[/], [bold]regrade[/], [bold]export[/]; [bold]new[/] starts an assignment.\n\n"
        "Exit status: 0 done, 1 a check failed or something was ungraded, 2 wrong usage."
    ),
)

INTERRUPTED = 130
PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "For students": (students.check, students.hint, students.submit),
    "For instructors": (
        instructors.build,
        instructors.new,
        handout,
        instructors.collect,
        instructors.grade,
        feedback,
        report,
        regrade,
        comment,
        plant,
        similarity,
        log,
        forget,
        export.export,
        export.gradescope,
        doctor,
    ),
}

for panel, commands in PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.add_typer(roster, name="roster", rich_help_panel="For instructors")
app.add_typer(groups, name="groups", rich_help_panel="For instructors")
in_nbgrader = typer.Typer(no_args_is_help=True, help="nbgrader as gradebook and web interface of this course.")
app.add_typer(in_nbgrader, name="course", rich_help_panel="For instructors")
in_nbgrader.command()(gradebook.init)
in_nbgrader.command()(gradebook.enter)
machines = typer.Typer(no_args_is_help=True, help="Several machines that grade together, by Dask.")
app.add_typer(machines, name="cluster", rich_help_panel="For instructors")
machines.command()(cluster.certificates)


def main() -> None:
    """Runs the command line; a `Problem` becomes a message and exit status 2."""
    gc.set_threshold(100_000)  # one short run: collecting what it holds takes longer than the checks
    atexit.register(gc.freeze)
    print_plainly()
    try:
        app()
    except Problem as problem:
        _stop(problem)
    except ModuleNotFoundError as error:
        package = (error.name or "autograder").partition(".")[0]
        if package == "autograder":
            raise
        _stop(Missing(package, "course"))  # what students do without
    except SystemExit as end:
        if end.code == INTERRUPTED:  # so Typer ends a command on Ctrl-C
            err.print("Interrupted. What was written before is complete; run the same command to go on.")
        raise


def _stop(problem: Problem) -> NoReturn:
    err.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)
