"""Proves a release: judges its stub, its solution and its planted mistakes, and says what does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder.checks.diagnosis import NONE_KNOWN, Diagnoses
from autograder.checks.faults import causes
from autograder.course.course import PROOF
from autograder.course.markers import stub_text
from autograder.course.mutants import Mistake, read_mistakes, with_mistake
from autograder.course.pictures import PICTURES
from autograder.course.solutions import solution_of, solutions_needed
from autograder.files import digest, digest_of, files_below, kit_digest
from autograder.grading.keys import check_keys
from autograder.grading.needs import measured_needs, needs_key
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.grading.settings import proof_settings
from autograder.records import Assignment, Result, Status, Submission
from autograder.release.diagnoses import Trial, alike_of, diagnoses_of, shared_texts, trial
from autograder.release.faults import base_faults, broken_checks, only_together, unknown_checks
from autograder.release.lesson import LESSON, PREDICTIONS
from autograder.release.mutation.equivalent import EQUIVALENT
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.layers import LAYERS

MIN_MISTAKES = 4
SAMPLE_OF = 8
NOT_JUDGED = (LESSON, PREDICTIONS, PICTURES, EQUIVALENT)


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """The kill matrix of an assignment: per submission the checks that fail on it; `faults` say what does not hold.

    `key` says which source was judged, and `sources` are the keys of its checks. `diagnoses` are what its planted
    mistakes look like to public checks, and `seen` what any check that fails on them observes of a student's.
    `needs` are, by check, the other exercises without which it fails, for the source of `needs_key`.
    """

    assignment: str
    key: str
    checks: tuple[str, ...]
    failed: dict[str, tuple[str, ...]]
    faults: tuple[str, ...] = ()
    diagnoses: Diagnoses = NONE_KNOWN
    sources: dict[str, str] = {}
    seen: dict[str, dict[str, str]] = {}
    needs_key: str = ""
    needs: dict[str, tuple[str, ...]] = {}


def proof_key(assignment: Assignment) -> str:
    """A hash of what a proof speaks of: the source without what no check depends on, and that of those it needs."""
    own = {name: content for name, content in files_below(assignment.folder).items() if name not in NOT_JUDGED}
    return digest([digest_of(own), digest_of(solutions_needed(assignment))])


def recorded_proof(folder: Path, assignment: Assignment) -> Proof | None:
    """The proof in the teachers' `folder`, or None if there is none, or not one of this very source."""
    proof = read_proof(folder)
    if proof is None or proof.key != proof_key(assignment) or proof.faults:
        return None
    return msgspec.structs.replace(proof, sources=check_keys(assignment))


def read_proof(folder: Path) -> Proof | None:
    """The proof in the teachers' `folder`, of whatever source; None if there is none that can be read."""
    try:
        return msgspec.json.decode((folder / PROOF).read_bytes(), type=Proof)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def unproved_checks(folder: Path, assignment: Assignment) -> tuple[str, ...]:
    """The checks that are not as they were when the proof in the teachers' `folder` was made; all if there is none."""
    if recorded_proof(folder, assignment):
        return ()
    proof = read_proof(folder)
    proved = proof.sources if proof else {}
    return tuple(name for name, key in check_keys(assignment).items() if proved.get(name) != key)


def record_of(proof: Proof) -> bytes:
    """The content of proof.json."""
    return msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n"


def prove(assignment: Assignment, progress: Callable[[], None] = lambda: None, jobs: int = 0) -> Proof:
    """Judges stub, solution and mistakes, in the sandbox where there is one; without faults the proof holds."""
    mistakes = planted(assignment)
    results = _judge(assignment, mistakes, progress, jobs)
    failed = {name: _failing(result) for name, result in sorted(results.items())}
    names = tuple(check.name for check in results["solution"].checks)
    broken = broken_checks(results)
    faults = [*base_faults(results), *_mistake_faults(assignment, names, mistakes, failed, broken)]
    faults += [*shared_texts(assignment, mistakes, results), *only_together(results)]
    diagnoses = diagnoses_of(assignment, mistakes, results)
    sources, seen = check_keys(assignment), {label: alike_of(results[label]) for label in sorted(mistakes)}
    found, ended = measured_needs(_settings(assignment, jobs)) if not faults else ({}, False)
    needs = {check: tuple(sorted(exercises)) for check, exercises in found.items()}
    return Proof(
        assignment.name,
        proof_key(assignment),
        names,
        failed,
        tuple(faults),
        diagnoses,
        sources,
        seen,
        needs_key(assignment) if ended else "",
        needs if ended else {},
    )


