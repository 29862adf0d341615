"""What submissions that never answer cost a class: the time of 60 students alone, and with some who stop everything.

    nice python benchmarks/stuck_class.py [ASSIGNMENT] [STUDENTS]

These loop, sleep, doze, compute at import, take a lease, or hand in 201,000 files. Both classes are collected and
graded. Ends in the ratio, and in 1 if it is 2 or more or if any honest result is another for the company it was in.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from attacks.recipes import honest_files
from autograder.course.course import Course
from autograder.course.markers import solution_text
from autograder.course.mutants import read_mistakes, splice
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.grading.settings import judge_settings
from autograder.intake.collect import collect
from autograder.intake.submitted import read_submissions
from autograder.records import Assignment, Exercise, Result, Submission

REPO = Path(__file__).parents[1]
# Of a class of 60; of a smaller one proportionally fewer.
LOOPS, SLEEPERS = 8 / 60, 2 / 60
SECONDS_OF_SLEEP = 10**6
FLOOD = 201_000
# Nearly the second that an import may take.
COMPUTES = """import time
_end = time.process_time() + 0.9
while time.process_time() < _end:
    pass
"""
# As attacks/01_tiny/dozes: a twenty-fifth of the time, which is more than nothing.
DOZES = """import time
_end = time.process_time() + 0.6
while time.process_time() < _end:
    _pause = time.process_time() + 0.003
    while time.process_time() < _pause:
        pass
    time.sleep(0.072)
"""
# As attacks/01_tiny/leases: whoever opens the file outside would wait.
LEASES = """import fcntl
import os
import random


def _lease():
    held = os.open(random.__file__, os.O_RDONLY)
    fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)


try:
    _lease()
except OSError:
    pass
"""

Verdict = tuple[str, str, float]


def honest(assignment: Assignment, count: int) -> list[Submission]:
    """Students with everything right, and with each planted mistake in turn."""
    path = assignment.folder / assignment.files[0]
    perfect = solution_text(path.read_text("utf-8"), str(path))
    texts = [perfect, *(splice(perfect, each.text, each.name) for each in read_mistakes(path.parent / "wrong"))]
    return [
        Submission(f"{at:03}_honest", {path.name: f"{texts[at % len(texts)]}# {at}\n".encode()}) for at in range(count)
    ]


def _stuck(assignment: Assignment, name: str, exercises: list[Exercise], statement: str) -> Submission:
    """Everything right, but for the stubs of some exercises, whose only statement never ends."""
    return Submission(name, honest_files(assignment, [each.name for each in exercises], statement))


def stuck(assignment: Assignment, students: int) -> list[Submission]:
    """Endless loops, the first in the exercise that comes first, those who sleep in all they wrote, and others."""
    exercises = assignment.exercises
    count = round(LOOPS * students)
    loops = [exercises[at * len(exercises) // count] for at in range(count)]
    sleep = f"import time; time.sleep({SECONDS_OF_SLEEP})"
    (perfect,) = honest(assignment, 1)
    (file,) = perfect.files
    return [
        Submission("leases", {file: perfect.files[file] + LEASES.encode()}),
        Submission("computes", {file: perfect.files[file] + COMPUTES.encode()}),
        Submission("dozes", {file: perfect.files[file] + DOZES.encode()}),
        *(_stuck(assignment, f"loops{at}", [each], "while True: pass") for at, each in enumerate(loops)),
        *(_stuck(assignment, f"sleeps{at}", list(exercises), sleep) for at in range(round(SLEEPERS * students))),
    ]


def scattered(never: Iterable[Submission], students: int) -> list[Submission]:
    """The same with names that sort evenly among those of `students` honest ones, as names do in a class."""
    every = max(1, students // len(list(never)))
    return [
        Submission(f"{min(at * every, students - 1):03}_{each.student}", each.files) for at, each in enumerate(never)
    ]


def export(path: Path, submissions: Iterable[Submission], flood: int = 0) -> Path:
    """The class as a platform packs it, by name, with so many files by one student more in the middle."""
    packed = [(f"{each.student}/{name}", content) for each in submissions for name, content in each.files.items()]
    packed.sort()
    middle = len(packed) // 2
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in packed[:middle]:
            archive.writestr(name, content)
        for number in range(flood):
            archive.writestr(f"floods/files/{number}.txt", b"")
        for name, content in packed[middle:]:
            archive.writestr(name, content)
    return path


def graded(settings: JudgeSettings, exported: Path, submitted: Path) -> tuple[float, dict[str, list[Verdict]]]:
    """The seconds that collecting and grading take, and everyone's verdicts."""
    start = time.monotonic()
    collect(settings.assignment, exported, submitted)
    submissions = read_submissions(settings.assignment, submitted)
    lasted: dict[str, float] = {}
    results: dict[str, list[Verdict]] = {}
    for result in judge_all(settings, submissions):
        results[result.student] = _verdicts(result)
        lasted[result.student] = sum(check.seconds for check in result.checks)
    longest = sorted(lasted.items(), key=lambda item: -item[1])[:12]
    print("  " + ", ".join(f"{student} {seconds:.1f} s" for student, seconds in longest))
    return time.monotonic() - start, results


def _verdicts(result: Result) -> list[Verdict]:
    """Without the messages: a planted mistake may draw numbers of its own, which are other ones each time."""
    return [(check.name, check.status.value, check.points) for check in result.checks]


def main(name: str = "01_autograd", students: str = "60") -> int:
    """Grades both classes and prints what they took."""
    assignment = Course(REPO).assignment(name)
    settings = msgspec.structs.replace(judge_settings(Course(REPO), assignment, jobs=2), secret=b"stuck")
    print(f"{name}: a submission may compute for {settings.assignment.budget:g} s")
    class_of, never = honest(assignment, int(students)), stuck(assignment, int(students))
    among = [*class_of, *scattered(never, len(class_of))]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        alone, before = graded(settings, export(place / "alone.zip", class_of), place / "alone")
        beside, after = graded(settings, export(place / "beside.zip", among, FLOOD), place / "beside")
    changed = [student for student, result in before.items() if result != after[student]]
    print(f"{name}: {len(before)} students {alone:.0f} s, with {len(never)} who stop and a flood {beside:.0f} s")
    print(f"ratio {beside / alone:.2f}, honest results changed: {', '.join(changed) or 'none'}")
    return int(beside >= 2 * alone or bool(changed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
