"""What grading a right submission of each assignment costs, and where the time goes.

    python benchmarks/grading_cost.py [ASSIGNMENT...] [--copies 4]

The judge, the sandbox and the solution's worker have one processor together, so that seconds by the clock are seconds
of processor time of all of them, those included that are spent on the next thing meanwhile. Of some copies of the
solution in a row, as in a class, the one that took least is shown: what else the machine does can only add. Hidden
inputs differ for each, so the solution is asked anew. Before the first, all is loaded.

What is measured where:
- the student's functions and the solution's, by a clock around the call of a probe, in the worker;
- imports of the student's modules, anew for each answer, and the process for each: its fork, its confinement and its
  end, by a clock in the sandbox, which the zygote is given as the assignment's `warm_up`;
- channel: the rest of what a check waits for, as encoding, pipes, and the record of what was answered;
- sandbox: the start of the submission's session, until its modules have been imported once;
- checks: the rest of what checks take, as drawing inputs, computing expected values, and comparing;
- pytest: all else, from one submission to the next.

Printed is a table of shares; a plot is in build/profile.svg.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
from matplotlib.figure import Figure
from peers import REPO
from shipped import copies, shipped

from autograder.checks.check_run import CheckRun
from autograder.course.course import Course
from autograder.grading.judge import Judged
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Submission, Verdict
from autograder.sandbox import session
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.replies import Probe, Reply, Returned
from autograder.sandbox.session import CachedSession, Session

PARTS = {
    "student": "#4477aa",
    "solution": "#66ccee",
    "imports": "#228833",
    "processes": "#ee6677",
    "channel": "#ccbb44",
    "sandbox": "#aa3377",
    "checks": "#888888",
    "pytest": "#bbbbbb",
}
# Behind a probe's source: what it returns comes with when it was called and when it returned.
TIMED = """

def _timed(function):
    from time import monotonic

    def timed(**given):
        called = monotonic()
        value = function(**given)
        return [value, called, monotonic()]

    return timed

{name} = _timed({name})
"""
# What the sandbox's worker notes of each answer, in memory that its forks share, and tells behind the answer: when it
# was asked, when the fork began to import and ended, when its answer was there, and when all of it was gone.
MOMENTS = struct.Struct("=5d")
BEHIND = b"\0moments\0"  # as JSON is never
IN_THE_ZYGOTE = f"""
import mmap, struct, time
from worker import fresh, serving

noted = mmap.mmap(-1, 4096)

def note(place):
    noted[8 * place : 8 * place + 8] = struct.pack("=d", time.monotonic())

def noting(function, before, after):
    def run(*given, **more):
        note(before)
        result = function(*given, **more)
        note(after)
        return result
    return run

