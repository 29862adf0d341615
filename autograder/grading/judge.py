"""Runs an assignment's checks with pytest on one submission after another, and delivers a result for each.

pytest is set up and the checks are collected once; then every check runs again for each submission on the bench.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.checks import plugin
from autograder.checks.bench import Bench
from autograder.checks.details import words
from autograder.checks.diagnosis import with_diagnosis
from autograder.checks.fingerprints import Asked
from autograder.course.manifest import MANIFEST
from autograder.course.solutions import solution_of
from autograder.errors import Problem, install_command
from autograder.files import digest_of
from autograder.grading.alike import VARIES, asked_again, is_own, observed_alike, with_alike
from autograder.grading.carried import TRACED, with_origins
from autograder.grading.check_plans import CheckPlan
from autograder.grading.flags import flags_of
from autograder.grading.judged import Judged, ungraded
from autograder.grading.mending import Mender
from autograder.grading.suspects import Suspects
from autograder.grading.tracing import trace
from autograder.records import CheckResult, Result, Status, Submission, Verdict

# What pytest need not load, or do around every check, to give verdicts.
UNUSED = "terminal cacheprovider logging warnings faulthandler unraisableexception threadexception doctest junitxml"
UNUSED += " pastebin setuponly setupplan stepwise subtests unittest"
QUIET = [f"-pno:{name}" for name in UNUSED.split()] + ["--capture=no", "--import-mode=importlib", "-c", os.devnull]

# Exercises of a submission that may run out of time once more while failures are traced: it is lost twice then.
MOST_LATE = 2

UNENDED = {Status.TIMEOUT, Status.BLOCKED}

NOT_RUN = Verdict(Status.UNGRADED, (words("The check did not run."),))


class JudgingLoop:
    """A pytest plugin that runs the tests for one submission after another, in place of once."""

    def __init__(
        self,
        bench: Bench,
        incoming: Iterable[Submission],
        deliver: Callable[[Judged], None],
        exercise: str,
    ) -> None:
        self.bench = bench
        self.incoming = incoming
        self.deliver = deliver
        self.exercise = exercise
        self._mender: Mender | None = None
        self._suspects: Suspects | None = None
        self._set_up_for: pytest.Item | None = None  # what pytest was told comes next

    @property
    def mender(self) -> Mender:
        """Puts the solution in the place of exercises, once there is anything to mend."""
        assignment = self.bench.assignment
        self._mender = self._mender or Mender(assignment, solution_of(assignment).files)
        return self._mender

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Makes this bench the one that the checks' fixtures find."""
        config.stash[plugin.BENCHES] = {self.bench.assignment.folder: self.bench}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judges what comes in, until nothing more does."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} files of checks cannot be read")
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        plans = [CheckPlan(item, self.bench.assignment) for item in items]
        plans = [plan for plan in plans if self.exercise in ("", plan.exercise)]
        # What a submission can keep in mind of hidden checks must not find its way into the messages of public ones.
        plans.sort(key=lambda plan: (plan.hidden, plan.order))
        try:
            for submission in self.incoming:
                self.deliver(self.judge(submission, plans))
        finally:
            if self._suspects:
                self._suspects.close()
        return True

    def judge(self, submission: Submission, plans: list[CheckPlan]) -> Judged:
        """What all the checks give of one submission; whole, if what is remembered of it may not be enough.

        Whatever a submission brings the judge to raise costs nobody else a grade.
        """
        try:
            judged = self._judge(submission, plans)
            if self.bench.in_doubt:
                judged = self._judge(Submission(submission.student, submission.files), plans)
        except Problem:  # of the machine or the course, which the next submission has too
            raise
        except Exception as error:  # noqa: BLE001  a student's text may reach a limit of any library
            self._set_up_for = None
            return Judged(ungraded(self.bench.assignment.name, submission, judge_failed(error)))
        return judged

    def _judge(self, submission: Submission, plans: list[CheckPlan]) -> Judged:
        self.bench.put(submission)
        try:
            ran = self._run_all(plans)
            calls = _calls(plans)
            result = _result(submission.student, self.bench, [ran[plan.name] for plan in plans])
            result = self._traced(submission, plans, result)
            result = self._told_alike(submission, plans, result)
            result = self._diagnosed(result, plans, calls)
            result = self._told_apart(plans, result) if self.bench.proves else result
            observations = self.bench.observations()
            if observations:
                observations = msgspec.structs.replace(observations, isolation=result.isolation)
            return Judged(result, observations, self.bench.spending.processor, tuple(self.bench.ran))
        finally:
            self.bench.clear()

    def _run_all(self, plans: list[CheckPlan]) -> dict[str, CheckResult]:
        """What each check finds; whatever may use up the submission's budget is run when all else has been."""
        late = [plan for plan in plans if self.is_long(plan)]
        ran: dict[str, CheckResult] = {}
        for plan, after in _in_turn([plan for plan in plans if plan not in late]):
            if self.bench.time_outs.may_hang(plan.asked):
                late.append(plan)
            else:
                ran[plan.name] = self.run(plan, after)
        if late:
            # A session of its own, in which nothing can be left of hidden checks.
            self.bench.start_over()
        late.sort(key=lambda plan: (plan.hidden, plan.order, plan.seconds))
        return ran | {plan.name: self.run(plan, after) for plan, after in _in_turn(late)}

    def _traced(self, submission: Submission, plans: list[CheckPlan], result: Result) -> Result:
        """The result that says of what failed which exercises it comes from, judged once more with these mended."""
        failing = {check.name: check.exercise for check in result.checks if check.status in TRACED}
        untried = {check.name: check.exercise for check in result.checks if check.status is Status.NOT_ATTEMPTED}
        needs = self.bench.needs
        if needs is None or not failing:
            return result
        if self.bench.spending.spent:
            self.bench.mend_in_short()
        late: set[str] = set()  # exercises that ran out of time again
        endless = never_ended(result.checks)
        wrong = {check.exercise for check in result.checks if check.name in failing and check.status not in UNENDED}
        broken = {*endless, *wrong, *untried.values()}

        def passing(exercises: frozenset[str], checks: list[str]) -> set[str]:
            if not broken & exercises:  # all of them answer: what never ends beside them does not come from them
                checks = [name for name in checks if failing[name] not in endless]
            mended = self.mender.mended(submission.files, exercises) if checks else None
            if mended is None:
                return set()
            self.bench.put_mended(mended)
            passed: set[str] = set()
            for plan in plans:
                if plan.name in checks and plan.exercise not in late and len(late) < MOST_LATE:
                    status = self.run(plan, following=None).status
                    passed.update({plan.name} if status is Status.PASSED else ())
                    late.update({plan.exercise} if status is Status.TIMEOUT else ())
            return passed

        return with_origins(result, trace(failing, untried, needs, passing))

    def _told_alike(self, submission: Submission, plans: list[CheckPlan], result: Result) -> Result:
        """The result that says of what failed what all the class can be compared by; no verdict depends on it."""
        seen: dict[str, str] = {}
        drawn = {plan.name for plan in plans if plan.draws}
        needs = self.bench.needs
        for exercise, others in asked_again(result, needs, drawn).items() if needs is not None else ():
            files = self.mender.mended(submission.files, others)
            if files is None:
                continue
            self.bench.put_for_class(files)
            for plan in plans:
                if plan.exercise == exercise and (plan.draws or others):
                    long = self.is_long(plan)  # of which once is enough
                    seen[plan.name] = "" if long else observed_alike(self.run(plan, following=None))
        return with_alike(result, seen, drawn)

    def _told_apart(self, plans: list[CheckPlan], result: Result) -> Result:
        """The result of a planted mistake that says what checks observe where nothing is left of the call before.

        So they observe students' code. What is another value each time, even so, no two students have alike.
        """
        before = {check.name: check.seen for check in result.checks if is_own(check) and check.seen}
        asked = [plan for plan in plans if plan.name in before and not self.is_long(plan)]
        if not asked:
            return result
        apart = self._observed_apart(asked)
        if all(before[name] == seen for name, seen in apart.items()):
            return result
        elsewhere = self._observed_apart(asked, elsewhere=True)
        known = {name: (seen, elsewhere[name]) for name, seen in apart.items() if seen and elsewhere[name]}
        alike = {name: one if one == other else VARIES for name, (one, other) in known.items()}
        return with_alike(result, alike, frozenset())

    def _observed_apart(self, asked: Iterable[CheckPlan], elsewhere: bool = False) -> dict[str, str]:
        self.bench.put_apart(elsewhere)
        return {plan.name: observed_alike(self.run(plan, following=None)) for plan in asked}

    def _diagnosed(self, result: Result, plans: list[CheckPlan], calls: Mapping[str, Sequence[Asked]]) -> Result:
        """The result whose checks are each told the mistake that is likely behind it, where that is known."""
        checks = list(result.checks)
        if self.bench.solution and self.bench.diagnoses.known and any(check.seen for check in checks):
            self._suspects = self._suspects or Suspects(self.bench)
            checks = self._suspects.as_students_draw(checks, calls, {plan.name for plan in plans if plan.draws})
            checks = self._suspects.name(checks, calls)
        checks = with_diagnosis(self.bench.assignment, checks, self.bench.diagnoses)
        return msgspec.structs.replace(result, checks=tuple(checks))

    def is_long(self, plan: CheckPlan) -> bool:
        """Whether a check has a limit of its own that is longer than the others'."""
        return plan.seconds > self.bench.assignment.limits.seconds

    def run(self, plan: CheckPlan, following: pytest.Item | None) -> CheckResult:
        """What one check gives of the submission on the bench; `following` is the item that comes next."""
        plugin.forget(plan.item)
        if self._set_up_for is not plan.item:
            plan.item.config.hook.pytest_runtest_teardown(item=plan.item, nextitem=plan.item)
        self._set_up_for = following
        plan.item.config.hook.pytest_runtest_protocol(item=plan.item, nextitem=following)
        return plan.result(plan.item.stash.get(plugin.VERDICT, NOT_RUN))


