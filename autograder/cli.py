"""The command line: arguments enter, the pipeline runs, tables and exit statuses leave."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from autograder.commands import handover
from autograder.commands.options import Course, Name, course_root
from autograder.records import Problem

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "An autograded course kit.\n\n"
        "Students, inside an assignment's folder: [bold]check[/], [bold]hint[/], [bold]submit[/].\n\n"
        "Instructors, inside the course: [bold]build[/], [bold]collect[/], [bold]grade[/], [bold]export[/]; "
        "[bold]new[/] starts an assignment.\n\n"
        "Exit status: 0 done, 1 a check failed or something was ungraded, 2 wrong usage."
    ),
)
out = Console()
err = Console(stderr=True)

INTERRUPTED = 130
STUDENT, TEACHER = "For students", "For instructors"
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]


def main() -> None:
    """Runs the command line; a `Problem` becomes a message and exit status 2."""
    gc.set_threshold(100_000)  # one short run: collecting what it holds takes longer than the checks
    atexit.register(gc.freeze)
    try:
        app()
    except Problem as problem:
        err.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # so Typer ends a command on Ctrl-C
            err.print("Interrupted. What was written before is complete; run the same command to go on.")
        raise


@app.command(rich_help_panel=STUDENT)
def check(
    exercise: Annotated[str, typer.Argument(help="Only this exercise, in full.")] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    json: Json = False,
) -> None:
    """Run the checks on your files, here, as often as you like.

    Run it inside an assignment's folder. Plain [bold]pytest[/] gives the same verdicts.
    """
    folder = Path.cwd()
    passed = _check_once(folder, exercise, json)
    if watch:
        from watchfiles import PythonFilter
        from watchfiles import watch as changes

        err.print("Watching; save a file to check again, Ctrl-C to stop.", style="dim")
        for _ in changes(folder, watch_filter=PythonFilter()):
            out.clear()
            passed = _check_once(folder, exercise, json)
    raise typer.Exit(0 if passed else 1)


def _check_once(folder: Path, exercise: str, as_json: bool) -> bool:
    from autograder.checking import run_checks

    run = run_checks(folder, exercise)
    if as_json:
        _print_json(run.result)
    else:
        from autograder import display

        out.print(display.checked(run))
    return run.passed


@app.command(rich_help_panel=STUDENT)
def hint(exercise: Annotated[str, typer.Argument(help="The exercise you are stuck on.")]) -> None:
    """Show the next hint for an exercise; each call says a little more."""
    from autograder.checking import next_hint

    number, total, text = next_hint(Path.cwd(), exercise)
    out.print(f"[cyan]hint {number} of {total}[/]  ", end="")
    out.print(text, markup=False, highlight=False)


@app.command(rich_help_panel=STUDENT)
def submit() -> None:
    """Pack your files into one zip to hand in."""
    from autograder.course import read_assignment
    from autograder.handin import make_submission

    path = make_submission(read_assignment(Path.cwd()), Path.cwd())
    out.print(f"Hand in this file: [bold]{path.name}[/]", highlight=False)


@app.command(rich_help_panel=TEACHER)
def build(
    assignment: Annotated[str, typer.Argument(help="Only this assignment.")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail on drift, leaks, or a broken proof.")
    ] = False,
    proof: Annotated[bool, typer.Option(help="Judge the stub, the solution and every planted mistake.")] = True,
    matrix: Annotated[bool, typer.Option("--matrix", help="Print which check catches which planted mistake.")] = False,
    course: Course = None,
) -> None:
    """Write assignments/ and solutions/ from source/, and prove the release.

    No line of a solution or of a hidden check may reach a student; every stub must be all "not attempted", every
    solution full marks, and every mistake in wrong/ must fail exactly the checks that it names. The proof is kept in
    solutions/ and made again when its source has changed; --check makes it anew in any case.
    """
    from autograder import building

    root = course_root(course)
    run = building.check_course if check else building.build_course
    raise typer.Exit(0 if run(root, assignment, proof, matrix, out) else 1)


gradebook = typer.Typer(no_args_is_help=True, help="nbgrader as gradebook and web interface of this course.")
app.add_typer(gradebook, name="course", rich_help_panel=TEACHER)


@gradebook.command()
def init(
    db: Annotated[str, typer.Option(help="The gradebook's database; by default sqlite:///gradebook.db.")] = "",
    course: Course = None,
) -> None:
    """Set this course up for nbgrader, or enter what has changed in source/ into its gradebook.

    Writes nbgrader_config.py, if there is none, and the gradebook. Afterwards nbgrader's commands and buttons work with
    the judge's scores: nbgrader autograde, generate_feedback, export, formgrader.
    """
    from autograder.gradebook.setup import init_course

    names = init_course(course_root(course), db)
    out.print(
        f"nbgrader knows {', '.join(names)}. Next: nbgrader autograde {names[0]}", highlight=False, soft_wrap=True
    )


@app.command(rich_help_panel=TEACHER)
def new(
    name: Annotated[str, typer.Argument(help="Its folder, like 08_attention.")],
    course: Course = None,
) -> None:
    """Start a new assignment in source/, complete and ready to build."""
    from autograder.scaffold import new_assignment

    folder = new_assignment(course_root(course) / "source", name)
    out.print(f"Wrote {folder}. Edit it, then: autograder build {name}", highlight=False, soft_wrap=True)


@app.command(rich_help_panel=TEACHER)
def collect(
    assignment: Name,
    source: Annotated[
        Path, typer.Argument(metavar="ARCHIVE_OR_DIR", help="What the LMS exported, or a folder of hand-ins.")
    ],
    submissions: Annotated[Path | None, typer.Option(help="Where to put them; by default submitted/.")] = None,
    received: Annotated[
        str, typer.Option(help="When: a time, `files` for the dates of the pile's files, or a CSV: student,received.")
    ] = "",
    json: Json = False,
    course: Course = None,
) -> None:
    """Take submissions in safely, and say per student what was taken and what was refused.

    A student's earlier attempts are kept. Nobody counts as late unless you say with --received when the pile came.
    """
    from autograder.collect import collect as take_in
    from autograder.course import find_assignment
    from autograder.gradebook.notebooks import add_missing_notebooks, autograded_again
    from autograder.policy import read_policy
    from autograder.received import clock

    root = course_root(course)
    wanted = find_assignment(root / "source", assignment)
    policy = read_policy(root)
    into = submissions or root / "submitted"
    receipts = take_in(wanted, source, into, clock(received, policy), autograded_again(root, wanted))
    add_missing_notebooks(root, [wanted], into)
    if wanted.name in policy.due and not received:
        err.print("Nobody in this pile counts as late: --received says when it came.", style="yellow")
    if json:
        _print_json(receipts)
    else:
        from autograder import display

        out.print(display.receipts(wanted, receipts))


@app.command(rich_help_panel=TEACHER)
def grade(
    assignment: Name,
    submissions: Annotated[Path | None, typer.Option(help="By default submitted/.")] = None,
    results: Annotated[Path | None, typer.Option(help="By default results/.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Judges side by side.")] = os.cpu_count() or 1,
    sandbox: Annotated[str, typer.Option(help="bwrap, or none for code that you trust.")] = "bwrap",
    force: Annotated[bool, typer.Option("--force", help="Judge again what has not changed.")] = False,
    json: Json = False,
    course: Course = None,
) -> None:
    """Judge what was collected; write results/<assignment>/<student>.json.

    A run that was interrupted goes on where it stopped: what has not changed is not judged again.
    """
    from autograder import display, grading
    from autograder.batch import Jury
    from autograder.best import best_attempts, settle
    from autograder.course import find_assignment
    from autograder.gradebook.notebooks import autograded_again
    from autograder.policy import read_policy
    from autograder.sandbox import LAYERS

    if sandbox not in ("bwrap", "none"):
        raise Problem(f"--sandbox is bwrap or none, not {sandbox!r}.")
    root = course_root(course)
    wanted = find_assignment(root / "source", assignment)
    jury = Jury(wanted, grading.course_secret(root), LAYERS if sandbox == "bwrap" else frozenset(), jobs)
    policy = read_policy(root)
    submitted, into = submissions or root / "submitted", results or root / "results"
    pile = grading.collected(wanted, submitted)
    graded = _with_progress(len(pile), lambda step: grading.grade(jury, pile, into, force, lambda result: step()))
    if policy.attempts.keep == "best":
        best = best_attempts(jury, graded, submitted, into, policy, force)
        graded = settle(best, graded, submitted, into, autograded_again(root, wanted))
    if json:
        _print_json(graded)
    else:
        out.print(display.graded(wanted, graded))
        out.print(f"Results: {into / wanted.name}", highlight=False, soft_wrap=True)
    raise typer.Exit(1 if any(result.ungraded for result in graded) else 0)


def _with_progress(total: int, work: Callable[[Callable[[], None]], Any]) -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("grading", total=total)
        return work(lambda: progress.advance(task))


app.command(rich_help_panel=TEACHER)(handover.export)
app.command(rich_help_panel=TEACHER)(handover.gradescope)


def _print_json(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


if __name__ == "__main__":
    main()
