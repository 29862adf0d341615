"""What grading costs: the CPU of judging a perfect submission of every assignment, all its processes counted.

The workers are plain processes, because the CPU of those in a PID namespace cannot be asked for from outside; their
start, which `grade` pays once for a whole class, is counted too.
"""

from __future__ import annotations

import multiprocessing
import resource
from pathlib import Path

from autograder.bench import Bench, solution_of, solutions_needed
from autograder.bwrap import absent
from autograder.course import assignments_in
from autograder.judge import judge_here
from autograder.records import Assignment
from autograder.sandbox import PlainLauncher

REPO = Path(__file__).parents[1]


def cpu(who: int) -> float:
    """CPU seconds of this process, or of the children it has waited for."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def cost(assignment: Assignment) -> tuple[float, float, float, float]:
    """The score, the most there is, and the CPU seconds of the judge and of the workers."""
    bench = Bench(assignment, PlainLauncher(), solutions_needed(assignment), PlainLauncher(), b"cost")
    before = cpu(resource.RUSAGE_SELF)
    (result,) = judge_here(bench, [assignment.folder / "checks"], [solution_of(assignment)])
    return result.score, result.max_score, cpu(resource.RUSAGE_SELF) - before, cpu(resource.RUSAGE_CHILDREN)


def main() -> None:
    """Measures, each assignment in a fresh process, and prints a table."""
    context = multiprocessing.get_context("spawn")
    total = 0.0
    print(f"{'assignment':<16}{'score':>10}{'judge':>10}{'workers':>10}")
    for assignment in assignments_in(REPO / "source"):
        if missing := absent(assignment.packages):
            print(f"{assignment.name:<16}  needs {missing[0]}")
            continue
        with context.Pool(1) as pool:
            score, best, judge, workers = pool.apply(cost, (assignment,))
        print(f"{assignment.name:<16}{f'{score:g}/{best:g}':>10}{judge:>8.2f} s{workers:>8.2f} s")
        total += 0.0 if assignment.packages else judge + workers
    print(f"CPU of the assignments that need no extra package: {total:.2f} s")


if __name__ == "__main__":
    main()
