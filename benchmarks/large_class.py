"""What the roster, the report on a class and the exports of its grades cost, for as many students as you name.

    python benchmarks/large_class.py [STUDENTS]

The results are those of the sample class, over and over under other names, handed in on Gradescope; the roster is
Canvas's, then told more by Gradescope's, and one student in ten is in neither under that name. Prints the seconds and
the memory of each command, and the size of what it writes; ends in 1 if one takes 10 s of processor time or 400 MB for
10,000 students.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.grading.cache import read_result
from autograder.platforms.cells import table
from autograder.records import Receipt

REPO = Path(__file__).parents[1]
ASSIGNMENT = "03_classifier"
# With the status that each ends in: one of the sample class waits for a person, and exports name them.
COMMANDS = {
    "roster import, the first": (["roster", "import", "canvas.csv"], 0),
    "roster import, into it": (["roster", "import", "gradescope.csv"], 0),
    "roster missing": (["roster", "missing", ASSIGNMENT, "--json"], 0),
    "report": (["report", ASSIGNMENT], 0),
    "export, csv": (["export", ASSIGNMENT, "--format", "csv", "--output", "grades.csv"], 1),
    "export, canvas": (["export", ASSIGNMENT, "--format", "canvas", "--output", "canvas-grades.csv"], 1),
}
UNKNOWN = 10  # one in so many
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400.0


def autograder(course: Path, *command: str, status: int = 0) -> tuple[float, float]:
    """The processor seconds and the megabytes that a command of the kit takes in a course."""
    words, place = [sys.executable, "-m", "autograder", *command], course / "said.txt"
    with place.open("w") as said, subprocess.Popen(words, cwd=course, stdout=said, stderr=said) as process:
        _, ended, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(ended)
    if process.returncode != status:
        sys.exit(f"autograder {' '.join(command)} ended with {process.returncode}:\n{place.read_text()}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def names() -> Iterator[tuple[str, str]]:
    """First and last names that nobody shares."""
    chance, given = random.Random(0), set()
    syllables = [f"{one}{two}" for one in "bdfgklmnprstv" for two in "aeiou"]
    while True:
        name = tuple("".join(chance.choices(syllables, k=chance.randint(2, 4))).title() for _ in range(2))
        if name not in given:
            given.add(name)
            yield name


def course_of(students: int, root: Path) -> None:
    """Makes a course in which so many students have handed in and have a result."""
    for part in ("source", "assignments", "solutions"):
        (root / part).symlink_to(REPO / part)
    autograder(root, "collect", ASSIGNMENT, str(REPO / "examples/class.zip"))
    autograder(root, "grade", ASSIGNMENT)
    folder = root / "results" / ASSIGNMENT
    results = [read_result(path) for path in sorted(folder.glob("*.json"))]
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
    gradescope = [["First Name", "Last Name", "SID", "Email", "Role"]]
    made = zip(range(students), names(), itertools.cycle(filter(None, results)), strict=False)
    for number, (first, last), result in made:
        email, sid = f"{first}.{last}{number}@uni.edu".lower(), f"S{number}"
        canvas.append([f"{last}, {first}", str(number + 1), sid, email, "1"])
        gradescope.append([first, last, sid, email, "Student"])
        if number % UNKNOWN == 0:
            last, email, sid = f"{last}x", f"{number}@mail.com", f"T{number}"
        student = f"{first}_{last}"
        signs = (("sid", sid), ("email", email), ("name", f"{first} {last}"))
        receipt = Receipt(student, ASSIGNMENT, "pile", (), (), (), ("gradescope", email), signs=signs)
        place = root / "submitted" / student / ASSIGNMENT
        shutil.copytree(root / "submitted" / result.student / ASSIGNMENT, place)
        (place / "receipt.json").write_bytes(msgspec.json.encode(receipt))
        (folder / f"{student}.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(result, student=student)))
    for name, rows in (("canvas", canvas), ("gradescope", gradescope)):
        (root / f"{name}.csv").write_text(table(rows), newline="")


def main(students: str = "10000") -> int:
    """Prints what each command costs."""
    too_much = False
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        course_of(int(students), course)
        for name, (command, status) in COMMANDS.items():
            seconds, megabytes = autograder(course, *command, status=status)
            too_much |= seconds >= MOST_SECONDS or megabytes >= MOST_MEGABYTES
            print(f"{name}: {students} students, {seconds:.1f} s of processor time, {megabytes:.0f} MB", flush=True)
        page = course / "report" / f"{ASSIGNMENT}.html"
        print(f"the report's page: {page.stat().st_size / 1e6:.1f} MB")
    return int(too_much)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
