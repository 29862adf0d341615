"""Compares results with and without attackers, and tells what was forged, told, changed or unexpected."""

from __future__ import annotations

import html.parser
import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import msgspec

from attacks.recipes import Attack
from autograder.course.manifest import hidden_checks
from autograder.platforms.gradescope.results import results_json
from autograder.platforms.nbgrader.scores import GUARDED, outputs
from autograder.records import Assignment, CheckResult, Label, Receipt, Result
from autograder.release.leaks import code_lines

MARKUP = {"div", "p", "b", "code", "pre", "ul", "li", "span", "table", "tr", "th", "td"}


class Outcome(NamedTuple):
    """What became of one attack: the points of the attacked exercises and what is wrong, if anything."""

    attack: Attack
    statuses: str
    earned: float
    kept: float
    forged: list[str]
    told: list[str]
    unexpected: list[str]
    seconds: float


def outcome(attack: Attack, assignment: Assignment, receipt: Receipt, result: Result, twin: Result) -> Outcome:
    """`twin` is the result of the same hand-in without the attack."""
    own = [check for check in result.checks if check.exercise in attack.attacked]
    rest = [check for check in result.checks if check.exercise not in attack.attacked]
    statuses = ", ".join(sorted({check.status.value for check in own}))
    forged = [
        f"{check.name} earned {check.points:g}" for check in own if check.points and check.name not in attack.known
    ]
    before = {check.name: check.points for check in twin.checks}
    forged += [
        f"{check.name} earned {check.points:g}"
        for check in rest
        if check.points > before[check.name] and check.exercise not in attack.enabled
    ]
    best = sum(check.max_points for check in twin.checks)
    if (result.max_score, result.score) != (best, sum(check.points for check in result.checks)):
        forged.append(f"a score of {result.score:g} of {result.max_score:g}")
    return Outcome(
        attack,
        statuses,
        sum(check.points for check in own),
        sum(check.points for check in rest),
        forged,
        [*_told(assignment, result), *_spelt(attack, assignment, result)],
        [*_surprises(attack, own, rest, before), *_receipt(attack, receipt), *_unsafe(result)],
        sum(check.seconds for check in result.checks),
    )


def _surprises(
    attack: Attack, own: list[CheckResult], rest: list[CheckResult], before: dict[str, float]
) -> Iterator[str]:
    for check in own:
        if check.status not in (*attack.status, "passed"):
            yield f"{check.name} is {check.status}, not {' or '.join(attack.status)}"
    for check in rest:
        gone = "*" in attack.lost or check.exercise in (*attack.lost, *attack.endangered)
        if check.points < before[check.name] and not gone:
            yield f"{check.name}, left honest, lost its points: {check.status}, {check.message[:200]!r}"
    lost = {check.exercise for check in rest if check.points < before[check.name]}
    if missed := set(attack.lost) - {"*"} - lost:
        yield f"expected to lose {', '.join(sorted(missed))}, and did not"
    for name in sorted(set(attack.known) - {check.name for check in own if check.points}):
        yield f"{name} is exempted as known, and earned nothing"
    for said in filter(None, (attack.says, attack.spells)):
        if not any(said in check.message for check in (*own, *rest)):
            yield f"no message says {said!r}: {own[0].message[:300]!r}"


def _receipt(attack: Attack, receipt: Receipt) -> Iterator[str]:
    if attack.refused and not any(attack.refused in refusal.reason for refusal in receipt.refused):
        yield f"nothing was refused as {attack.refused!r}: {receipt.refused[:3]}"


def _told(assignment: Assignment, result: Result) -> Iterator[str]:
    """What a student would read of hidden checks: their lines, their sentences, or the numbers in their messages."""
    shown = student_text(assignment, result)
    for line in _hidden_lines(assignment):
        if line in _tokens(shown):
            yield f"a line of a hidden check: {line}"
    public = {number for text in _public_texts(assignment) for number in _NUMBER.findall(text)}
    for check in result.checks:
        if check.hidden:
            secret = set(_NUMBER.findall(_inputs_and_answers(check))) - public
            told = [number for number in secret if number in shown]
            yield from (f"{number}, of the hidden check {check.name}" for number in told[:3])
            if check.sentence in shown:
                yield f"the sentence of the hidden check {check.name}"


