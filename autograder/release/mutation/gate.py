"""Says whether the checks of an assignment notice enough of its mutants, and lists those that none does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from autograder.records import Assignment
from autograder.release.mutation.equivalent import equivalents
from autograder.release.mutation.mutants import Mutant, mutants_of
from autograder.release.mutation.record import (
    Record,
    checks_of,
    kit_key,
    open_trials,
    read_record,
    solution_key,
)
from autograder.release.mutation.trying import tried

# Shares of the mutants that checks are to notice: those that students have by themselves, and all together.
BY_PUBLIC, BY_ALL = 0.85, 0.98


class Score(msgspec.Struct, frozen=True):
    """How many mutants there are, and how many are noticed: by public checks, and by any.

    `survivors` are noticed by none and have no reason in equivalent.toml, `equivalent` have one, and are not counted;
    `revoked` have one, and are noticed.
    """

    assignment: str
    total: int
    by_public: int
    by_all: int
    survivors: tuple[Mutant, ...]
    equivalent: tuple[tuple[Mutant, str], ...]
    revoked: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether the goals are reached, and every reason holds."""
        shares = self.share(self.by_public) >= BY_PUBLIC and self.share(self.by_all) >= BY_ALL
        return shares and not self.revoked

    def share(self, count: int) -> float:
        """The share of those that are not equivalent."""
        return count / self.total if self.total else 1.0


class Outcome(msgspec.Struct, frozen=True):
    """What came of trying mutants: what to keep, the score, and how many were tried now."""

    record: Record
    score: Score
    tried: int


def try_mutants(
    assignment: Assignment, record: Record | None, progress: Callable[[int, int], None], jobs: int = 0
) -> Outcome:
    """Tries what is not on record, and tells `progress` how many of how many are done.

    Raises `Problem` for an equivalent.toml that does not fit, before anything is tried.
    """
    mutants = mutants_of(assignment)
    equivalents(assignment, mutants)
    checks, solution, kit = checks_of(assignment), solution_key(assignment), kit_key()
    if record and (record.solution, record.kit) != (solution, kit):
        record = None
    beside = _by_function(assignment, checks.keys() | (record.checks.keys() if record else ()))
    found, trials = open_trials(mutants, checks, record, beside)
    for count, (name, noticed) in enumerate(tried(assignment, trials, jobs), 1):
        found[name] = noticed
        progress(count, len(trials))
    kept = Record(assignment.name, solution, kit, checks, found)
    return Outcome(kept, score_of(assignment, mutants, kept), len(trials))


def _by_function(assignment: Assignment, checks: Iterable[str]) -> dict[str, frozenset[str]]:
    """The checks of its exercise by each function that students write; a check that is gone is among them."""
    owners = {check: assignment.exercise_of(check) for check in checks}
    return {
        stub: frozenset(check for check, owner in owners.items() if owner == exercise)
        for exercise in assignment.exercises
        for stub in exercise.stubs
    }


def score_of(assignment: Assignment, mutants: list[Mutant], record: Record) -> Score:
    """The score that a record gives."""
    reasons = equivalents(assignment, mutants)
    counted = [mutant for mutant in mutants if mutant.name not in reasons]
    by = {mutant.name: record.noticed[mutant.name].by for mutant in mutants}
    noticed = [by[mutant.name] for mutant in counted if by[mutant.name]]
    return Score(
        assignment.name,
        len(counted),
        sum(not record.checks[name].hidden for name in noticed),
        len(noticed),
        tuple(mutant for mutant in counted if not by[mutant.name]),
        tuple((mutant, reasons[mutant.name]) for mutant in mutants if mutant.name in reasons),
        tuple(f"{name}: {by[name]} notices it" for name in reasons if by[name]),
    )


def recorded_score(folder: Path, assignment: Assignment) -> Score | None:
    """The score on record in the teachers' `folder`, or None if there is none of just this solution and these checks.

    A change of the kit does not count here: what is on record is tried anew then, when it is asked for.
    """
    record = read_record(folder)
    if record is None or record.solution != solution_key(assignment) or record.checks != checks_of(assignment):
        return None
    mutants = mutants_of(assignment)
    return score_of(assignment, mutants, record) if {each.name for each in mutants} <= set(record.noticed) else None
