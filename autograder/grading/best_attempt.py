"""Picks each student's best attempt, after late penalties."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder.course.policy import Policy
from autograder.grading.cache import write_result
from autograder.grading.grade import grade
from autograder.grading.observations import keep_observations, read_observations
from autograder.grading.pool import JudgeSettings
from autograder.intake.attempts import ARCHIVE, swap_in
from autograder.intake.received import received_at
from autograder.intake.submitted import read_submission
from autograder.records import Result


def best_attempts(
    settings: JudgeSettings, current: list[Result], submitted: Path, results: Path, policy: Policy, force: bool = False
) -> dict[str, tuple[Result, Path]]:
    """By student, the attempt with most points after lateness, and the folder it lies below; `current` counts now.

    Of equals, what counts already stays. An attempt that could not be judged comes back in place of any other, so that
    it is seen.
    """
    name = settings.assignment.name

    def final(result: Result, at: Path) -> float:
        received = received_at(at / result.student / name)
        return result.score - policy.penalty(name, result.student, received, result.score)

    best = {result.student: (result, submitted) for result in current}
    for at in sorted((submitted / ARCHIVE).glob("*")):
        students = [student for student in best if (at / student / name).is_dir()]
        attempts = [read_submission(student, at / student / name, settings.assignment) for student in students]
        for result in grade(settings, attempts, results / ARCHIVE / at.name, force) if attempts else []:
            leader, place = best[result.student]
            if not leader.ungraded and (result.ungraded or final(result, at) > final(leader, place)):
                best[result.student] = (result, at)
    return best


def store_best(
    best: dict[str, tuple[Result, Path]],
    current: list[Result],
    submitted: Path,
    results: Path,
    changed: Callable[[str], None],
) -> list[Result]:
    """Lets the best attempts count, on disk; their results. `changed` hears of each student who gets another."""
    for old in current:
        new, at = best[old.student]
        if at != submitted and not new.ungraded:
            seen_old, seen_new = read_observations(results, old), read_observations(results / ARCHIVE / at.name, new)
            archived = swap_in(submitted, at, old.student, old.assignment)
            for where, result, seen in ((results / ARCHIVE / archived.name, old, seen_old), (results, new, seen_new)):
                keep_observations(where, result, seen)
                write_result(where, result, note=False)
            changed(old.student)
    return [best[result.student][0] for result in current]
