"""Draws in the terminal what the checks say; every text of a student's is plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.checks.details import LABEL_WIDTH
from autograder.checks.paste import folded
from autograder.course.manifest import read_assignment
from autograder.feedback.check import CheckReport, place_of
from autograder.feedback.marks import PARTLY, broken, mark, number
from autograder.records import CheckResult, Detail, Exercise, Label, Status

# Of code that is wrapped: some room is left for it.
MAX_INDENT = 16


def checked(run: CheckReport, verbose: bool = False) -> RenderableType:
    """The student's view: every exercise, and of each unfinished one the first check that does not pass."""
    parts: list[RenderableType] = [Text(run.assignment.title, style="bold"), Text()]
    if run.banner:
        status = run.result.checks[0].status
        return Group(*parts, _beside(Text.assemble(" ", mark(status)), details_grid(run.banner)), Text(), _closing(run))
    for exercise in run.assignment.exercises:
        checks = [check for check in run.result.checks if check.exercise == exercise.name]
        if not checks:
            continue
        parts.append(_exercise_line(run, exercise, checks))
        parts += _details(run, exercise.name, checks, verbose or bool(run.exercise))
    if note := earlier_note(run):
        parts.insert(2, Text(note, style="yellow"))
    return Group(*parts, Text(), *broken(run.result), _closing(run))


def _exercise_line(run: CheckReport, exercise: Exercise, checks: list[CheckResult]) -> RenderableType:
    assignment = run.assignment
    names = max(len(each.name) for each in assignment.exercises)
    titles = max(len(each.title) for each in assignment.exercises)
    earned, best = sum(c.points for c in checks), sum(c.max_points for c in checks)
    statuses = [c.status for c in checks]
    begun = (each for each in statuses if each not in (Status.PASSED, Status.NOT_ATTEMPTED))
    status = next(begun, Status.PASSED if Status.NOT_ATTEMPTED not in statuses else Status.NOT_ATTEMPTED)
    half = _half_written(run, exercise)
    partly = bool(half) or (status is Status.NOT_ATTEMPTED and Status.PASSED in statuses)
    line = Text.assemble((f"{exercise.name:<{names}}", "bold"), f"  {exercise.title:<{titles}}  ")
    line.append(f"{number(earned)}/{number(best)}", style="green" if earned == best else "")
    if half:
        line.append(f"  {' and '.join(half)} not written yet", style="yellow")
    elif earned != best:
        line.append(f"  {place_of(assignment, exercise.name)}", style="dim")
    return _beside(Text.assemble(" ", PARTLY if partly else mark(status)), line)


def _half_written(run: CheckReport, exercise: Exercise) -> list[str]:
    """What is not written yet of an exercise whose checks pass all the same."""
    checks = [check for check in run.result.checks if check.exercise == exercise.name]
    done = bool(checks) and all(check.status is Status.PASSED for check in checks)
    return run.unwritten(exercise.name) if done else []


def _beside(start: Text, text: RenderableType) -> Table:
    """A text whose further lines, where it is wrapped, stand below its first one."""
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_column(no_wrap=True)
    line.add_column(overflow="fold")
    line.add_row(start, text)
    return line


def _details(run: CheckReport, exercise: str, checks: list[CheckResult], verbose: bool) -> Iterator[RenderableType]:
    open_checks = [check for check in checks if check.status not in (Status.PASSED, Status.UNGRADED)]
    if all(check.status is Status.NOT_ATTEMPTED for check in open_checks) and not verbose:
        return
    shown = [check for check in open_checks if check.status is not Status.NOT_ATTEMPTED] or open_checks
    caused = [] if verbose else [check for check in shown if check.name in run.causes]
    shown = [check for check in shown if check not in caused]
    told: set[tuple[Detail, ...]] = set()
    for check in shown if verbose else shown[:1]:
        yield _indented(failure(check, told))
    if note := carried_note(run, caused if caused else shown, further=bool(caused and shown)):
        yield _indented(Text(note, style="yellow"))
    if not shown:
        return
    more = 0 if verbose else len(shown) - 1
    rest = f"and {more} more; all of them: autograder check {exercise}\n" if more else ""
    where = f"{rest}edit {place_of(run.assignment, exercise)}    stuck? autograder hint {exercise}"
    yield _indented(Text(where, style="cyan"))


