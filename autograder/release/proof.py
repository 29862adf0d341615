"""Proves a release: an assignment enters; what its checks say of stub, solution and planted mistakes leaves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import msgspec

from autograder.checks.bench import Submission, solution_of, solutions_needed
from autograder.checks.faults import causes
from autograder.course.markers import stub_text
from autograder.course.mutants import Mistake, read_mistakes, spliced
from autograder.errors import Problem
from autograder.files import digest, digest_of, files_below, kit_digest
from autograder.grading.pool import Jury, judge_pile
from autograder.records import Assignment, Result, Status
from autograder.release.faults import base_faults, broken_checks, unknown_checks
from autograder.release.lesson import LESSON
from autograder.sandbox.launchers import LAYERS, sandbox_works

MIN_MISTAKES = 4


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """The kill matrix of an assignment: per submission the checks that fail on it; `faults` say what does not hold.

    `key` says which source was judged.
    """

    assignment: str
    key: str
    checks: tuple[str, ...]
    failed: dict[str, tuple[str, ...]]
    faults: tuple[str, ...] = ()


def proof_key(assignment: Assignment) -> str:
    """A hash of what a proof speaks of: the source of the assignment but for its lesson, and of those it needs."""
    own = {name: content for name, content in files_below(assignment.folder).items() if name != LESSON}
    return digest([digest_of(own), digest_of(solutions_needed(assignment))])


def recorded_proof(record: bytes, assignment: Assignment) -> Proof | None:
    """The proof in the content of a file proof.json, or None if it is not one of this very source."""
    try:
        proof = msgspec.json.decode(record, type=Proof)
    except msgspec.DecodeError:
        return None
    return proof if proof.key == proof_key(assignment) and not proof.faults else None


def record_of(proof: Proof) -> bytes:
    """The content of proof.json."""
    return msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n"


def prove(assignment: Assignment, progress: Callable[[], None] = lambda: None, jobs: int = 0) -> Proof:
    """Judges stub, solution and mistakes, in the sandbox where there is one; without faults the proof holds."""
    mistakes = planted(assignment)
    results = _judged(assignment, mistakes, progress, jobs)
    failed = {name: _failed(result) for name, result in sorted(results.items())}
    names = tuple(check.name for check in results["solution"].checks)
    broken = broken_checks(results)
    faults = [*base_faults(results), *_mistake_faults(assignment, names, mistakes, failed, broken)]
    return Proof(assignment.name, proof_key(assignment), names, failed, tuple(faults))


def spot_check(
    assignment: Assignment, recorded: Proof, progress: Callable[[], None] = lambda: None, jobs: int = 0
) -> list[str]:
    """What a proof on record says otherwise than judging now does: of stub, solution and an eighth of the mistakes."""
    results = _judged(assignment, drawn(planted(assignment)), progress, jobs)
    return [
        *(cause.told() for cause in causes(check for result in results.values() for check in result.checks)),
        *(
            f"{name} fails {_told(_failed(result))}; on record {_told(recorded.failed.get(name, ()))}"
            for name, result in sorted(results.items())
            if _failed(result) != recorded.failed.get(name, ())
        ),
    ]


def planted(assignment: Assignment) -> dict[str, Mistake]:
    """The planted mistakes by the name of their file."""
    return {f"wrong/{mistake.name}.py": mistake for mistake in read_mistakes(assignment.folder / "wrong")}


def drawn(mistakes: dict[str, Mistake]) -> dict[str, Mistake]:
    """An eighth of the mistakes, by chance; another one after each change of the kit's code."""
    return {name: mistake for name, mistake in mistakes.items() if int(digest([name, kit_digest()]), 16) % 8 == 0}


def _judged(
    assignment: Assignment, mistakes: dict[str, Mistake], progress: Callable[[], None], jobs: int
) -> dict[str, Result]:
    layers = LAYERS if sandbox_works() else frozenset()
    jury = Jury(assignment, b"proof", layers, jobs or os.cpu_count() or 1, trusted=True)
    results: dict[str, Result] = {}
    for result in judge_pile(jury, list(_submissions(assignment, mistakes))):
        results[result.student] = result
        progress()
    return results


def _failed(result: Result) -> tuple[str, ...]:
    return tuple(check.name for check in result.checks if check.status is not Status.PASSED)


def _told(checks: tuple[str, ...]) -> str:
    return ", ".join(checks) or "nothing"


def _submissions(assignment: Assignment, mistakes: dict[str, Mistake]) -> Iterator[Submission]:
    texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.files}
    solution = solution_of(assignment)
    yield solution
    yield Submission("stub", {name: stub_text(text, name).encode() for name, text in texts.items()})
    for label, mistake in mistakes.items():
        # With several modules a mistake belongs to the one that defines what it replaces.
        yield Submission(label, _with_mistake(solution, mistake, label))


def _with_mistake(solution: Submission, mistake: Mistake, label: str) -> dict[str, bytes]:
    refusals: list[Problem] = []
    for name, content in solution.files.items():
        try:
            return {**solution.files, name: spliced(content.decode(), mistake.text, label).encode()}
        except Problem as problem:
            refusals.append(problem)
    raise refusals[0]


def _mistake_faults(
    assignment: Assignment,
    checks: tuple[str, ...],
    mistakes: dict[str, Mistake],
    failed: dict[str, tuple[str, ...]],
    broken: frozenset[str],
) -> Iterator[str]:
    """What the mistakes show, of checks that are not `broken`: what those fail says nothing."""
    for label, mistake in mistakes.items():
        caught = set(failed[label])
        if unknown := sorted(mistake.caught_by - set(checks)):
            yield unknown_checks(label, unknown, checks)
        if missed := mistake.caught_by & set(checks) - caught:
            yield f"{label}: survives {', '.join(sorted(missed))}"
        if more := caught - mistake.caught_by - broken:
            yield f"{label}: fails {', '.join(sorted(more))} too, which it does not name"
    useless = set(checks) - {name for label in mistakes for name in failed[label]}
    if useless:
        yield f"no mistake is caught by {', '.join(sorted(useless))}: plant one, or drop the check"
    for exercise in assignment.exercises:
        planted = [label for label in mistakes if assignment.exercise_of(label[6:-3]) == exercise]
        if len(planted) < MIN_MISTAKES:
            have = f"{len(planted)} planted mistake{'' if len(planted) == 1 else 's'}"
            files = f"wrong/{exercise.name}_<what>.py"
            yield f"exercise {exercise.name} has {have} of the {MIN_MISTAKES} it needs: add files {files}"
    for label in mistakes:
        if assignment.exercise_of(label[6:-3]) is None:
            known = ", ".join(exercise.name for exercise in assignment.exercises)
            yield f"{label}: it belongs to no exercise; call it wrong/<exercise>_<what>.py, with one of: {known}"
