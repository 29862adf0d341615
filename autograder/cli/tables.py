"""Draws instructors' tables: a graded class, what was collected, and the proof of a release."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograder.checks.faults import named
from autograder.feedback.marks import broken, legend, mark, number
from autograder.records import Assignment, CheckResult, Receipt, Result, Status
from autograder.text import JOINERS, printable

if TYPE_CHECKING:
    from autograder.release.blame import Blame
    from autograder.release.diagnoses import Trial
    from autograder.release.proof import Proof

MOST_PLACES = 5  # of one use


def class_table(
    assignment: Assignment,
    results: list[Result],
    names: Mapping[str, str] | None = None,
    unclear: Collection[str] = (),
) -> RenderableType:
    """The table at the end of grading: a row for each student, a mark for each exercise, and names if any are known.

    Of the `unclear` something was handed in that could not be read or matched, so that no score is told.
    """
    table = Table(title=f"{assignment.name}: {assignment.title}", title_justify="left", header_style="bold")
    for column in ("student", "name")[: 2 if names else 1]:
        table.add_column(column, overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("exercises", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    for result in results:
        marks = [_exercise_mark([c for c in result.checks if c.exercise == e.name]) for e in assignment.exercises]
        score = f"{number(result.score)}/{number(result.max_score)}" if not result.ungraded else "ungraded"
        score, style = ("needs a person", "yellow") if result.student in unclear else (score, _score_style(result))
        seconds = f"{sum(check.seconds for check in result.checks):.1f}"
        who = [Text(printable(result.student)), *([Text(printable(names.get(result.student, "")))] if names else [])]
        table.add_row(*who, Text(score, style=style), Text(" ").join(marks), seconds)
    order = ", ".join(exercise.name for exercise in assignment.exercises)
    waits = [result.student for result in results if result.student in unclear]
    below = (*_waiting(waits), *_carried(results), *_flagged(results), *broken(*results))
    return Group(table, Text(f"exercises, in order: {order}", style="dim"), legend(), *below)


def _waiting(students: list[str]) -> Iterator[Text]:
    """Who has no score yet, and what to do about it."""
    if students:
        yield Text(
            f"{named(map(printable, students))}: something was handed in that could not be read or matched, so there "
            "is no score yet. The table of `autograder collect` says what. Mend the pile, collect, grade again.",
            "yellow",
        )


def _carried(results: list[Result]) -> Iterator[Text]:
    """What failures are worth that come from other exercises: whose points are given all the same, or withheld."""
    for given, word in ((True, "give their points all the same"), (False, "cost points")):
        worth = {result.student: _worth(result, given) for result in results}
        told = [printable(f"{student} {number(points)}") for student, points in worth.items() if points]
        if told:
            yield Text(
                f"Failures that come from other exercises {word}, {number(sum(worth.values()))} in all: {named(told)}. "
                "[grading] in course.toml decides it (docs/instructors/policies.md).",
                "yellow",
            )


def _worth(result: Result, given: bool) -> float:
    carried = [check for check in result.checks if check.carried]
    return sum(check.points if given else check.max_points - check.points for check in carried)


def _flagged(results: list[Result]) -> Iterator[Text]:
    """What a person may want to look at, a line for each use of each student's."""
    flagged = [result for result in results if result.flags]
    if flagged:
        yield Text(
            "Worth a look, and no points are lost by it (docs/instructors/grading.md says what is noted):", "yellow"
        )
    for result in flagged:
        uses: dict[str, list[str]] = {}
        for flag in result.flags:
            uses.setdefault(flag.use, []).append(f"{flag.file}:{flag.line}")
        for use, places in uses.items():
            more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            yield Text(printable(f"  {result.student}: {use} in {', '.join(places[:MOST_PLACES])}{more}"))


def _exercise_mark(checks: list[CheckResult]) -> Text:
    """The mark of an exercise: of its first check that does not pass, or that some of its checks pass."""
    if len({check.status for check in checks if check.status is not Status.UNGRADED}) > 1:
        return Text("◐", "yellow") if any(check.points for check in checks) else Text("✗", "red")
    return mark(checks[0].status) if checks else Text("?", "magenta")


def _score_style(result: Result) -> str:
    if result.ungraded:
        return "magenta"
    return "green" if result.score >= result.max_score else "red" if result.score == 0 else ""


