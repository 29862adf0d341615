"""What grading a right submission of each assignment costs in processor time, and where it goes.

    python benchmarks/grading_cost.py [ASSIGNMENT...] [--copies 4]

Judged are copies of the solution, one after another as in a class, in the sandbox and with hidden checks. Hidden inputs
differ for each, so the solution is asked anew. Before the first, all is loaded; of the others, the one that took least
is shown. The time is that of processors, of the judge and both workers together, so that little depends on what else
the machine does.

What is measured where:
- the student's functions and the solution's, around the call of a probe, in the worker;
- imports of the student's modules, anew for each answer, and the process for each: its fork, its confinement and its
  end; in the sandbox, whose zygote is given the clock as the assignment's `warm_up`;
- channel: what is left of what an answer takes in judge and worker, as encoding, pipes, and the record of it;
- sandbox: the start of the submission's session, until its modules have been imported once, but for its namespaces,
  which a process makes that nobody can ask for its time;
- checks: what else checks take, as drawing inputs, computing expected values, and comparing;
- pytest: all else in the judge, from one submission to the next.

Printed is a table of shares; a plot is in build/profile.svg.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
import pytest
from matplotlib.figure import Figure
from peers import REPO
from shipped import copies, shipped

from autograder.checks.check_run import CheckRun
from autograder.course.course import Course
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Submission
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
# Behind a probe's source: what it returns comes with how long it took, and this process until then. By the clock of the
# one thread: where processor time is limited, the clock of a process stands still between the scheduler's visits.
TIMED = """

def _timed(function):
    from time import thread_time

    def timed(**given):
        called = thread_time()
        value = function(**given)
        returned = thread_time()
        return [value, returned - called, returned]

    return timed

{name} = _timed({name})
"""
# What the sandbox's worker notes of each answer, in memory that its forks share, and tells behind the answer: what it
# had computed itself when it was asked and when all was over; the fork, when it began to import, had imported, had
# answered and was gone; and all of the session until now.
MOMENTS = struct.Struct("=7d")
BEHIND = b"\0moments\0"  # as JSON is never
IN_THE_ZYGOTE = f"""
import mmap, resource, struct, time
from worker import fresh, serving

noted = mmap.mmap(-1, 4096)

def note(place, seconds=None):
    noted[8 * place : 8 * place + 8] = struct.pack("=d", time.thread_time() if seconds is None else seconds)

def of_forks():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

def noting(function, before, after):
    def run(*given, **more):
        if before is not None:
            note(before)
        result = function(*given, **more)
        note(after)
        return result
    return run

answered = noting(fresh.FreshProcesses._answered, 0, 1)

def with_its_fork(*given, **more):
    before = of_forks()
    result = answered(*given, **more)
    note(5, of_forks() - before)
    return result

fresh.FreshProcesses._answered = with_its_fork
fresh.import_modules = noting(fresh.import_modules, 2, 3)
fresh.framed = noting(fresh.framed, None, 4)
priced = serving.priced

def with_moments(seconds, body):
    note(6, time.thread_time() + of_forks())
    return priced(seconds, body + {BEHIND!r} + noted[:{MOMENTS.size}])