def carried_note(run: CheckReport, checks: list[CheckResult], further: bool = False) -> str:
    """How many of these checks probably fail through other exercises, and through which; '' if none does."""
    causes = [run.causes[check.name] for check in checks if check.name in run.causes]
    if not causes:
        return ""
    names = " and ".join(f"`{name}`" for name in dict.fromkeys(causes))
    many, one = len(causes) != 1, len(set(causes)) == 1
    count = f"{len(causes)}{' more' if further else ''} {'fail' if many else 'fails'}"
    return f"{count}, probably because {names} {'does' if one else 'do'}; mend {'that' if one else 'those'} first\n"


def earlier_note(run: CheckReport) -> str:
    """Which exercise of an earlier assignment is to be mended first, and where; '' if none is known to be wrong."""
    if not run.earlier:
        return ""
    name, exercises = next(iter(run.earlier.items()))
    folder = run.assignment.folder.parent / name
    where = place_of(read_assignment(folder), exercises[0])
    listed = ", ".join(f"`{exercise}`" for exercise in exercises)
    verb = "does" if len(exercises) == 1 else "do"
    return (
        f"In ../{name}/{where}: {listed} {verb} not pass the checks there. "
        "What fails here may come from that; mend it first.\n"
    )


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 5))


def failure(check: CheckResult, told: set[tuple[Detail, ...]] | None = None) -> RenderableType:
    """A check's sentence and what was found, the labels in a column that no other text gets into, however it wraps.

    An error that is among those `told` of other checks is not told again; this one's is then told too.
    """
    sentence = Text.assemble((check.sentence, "bold"), f"  [{check.status.replace('_', ' ')}]")
    error = tuple(each for each in check.details if each.label in (Label.RAISED, Label.AT))
    if told is not None and error and check.status is Status.ERROR:
        if error in told:
            return Group(sentence, Text("the same error, at the same line\n"))
        told.add(error)
    return Group(sentence, details_grid(check.details), Text())


def details_grid(details: Iterable[Detail]) -> Table:
    """The details, their labels in a column of their own."""
    grid = Table.grid()
    grid.add_column(min_width=LABEL_WIDTH, no_wrap=True)
    grid.add_column(overflow="fold")
    for each in details:
        grid.add_row(Text(each.label, style="yellow" if each.label is Label.LIKELY else "cyan"), _Lines(each))
    return grid


class _Lines:
    """The lines of a detail; what is to be pasted is broken where Python lets it be, not where a terminal would."""

    def __init__(self, detail: Detail) -> None:
        self._detail = detail

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        lines = self._detail.text.split("\n")
        if self._detail.label is Label.CALLED:
            lines = [part for line in lines for part in folded(line, options.max_width).split("\n")]
        yield from map(_hanging, lines)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, max(map(len, self._detail.text.split("\n"))))


def _hanging(line: str) -> RenderableType:
    indent = min(len(line) - len(line.lstrip(" ")), MAX_INDENT)
    return Padding(Text(line[indent:]), (0, 0, 0, indent))


def _closing(run: CheckReport) -> Text:
    return Text(f"{points(run)}{further(run)}", style="bold green" if run.passed else "bold").append(
        "\nHand in with: autograder submit" if run.passed and not run.exercise else ""
    )


def points(run: CheckReport) -> str:
    """What the checks that ran gave."""
    score = f"{number(run.result.score)} of {number(run.result.max_score)} points"
    if not run.passed:
        return f"{score} so far."
    if half := [name for each in run.assignment.exercises for name in _half_written(run, each)]:
        return (
            f"All checks pass, {score}, but {' and '.join(half)} {'is' if len(half) == 1 else 'are'} not written yet."
        )
    return f"All checks of {run.exercise} pass: {score}." if run.exercise else f"All checks pass: {score}."


def further(run: CheckReport) -> str:
    """How many points more are judged by checks that a student does not have; '' if there are none."""
    more = run.assignment.hidden_points
    where = f" of {run.assignment.name}" if run.exercise else ""
    return f" Hidden checks judge {number(more)} more points{where} once you hand in." if more else ""
