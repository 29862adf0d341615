"""What the report on a class and the exports of its grades cost, for as many students as you name.

    python benchmarks/large_class.py [STUDENTS]

The results are those of the sample class, over and over under other names. Prints the seconds and the memory of each
command, and the size of what it writes; ends in 1 if one takes 10 s of processor time or 400 MB for 10,000 students.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from autograder.grading.cache import read_result

REPO = Path(__file__).parents[1]
ASSIGNMENT = "03_classifier"
COMMANDS = {
    "report": ["report", ASSIGNMENT],
    "export, csv": ["export", ASSIGNMENT, "--format", "csv", "--output", "grades.csv"],
}
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400.0


def autograder(course: Path, *command: str) -> tuple[float, float]:
    """The processor seconds and the megabytes that a command of the kit takes in a course."""
    with subprocess.Popen([sys.executable, "-m", "autograder", *command], cwd=course) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"autograder {' '.join(command)} ended with {process.returncode}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def course_of(students: int, root: Path) -> None:
    """Makes a course in which so many students have handed in and have a result."""
    for part in ("source", "assignments", "solutions"):
        (root / part).symlink_to(REPO / part)
    autograder(root, "collect", ASSIGNMENT, str(REPO / "examples/class.zip"))
    autograder(root, "grade", ASSIGNMENT)
    folder = root / "results" / ASSIGNMENT
    results = [read_result(path) for path in sorted(folder.glob("*.json"))]
    for number, result in zip(range(students), itertools.cycle(filter(None, results)), strict=False):
        name = f"student{number:06}"
        encoded = msgspec.json.encode(msgspec.structs.replace(result, student=name))
        (folder / f"{name}.json").write_bytes(encoded)


def main(students: str = "10000") -> int:
    """Prints what each command costs."""
    too_much = False
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        course_of(int(students), course)
        for name, command in COMMANDS.items():
            seconds, megabytes = autograder(course, *command)
            too_much |= seconds >= MOST_SECONDS or megabytes >= MOST_MEGABYTES
            print(f"{name}: {students} students, {seconds:.1f} s of processor time, {megabytes:.0f} MB", flush=True)
        page = course / "report" / f"{ASSIGNMENT}.html"
        print(f"the report's page: {page.stat().st_size / 1e6:.1f} MB")
    return int(too_much)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
