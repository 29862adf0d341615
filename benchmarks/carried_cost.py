"""What it costs to find out where failures come from: CPU of grading with carried failures traced, and without.

    nice python benchmarks/carried_cost.py [assignment ...] [--mistakes 6] [--rounds 3]

The solution and some planted mistakes, evenly chosen, are judged in turn with and without tracing, in one process, so
that what else the machine does reaches both; of the rounds the median counts. Workers are plain processes, whose CPU
can be asked for. Ends with 1 if a correct submission costs over a twentieth more, or failing ones over half more.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from autograder.course.course import Course
from autograder.course.solutions import solution_of
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.grading.settings import judge_settings
from autograder.records import Submission
from autograder.release.proof import planted_submissions

REPO = Path(__file__).parents[1]
MOST_CORRECT, MOST_FAILING = 0.05, 0.5


class Cost(NamedTuple):
    """CPU seconds of a correct submission, and of a failing one on average."""

    correct: float
    failing: float


def cpu() -> float:
    """CPU seconds of this process and of the workers that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def cost(settings: JudgeSettings, correct: Submission, failing: list[Submission]) -> Cost:
    """What they cost, judged one after another; a first one, as the judge has to load what it needs, is left out."""
    measured: list[float] = []
    files = {name: content + b"# first\n" for name, content in correct.files.items()}

    def incoming() -> Iterator[Submission]:
        for submission in (Submission("first", files), correct, *failing):
            before = cpu()
            yield submission
            measured.append(cpu() - before)

    judge_submissions(settings, incoming(), lambda judged: None)
    return Cost(measured[1], statistics.fmean(measured[2:]))


def costs(traced: JudgeSettings, mistakes: int, rounds: int) -> tuple[Cost, Cost]:
    """The costs without and with tracing: the medians of some rounds, of which every other begins with tracing."""
    planted = planted_submissions(traced.assignment)
    failing = planted[:: max(1, len(planted) // mistakes)][:mistakes]
    found: dict[bool, list[Cost]] = {False: [], True: []}
    for number in range(rounds):
        for on in (False, True) if number % 2 == 0 else (True, False):
            settings = traced if on else replace(traced, needs=None)
            found[on].append(cost(settings, solution_of(traced.assignment), failing))
    plain, with_origins = (Cost(*map(statistics.median, zip(*found[on], strict=True))) for on in (False, True))
    return plain, with_origins


def main() -> int:
    """Measures, each assignment in a fresh process, and prints a table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*", default=["01", "03", "05"])
    parser.add_argument("--mistakes", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    dear = False
    print(f"{'assignment':<16}{'correct':>24}{'failing':>30}")
    for name in options.assignments:
        assignment = Course(REPO).assignment(name)
        settings = judge_settings(Course(REPO), assignment, frozenset(), jobs=1)
        with context.Pool(1) as pool:
            plain, traced = pool.apply(costs, (settings, options.mistakes, options.rounds))
        more = Cost(*(after / before - 1 for before, after in zip(plain, traced, strict=True)))
        cells = (f"{b:.2f} -> {a:.2f} s ({m:+.1%})" for b, a, m in zip(plain, traced, more, strict=True))
        print(f"{assignment.name:<16}{''.join(f'{cell:>30}' for cell in cells)}", flush=True)
        dear = dear or more.correct > MOST_CORRECT or more.failing > MOST_FAILING
    return int(dear)


if __name__ == "__main__":
    sys.exit(main())
