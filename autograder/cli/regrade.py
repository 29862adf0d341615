"""Offers the command that judges a class again, shows what that would change, lets it count, and takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Results, err, out, print_json, warn
from autograder.errors import Problem

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.course.course import Course
    from autograder.grading.pool import JudgeSettings
    from autograder.records import Assignment
    from autograder.report.regrade import Change, Effect, Regrade

FORMATS = ("table", "json", "page")

Preview = Annotated[bool, typer.Option("--preview", help="Show who would change, by which check, and write nothing.")]
Apply = Annotated[bool, typer.Option("--apply", help="Let it count; what it replaces is kept.")]
Undo = Annotated[bool, typer.Option("--undo", help="Put back what the last --apply replaced.")]
Reason = Annotated[str, typer.Option(help="With --apply: why, in words that a student may hear.")]
NeverLower = Annotated[bool, typer.Option("--never-lower", help="Who would lose points keeps the result there is.")]
Format = Annotated[str, typer.Option(help="table, json or page.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="The page; by default report/ASSIGNMENT-regrade.html.")
]
Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Jobs = Annotated[int, typer.Option(min=0, help="Judges side by side; by default one for each processor.")]
Sandbox = Annotated[str, typer.Option(help="bwrap, or none for code that you trust.")]


def regrade(
    assignment: Name,
    preview: Preview = False,
    apply: Apply = False,
    undo: Undo = False,
    reason: Reason = "",
    never_lower: NeverLower = False,
    format: Format = "table",
    output: Output = None,
    submissions: Submissions = None,
    results: Results = None,
    jobs: Jobs = 0,
    sandbox: Sandbox = "bwrap",
    course: CourseFolder = None,
) -> None:
    """Judge a class again after a check, a limit or points have changed, and see the effect before it counts.

    Only what changed is run. --preview writes nothing. --apply keeps the former results, writes the new ones and tells
    results/log.jsonl why; --undo puts the former ones back, byte for byte.
    """
    from autograder.course.course import Course

    _require_sense(preview, apply, undo, reason, format)
    wanted = (found := Course.find(course)).assignment(assignment)
    into = results or found.results
    if undo:
        raise typer.Exit(_undo(wanted, into))
    settings = _settings(found, wanted, sandbox, jobs, apply)
    places = (submissions or found.submitted, into)
    report = _regraded(found, wanted, settings, places, never_lower, reason.strip() if apply else "")
    if format == "json":
        print_json(report)
    elif format == "page":
        _write(report, output or found.root / "report" / f"{wanted.name}-regrade.html")
    else:
        _tell(report)
    if apply:
        err.print(f"Written to {into / wanted.name}. {_next(wanted)}", highlight=False, soft_wrap=True)
    raise typer.Exit(1 if report.ungraded else 0)


def _require_sense(preview: bool, apply: bool, undo: bool, reason: str, format: str) -> None:
    if preview + apply + undo != 1:
        raise Problem("Say one of --preview, --apply and --undo. Begin with --preview: it writes nothing.")
    if apply and not reason.strip():
        raise Problem('--apply needs --reason "...": the log keeps it, and a student who asks hears it.')
    if format not in FORMATS:
        raise Problem(f"--format is one of {', '.join(FORMATS)}, not {format!r}.")


def _settings(course: Course, wanted: Assignment, sandbox: str, jobs: int, apply: bool) -> JudgeSettings:
    """How to judge. It is said first which checks are not proved, and which of them nobody can pass.

    Raises `Problem` if such a check was to be applied.
    """
    from autograder.checks.faults import named
    from autograder.grading.regrade import failed_by_solution
    from autograder.grading.settings import judge_settings, layers_of
    from autograder.release.proof import unproved_checks

    layers = layers_of(sandbox)
    unproved = unproved_checks(course.solutions / wanted.name, wanted)
    if unproved:
        warn(
            f"Not proved as they are now: {named(unproved)}. Whether every planted mistake is still caught shows: "
            f"autograder build {wanted.name}"
        )
    settings = judge_settings(course, wanted, layers, jobs)
    if unproved and (failed := failed_by_solution(settings)):
        text = f"The solution itself does not pass {named(failed)}, so nobody can: mend that first."
        if apply:
            raise Problem(f"{text} Nothing was written.")
        warn(text)
    return settings


def _regraded(
    course: Course,
    wanted: Assignment,
    settings: JudgeSettings,
    places: tuple[Path, Path],
    never_lower: bool,
    reason: str,
) -> Regrade:
    """What a regrade changes; for a `reason` it is written, too."""
    from autograder.cli.roster import names_of
    from autograder.grading.regrade import apply, planned
    from autograder.intake.attempts import earlier_attempts
    from autograder.intake.submitted import read_submissions
    from autograder.release.proof import unproved_checks
    from autograder.report.regrade import regrade_report

    submitted, results = places
    plan = planned(settings, read_submissions(wanted, submitted), results, never_lower)
    students = [each.result.student for each in plan.outcomes]
    best = course.policy.attempts.keep == "best"
    earlier = [each for each in students if best and earlier_attempts(submitted, each, wanted.name)]
    unproved = unproved_checks(course.solutions / wanted.name, wanted)
    names = names_of(course, [each.result for each in plan.outcomes])
    if reason:
        apply(plan, results, wanted.name, reason)
    return regrade_report(wanted, plan, unproved, earlier, names, reason)


def _undo(wanted: Assignment, results: Path) -> int:
    from autograder.grading.regrade import undo

    undone = undo(results, wanted.name)
    text = f"The regrade of {undone.when} is taken back, which was made because: {undone.reason.rstrip('.')}. "
    text += f"{len(undone.back)} results are as they were before."
    out.print(text, markup=False, highlight=False, soft_wrap=True)
    if undone.graded_since:
        warn(f"Graded anew since, and so left as they are: {', '.join(undone.graded_since)}.")
    warn(f"The checks stay as they are, and autograder grade {wanted.name} would judge by them: put them back first.")
    return 1 if undone.graded_since else 0


def _next(wanted: Assignment) -> str:
    return (
        f"Next: autograder feedback {wanted.name}, and export. To take it back: autograder regrade {wanted.name} --undo"
    )


def _write(report: Regrade, place: Path) -> None:
    from autograder.files import write_atomically
    from autograder.report.page import regrade_page

    write_atomically(place, regrade_page(report).encode())
    out.print(f"Wrote {place}", highlight=False, soft_wrap=True)


def _tell(report: Regrade) -> None:
    """Prints the tables and the sum, and says on standard error who is left out."""
    if report.effects:
        out.print(_effects(report.effects))
    if report.changes:
        out.print(_changes(report.changes))
    held = f", {report.held} held who would lose some" if report.held else ""
    out.print(
        f"{report.judged} looked at: {report.up} get points, {report.down} lose some{held}; {report.points:+g} points "
        f"in all. The code of {report.ran} was run.",
        highlight=False,
        soft_wrap=True,
    )
    for line in report.ungraded:
        err.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    if report.not_graded:
        warn(f"Not graded yet, and so left out: {', '.join(report.not_graded)}.")
    if report.earlier:
        warn(f"The best attempt counts, and `autograder grade` looks at earlier ones of: {', '.join(report.earlier)}.")


def _effects(effects: tuple[Effect, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="By check", title_justify="left", header_style="bold")
    held = any(each.held for each in effects)
    for column in ("check", "what changed of it", "up", "down", *(["held"] if held else []), "points", "run for"):
        table.add_column(column, justify="left" if column[0] in "cw" else "right", overflow="fold")
    for each in effects:
        points = f"{each.points:+g}" if each.points else ""
        counts = (str(count or "") for count in (each.up, each.down, *([each.held] if held else [])))
        row = (each.check, each.changed, *counts, points, str(each.ran or ""))
        table.add_row(*map(Text, row))
    return table


def _changes(changes: tuple[Change, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from autograder.text import printable

    table = Table(title="By student", title_justify="left", header_style="bold")
    for column in ("student", "before", "after", "difference", "by"):
        table.add_column(column, justify="left" if column in ("student", "by") else "right", overflow="fold")
    for each in changes:
        by = ["held: it would be lower"] if each.held else []
        by += [
            f"{step.check}: {before or 'none'} ({step.points_before:g}), now {after or 'none'} ({step.points_after:g})"
            for step in each.steps
            for before, after in [(step.before, step.after)]
        ]
        style = "red" if each.difference < 0 else "green" if each.difference > 0 else ""
        who = f"{each.name} ({each.student})" if each.name else each.student
        scores = (f"{each.before:g}", f"{each.after:g}", f"{each.difference:+g}" if each.difference else "")
        table.add_row(Text(printable(who)), *(Text(score, style) for score in scores), Text("\n".join(by)))
    return table
