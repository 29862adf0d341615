"""What a right submission of each shipped assignment costs, here and where nbgrader itself executes the same checks.

    python benchmarks/shipped.py [ASSIGNMENT...] [--rounds 3] [--count 12]

Both mark the same files, in turn in one run: the solution, in copies that differ by a comment. We do so by
`autograder grade` as it is by default: in the sandbox, with hidden checks, a judge for each processor. nbgrader does by
`nbgrader autograde`, without any of our judging: the student's module lies beside a notebook with a graded cell for
each of our checks, public or hidden, which nbgrader executes in a kernel. Such a cell runs the check's own function on
the inputs that we draw. What the check calls `student` and `solution` calls the probe within the kernel (beside.py), on
the student's module and on the solution's, which nbgrader puts beside it: no call has a process of its own, and nothing
keeps a student's code from the checks. Timed is each command as a whole, its start included, on as many hand-ins as the
other; ours ends with results/, nbgrader's with its gradebook, and either has to give full marks.

Printed are medians in milliseconds per submission, their range, and how many times ours nbgrader's is; a plot is in
build/shipped.svg.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from matplotlib.figure import Figure
from peers import REPO, run

from autograder.course.course import Course
from autograder.course.packages import absent
from autograder.course.solutions import solution_of, solutions_needed
from autograder.files import write_tree
from autograder.records import Assignment

Times = dict[str, dict[str, list[float]]]
OURS, NBGRADERS = "autograder grade", "nbgrader autograde"
CONFTEST = '''"""Lets pytest call the same checks, in its own process."""

import beside
import pytest


@pytest.fixture
def student():
    return beside.student


@pytest.fixture
def solution():
    return beside.solution


@pytest.fixture
def agree():
    return beside.agree


@pytest.fixture
def rng(request):
    return beside.rng(request.function)
'''


def copies(assignment: Assignment, count: int) -> dict[str, dict[str, bytes]]:
    """So many right submissions, by student, each of its own bytes."""
    right = solution_of(assignment).files
    stamp = time.time_ns()
    return {
        f"student_{number:04}": {name: content + b"\n# %d\n" % (stamp + number) for name, content in right.items()}
        for number in range(count)
    }


def check_files(assignment: Assignment) -> list[Path]:
    """The files of checks, public ones first."""
    folder = assignment.folder / "checks"
    return [*sorted(folder.glob("test_*.py")), *sorted(folder.glob("hidden/test_*.py"))]


def needed_beside(assignment: Assignment, secret: bytes) -> dict[str, bytes]:
    """What lies beside a student's modules where checks run without us."""
    needed = solutions_needed(assignment)
    given = {
        "modules": list(assignment.modules),
        "needed": [name.removesuffix(".py") for name in needed],
        "secret": secret.hex(),
    }
    solution = {f"solution/{name}": content for name, content in solution_of(assignment).files.items()}
    own = (REPO / "benchmarks/beside.py").read_bytes()
    return {**needed, **solution, "beside.py": own, "beside.json": json.dumps(given).encode()}


def for_pytest(assignment: Assignment, secret: bytes) -> dict[str, bytes]:
    """A folder in which bare pytest runs the same checks on a right submission."""
    checks = {
        f"{'hidden' if path.parent.name == 'hidden' else 'public'}/{path.name}": path.read_bytes()
        for path in check_files(assignment)
    }
    right = solution_of(assignment).files
    return {**needed_beside(assignment, secret), **right, **checks, "conftest.py": CONFTEST.encode()}


def notebook(assignment: Assignment) -> nbformat.NotebookNode:
    """A notebook with a cell for each file of checks, and a graded one for each check in it."""
    kind = {"schema_version": 3, "locked": True, "solution": False, "grade": False, "task": False}
    cells = [_cell("import numpy as np\nfrom beside import run", {**kind, "grade_id": "beside"})]
    for number, path in enumerate(check_files(assignment)):
        text = path.read_text(encoding="utf-8")
        cells.append(_cell(text, {**kind, "grade_id": f"checks_{number}"}))
        for function in ast.parse(text).body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                graded = {**kind, "grade": True, "points": 1, "grade_id": function.name}
                cells.append(_cell(f"run({function.name})", graded))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(text: str, kind: Mapping[str, object]) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(text, metadata={"nbgrader": dict(kind)})


def our_course(folder: Path) -> bytes:
    """The shipped course, without what anybody handed in; its secret."""
    for name in ("source", "assignments", "solutions"):
        shutil.copytree(REPO / name, folder / name)
    return Course(folder).secret


def nbgraders_course(folder: Path, assignment: Assignment, secret: bytes) -> None:
    """A course of nbgrader's own with this assignment, as it is without us."""
    source = folder / "source" / assignment.name
    write_tree(source, needed_beside(assignment, secret))
    nbformat.write(notebook(assignment), source / f"{assignment.name}.ipynb")
    run("nbgrader", "generate_assignment", assignment.name, folder=folder)
    shutil.copy(folder / "gradebook.db", folder / "empty.db")