def _calls(plans: list[CheckPlan]) -> dict[str, Sequence[Asked]]:
    """What each check has just asked; kept before it is run again for another purpose."""
    runs = {plan.name: plan.item.stash.get(plugin.CHECK_RUN, None) for plan in plans}
    return {name: run.calls for name, run in runs.items() if run}


def never_ended(checks: Iterable[CheckResult]) -> set[str]:
    """The exercises of whose checks two ran out of time, or would have, and none came to an end."""
    found: dict[str, list[Status]] = {}
    for check in checks:
        found.setdefault(check.exercise, []).append(check.status)
    return {name for name, all_of in found.items() if all_of.count(Status.TIMEOUT) > 1 and set(all_of) <= UNENDED}


def _in_turn(plans: list[CheckPlan]) -> Iterator[tuple[CheckPlan, pytest.Item | None]]:
    """Each plan, and what comes after it; after the last the first again, so that what checks share stays set up.

    After the only one comes nothing: pytest would take it for set up, and its fixtures would be missing.
    """
    items = [plan.item for plan in plans]
    return zip(plans, [*items[1:], *items[:1]] if len(items) > 1 else [None] * len(items), strict=True)


def _result(student: str, bench: Bench, checks: list[CheckResult]) -> Result:
    order = [exercise.name for exercise in bench.assignment.exercises]
    checks.sort(key=lambda check: order.index(check.exercise))
    score = sum(check.points for check in checks)
    extra = {exercise.name for exercise in bench.assignment.exercises if exercise.extra}
    best = sum(check.max_points for check in checks if check.exercise not in extra)
    flags = () if bench.trusted else flags_of(bench.submission.files)
    files = digest_of(bench.submission.files)
    return Result(student, bench.assignment.name, score, best, bench.layers, tuple(checks), flags=flags, files=files)


