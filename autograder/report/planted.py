"""Tells which of the planted mistakes and of the mutants a class made, by what its code gave for the same inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from autograder.checks.diagnosis import UNKNOWN, Known, read_diagnoses
from autograder.course.course import Course
from autograder.course.mutants import written_mistakes
from autograder.grading.alike import VARIES, Behaviour, shown
from autograder.records import Assignment, Result, Status
from autograder.release.diagnoses import known_by
from autograder.release.mutation.mutants import mutants_of
from autograder.release.mutation.record import by_behaviour, read_record
from autograder.release.proof import planted, read_proof
from autograder.report.records import Planted


class Planting(NamedTuple):
    """The planted mistakes, each by what the checks that fail on it observe, and all `checks` that were asked.

    `mutants` are in words, by the hash of what the checks of their exercise observe.
    """

    known: tuple[Known, ...] = ()
    checks: frozenset[str] = frozenset()
    mutants: Mapping[str, str] = {}


NONE_PLANTED = Planting()


def planting(course: Course, assignment: Assignment) -> Planting:
    """What the proof on record says of the planted mistakes; without one, what the release tells of public checks.

    And what is on record of mutants.
    """
    mutants = _mutants(course, assignment)
    proof = read_proof(course.solutions / assignment.name)
    if proof and proof.seen:
        written = planted(assignment, written_mistakes)
        mistakes = {label: each for label, each in written.items() if label in proof.seen}
        known = (known_by(assignment, each, proof.seen[label]) for label, each in mistakes.items())
        return Planting(tuple(each for each in known if each.seen), frozenset(proof.checks), mutants)
    table = read_diagnoses(course.assignments / assignment.name).known
    return Planting(table, frozenset(check for each in table for check in each.seen), mutants)


def _mutants(course: Course, assignment: Assignment) -> dict[str, str]:
    """The mutants on record that still are some, in words, by what they behave like."""
    record = read_record(course.solutions / assignment.name)
    alike = by_behaviour(record, mutants_of(assignment)) if record else {}
    return {behaviour: f"{each[0].told}{_further(len(each) - 1)}" for behaviour, each in alike.items()}


def _further(count: int) -> str:
    return f", or with {count} other small change{'s' if count > 1 else ''}" if count else ""


def told_of(mistakes: Planting) -> tuple[Planted, ...]:
    """The mistakes as students are told of them, each once."""
    return tuple(dict.fromkeys(Planted(each.exercise, each.says) for each in mistakes.known))


def unmade(results: Iterable[Result], mistakes: Planting) -> tuple[Planted, ...]:
    """Those mistakes that nobody made."""
    found: dict[str, set[Behaviour]] = {}
    for result in results:
        for exercise, behaviour in _shown(result).items():
            found.setdefault(exercise, set()).add(behaviour)
    made = {
        Planted(each.exercise, each.says)
        for each in mistakes.known
        if any(_fits(each, behaviour, mistakes.checks) for behaviour in found.get(each.exercise, ()))
    }
    return tuple(each for each in told_of(mistakes) if each not in made)


def likely(exercise: str, behaviour: Behaviour, mistakes: Planting) -> str:
    """The one planted mistake that gives just these values, and always does; '' if there is none, or several."""
    own = (each for each in mistakes.known if each.exercise == exercise and VARIES not in each.seen.values())
    says = {each.says for each in own if _fits(each, behaviour, mistakes.checks)}
    return says.pop() if len(says) == 1 else ""


def _shown(result: Result) -> dict[str, Behaviour]:
    """What each wrong exercise shows: in its own checks, or where these see nothing, in those that fail through it."""
    passed: dict[str, dict[str, str]] = {}
    for check in result.checks:
        if check.status is Status.PASSED:
            passed.setdefault(check.exercise, {})[check.name] = ""
    elsewhere: dict[str, dict[str, str]] = {}
    for check in result.checks:
        if len(check.carried) == 1:
            (exercise,) = check.carried
            elsewhere.setdefault(exercise, dict(passed.get(exercise, {})))[check.name] = UNKNOWN
    return {exercise: tuple(own.items()) for exercise, own in elsewhere.items()} | shown(result)


def _fits(mistake: Known, behaviour: Behaviour, checks: frozenset[str]) -> bool:
    """Whether code of its exercise that shows this may have the mistake, as far as these checks were asked of both."""
    pairs = [(mistake.seen.get(check, ""), observed) for check, observed in behaviour if check in checks]
    return any(was for was, _ in pairs) and all(
        was == seen or (was and seen == UNKNOWN) or (was == VARIES and seen) for was, seen in pairs
    )
