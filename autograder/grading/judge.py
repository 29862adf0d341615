"""Runs an assignment's checks with pytest: submissions enter one after another, a result for each leaves.

pytest is set up and the checks are collected once; then every check runs again for each submission on the bench.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import plugin
from autograder.checks.bench import Bench, Submission
from autograder.course.manifest import MANIFEST
from autograder.errors import Problem, install_command
from autograder.records import Assignment, CheckResult, Result, Status

# What pytest need not load, or do around every check, to give verdicts.
UNUSED = "terminal cacheprovider logging warnings faulthandler unraisableexception threadexception doctest junitxml"
UNUSED += " pastebin setuponly setupplan stepwise subtests unittest"
QUIET = [f"-pno:{name}" for name in UNUSED.split()] + ["--capture=no", "--import-mode=importlib", "-c", os.devnull]


class CheckPlan:
    """What one collected check is called, belongs to and is worth."""

    def __init__(self, item: pytest.Item, assignment: Assignment) -> None:
        self.item = item
        self.name = plugin.check_name(item)
        exercise = assignment.exercise_of(self.name)
        assert exercise is not None
        self.exercise = exercise.name
        self.order = assignment.exercises.index(exercise)
        self.hidden = plugin.is_hidden(item)
        self.sentence = plugin.sentence(item)
        self.points = assignment.points_of(self.name)

    def result(self, verdict: dict[str, Any]) -> CheckResult:
        """The record of this check with the verdict that its report carries."""
        status = Status(verdict["status"])
        earned = self.points if status is Status.PASSED else 0.0
        message = verdict["message"]
        seconds = round(verdict["seconds"], 4)
        return CheckResult(
            self.name, self.exercise, self.hidden, status, earned, self.points, message, seconds, self.sentence
        )


class JudgingLoop:
    """A pytest plugin that replaces the run of the tests: `conduct` gets a function to judge one submission."""

    def __init__(
        self, bench: Bench, conduct: Callable[[Callable[[Submission], Result], list[CheckPlan]], None], exercise: str
    ) -> None:
        self.bench = bench
        self.exercise = exercise
        self.conduct = conduct
        self.verdict: dict[str, Any] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Makes this bench the one that the checks' fixtures find."""
        config.stash[plugin.BENCHES] = {self.bench.assignment.folder: self.bench}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judges submissions until `conduct` returns."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} files of checks cannot be read")
        plans = [CheckPlan(item, self.bench.assignment) for item in session.items]
        plans = [plan for plan in plans if self.exercise in ("", plan.exercise)]
        # What a submission can keep in mind of hidden checks must not find its way into the messages of public ones.
        plans.sort(key=lambda plan: (plan.hidden, plan.order))

        def judge(submission: Submission) -> Result:
            self.bench.put(submission)
            try:
                following = [*plans[1:], plans[0]]  # the first again: what a file of checks shares stays set up
                checks = [self._examine(plan, after.item) for plan, after in zip(plans, following, strict=True)]
                return _result(submission.student, self.bench, checks)
            finally:
                self.bench.clear()

        self.conduct(judge, plans)
        return True

    def _examine(self, plan: CheckPlan, following: pytest.Item) -> CheckResult:
        self.verdict = {"status": "ungraded", "message": "The check did not run.", "seconds": 0.0}
        plan.item.config.hook.pytest_runtest_protocol(item=plan.item, nextitem=following)
        return plan.result(self.verdict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps the verdict of the check that just ran."""
        self.verdict = getattr(report, "verdict", self.verdict)


def _result(student: str, bench: Bench, checks: list[CheckResult]) -> Result:
    order = [exercise.name for exercise in bench.assignment.exercises]
    checks.sort(key=lambda check: order.index(check.exercise))
    score = sum(check.points for check in checks)
    extra = {exercise.name for exercise in bench.assignment.exercises if exercise.extra}
    best = sum(check.max_points for check in checks if check.exercise not in extra)
    return Result(student, bench.assignment.name, score, best, bench.layers, tuple(checks))


def conduct_checks(
    bench: Bench,
    paths: Iterable[Path],
    conduct: Callable[[Callable[[Submission], Result], list[CheckPlan]], None],
    exercise: str = "",
) -> None:
    """Sets pytest up for the checks in `paths`, or those of one exercise, and lets `conduct` judge with them.

    Raises `Problem` if the checks cannot be collected, with what pytest says.
    """
    loop = JudgingLoop(bench, conduct, exercise)
    folder = str(bench.assignment.folder)
    command = [*QUIET, "--rootdir", folder, "--confcutdir", folder, *map(str, paths)]
    said = io.StringIO()
    failures = CollectionFailures()
    with _own_pytest(), contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        status = pytest.main(command, plugins=[plugin, loop, failures])
    if failures.texts and failures.missing:
        raise Problem(
            f"The checks of {bench.assignment.name} import {failures.missing}, which is not installed. What the hidden "
            f"checks of the course need comes with: {install_command('grading')}\n"
            f"What others need belongs in `packages` of {bench.assignment.folder / MANIFEST}."
        )
    if failures.texts or status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        reason = "\n".join(failures.texts) or said.getvalue().strip() or f"pytest ended with {status!r}"
        raise Problem(f"The checks of {bench.assignment.name} cannot be used:\n{reason}")


@contextlib.contextmanager
def _own_pytest() -> Iterator[None]:
    """While it lasts, pytest takes nothing from the shell's environment, and no plugin that happens to be installed."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(kept)


class CollectionFailures:
    """A pytest plugin that keeps why files of checks could not be collected."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.missing = ""

    def pytest_exception_interact(self, call: pytest.CallInfo[Any]) -> None:
        """Keeps the name of a package that a file of checks imports in vain."""
        cause = call.excinfo.value.__cause__ if call.excinfo else None
        if isinstance(cause, ModuleNotFoundError):
            self.missing = cause.name or ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keeps the text of a failed report."""
        if report.failed:
            self.texts.append(str(report.longrepr))


def judge_here(
    bench: Bench, paths: Iterable[Path], submissions: Iterable[Submission], exercise: str = ""
) -> list[Result]:
    """The results of a few submissions, judged in this process by all checks or those of one exercise."""
    results: list[Result] = []

    def conduct(judge: Callable[[Submission], Result], plans: list[CheckPlan]) -> None:
        results.extend(judge(submission) for submission in submissions)

    try:
        conduct_checks(bench, paths, conduct, exercise)
    finally:
        bench.close()
    return results
