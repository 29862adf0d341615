"""Lets pytest run checks beside a student's code, and makes a verdict of each; the code stays in the worker.

It wakes only for tests in a folder `checks` beside an assignment.toml. On a student's machine it judges the files
in the folder; for the instructor, `judge` puts one submission after another on the bench.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks.approx import approx
from autograder.checks.bench import Bench
from autograder.checks.check_run import CheckRun
from autograder.checks.details import capped, plain_text, reason, words
from autograder.checks.faults import fault_of, not_your_fault
from autograder.checks.probes import names_asked, probe_codes, require_self_contained
from autograder.course.manifest import MANIFEST, read_assignment
from autograder.errors import ProbeError, Problem
from autograder.intake.submitted import read_submission, siblings_needed
from autograder.records import Assignment, Fault, Status, Verdict
from autograder.sandbox.plain import PlainLauncher

BENCHES = pytest.StashKey[dict[Path, Bench]]()
CHECK_RUN = pytest.StashKey[CheckRun]()  # on an item: its own; on the config: the one under way
VERDICT = pytest.StashKey[Verdict]()  # on an item that has run


@cache
def assignment_folder(path: Path) -> Path | None:
    """The assignment's folder if `path` is a file of checks, otherwise None."""
    for checks in path.parents[:2]:
        if checks.name == "checks" and (checks.parent / MANIFEST).is_file():
            return checks.parent
    return None


def check_name(item: pytest.Item) -> str:
    """A check's name: its test function's, without `test_`."""
    return item.name.removeprefix("test_")


def is_hidden(item: pytest.Item) -> bool:
    """Whether only the instructor has this check."""
    return item.path.parent.name == "hidden"


def pytest_configure(config: pytest.Config) -> None:
    """Prepares the place for benches; `judge` fills it beforehand."""
    config.stash.setdefault(BENCHES, {})


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends every worker."""
    for bench in config.stash[BENCHES].values():
        bench.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses checks that cannot work, all at once, with what to mend."""
    faults: list[str] = []
    assignments: dict[Path, Assignment] = {}
    owners: dict[tuple[Path, str], pytest.Item] = {}
    for item in items:
        folder = assignment_folder(item.path)
        if folder is None or not isinstance(item, pytest.Function):
            continue
        if folder not in assignments:
            assignments[folder] = read_assignment(folder)
        faults += _faults(item, assignments[folder])
        twin = owners.setdefault((folder, item.name), item)
        if twin is not item:
            faults.append(f"{item.path}: {item.name} stands in {twin.path} too; names of checks are unique.")
    if faults:
        raise pytest.UsageError("\n".join(faults))


def _faults(item: pytest.Function, assignment: Assignment) -> list[str]:
    place = f"{item.path}, {item.name}"
    faults = []
    if assignment.exercise_of(check_name(item)) is None:
        known = ", ".join(exercise.name for exercise in assignment.exercises)
        faults.append(f"{place}: a check is named test_<exercise> or test_<exercise>_<claim>; exercises are: {known}.")
    if not sentence(item):
        faults.append(f"{place}: give it a docstring, the sentence that students read.")
    if not is_hidden(item) and {"solution", "agree"} & set(item.fixturenames):
        faults.append(f"{place}: only checks in checks/hidden/ may use solution or agree.")
    shared = [f for name, f in vars(item.module).items() if name.startswith("probe") and inspect.isfunction(f)]
    for code in (*probe_codes(item.function), *(function.__code__ for function in shared)):
        try:
            require_self_contained(code)
        except ProbeError as error:
            faults.append(str(error))
    return list(dict.fromkeys(faults))


def sentence(item: pytest.Item) -> str:
    """The first paragraph of a check's docstring, as one line."""
    function = getattr(item, "function", None)
    docstring = (function and inspect.getdoc(function)) or ""  # None has a docstring of its own, from Python 3.13 on
    return " ".join(docstring.partition("\n\n")[0].split())


def _own_bench(folder: Path) -> Bench:
    assignment = read_assignment(folder)
    bench = Bench(assignment, PlainLauncher(), siblings_needed(assignment), trusted=True)
    bench.put(read_submission("you", assignment.folder, assignment))
    return bench