def try_diagnoses(assignment: Assignment, progress: Callable[[], None] = lambda: None, jobs: int = 0) -> Trial:
    """How often a planted mistake is named, by judging all of them."""
    mistakes = planted(assignment)
    return trial(assignment, mistakes, _judge(assignment, mistakes, progress, jobs))


def spot_check(
    assignment: Assignment, recorded: Proof, progress: Callable[[], None] = lambda: None, jobs: int = 0
) -> list[str]:
    """What a proof on record says otherwise than judging now does: of stub, solution and an eighth of the mistakes."""
    results = _judge(assignment, sampled(planted(assignment)), progress, jobs)
    return [
        *(cause.told() for cause in causes(check for result in results.values() for check in result.checks)),
        *(
            f"{name} fails {_listed(_failing(result))}; on record {_listed(recorded.failed.get(name, ()))}"
            for name, result in sorted(results.items())
            if _failing(result) != recorded.failed.get(name, ())
        ),
    ]


def planted(assignment: Assignment, read: Callable[[Path], list[Mistake]] = read_mistakes) -> dict[str, Mistake]:
    """The planted mistakes by the name of their file."""
    return {f"wrong/{mistake.name}.py": mistake for mistake in read(assignment.folder / "wrong")}


def sampled(mistakes: dict[str, Mistake]) -> dict[str, Mistake]:
    """An eighth of the mistakes; another one after each change of the kit's code."""
    return {name: mistake for name, mistake in mistakes.items() if _random_number(name) % SAMPLE_OF == 0}


def _random_number(name: str) -> int:
    """A number that is as good as random, and the same each time for this name and this code of the kit."""
    return int(digest([name, kit_digest()]), 16)


def _judge(
    assignment: Assignment, mistakes: dict[str, Mistake], progress: Callable[[], None], jobs: int
) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for result in judge_all(_settings(assignment, jobs), list(_submissions(assignment, mistakes))):
        results[result.student] = result
        progress()
    return results


def _settings(assignment: Assignment, jobs: int) -> JudgeSettings:
    return proof_settings(assignment, LAYERS if sandbox_works() else frozenset(), jobs)


def _failing(result: Result) -> tuple[str, ...]:
    return tuple(check.name for check in result.checks if check.status is not Status.PASSED)


def _listed(checks: tuple[str, ...]) -> str:
    return ", ".join(checks) or "nothing"


def _submissions(assignment: Assignment, mistakes: dict[str, Mistake]) -> Iterator[Submission]:
    texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.files}
    solution = solution_of(assignment)
    yield solution
    yield Submission("stub", {name: stub_text(text, name).encode() for name, text in texts.items()})
    yield from _mistaken(solution, mistakes)


def planted_submissions(assignment: Assignment) -> list[Submission]:
    """The solution with each of the planted mistakes, as if that had been handed in."""
    return list(_mistaken(solution_of(assignment), planted(assignment)))


def _mistaken(solution: Submission, mistakes: dict[str, Mistake]) -> Iterator[Submission]:
    for label, mistake in mistakes.items():
        # With several modules a mistake belongs to the one that defines what it replaces.
        yield Submission(label, with_mistake(solution, mistake, label))


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
        planted = [mistake for mistake in mistakes.values() if assignment.exercise_of(mistake.name) == exercise]
        if len(planted) < MIN_MISTAKES:
            have = f"{len(planted)} planted mistake{'' if len(planted) == 1 else 's'}"
            files = f"wrong/{exercise.name}_<what>.py"
            yield f"exercise {exercise.name} has {have} of the {MIN_MISTAKES} it needs: add files {files}"
    for label, mistake in mistakes.items():
        own = assignment.exercise_of(mistake.name)
        if own is None:
            known = ", ".join(exercise.name for exercise in assignment.exercises)
            yield f"{label}: it belongs to no exercise; call it wrong/<exercise>_<what>.py, with one of: {known}"
        elif mistake.hint > len(own.hints):
            yield f"{label}: exercise {own.name} has no hint {mistake.hint}; it has {len(own.hints)}"
