"""What grading costs: the CPU of judging a perfect submission of every assignment, all its processes counted.

Each is the second in a row, as in a class: the judge has pytest and scikit-learn loaded, but the solution is asked
anew, because hidden inputs depend on the submission. The workers are plain processes, because the CPU of those in a PID
namespace cannot be asked for from outside; so the start of a process is counted, which the zygote saves.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from pathlib import Path

from autograder.course.course import Course
from autograder.course.packages import absent
from autograder.course.solutions import solution_of
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Result, Submission

REPO = Path(__file__).parents[1]


def cpu(who: int) -> float:
    """CPU seconds of this process, or of the children it has waited for."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def cost(assignment: Assignment) -> tuple[float, float, float, float]:
    """The score, the most there is, and the CPU seconds of the judge and of the workers."""
    measured: list[tuple[float, float]] = []
    results: list[Result] = []
    perfect = solution_of(assignment)
    again = Submission("again", {name: content + b"# again\n" for name, content in perfect.files.items()})

    def incoming() -> Iterator[Submission]:
        for submission in (perfect, again):
            before = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
            yield submission
            after = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
            measured.append((after[0] - before[0], after[1] - before[1]))

    settings = JudgeSettings(assignment, b"cost", frozenset())
    judge_submissions(settings, incoming(), lambda judged: results.append(judged.result))
    return results[-1].score, results[-1].max_score, *measured[-1]


def main() -> None:
    """Measures, each assignment in a fresh process, and prints a table."""
    context = multiprocessing.get_context("spawn")
    total = 0.0
    print(f"{'assignment':<16}{'score':>10}{'judge':>10}{'workers':>10}")
    for assignment in Course(REPO).all_assignments():
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
