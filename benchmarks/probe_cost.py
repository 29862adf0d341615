"""What a question to a submission costs beside what its code computes: processor time of judge and worker together.

    nice python benchmarks/probe_cost.py [QUESTIONS]

Two workers are asked in turn, so that what else the machine does reaches both: one whose every answer comes from a
fresh process, and one that is trusted and answers all questions itself. Beside them, a process with NumPy loaded is
forked and ends, which is what a fresh process costs at the least.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from autograder.course.course import Course
from autograder.course.solutions import solution_of
from autograder.records import Limits
from autograder.sandbox.layers import PINNED
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Probe
from autograder.sandbox.session import Session, Work

REPO = Path(__file__).parents[1]
PROBE = Probe("probe", "def probe(engine, x):\n    return x", ("engine",), ("x",), float, "")
ROUNDS = 10
BARE = """import gc, os, resource, numpy, numpy.random
gc.collect()
gc.freeze()
def cpu():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)
before = cpu()
for _ in range({count}):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
print((cpu() - before) / {count})
"""


def own_cpu() -> float:
    """Processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_below(pid: int) -> float:
    """Processor seconds of a process and of the children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class Worker:
    """A session with the solution of the first assignment, and what its answers have cost."""

    def __init__(self, fork: bool) -> None:
        assignment = Course(REPO).assignment("01_autograd")
        self.launcher = PlainLauncher()
        work = Work(solution_of(assignment).files, assignment.modules, (), Limits(), fork)
        self.session = Session(self.launcher, work)
        self.session.observe(PROBE, (1.0,), 2.0)
        (self.process,) = self.launcher._running
        self.cost, self.clock = 0.0, 0.0

    def ask(self, count: int) -> None:
        """Asks so many questions."""
        start, before = time.perf_counter(), own_cpu() + cpu_below(self.process.pid)
        for number in range(count):
            self.session.observe(PROBE, (float(number),), 2.0)
        self.cost += own_cpu() + cpu_below(self.process.pid) - before
        self.clock += time.perf_counter() - start

    def close(self) -> None:
        """Ends the worker."""
        self.session.close()
        self.launcher.stop()


def bare_fork(count: int) -> float:
    """Processor seconds of one fork of a process with NumPy loaded."""
    command = [sys.executable, "-c", BARE.format(count=count)]
    said = subprocess.run(command, env={**os.environ, **PINNED}, capture_output=True, text=True, check=True)
    return float(said.stdout)


def main(questions: str = "1000") -> None:
    """Measures, and prints a line for each and two ratios."""
    workers = {"fresh process": Worker(fork=True), "trusted": Worker(fork=False)}
    each = max(1, int(questions) // ROUNDS)
    forks = []
    for _ in range(ROUNDS):
        for worker in workers.values():
            worker.ask(each)
        forks.append(bare_fork(each))
    costs = {name: 1000 * worker.cost / (each * ROUNDS) for name, worker in workers.items()}
    fork = 1000 * sum(forks) / ROUNDS
    for name, worker in workers.items():
        clock = 1000 * worker.clock / (each * ROUNDS)
        print(f"{name:<16}{costs[name]:6.2f} ms of processor, {clock:6.2f} ms by the clock")
        worker.close()
    print(f"{'bare fork':<16}{fork:6.2f} ms of processor")
    fresh, trusted = costs["fresh process"] / fork, costs["trusted"] / fork
    print(f"a fresh process costs {fresh:.2f} bare forks, a trusted answer {trusted:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