@pytest.fixture
def check_run(request: pytest.FixtureRequest) -> CheckRun:
    """The check under way, with the submission that is on the bench."""
    folder = assignment_folder(request.path)
    if folder is None:
        raise pytest.UsageError(f"{request.path}: `student` is for files in the folder checks of an assignment.")
    benches = request.config.stash[BENCHES]
    if folder not in benches:
        benches[folder] = _own_bench(folder)
    under_way = CheckRun(benches[folder], check_name(request.node), names_asked(request.function))
    request.node.stash[CHECK_RUN] = request.config.stash[CHECK_RUN] = under_way
    return under_way


@pytest.fixture
def student(check_run: CheckRun) -> Callable[..., Any]:
    """Call it with a probe and its arguments; it returns what the probe observes beside the student's code."""
    return check_run.student


@pytest.fixture
def solution(check_run: CheckRun) -> Callable[..., Any]:
    """Like `student`, beside the reference solution."""
    return check_run.solution


@pytest.fixture
def agree(check_run: CheckRun) -> Callable[..., None]:
    """Asserts in one line that `student` and `solution` give the same."""
    return check_run.agree


@pytest.fixture
def rng(check_run: CheckRun) -> np.random.Generator:
    """Seeded from the instructor's secret, the submission and the check; from the check alone for students."""
    return np.random.default_rng(check_run.bench.seed(check_run.check))


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> list[str] | None:
    """Lets `approx` say what differed."""
    for side in (right, left):
        if op == "==" and isinstance(side, approx) and side.details and CHECK_RUN in config.stash:
            config.stash[CHECK_RUN].differences = side.details
            return ["observed == expected"]
    return None


def forget(item: pytest.Item) -> None:
    """Forgets what the check found in the submission before: it may not come so far as to say anything of this one."""
    if CHECK_RUN in item.stash:
        del item.stash[CHECK_RUN]
    if VERDICT in item.stash:
        del item.stash[VERDICT]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
    """Makes the report of a check: its verdict, and the message in place of a traceback."""
    if assignment_folder(item.path) is None or call.when == "teardown" or (call.when == "setup" and not call.excinfo):
        return None
    verdict = item.stash[VERDICT] = _verdict(item, call.excinfo.value if call.excinfo else None, call.duration)
    passed = verdict.status is Status.PASSED
    return pytest.TestReport(
        item.nodeid,
        item.location,
        {},
        "passed" if passed else "failed",
        None if passed else f"{sentence(item)}\n{plain_text(verdict.details)}",
        "call" if call.when == "call" else "setup",
        duration=call.duration,
        start=call.start,
        stop=call.stop,
        user_properties=[("status", verdict.status.value)],
    )


def _verdict(item: pytest.Item, error: BaseException | None, seconds: float) -> Verdict:
    if CHECK_RUN in item.stash and not isinstance(error, pytest.FixtureLookupError):
        return item.stash[CHECK_RUN].verdict(error, seconds)
    if isinstance(error, Problem):
        return Verdict(Status.ERROR, capped([reason(str(error))]), seconds)
    fault = _setup_fault(item, error)
    return Verdict(Status.UNGRADED, capped([words(not_your_fault(fault))]), seconds, fault)


def _setup_fault(item: pytest.Item, error: BaseException | None) -> Fault:
    """Why a check never got to ask for anything: at its first line, unless the error knows better."""
    folder = assignment_folder(item.path)
    assert folder is not None  # or its report would be pytest's own
    file, line = item.path.relative_to(folder).as_posix(), (item.location[1] or 0) + 1
    if isinstance(error, pytest.FixtureLookupError):
        return Fault(file, line, f"there is no fixture {error.argname!r}")
    if error is None:
        return Fault(file, line, "the check asks nothing of the student's code")
    return fault_of(error, folder, file, line)


def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Shows our statuses where pytest knows only passed and failed."""
    if isinstance(report, pytest.CollectReport):  # of a file that cannot be imported, perhaps of another project
        return None
    status = dict(report.user_properties).get("status")
    if not isinstance(status, str) or status not in set(Status) or report.passed:
        return None
    return "failed", status[0], status.replace("_", " ").upper()
