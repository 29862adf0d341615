"""Tries mutants: runs checks on each until one notices it, public checks first, those of its own exercise foremost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from autograder.checks.bench import Bench
from autograder.course.solutions import solution_of, solutions_needed
from autograder.errors import Problem
from autograder.grading.judge import CheckPlan, Judged, JudgingLoop, run_loop
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import proof_settings
from autograder.records import Assignment, Result, Status, Submission
from autograder.release.mutation.mutants import Mutant
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.layers import LAYERS

AT_A_TIME = 12  # mutants that one process tries in a row


class Trial(NamedTuple):
    """A mutant to try, without the checks that it is known to have `passed`; `first` is the check that noticed it."""

    mutant: Mutant
    first: str = ""
    passed: frozenset[str] = frozenset()


class TrialLoop(JudgingLoop):
    """Judges mutants, each no further than to the first check that it does not pass."""

    def __init__(self, bench: Bench, trials: Sequence[Trial], deliver: Callable[[Judged], None]) -> None:
        self.trials = {trial.mutant.name: trial for trial in trials}
        files = solution_of(bench.assignment).files
        mutated = (
            Submission(name, {**files, trial.mutant.file: trial.mutant.text.encode()})
            for name, trial in self.trials.items()
        )
        super().__init__(bench, mutated, deliver, exercise="")

    def judge(self, submission: Submission, plans: list[CheckPlan]) -> Judged:
        """The first check that does not pass, if any."""
        trial = self.trials[submission.student]
        own = exercise_of(self.bench.assignment, trial.mutant)
        order = sorted(
            (plan for plan in plans if plan.name not in trial.passed),
            key=lambda plan: (plan.hidden, plan.name != trial.first, plan.exercise != own, plan.seconds, plan.order),
        )
        self.bench.put(submission)
        try:
            results = (self.run(plan, following=None) for plan in order)
            first = next((each for each in results if each.status not in (Status.PASSED, Status.UNGRADED)), None)
        finally:
            self.bench.clear()
        return Judged(Result(submission.student, self.bench.assignment.name, 0.0, 0.0, (), (first,) if first else ()))


def exercise_of(assignment: Assignment, mutant: Mutant) -> str:
    """The exercise that the mutated function is a stub of, or ''."""
    return next((each.name for each in assignment.exercises if mutant.function in each.stubs), "")


def tried(assignment: Assignment, trials: Sequence[Trial], jobs: int = 0) -> Iterator[tuple[str, str]]:
    """The check that notices each mutant, or '', by the mutant's name. Raises `Problem` if that cannot be found out."""
    settings = proof_settings(assignment, LAYERS if sandbox_works() else frozenset(), jobs)
    chunks = [trials[at : at + AT_A_TIME] for at in range(0, len(trials), AT_A_TIME)]
    # Never as copies of this process: each has a pytest of its own.
    pool = ProcessPoolExecutor(min(settings.jobs, len(chunks)) or 1, multiprocessing.get_context("spawn"))
    try:
        for future in as_completed([pool.submit(try_here, settings, chunk) for chunk in chunks]):
            yield from future.result()
    except BrokenProcessPool:
        raise Problem("A process that tried mutants was ended from outside. Run the same command again.") from None
    finally:
        pool.shutdown(cancel_futures=True)


def try_here(settings: JudgeSettings, trials: Sequence[Trial]) -> list[tuple[str, str]]:
    """The same of a few mutants, found out in this process."""
    assignment = settings.assignment
    found: list[tuple[str, str]] = []

    def note(judged: Judged) -> None:
        found.append((judged.result.student, "".join(check.name for check in judged.result.checks)))

    bench = Bench(
        assignment,
        settings.launcher(),
        solutions_needed(assignment),
        settings.launcher(),
        settings.secret,
        settings.trusted,
    )
    try:
        run_loop(TrialLoop(bench, trials, note), [assignment.folder / "checks"])
    finally:
        bench.close()
    return found
