"""What people see in the terminal: records enter, Rich renderables leave; every text of a student's is plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograder.checking import Checked, place_of
from autograder.records import Assignment, CheckResult, Exercise, Receipt, Result, Status
from autograder.text import JOINERS, shown
from autograder.verdicts import LABEL_WIDTH

if TYPE_CHECKING:  # it brings in all of grading, which a student's check does without
    from autograder.proof import Proof

MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.NOT_ATTEMPTED: ("·", "dim"),
    Status.ERROR: ("!", "red"),
    Status.TIMEOUT: ("∞", "red"),
    Status.BLOCKED: ("→", "yellow"),
    Status.UNGRADED: ("?", "magenta"),
}
LABELS = frozenset({"called", "with", "returned", "expected", "differs", "likely", "printed"})


def mark(status: Status) -> Text:
    """One coloured character for a status."""
    return Text(*MARKS[status])


def number(points: float) -> str:
    """Points without needless digits."""
    return f"{points:g}"


def checked(run: Checked, verbose: bool = False) -> RenderableType:
    """The student's view: every exercise, and of each unfinished one the first check that does not pass."""
    parts: list[RenderableType] = [Text(run.assignment.title, style="bold"), Text()]
    for exercise in run.assignment.exercises:
        checks = [check for check in run.result.checks if check.exercise == exercise.name]
        if not checks:
            continue
        parts.append(_exercise_line(run.assignment, exercise, checks))
        parts += _details(run, exercise.name, checks, verbose or bool(run.exercise))
    return Group(*parts, Text(), _closing(run))


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


def _details(run: Checked, exercise: str, checks: list[CheckResult], verbose: bool) -> Iterator[RenderableType]:
    open_checks = [check for check in checks if check.status is not Status.PASSED]
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


def failure(check: CheckResult) -> Text:
    """A check's sentence and what was found, its labels set apart."""
    text = Text.assemble((check.sentence, "bold"), f"  [{check.status.replace('_', ' ')}]\n")
    for line in check.message.splitlines():
        label = line[:LABEL_WIDTH].strip()
        if label in LABELS:
            text.append(line[:LABEL_WIDTH], style="yellow" if label == "likely" else "cyan")
            text.append(line[LABEL_WIDTH:] + "\n")
        else:
            text.append(line + "\n")
    return text


def _closing(run: Checked) -> Text:
    score, best = run.result.score, run.result.max_score
    if run.passed:
        return Text(
            f"All checks pass: {number(score)} of {number(best)} points. Hand in with: autograder submit",
            style="bold green",
        )
    return Text(f"{number(score)} of {number(best)} points so far.", style="bold")


def graded(assignment: Assignment, results: list[Result]) -> RenderableType:
    """The table at the end of grading: a row for each student, a mark for each exercise."""
    table = Table(title=f"{assignment.name}: {assignment.title}", title_justify="left", header_style="bold")
    table.add_column("student", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("exercises", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    for result in results:
        marks = [_exercise_mark([c for c in result.checks if c.exercise == e.name]) for e in assignment.exercises]
        score = f"{number(result.score)}/{number(result.max_score)}" if not result.ungraded else "ungraded"
        seconds = f"{sum(check.seconds for check in result.checks):.1f}"
        row = (Text(shown(result.student)), Text(score, style=_score_style(result)), Text(" ").join(marks), seconds)
        table.add_row(*row)
    order = ", ".join(exercise.name for exercise in assignment.exercises)
    return Group(table, Text(f"exercises, in order: {order}", style="dim"), legend())


def _exercise_mark(checks: list[CheckResult]) -> Text:
    """The mark of an exercise: of its first check that does not pass, or that some of its checks pass."""
    if len({check.status for check in checks if check.status is not Status.UNGRADED}) > 1:
        return Text("◐", "yellow") if any(check.points for check in checks) else Text("✗", "red")
    return mark(checks[0].status) if checks else Text("?", "magenta")


def _score_style(result: Result) -> str:
    if result.ungraded:
        return "magenta"
    return "green" if result.score >= result.max_score else "red" if result.score == 0 else ""


def legend() -> Text:
    """What the marks mean."""
    marks = [
        *(Text.assemble(mark(s), f" {s.replace('_', ' ')}") for s in MARKS),
        Text.assemble(("◐", "yellow"), " partly"),
    ]
    return Text("  ").join(marks)


def receipts(assignment: Assignment, given: list[Receipt]) -> Table:
    """What `collect` took and refused, a row for each student."""
    table = Table(title=f"Collected for {assignment.name}", title_justify="left", header_style="bold")
    for column in ("student", "taken", "missing", "refused, and why"):
        table.add_column(column, overflow="fold")
    for receipt in given:
        refused = "\n".join(f"{refusal.path}: {refusal.reason}" for refusal in receipt.refused)
        row = (receipt.student, "\n".join(receipt.taken), "\n".join(receipt.missing), refused)
        table.add_row(*(Text(shown(cell, keep="\n" + JOINERS)) for cell in row))
    return table


def proof_line(proof: Proof, how: str = "") -> Text:
    """One line on a proof; `how` says where it is from."""
    planted = len(_mistakes(proof))
    fine = not proof.faults
    claim = "every mistake fails exactly the checks it names" if fine else f"{len(proof.faults)} faults"
    return Text(
        f"{proof.assignment}: {len(proof.checks)} checks, {planted} planted mistakes; {claim}{how}",
        style="green" if fine else "red",
    )


def _mistakes(proof: Proof) -> dict[str, tuple[str, ...]]:
    return {name: failed for name, failed in proof.failed.items() if name.startswith("wrong/")}


def kill_matrix(proof: Proof) -> Text:
    """Which check (column) catches which planted mistake (row), and how many survive."""
    mistakes = {name[len("wrong/") : -len(".py")]: failed for name, failed in _mistakes(proof).items()}
    width = max(map(len, mistakes), default=0)
    numbers = [f"{number:>2}" for number in range(1, len(proof.checks) + 1)]
    text = Text()
    for digits in zip(*numbers, strict=True):
        text.append(f"{'':{width}}  {''.join(digits)}\n", style="dim")
    for name, failed in mistakes.items():
        row = "".join("x" if check in failed else "·" for check in proof.checks)
        text.append(f"{name:{width}}  {row}\n", style="" if failed else "bold red")
    for number, check in enumerate(proof.checks, 1):
        caught = sum(check in failed for failed in mistakes.values())
        text.append(f"{number:>4} {check} ({caught})\n", style="dim")
    survivors = [name for name, failed in mistakes.items() if not failed]
    return text.append(f"{len(survivors)} of {len(mistakes)} mistakes survive.", style="red" if survivors else "green")


def faults(proof: Proof) -> Panel:
    """What does not hold of a release."""
    return Panel(
        Text("\n".join(f"• {fault}" for fault in proof.faults)), title=f"{proof.assignment} is not proved", style="red"
    )
