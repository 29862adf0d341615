"""Draws in the terminal what the checks say; every text of a student's is plain text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.checks.details import LABEL_WIDTH
from autograder.checks.faults import causes
from autograder.feedback.check import CheckReport, place_of
from autograder.records import Assignment, CheckResult, Exercise, Label, Result, Status

MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.NOT_ATTEMPTED: ("·", "dim"),
    Status.ERROR: ("!", "red"),
    Status.TIMEOUT: ("∞", "red"),
    Status.BLOCKED: ("→", "yellow"),
    Status.UNGRADED: ("?", "magenta"),
}


# Of code that is wrapped: some room is left for it.
MAX_INDENT = 16


def mark(status: Status) -> Text:
    """One coloured character for a status."""
    return Text(*MARKS[status])


def number(points: float) -> str:
    """Points without needless digits."""
    return f"{points:g}"


def checked(run: CheckReport, verbose: bool = False) -> RenderableType:
    """The student's view: every exercise, and of each unfinished one the first check that does not pass."""
    parts: list[RenderableType] = [Text(run.assignment.title, style="bold"), Text()]
    for exercise in run.assignment.exercises:
        checks = [check for check in run.result.checks if check.exercise == exercise.name]
        if not checks:
            continue
        parts.append(_exercise_line(run.assignment, exercise, checks))
        parts += _details(run, exercise.name, checks, verbose or bool(run.exercise))
    return Group(*parts, Text(), *broken(run.result), _closing(run))


def _exercise_line(assignment: Assignment, exercise: Exercise, checks: list[CheckResult]) -> Text:
    names = max(len(each.name) for each in assignment.exercises)
    titles = max(len(each.title) for each in assignment.exercises)
    earned, best = sum(c.points for c in checks), sum(c.max_points for c in checks)
    status = next((c.status for c in checks if c.status is not Status.PASSED), Status.PASSED)
    if status is Status.NOT_ATTEMPTED and any(c.status is not status for c in checks):
        status = next(c.status for c in checks if c.status is not status)
    line = Text.assemble(
        " ", mark(status), " ", (f"{exercise.name:<{names}}", "bold"), f"  {exercise.title:<{titles}}  "
    )
    line.append(f"{number(earned)}/{number(best)}", style="green" if earned == best else "")
    return line.append("" if earned == best else f"  {place_of(assignment, exercise.name)}", style="dim")


def _details(run: CheckReport, exercise: str, checks: list[CheckResult], verbose: bool) -> Iterator[RenderableType]:
    open_checks = [check for check in checks if check.status not in (Status.PASSED, Status.UNGRADED)]
    if not open_checks:
        return
    if all(check.status is Status.NOT_ATTEMPTED for check in open_checks) and not verbose:
        return
    shown = [check for check in open_checks if check.status is not Status.NOT_ATTEMPTED] or open_checks
    for check in shown if verbose else shown[:1]:
        yield _indented(failure(check))
    more = 0 if verbose else len(shown) - 1
    rest = f"and {more} more; all of them: autograder check {exercise}\n" if more else ""
    where = f"{rest}edit {place_of(run.assignment, exercise)}    stuck? autograder hint {exercise}"
    yield _indented(Text(where, style="cyan"))


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 5))


def failure(check: CheckResult) -> RenderableType:
    """A check's sentence and what was found, the labels in a column that no other text gets into, however it wraps."""
    sentence = Text.assemble((check.sentence, "bold"), f"  [{check.status.replace('_', ' ')}]")
    details = Table.grid()
    details.add_column(min_width=LABEL_WIDTH, no_wrap=True)
    details.add_column(overflow="fold")
    for each in check.details:
        details.add_row(Text(each.label, style="yellow" if each.label is Label.LIKELY else "cyan"), _code(each.text))
    return Group(sentence, details, Text())


def _code(text: str) -> RenderableType:
    """Each line of `text` so that the rest of it, when it is too long, is indented as it is itself."""
    return Group(*map(_hanging, text.split("\n")))


def _hanging(line: str) -> RenderableType:
    indent = min(len(line) - len(line.lstrip(" ")), MAX_INDENT)
    return Padding(Text(line[indent:], overflow="fold"), (0, 0, 0, indent))


def broken(*results: Result) -> Iterator[Text]:
    """Why checks could not run, each cause once."""
    for cause in causes(check for result in results for check in result.checks):
        yield Text(
            f"? {cause.told()}\n  No student's code is to blame; whoever wrote the check can mend it.", "magenta"
        )


def _closing(run: CheckReport) -> Text:
    return Text(f"{points(run)}{further(run)}", style="bold green" if run.passed else "bold").append(
        "\nHand in with: autograder submit" if run.passed and not run.exercise else ""
    )


def points(run: CheckReport) -> str:
    """What the checks that ran gave."""
    score = f"{number(run.result.score)} of {number(run.result.max_score)} points"
    if not run.passed:
        return f"{score} so far."
    return f"All checks of {run.exercise} pass: {score}." if run.exercise else f"All checks pass: {score}."


def further(run: CheckReport) -> str:
    """How many points more are judged by checks that a student does not have; '' if there are none."""
    more = run.assignment.hidden_points
    where = f" of {run.assignment.name}" if run.exercise else ""
    return f" Hidden checks judge {number(more)} more points{where} once you hand in." if more else ""


def legend() -> Text:
    """What the marks mean."""
    marks = [
        *(Text.assemble(mark(s), f" {s.replace('_', ' ')}") for s in MARKS),
        Text.assemble(("◐", "yellow"), " partly"),
    ]
    return Text("  ").join(marks)