unused = 5
fresh.FreshProcesses._answered = noting(fresh.FreshProcesses._answered, 0, 4)
fresh.import_modules = noting(fresh.import_modules, 1, 2)
fresh.receive = noting(fresh.receive, unused, 3)
priced = serving.priced
serving.priced = lambda seconds, body: priced(seconds, body + {BEHIND!r} + noted[:{MOMENTS.size}])
"""


class Cost(NamedTuple):
    """What judging one submission took: in all, by part, and how many calls its checks made; whether all passed."""

    seconds: float
    parts: Mapping[str, float]
    calls: int
    right: bool

    @property
    def in_functions(self) -> float:
        """Which share of the time was the student's and the solution's functions."""
        return (self.parts["student"] + self.parts["solution"]) / self.seconds

    @property
    def beside_a_call(self) -> float:
        """Seconds that a call took beside what its code computed."""
        return sum(self.parts[part] for part in ("imports", "processes", "channel")) / self.calls


class Watch:
    """Takes the times of what is judged, at its boundaries."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.calls = 0
        self._moments = (0.0,) * 5

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Takes them while it lasts."""
        with contextlib.ExitStack() as patches:
            for owner, name, watched in (
                (session, "unpriced", self._without_moments(session.unpriced)),
                (Session, "observe", self._observed(Session.observe)),
                (Session, "open", self._timed("sandbox", Session.open)),
                (CheckRun, "student", self._timed("waited", CheckRun.student)),
                (CheckRun, "solution", self._timed("waited", CheckRun.solution)),
                (CheckRun, "verdict", self._judged(CheckRun.verdict)),
            ):
                patches.enter_context(patch.object(owner, name, watched))
            yield

    def cost(self, seconds: float, right: bool) -> Cost:
        """What a submission took that was judged in so many seconds."""
        parts = {part: self.spent[part] for part in ("student", "solution", "imports", "processes", "sandbox")}
        parts["channel"] = self.spent["waited"] - sum(parts.values())
        parts["checks"] = self.spent["in checks"] - self.spent["waited"]
        parts["pytest"] = seconds - self.spent["in checks"]
        return Cost(seconds, {part: parts[part] for part in PARTS}, self.calls, right)

    def _timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **more: Any) -> Any:
            start = time.monotonic()
            try:
                return function(*given, **more)
            finally:
                self.spent[part] += time.monotonic() - start

        return timed

    def _judged(self, function: Callable[..., Verdict]) -> Callable[..., Verdict]:
        def judged(run: CheckRun, error: BaseException | None, seconds: float) -> Verdict:
            self.spent["in checks"] += seconds
            return function(run, error, seconds)

        return judged

    def _without_moments(self, function: Callable[..., tuple[float, bytes]]) -> Callable[..., tuple[float, bytes]]:
        def unpriced(priced_body: bytes) -> tuple[float, bytes]:
            price, body = function(priced_body)
            body, found, moments = body.partition(BEHIND)
            if found:
                self._moments = MOMENTS.unpack(moments)
            return price, body

        return unpriced

    def _observed(self, function: Callable[..., Reply]) -> Callable[..., Reply]:
        def observed(asked: Session, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
            timed = probe._replace(source=probe.source + TIMED.format(name=probe.name))
            reply = function(asked, timed, arguments, seconds)
            if not isinstance(reply, Returned):
                return reply
            value, called, returned = reply.value
            self.calls += 1
            self.spent["solution" if isinstance(asked, CachedSession) else "student"] += returned - called
            if not isinstance(asked, CachedSession):
                asked_at, importing, imported, answered, gone = self._moments
                self.spent["imports"] += imported - importing
                self.spent["processes"] += importing - asked_at + gone - answered
            return msgspec.structs.replace(reply, value=value)

        return observed


def cost(assignment: Assignment, count: int) -> Cost:
    """The least of what so many right submissions cost, after one that everything is loaded for."""
    watch, costs = Watch(), []
    judged: list[Judged] = []

    def incoming() -> Iterator[Submission]:
        for student, files in copies(assignment, count + 1).items():
            watch.spent.clear()
            watch.calls = 0
            start = time.monotonic()
            yield Submission(student, files)
            seconds, result = time.monotonic() - start, judged[-1].result
            costs.append(watch.cost(seconds, result.score == result.max_score))

    watched = msgspec.structs.replace(assignment, warm_up=assignment.warm_up + IN_THE_ZYGOTE)
    with watch.watching():
        judge_submissions(JudgeSettings(watched, b"cost", LAYERS), incoming(), judged.append)
    return min(costs[1:], key=lambda each: each.seconds)


def on_one_processor() -> None:
    """Keeps this process, and all that it will start, on one processor."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def plot(costs: Mapping[str, Cost]) -> None:
    """Draws the shares as stacked bars."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    names = list(costs)[::-1]
    left = [0.0] * len(names)
    for part, colour in PARTS.items():
        shares = [100 * costs[name].parts[part] / costs[name].seconds for name in names]
        axes.barh(names, shares, left=left, label=part, color=colour)
        left = [before + share for before, share in zip(left, shares, strict=True)]
    axes.axvline(200 / 3, color="black", linewidth=1, linestyle=":")
    axes.set_xlim(0, 100)
    axes.set_xlabel("per cent of the time of a right submission")
    axes.legend(ncols=len(PARTS) // 2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    figure.savefig(REPO / "build/profile.svg")


def told(name: str, each: Cost) -> str:
    """The line of an assignment."""
    shares = "".join(f"{f'{100 * seconds / each.seconds:.1f}':>10}" for seconds in each.parts.values())
    functions = f"{f'{100 * each.in_functions:.0f} %':>10}"
    return f"{name:<16}{each.seconds:>8.3f}{each.calls:>7}{1000 * each.beside_a_call:>8.2f}{functions}{shares}"


def main() -> None:
    """Measures, each assignment in a fresh process, prints a table, and draws it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--copies", type=int, default=4)
    asked = parser.parse_args()
    (REPO / "build").mkdir(exist_ok=True)
    context = multiprocessing.get_context("spawn")
    costs: dict[str, Cost] = {}
    print("seconds on one processor; calls of probes; milliseconds beside what a call computes;")
    print("share of the student's and the solution's functions; all shares in per cent")
    print(f"{'':<16}{'s':>8}{'calls':>7}{'ms':>8}{'functions':>10}{''.join(f'{part:>10}' for part in PARTS)}")
    for assignment in shipped(Course(REPO), asked.assignments):
        with context.Pool(1, on_one_processor) as pool:
            costs[assignment.name] = each = pool.apply(cost, (assignment, asked.copies))
        print(told(assignment.name, each) + ("" if each.right else "  NOT FULL MARKS"), flush=True)
    plot(costs)


if __name__ == "__main__":
    main()