def trials(tried: dict[str, Trial]) -> RenderableType:
    """How many mistakes of the half that is tried are named, a row for each assignment, and each wrong name."""
    table = Table(title="Planted mistakes that a public check sees, one half by hash", title_justify="left")
    for column in ("assignment", "seen", "named right", "silent", "named wrong", "named if unknown"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    counts = {name: (each.seen, each.right, each.wrong, each.strange) for name, each in tried.items()}
    total = tuple(map(sum, zip(*counts.values(), strict=True))) or (0, 0, 0, 0)
    for name, (seen, right, wrong, strange) in {**counts, "all": total}.items():
        share = f" ({right / seen:.0%})" if seen else ""
        row = (str(seen), f"{right}{share}", str(seen - right - wrong), str(wrong), str(strange))
        table.add_row(Text(name), *row)
    told = [Text(f"{name}: {mistake}: {says}") for name, each in tried.items() for mistake, says in each.told.items()]
    return Group(table, *told)


def receipts(assignment: Assignment, given: list[Receipt], names: Mapping[str, str] | None = None) -> Table:
    """What `collect` took and refused, a row for each student, with names if any are known."""
    table = Table(title=f"Collected for {assignment.name}", title_justify="left", header_style="bold")
    for column in ("student", *(["name"] if names else []), "taken", "missing", "refused, and why"):
        table.add_column(column, overflow="fold")
    for receipt in given:
        refused = "\n".join(
            f"{refusal.path}: {refusal.reason}{' (needs a person)' if refusal.person else ''}"
            for refusal in receipt.refused
        )
        student = f"{receipt.student}\n(late, says the platform)" if receipt.late else receipt.student
        name = [names.get(receipt.student, "")] if names else []
        taken = [*receipt.taken, *(f"{name} (of an earlier attempt)" for name, _ in receipt.along)]
        row = (student, *name, "\n".join(taken), "\n".join(receipt.missing), refused)
        table.add_row(*(Text(printable(cell, keep="\n" + JOINERS)) for cell in row))
    return table


def proof_line(proof: Proof, how: str = "") -> Text:
    """One line on a proof; `how` says where it is from."""
    planted = len(_mistakes(proof))
    ok = not proof.faults
    claim = "every mistake fails exactly the checks it names" if ok else f"{len(proof.faults)} faults"
    return Text(
        f"{proof.assignment}: {len(proof.checks)} checks, {planted} planted mistakes; {claim}{how}",
        style="green" if ok else "red",
    )


def _mistakes(proof: Proof) -> dict[str, tuple[str, ...]]:
    return {name: failed for name, failed in proof.failed.items() if name.startswith("wrong/")}


def blame(found: Blame) -> Text:
    """What the planted mistakes of one assignment lose in exercises that are right, and which do."""
    lines = [f"{found.assignment}: {_shares(found.lost, found.elsewhere, found.charged)}"]
    lines += [f"  costs right exercises points: {mistake}" for mistake in found.beyond]
    lines += [f"  is said to come from another exercise: {mistake}" for mistake in found.misnamed]
    return Text("\n".join(lines))


def blame_in_all(found: list[Blame]) -> Text:
    """The same of several assignments together."""
    lost, elsewhere, charged = (sum(getattr(each, name) for each in found) for name in ("lost", "elsewhere", "charged"))
    return Text(f"In all: {_shares(lost, elsewhere, charged)}", style="bold")


def _shares(lost: float, elsewhere: float, charged: float) -> str:
    own = lost - elsewhere
    forgiven = f"{elsewhere / lost if lost else 0.0:.1%} ({elsewhere:g} of {lost:g})"
    without = charged / (own + charged) if own + charged else 0.0
    return (
        f"of the points that planted mistakes lose, {forgiven} are lost outside of the broken exercise; "
        f"{without:.1%} ({charged:g} of {own + charged:g}) if carried failures are charged"
    )


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
    for place, check in enumerate(proof.checks, 1):
        caught = sum(check in failed for failed in mistakes.values())
        text.append(f"{place:>4} {check} ({caught})\n", style="dim")
    survivors = [name for name, failed in mistakes.items() if not failed]
    return text.append(f"{len(survivors)} of {len(mistakes)} mistakes survive.", style="red" if survivors else "green")


def faults(proof: Proof) -> Panel:
    """What does not hold of a release."""
    return Panel(
        Text("\n".join(f"• {fault}" for fault in proof.faults)), title=f"{proof.assignment} is not proved", style="red"
    )
