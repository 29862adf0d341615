"""Judges right answers, in every style that there is, for many drawn secrets: no verdict hangs on luck.

    python tests/robustness/drawn.py 01_autograd --draws 1000

The styles are the files in tests/styles/<assignment>/, each put behind the solution. Exits with 1 if a point is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from autograder.checks.bench import Bench
from autograder.course.manifest import find_assignment, hidden_checks, public_checks
from autograder.course.solutions import solution_of, solutions_needed
from autograder.grading.judge import Judged, judge_each
from autograder.records import Assignment, Submission
from autograder.sandbox.plain import PlainLauncher

REPO = Path(__file__).resolve().parents[2]
STYLES = REPO / "tests" / "styles"


class DrawnBench(Bench):
    """A bench that draws anew for each submission, by its name, and otherwise trusts it, which is faster."""

    def seed(self, check: str) -> int:
        """A number that depends on the submission's name and the check."""
        return int.from_bytes(hashlib.sha256(f"{self.submission.student} {check}".encode()).digest()[:16], "big")


def answers(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """The files of the solution, and of the solution with each style put behind it."""
    files = dict(solution_of(assignment).files)
    found = {"solution": files}
    for path in sorted((STYLES / assignment.name).glob("*.py")):
        name = assignment.files[0]
        found[path.stem] = {**files, name: files[name] + b"\n\n" + path.read_bytes()}
    return found


def lost(assignment: Assignment, draws: int) -> list[str]:
    """What right answers lose, of so many draws each."""
    found: list[str] = []

    def note(judged: Judged) -> None:
        result = judged.result
        found.extend(f"{result.student}: {c.name}: {c.message}" for c in result.checks if c.points < c.max_points)

    right = answers(assignment)
    incoming = [Submission(f"{who}, draw {draw}", files) for draw in range(draws) for who, files in right.items()]
    needed = solutions_needed(assignment)
    bench = DrawnBench(assignment, PlainLauncher(), needed, PlainLauncher(), b"secret", trusted=True)
    try:
        judge_each(bench, [*public_checks(assignment), *hidden_checks(assignment)], incoming, note)
    finally:
        bench.close()
    return found


def main() -> int:
    """Prints what was lost, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="+")
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    faults = 0
    for name in options.assignments:
        assignment = find_assignment(REPO / "source", name)
        found = lost(assignment, options.draws)
        faults += len(found)
        print(*found[:20], sep="\n")
        print(f"{assignment.name}: {len(answers(assignment))} right answers, {options.draws} draws: lost {len(found)}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