def judge_failed(error: Exception) -> str:
    """What to say of a submission at which the judge itself failed; not the error's text, which may quote anything."""
    step = error.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    place = f" in {Path(step.tb_frame.f_code.co_filename).name}, line {step.tb_lineno}" if step else ""
    return (
        f"The judge itself failed at this submission: {type(error).__name__}{place}. The others are graded. Look at "
        "its text, mark it by hand, and report this: no text should bring the judge to fail."
    )


def judge_each(
    bench: Bench,
    paths: Iterable[Path],
    incoming: Iterable[Submission],
    deliver: Callable[[Judged], None],
    exercise: str = "",
) -> None:
    """Judges what comes in by the checks in `paths`, or those of one exercise, and delivers a result for each.

    Where the bench knows what each check needs, failures are traced to the exercises they come from.

    Raises `Problem` if the checks cannot be collected, with what pytest says.
    """
    run_loop(JudgingLoop(bench, incoming, deliver, exercise), paths)


def run_loop(loop: JudgingLoop, paths: Iterable[Path]) -> None:
    """Lets a loop judge by the checks in `paths`. Raises `Problem` as `judge_each` does."""
    bench = loop.bench
    folder = str(bench.assignment.folder)
    command = [*QUIET, "--rootdir", folder, "--confcutdir", folder, *map(str, paths)]
    said = io.StringIO()
    failures = CollectionFailures()
    with _own_pytest(), contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        status = pytest.main(command, plugins=[plugin, loop, failures])
    _forget_checks(bench.assignment.folder)
    if failures.texts and failures.missing:
        raise Problem(
            f"The checks of {bench.assignment.name} import {failures.missing}, which is not installed. What the hidden "
            f"checks of the course need comes with: {install_command('grading')}\n"
            f"What others need belongs in `packages` of {bench.assignment.folder / MANIFEST}."
        )
    if status is pytest.ExitCode.INTERRUPTED and not failures.texts:
        raise KeyboardInterrupt  # which pytest keeps to itself
    if failures.texts or status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        reason = "\n".join(failures.texts) or said.getvalue().strip() or f"pytest ended with {status!r}"
        raise Problem(f"The checks of {bench.assignment.name} cannot be used:\n{reason}")


def _forget_checks(folder: Path) -> None:
    """Unloads the files of checks: pytest would take them for unchanged the next time in this process."""
    for name, module in sys.modules.copy().items():  # at once: another thread may be importing
        file = getattr(module, "__file__", None)
        owner = plugin.assignment_folder(Path(file)) if file else None
        if owner and owner.resolve() == folder.resolve():
            del sys.modules[name]
    linecache.clearcache()  # which probes are read from


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
    try:
        judge_each(bench, paths, submissions, lambda judged: results.append(judged.result), exercise)
    finally:
        bench.close()
    return results
