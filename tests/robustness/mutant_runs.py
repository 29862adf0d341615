"""Runs tests in forks of a process that has the libraries loaded: once to see what each touches, then by mutant.

It is started by mutants.py inside bubblewrap, where only the copy of the tree can be written and there are no other
processes, so that a mutant without its guard can harm nothing. Requests and answers are lines of JSON.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import coverage
import pytest

# What tests import anyway. Nothing of the product, which every fork loads anew, with its mutant.
LIBRARIES = (
    "numpy",
    "msgspec",
    "hypothesis",
    "rich.console",
    "typer",
    "nbformat",
    "nbgrader.api",
    "jinja2",
    "jupytext",
)
MEMORY = 8 * 2**30
# Only the product's plugin: of the others, loading takes longer than most tests.
PYTEST = (
    *("-q", "--tb=no", "-m", "not slow", "--continue-on-collection-errors", "-p", "autograder.checks.plugin"),
    *(word for plugin in ("cacheprovider", "faulthandler", "unraisableexception") for word in ("-p", f"no:{plugin}")),
)
# Says that no processes of others are in sight, so that all may be ended.
HELD = "held"


class Watch:
    """Notes the first test that fails, how long each takes, and which lines it touches."""

    def __init__(self, lines: coverage.Coverage | None = None, chosen: Sequence[str] = ()) -> None:
        self.lines = lines
        self.place = {test: i for i, test in enumerate(chosen)}
        self.failed: list[str] = []
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only those that were chosen, in that order."""
        if self.place:
            items[:] = sorted((i for i in items if i.nodeid in self.place), key=lambda each: self.place[each.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Whatever runs for a test, its fixtures too, is recorded under its name."""
        if self.lines is not None:
            self.lines.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that was skipped proves nothing and is not asked again."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if not report.passed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read notices too."""
        if report.failed:
            self.failed.append(report.nodeid)


def mapped(files: Sequence[str], base: str) -> dict[str, Any]:
    """Each test's seconds, and the tests that touch each line of the product; without those that do not pass."""
    lines = coverage.Coverage(
        config_file=False, data_file=f"{base}.coverage", data_suffix=True, source=["autograder"], branch=False
    )
    lines.set_option("run:patch", ["_exit"])
    lines.set_option("run:sigterm", False)
    watch = Watch(lines)
    lines.start()
    pytest.main([*PYTEST, f"--basetemp={base}", *files], plugins=[watch])
    lines.switch_context("")
    lines.stop()
    lines.save()
    lines.combine([str(Path(base).parent)])
    touched: dict[str, dict[str, list[str]]] = {}
    for path in lines.get_data().measured_files():
        by_line = lines.get_data().contexts_by_lineno(path)
        touched[os.path.relpath(path)] = {
            str(line): sorted(tests) for line, named in by_line.items() if (tests := {*named} - {""} - {*watch.failed})
        }
    passed = {test: seconds for test, seconds in watch.seconds.items() if test not in watch.failed}
    return {"seconds": passed, "touched": touched, "failed": sorted(set(watch.failed))}


def noticed(tests: Sequence[str], base: str) -> dict[str, Any]:
    """The first of these tests that fails, or ''; collecting them may fail as well."""
    watch = Watch(chosen=tests)
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    code = pytest.main([*PYTEST, "-x", f"--basetemp={base}", *files], plugins=[watch])
    fine = code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return {"noticed": watch.failed[0] if watch.failed else "" if fine else "pytest itself"}


def asked(request: dict[str, Any], base: str) -> dict[str, Any]:
    """What a fork does with a request."""
    return mapped(request["map"], base) if "map" in request else noticed(request["tests"], base)


def in_fork(request: dict[str, Any], base: str) -> dict[str, Any]:
    """A request answered by a process that is ended with all that it started."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(quiet, number)
        answer: dict[str, Any] = {"noticed": "the process ended"}
        mine = os.getpid()
        with contextlib.suppress(BaseException):
            answer = asked(request, base)
        if os.getpid() == mine:  # a mutant may let a fork of it go on with the tests
            with os.fdopen(writing, "w") as pipe:
                json.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    try:
        text = read_until(reading, time.monotonic() + request["seconds"])
    finally:
        os.close(reading)
        end(child)
    if text is None:
        return {"noticed": "the time limit"}
    return json.loads(text) if text else {"noticed": "the process ended"}


def read_until(pipe: int, deadline: float) -> str | None:
    """All that comes through a pipe, or None if that takes longer."""
    parts = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            part = os.read(pipe, 2**20)
            if not part:
                return b"".join(parts).decode()
            parts.append(part)
    return None


def end(child: int) -> None:
    """Ends a fork and all processes that it left: where no others are in sight, every process."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    if HELD in sys.argv:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def with_mutant(request: dict[str, Any], base: str) -> dict[str, Any]:
    """A request answered while one file has another text, without bytecode that could hide it."""
    if "file" not in request:
        return in_fork(request, base)
    path = Path(request["file"])
    whole = path.read_bytes()
    stale: Iterable[Path] = (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc")
    for each in stale:
        each.unlink()
    path.write_text(request["text"], encoding="utf-8")
    try:
        return in_fork(request, base)
    finally:
        path.write_bytes(whole)
        shutil.rmtree(base, ignore_errors=True)


def serve(requests: IO[str], answers: IO[str], base: str) -> None:
    """Answers until nobody asks any more."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.collect()
    gc.freeze()  # or each fork copies what it only counts
    for count, line in enumerate(requests):
        request = json.loads(line)
        sys.dont_write_bytecode = "map" not in request
        json.dump(with_mutant(request, f"{base}/{count}"), answers)
        answers.write("\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout, sys.argv[1])
