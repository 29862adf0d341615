"""What students and teachers get of an assignment: its source folder enters, files by name leave, nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.bench import solution_of
from autograder.course import MANIFEST
from autograder.records import Assignment, CheckOptions, Exercise, Problem
from autograder.regions import regions_of, stub_text

CHECK_CELL = re.compile(r"""^check\(["'](\w+)["']\)$""", re.MULTILINE)
Files = Mapping[str, bytes]


def student_files(assignment: Assignment) -> dict[str, bytes]:
    """What a student gets: stubs, public checks, the lesson as a notebook, and what assignment.toml says to students.

    Raises `Problem` if the stubs and the exercises do not fit together.
    """
    files: dict[str, bytes] = {}
    for name in assignment.files:
        files[name] = _stub(assignment, name).encode()
    for path in public_checks(assignment):
        files[f"checks/{path.name}"] = path.read_bytes()
    files[MANIFEST] = _manifest(assignment)
    lesson = assignment.folder / "lesson.md"
    if lesson.exists():
        files[assignment.notebook] = notebook(lesson.read_text(encoding="utf-8"), assignment)
    return files


def teacher_files(assignment: Assignment) -> dict[str, bytes]:
    """What `solutions/` holds: the modules without their markers."""
    return dict(solution_of(assignment).files)


def public_checks(assignment: Assignment) -> list[Path]:
    """The files of checks that students get."""
    return sorted((assignment.folder / "checks").glob("test_*.py"))


def hidden_checks(assignment: Assignment) -> list[Path]:
    """The files of checks that only the instructor has."""
    return sorted((assignment.folder / "checks" / "hidden").glob("test_*.py"))


def public_names(assignment: Assignment) -> set[str]:
    """The names of the public checks, without `test_`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in public_checks(assignment))
    return set(re.findall(r"^def test_(\w+)", text, re.MULTILINE))


def _stub(assignment: Assignment, name: str) -> str:
    path = assignment.folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problem(f"{path} is missing; {MANIFEST} lists the module {path.stem!r}.") from None
    listed = {stub for exercise in assignment.exercises for stub in exercise.stubs}
    for region in regions_of(text, str(path)):
        if region.function not in listed:
            raise Problem(
                f"{path}, line {region.begin}: the solution region is in {region.function}, "
                "which no exercise lists in its `stubs`."
            )
    return stub_text(text, str(path))


def require_stubs(assignment: Assignment) -> None:
    """Raises `Problem` for an exercise's stub without a solution region, or listed twice."""
    texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.files}
    written = {region.function for name, text in texts.items() for region in regions_of(text, name)}
    owners: dict[str, str] = {}
    for exercise in assignment.exercises:
        for stub in exercise.stubs:
            if stub not in written:
                raise Problem(
                    f"{assignment.folder / MANIFEST}: the stub {stub} of {exercise.name} has no solution region."
                )
            if stub in owners:
                raise Problem(
                    f"{assignment.folder / MANIFEST}: {stub} is a stub of {owners[stub]} and of {exercise.name}."
                )
            owners[stub] = exercise.name


def _manifest(assignment: Assignment) -> bytes:
    """assignment.toml with the checks that students have, and nothing of the others."""
    import tomli_w

    public = public_names(assignment)
    table: dict[str, Any] = {
        "title": assignment.title,
        "modules": list(assignment.modules),
        "needs": list(assignment.needs),
        "packages": list(assignment.packages),
        "limits": msgspec.to_builtins(assignment.limits),
        "exercises": {exercise.name: _exercise(exercise, public) for exercise in assignment.exercises},
    }
    return tomli_w.dumps(table, multiline_strings=True).encode()


def _exercise(exercise: Exercise, public: set[str]) -> dict[str, Any]:
    table: dict[str, Any] = {
        "title": exercise.title,
        "stubs": list(exercise.stubs),
        "points": exercise.points,
        "hints": list(exercise.hints),
    }
    checks = {name: _options(options) for name, options in exercise.checks.items() if name in public}
    return {**table, "checks": checks} if checks else table


def _options(options: CheckOptions) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(options).items() if value is not None}


def notebook(lesson: str, assignment: Assignment) -> bytes:
    """The lesson as a notebook, the same bytes each time; a cell `check("name")` is graded as in nbgrader."""
    import jupytext
    import nbformat

    book = jupytext.reads(lesson, fmt="md")
    book["metadata"] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    asked: set[str] = set()
    for number, cell in enumerate(book.cells):
        found = CHECK_CELL.search(cell.source) if cell.cell_type == "code" else None
        exercise = next((e for e in assignment.exercises if found and e.name == found[1]), None)
        if found and exercise is None:
            raise Problem(f"{assignment.folder / 'lesson.md'}: check({found[1]!r}) names no exercise of {MANIFEST}.")
        if exercise and exercise.name in asked:  # nbgrader knows a cell by its name, and stops at one it has seen
            raise Problem(
                f"{assignment.folder / 'lesson.md'}: two cells hold check({exercise.name!r}); keep one of them."
            )
        asked.update({exercise.name} if exercise else ())
        cell["metadata"] = {"nbgrader": _graded(exercise, assignment)} if exercise else {}
        cell.id = hashlib.sha256(f"{assignment.name}/{number}".encode()).hexdigest()[:8]
    book.nbformat, book.nbformat_minor = 4, 5
    nbformat.validate(book)
    return (json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _graded(exercise: Exercise, assignment: Assignment) -> dict[str, Any]:
    """nbgrader's metadata for a cell whose points the judge gives."""
    public = sorted(name for name in public_names(assignment) if assignment.exercise_of(name) == exercise)
    return {
        "cell_type": "code",
        "grade": True,
        "grade_id": f"check-{exercise.name}",
        "locked": True,
        "points": sum(assignment.points_of(name) for name in public),
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