def _spelt(attack: Attack, assignment: Assignment, result: Result) -> Iterator[str]:
    """Whether a student would read what the attack writes into messages, while earlier assignments are open."""
    shown = json.dumps(results_json(result, withhold=True)) + "".join(_student_html(assignment, result, {GUARDED}))
    if attack.spells and attack.spells in shown:
        yield f"{attack.spells!r}, which may be followed by anything that its code has read"


def _inputs_and_answers(check: CheckResult) -> str:
    """What of the details is the judge's own: what a check was called with, and what it expected."""
    return "\n".join(each.text for each in check.details if each.label in (Label.WITH, Label.EXPECTED))


_NUMBER = re.compile(r"\d\.\d{8,}")


def student_text(assignment: Assignment, result: Result) -> str:
    """All that the student's feedback page holds of a result."""
    return "".join(_student_html(assignment, result))


def _student_html(
    assignment: Assignment, result: Result, kinds: Collection[str] = ("text/plain", "text/html")
) -> Iterator[str]:
    for exercise in assignment.exercises:
        for output in outputs([check for check in result.checks if check.exercise == exercise.name]):
            yield from (shown for kind, shown in output["data"].items() if kind in kinds)


def _public_texts(assignment: Assignment) -> Iterator[str]:
    for path in (assignment.folder / "checks").glob("*.py"):
        yield path.read_text(encoding="utf-8")


def _hidden_lines(assignment: Assignment) -> set[str]:
    """The lines of hidden checks, probes included, that no public check holds."""
    public = " ".join(_tokens(line.code) for text in _public_texts(assignment) for line in code_lines(text, ""))
    hidden = {line.code for path in hidden_checks(assignment) for line in code_lines(path.read_text("utf-8"), "")}
    return {_tokens(line) for line in hidden if len(line) > 20 and _tokens(line) not in public}


def _tokens(text: str) -> str:
    return " ".join(re.findall(r"\w+|[^\w\s]", text.replace("\\n", "\n").replace("&#x27;", "'").replace("&quot;", '"')))


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def _unsafe(result: Result) -> Iterator[str]:
    """Text of a student's that is more than text, in a result or in the page made from it."""
    tags = _Tags()
    for check in result.checks:
        for output in outputs([check]):
            tags.feed(output["data"].get("text/html", ""))
        if wild := {c for c in check.message if not (c in "\n\t" or c.isprintable())}:
            yield f"control characters in the message of {check.name}: {wild}"
    if tags.found - MARKUP:
        yield f"markup of the student's in the feedback: {tags.found - MARKUP}"


def unsafe_output(text: str) -> list[str]:
    """Control and bidirectional characters in what a command printed."""
    return sorted({f"the command printed {c!r}" for c in text if not (c in "\n\t" or c.isprintable())})


def unsafe_table(text: str) -> list[str]:
    """Cells of a CSV that a spreadsheet would run."""
    cells = (cell.strip('"') for line in text.splitlines() for cell in line.split(","))
    return [f"a formula in the table: {cell}" for cell in cells if re.match(r"[=+@\t\r]|-\D", cell)]


def differences(alone: Iterable[Result], beside: dict[str, Result]) -> list[str]:
    """What of each neighbour's result is not, but for the seconds, what it is without attackers."""
    return [
        f"{result.student}: {_difference(result, beside[result.student])}"
        for result in alone
        if _timeless(result) != _timeless(beside[result.student])
    ]


def _difference(alone: Result, beside: Result) -> str:
    before, after = ({check.name: (check.status, check.message) for check in each.checks} for each in (alone, beside))
    told = [f"{name} {before.get(name)} -> {after.get(name)}" for name in before if before[name] != after.get(name)]
    return "; ".join(told) or "what is not in the checks"


def _timeless(result: Result) -> Result:
    checks = tuple(msgspec.structs.replace(check, seconds=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)