serving.priced = with_moments
"""


class Cost(NamedTuple):
    """What judging one submission took: in all, by part, and for how many calls; whether all checks passed."""

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
        self._moments = (0.0,) * 7
        self._of_session = self._of_solution = 0.0  # until its last answer

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Takes them while it lasts."""
        with contextlib.ExitStack() as patches:
            for owner, name, watched in (
                (session, "unpriced", self._without_moments(session.unpriced)),
                (Session, "observe", self._observed(Session.observe)),
                (Session, "open", self._opened(self._timed("opening", Session.open))),
                (CheckRun, "student", self._timed("asking", CheckRun.student)),
                (CheckRun, "solution", self._timed("asking", CheckRun.solution)),
                (pytest.Function, "runtest", self._timed("in checks", pytest.Function.runtest)),
            ):
                patches.enter_context(patch.object(owner, name, watched))
            yield

    def cost(self, judge: float, right: bool) -> Cost:
        """What a submission took for which the judge has computed so long."""
        spent = self.spent
        parts = {part: spent[part] for part in ("student", "solution", "imports", "processes")}
        answers = spent["asking"] - spent["opening"] + spent["session's answers"] + spent["solution's answers"]
        parts["channel"] = answers - sum(parts.values())
        parts["sandbox"] = spent["opening"] + spent["session's start"]
        parts["checks"] = spent["in checks"] - spent["asking"]
        parts["pytest"] = judge - spent["in checks"]
        return Cost(sum(parts.values()), {part: parts[part] for part in PARTS}, self.calls, right)

    def _timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **more: Any) -> Any:
            start = time.process_time()
            try:
                return function(*given, **more)
            finally:
                self.spent[part] += time.process_time() - start

        return timed

    def _without_moments(self, function: Callable[..., tuple[float, bytes]]) -> Callable[..., tuple[float, bytes]]:
        def unpriced(priced_body: bytes) -> tuple[float, bytes]:
            price, body = function(priced_body)
            body, found, moments = body.partition(BEHIND)
            if found:
                self._moments = MOMENTS.unpack(moments)
            return price, body

        return unpriced

    def _opened(self, function: Callable[[Session], None]) -> Callable[[Session], None]:
        def opened(asked: Session) -> None:
            function(asked)
            if not isinstance(asked, CachedSession):
                self._of_session = self._moments[-1]
                self.spent["session's start"] += self._of_session

        return opened

    def _observed(self, function: Callable[..., Reply]) -> Callable[..., Reply]:
        def observed(asked: Session, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
            timed = probe._replace(source=probe.source + TIMED.format(name=probe.name))
            reply = function(asked, timed, arguments, seconds)
            if not isinstance(reply, Returned):
                return reply
            value, took, so_far = reply.value
            self.calls += 1
            if isinstance(asked, CachedSession):
                self.spent["solution"] += took
                self.spent["solution's answers"] += so_far - self._of_solution
                self._of_solution = so_far
            else:
                self.spent["student"] += took
                self._note_fork()
            return msgspec.structs.replace(reply, value=value)

        return observed

    def _note_fork(self) -> None:
        asked, over, importing, imported, answered, gone, so_far = self._moments
        self.spent["imports"] += imported - importing
        self.spent["processes"] += over - asked + importing + gone - answered
        self.spent["session's answers"] += so_far - self._of_session
        self._of_session = so_far


def cost(assignment: Assignment, count: int) -> Cost:
    """The least of what so many right submissions cost, after one that everything is loaded for."""
    watch, costs = Watch(), []
    judged: list[Judged] = []

    def incoming() -> Iterator[Submission]:
        for student, files in copies(assignment, count + 1).items():
            watch.spent.clear()
            watch.calls = 0
            start = time.process_time()
            yield Submission(student, files)
            seconds, result = time.process_time() - start, judged[-1].result
            costs.append(watch.cost(seconds, result.score == result.max_score))

    watched = msgspec.structs.replace(assignment, warm_up=assignment.warm_up + IN_THE_ZYGOTE)
    with watch.watching():
        judge_submissions(JudgeSettings(watched, b"cost", LAYERS), incoming(), judged.append)
    return min(costs[1:], key=lambda each: each.seconds)


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
    axes.set_xlabel("per cent of the processor time of a right submission")
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
    print("seconds of processor time; calls of probes; milliseconds of a call beside what it computes;")
    print("per cent in the student's and the solution's functions; per cent in each part")
    print(f"{'':<16}{'s':>8}{'calls':>7}{'ms':>8}{'functions':>10}{''.join(f'{part:>10}' for part in PARTS)}")
    for assignment in shipped(Course(REPO), asked.assignments):
        with context.Pool(1) as pool:
            costs[assignment.name] = each = pool.apply(cost, (assignment, asked.copies))
        print(told(assignment.name, each) + ("" if each.right else "  NOT FULL MARKS"), flush=True)
    plot(costs)


if __name__ == "__main__":
    main()