def hand_in(folder: Path, assignment: Assignment, submissions: Mapping[str, Mapping[str, bytes]]) -> None:
    """Puts submissions in place of those that were there, and their grades; with the notebook, where there is one."""
    for name in ("submitted", "results", "autograded"):
        shutil.rmtree(folder / name, ignore_errors=True)
    released = folder / f"release/{assignment.name}/{assignment.name}.ipynb"
    for student, files in submissions.items():
        place = folder / "submitted" / student / assignment.name
        write_tree(place, files)
        if released.exists():
            shutil.copy(released, place)
    if released.exists():
        shutil.copy(folder / "empty.db", folder / "gradebook.db")


def our_points(folder: Path, assignment: Assignment) -> list[float]:
    """Which part of the points each submission has in our results."""
    results = [json.loads(path.read_bytes()) for path in (folder / "results" / assignment.name).glob("*.json")]
    return [result["score"] / result["max_score"] for result in results]


def nbgraders_points(folder: Path, assignment: Assignment) -> list[float]:
    """Which part of the points each submission has in nbgrader's gradebook."""
    graded = sum(cell.metadata.nbgrader.grade for cell in notebook(assignment).cells)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as database:
        each = database.execute("select sum(coalesce(auto_score, 0)) from grade group by notebook_id").fetchall()
    return [points / graded for (points,) in each]


def seconds_each(command: tuple[str, ...], folder: Path, count: int) -> float:
    """Seconds by the clock that a command takes for each of so many submissions."""
    start = time.perf_counter()
    run(*command, folder=folder, PYTHONDONTWRITEBYTECODE="")  # as usual: compiled files are kept
    return (time.perf_counter() - start) / count


def measured(course: Path, assignment: Assignment, theirs: Path, count: int) -> tuple[float, float]:
    """Seconds for each of so many right submissions, by `autograder grade` and by `nbgrader autograde`."""
    submissions = copies(assignment, count)
    found = []
    for command, folder, points in (
        (("autograder", "grade", assignment.name), course, our_points),
        (("nbgrader", "autograde", assignment.name, "--create", "--force"), theirs, nbgraders_points),
    ):
        hand_in(folder, assignment, submissions)
        found.append(seconds_each(command, folder, count))
        if points(folder, assignment) != [1.0] * count:
            sys.exit(f"{assignment.name}: `{' '.join(command)}` gives less than full marks to right submissions")
    return found[0], found[1]


def plot(times: Times) -> None:
    """Draws the medians side by side, on an axis of powers of ten."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    for offset, (way, colour) in ((-0.2, (OURS, "#4477aa")), (0.2, (NBGRADERS, "#ee6677"))):
        heights = [1000 * statistics.median(each[way]) for each in times.values()]
        axes.bar([place + offset for place in range(len(times))], heights, 0.4, label=way, color=colour)
    axes.set_xticks(range(len(times)), times, rotation=30, ha="right")
    axes.set_yscale("log")
    axes.set_ylabel("milliseconds per submission (median)")
    axes.legend()
    figure.savefig(REPO / "build/shipped.svg")


def told(name: str, each: Mapping[str, list[float]]) -> str:
    """The line of an assignment."""
    medians = {way: statistics.median(seconds) for way, seconds in each.items()}
    parts = [
        f"{1000 * medians[way]:>9.0f}  {f'({1000 * min(each[way]):.0f} to {1000 * max(each[way]):.0f})':<18}"
        for way in (OURS, NBGRADERS)
    ]
    return f"{name:<16}{''.join(parts)}{medians[NBGRADERS] / medians[OURS]:>7.1f} times"


def main() -> None:
    """Measures, prints a table, and draws it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=12, help="submissions that both mark in a round")
    asked = parser.parse_args()
    (REPO / "build").mkdir(exist_ok=True)
    times: Times = {}
    print(f"{os.cpu_count()} processors, {asked.rounds} rounds of {asked.count}, milliseconds per submission")
    print(f"{'':<16}{OURS:>29}{NBGRADERS:>29}")
    with tempfile.TemporaryDirectory(prefix="shipped-") as scratch:
        ours = Path(scratch) / "ours"
        secret = our_course(ours)
        for assignment in shipped(Course(ours), asked.assignments):
            theirs = Path(scratch) / assignment.name
            nbgraders_course(theirs, assignment, secret)
            measured(ours, assignment, theirs, 1)  # what either does once: ours finds out how long the solution takes
            rounds = [measured(ours, assignment, theirs, asked.count) for _ in range(asked.rounds)]
            times[assignment.name] = dict(zip((OURS, NBGRADERS), map(list, zip(*rounds, strict=True)), strict=True))
            print(told(assignment.name, times[assignment.name]), flush=True)
    (REPO / "build/shipped.json").write_text(json.dumps(times, indent=1))
    plot(times)


def shipped(course: Course, names: list[str]) -> Iterator[Assignment]:
    """The assignments of these names, or all; those whose packages are not installed are told and left out."""
    for assignment in map(course.assignment, names) if names else course.all_assignments():
        if missing := absent(assignment.packages):
            print(f"{assignment.name:<16}  needs {missing[0]}")
        else:
            yield assignment


if __name__ == "__main__":
    main()
