"""Tries mutants: runs checks on each until one notices it, public checks first, those of its own exercise foremost.

Then the rest of its own exercise's checks are run, by whose answers it is known again among those of a class.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from autograder.checks.bench import Bench
from autograder.course.solutions import solution_of, solutions_needed
from autograder.errors import Problem
from autograder.grading.alike import behaviours, name_of, observed_alike, with_alike
from autograder.grading.check_plans import CheckPlan
from autograder.grading.judge import JudgingLoop, run_loop
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import proof_settings
from autograder.records import Assignment, CheckResult, Result, Status, Submission, Verdict
from autograder.release.mutation.mutants import Mutant
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.layers import LAYERS

AT_A_TIME = 12  # mutants that one process tries in a row


class Trial(NamedTuple):
    """A mutant to try, without the checks that it is known to have `passed`; `first` is the check that noticed it."""

    mutant: Mutant
    first: str = ""
    passed: frozenset[str] = frozenset()


class Noticed(NamedTuple):
    """What came of a mutant: the check that noticed it, or '', and what its own exercise's checks observed.

    That is the hash by which equal behaviour is told in a class; '' where they pass, or one of them hangs.
    """

    by: str
    behaviour: str = ""


class TrialLoop(JudgingLoop):
    """Judges mutants, each no further than to the first check that it does not pass, and by its own exercise's."""

    def __init__(self, bench: Bench, trials: Sequence[Trial]) -> None:
        self.trials = {trial.mutant.name: trial for trial in trials}
        self.found: dict[str, Noticed] = {}
        files = solution_of(bench.assignment).files
        mutated = (
            Submission(name, {**files, trial.mutant.file: trial.mutant.text.encode()})
            for name, trial in self.trials.items()
        )
        super().__init__(bench, mutated, lambda judged: None, exercise="")

    def judge(self, submission: Submission, plans: list[CheckPlan]) -> Judged:
        """The checks that ran; what came of the mutant is in `found`."""
        trial = self.trials[submission.student]
        own = exercise_of(self.bench.assignment, trial.mutant)
        order = sorted(
            (plan for plan in plans if plan.name not in trial.passed),
            key=lambda plan: (plan.hidden, plan.name != trial.first, plan.exercise != own, plan.seconds, plan.order),
        )
        self.bench.put(submission)
        try:
            ran = self._run_until_noticed(order, own)
        finally:
            self.bench.clear()
        by = next((each.name for each in ran.values() if _notices(each)), "")
        self.found[submission.student] = Noticed(by, self._behaviour([p for p in plans if p.exercise == own], ran))
        return Judged(Result(submission.student, self.bench.assignment.name, 0.0, 0.0, (), tuple(ran.values())))

    def _run_until_noticed(self, order: Sequence[CheckPlan], own: str) -> dict[str, CheckResult]:
        """What checks say up to the first that notices, then those of the exercise `own`, unless one hangs."""
        ran: dict[str, CheckResult] = {}
        noticed = hangs = False
        for plan in order:
            if not hangs and (not noticed or plan.exercise == own):
                ran[plan.name] = self.run(plan, following=None)
                hangs = ran[plan.name].status is Status.TIMEOUT
                noticed = noticed or _notices(ran[plan.name])
        return ran

    def _behaviour(self, own: Sequence[CheckPlan], ran: Mapping[str, CheckResult]) -> str:
        """What the checks of an exercise observed, as a class's are compared; those that did not run have passed."""
        checks = tuple(ran.get(plan.name) or plan.result(Verdict(Status.PASSED)) for plan in own)
        if any(check.status in (Status.TIMEOUT, Status.UNGRADED) for check in ran.values()):
            return ""
        drawn = [plan for plan in own if plan.draws]
        result = Result("", self.bench.assignment.name, 0.0, 0.0, (), checks)
        by_name = {check.name: check for check in checks}
        seen = {plan.name: "" if self.is_long(plan) else observed_alike(by_name[plan.name]) for plan in drawn}
        shown = behaviours(with_alike(result, seen, {plan.name for plan in drawn}))
        return next(map(name_of, shown.values()), "")


def _notices(check: CheckResult) -> bool:
    return check.status not in (Status.PASSED, Status.UNGRADED)


def exercise_of(assignment: Assignment, mutant: Mutant) -> str:
    """The exercise that the mutated function is a stub of, or ''."""
    return next((each.name for each in assignment.exercises if mutant.function in each.stubs), "")


def tried(assignment: Assignment, trials: Sequence[Trial], jobs: int = 0) -> Iterator[tuple[str, Noticed]]:
    """What comes of each mutant, by its name. Raises `Problem` if that cannot be found out."""
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


def try_here(settings: JudgeSettings, trials: Sequence[Trial]) -> list[tuple[str, Noticed]]:
    """The same of a few mutants, found out in this process."""
    assignment = settings.assignment
    bench = Bench(
        assignment,
        settings.launcher(),
        solutions_needed(assignment),
        settings.launcher(),
        settings.secret,
        settings.trusted,
    )
    loop = TrialLoop(bench, trials)
    try:
        run_loop(loop, [assignment.folder / "checks"])
    finally:
        bench.close()
    return list(loop.found.items())
