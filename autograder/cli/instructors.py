"""The commands for instructors, from a source to results: arguments enter; files, tables and exit statuses leave."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    Course,
    Json,
    Name,
    Results,
    chosen,
    course_root,
    err,
    out,
    print_json,
    warn_of_strangers,
)
from autograder.errors import Problem

if TYPE_CHECKING:
    from autograder.grading.pool import JudgeSettings
    from autograder.records import Assignment, Receipt, Result

PROCESSORS = os.cpu_count() or 1


def _known(sandbox: str) -> str:
    if sandbox not in ("bwrap", "none"):
        raise Problem(f"--sandbox is bwrap or none, not {sandbox!r}.")
    return sandbox


Only = Annotated[str, typer.Argument(help="Only this assignment.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail on drift, leaks, or a broken proof.")]
Prove = Annotated[bool, typer.Option(help="Judge the stub, the solution and every planted mistake.")]
Sample = Annotated[
    bool, typer.Option("--sample", help="With --check: judge but an eighth of the mistakes that are on record.")
]
Matrix = Annotated[bool, typer.Option("--matrix", help="Print which check catches which planted mistake.")]
Source = Annotated[
    Path, typer.Argument(metavar="ARCHIVE_OR_DIR", help="What the LMS exported, or a folder of hand-ins.")
]
Into = Annotated[Path | None, typer.Option(help="Where to put them; by default submitted/.")]
Received = Annotated[
    str, typer.Option(help="When: a time, `files` for the dates of the pile's files, or a CSV: student,received.")
]
Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Jobs = Annotated[int, typer.Option(min=1, help="Judges side by side.")]
Sandbox = Annotated[str, typer.Option(help="bwrap, or none for code that you trust.", callback=_known)]
Force = Annotated[bool, typer.Option("--force", help="Judge again what has not changed.")]


def build(
    assignment: Only = "",
    check: Check = False,
    proof: Prove = True,
    sample: Sample = False,
    matrix: Matrix = False,
    course: Course = None,
) -> None:
    """Write assignments/ and solutions/ from source/, and prove the release.

    No line of a solution or of a hidden check may reach a student; every stub must be all "not attempted", every
    solution full marks, and every mistake in wrong/ must fail exactly the checks that it names. The proof is kept in
    solutions/ and made again when its source has changed; --check makes it anew in any case, or with --sample a part
    of it: another one after each change of the kit.
    """
    from autograder.cli import build as building

    root = course_root(course)
    if check:
        fine = building.check_course(root, assignment, proof, matrix, out, sample)
    else:
        fine = building.build_course(root, assignment, proof, matrix, out)
    raise typer.Exit(0 if fine else 1)


def init(
    db: Annotated[str, typer.Option(help="The gradebook's database; by default sqlite:///gradebook.db.")] = "",
    course: Course = None,
) -> None:
    """Set this course up for nbgrader, or enter what has changed in source/ into its gradebook.

    Writes nbgrader_config.py, if there is none, and the gradebook. Afterwards nbgrader's commands and buttons work with
    the judge's scores: nbgrader autograde, generate_feedback, export, formgrader.
    """
    from autograder.platforms.nbgrader.setup import init_course

    names = init_course(course_root(course), db)
    out.print(
        f"nbgrader knows {', '.join(names)}. Next: nbgrader autograde {names[0]}", highlight=False, soft_wrap=True
    )


def new(
    name: Annotated[str, typer.Argument(help="Its folder, like 08_attention.")],
    course: Course = None,
) -> None:
    """Start a new assignment in source/, complete and ready to build."""
    from autograder.course.scaffold import new_assignment

    folder = new_assignment(course_root(course) / "source", name)
    out.print(f"Wrote {folder}. Edit it, then: autograder build {name}", highlight=False, soft_wrap=True)


def collect(
    assignment: Name,
    source: Source,
    submissions: Into = None,
    received: Received = "",
    json: Json = False,
    course: Course = None,
) -> None:
    """Take submissions in safely, and say per student what was taken and what was refused.

    A student's earlier attempts are kept. Nobody counts as late unless you say with --received when the pile came.
    """
    root, wanted = chosen(course, assignment)
    receipts = _collected(root, wanted, source, submissions or root / "submitted", received)
    if json:
        print_json(receipts)
    else:
        from autograder.cli import tables

        out.print(tables.receipts(wanted, receipts))


def _collected(root: Path, wanted: Assignment, source: Path, into: Path, received: str) -> list[Receipt]:
    """Takes the pile at `source` into the folder `into`; the receipts."""
    from autograder.course.policy import read_policy
    from autograder.intake.collect import collect as take_in
    from autograder.intake.received import clock
    from autograder.platforms.nbgrader.notebooks import add_missing_notebooks, autograded_again

    policy = read_policy(root)
    receipts = take_in(wanted, source, into, clock(received, policy), autograded_again(root, wanted))
    add_missing_notebooks(root, [wanted], into)
    if wanted.name in policy.due and not received:
        err.print("Nobody in this pile counts as late: --received says when it came.", style="yellow")
    return receipts


def grade(
    assignment: Name,
    submissions: Submissions = None,
    results: Results = None,
    jobs: Jobs = PROCESSORS,
    sandbox: Sandbox = "bwrap",
    force: Force = False,
    json: Json = False,
    course: Course = None,
) -> None:
    """Judge what was collected; write results/<assignment>/<student>.json.

    A run that was interrupted goes on where it stopped: what has not changed is not judged again.
    """
    from autograder.cli import tables

    root, wanted = chosen(course, assignment)
    into = results or root / "results"
    graded = _graded(_jury(root, wanted, sandbox, jobs), root, submissions or root / "submitted", into, force)
    if json:
        print_json(graded)
    else:
        out.print(tables.graded(wanted, graded))
        out.print(f"Results: {into / wanted.name}", highlight=False, soft_wrap=True)
    raise typer.Exit(1 if any(result.ungraded for result in graded) else 0)


def _jury(root: Path, wanted: Assignment, sandbox: str, jobs: int) -> JudgeSettings:
    from autograder.grading.grade import course_secret
    from autograder.grading.pool import JudgeSettings
    from autograder.sandbox.launchers import LAYERS

    return JudgeSettings(wanted, course_secret(root), LAYERS if sandbox == "bwrap" else frozenset(), jobs)


def _graded(jury: JudgeSettings, root: Path, submitted: Path, results: Path, force: bool) -> list[Result]:
    """Judges what lies in `submitted`, and lets the best attempts count if the course says so; what counts."""
    from autograder.course.policy import read_policy
    from autograder.grading import grade as grading
    from autograder.grading.best_attempt import best_attempts, settle
    from autograder.intake.submitted import read_submissions
    from autograder.platforms.nbgrader.notebooks import autograded_again

    policy, wanted = read_policy(root), jury.assignment
    pile = read_submissions(wanted, submitted)
    warn_of_strangers(policy, wanted, [submission.student for submission in pile])
    graded = _with_progress(len(pile), lambda step: grading.grade(jury, pile, results, force, lambda result: step()))
    if policy.attempts.keep == "best":
        best = best_attempts(jury, graded, submitted, results, policy, force)
        graded = settle(best, graded, submitted, results, autograded_again(root, wanted))
    return graded


def _with_progress(total: int, work: Callable[[Callable[[], None]], list[Result]]) -> list[Result]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("grading", total=total)
        return work(lambda: progress.advance(task))
