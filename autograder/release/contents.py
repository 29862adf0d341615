"""Lists what students and teachers get of an assignment, file by file, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.manifest import MANIFEST, check_names, hidden_checks, public_checks
from autograder.course.markers import regions_of, stub_text
from autograder.course.solutions import solution_of
from autograder.errors import Problem
from autograder.records import Assignment, CheckOptions, Exercise
from autograder.release.lesson import has_lesson, predictions_of, student_notebook, teacher_notebook

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
    if has_lesson(assignment):
        files[assignment.notebook] = student_notebook(assignment)
        files |= {path.name: path.read_bytes() for path in predictions_of(assignment)}
    return files


def teacher_files(assignment: Assignment) -> dict[str, bytes]:
    """What `solutions/` holds: the modules without their markers, and the lesson with its answers, before it ran."""
    files = dict(solution_of(assignment).files)
    if has_lesson(assignment):
        files[assignment.notebook] = teacher_notebook(assignment)
    return files


def _module(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problem(f"{path} is missing; {MANIFEST} lists the module {path.stem!r}.") from None


def _stub(assignment: Assignment, name: str) -> str:
    path = assignment.folder / name
    text = _module(path)
    listed = {stub for exercise in assignment.exercises for stub in exercise.stubs}
    for region in regions_of(text, str(path)):
        if region.function not in listed:
            raise Problem(
                f"{path}, line {region.begin}: the solution region is in {region.function}, "
                "which no exercise lists in its `stubs`."
            )
    return stub_text(text, str(path))


def require_stubs(assignment: Assignment) -> None:
    """Raises `Problem` for a stub without a solution region or listed twice, and for points of a check there is not."""
    texts = {name: _module(assignment.folder / name) for name in assignment.files}
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
    written = check_names([*public_checks(assignment), *hidden_checks(assignment)])
    for exercise in assignment.exercises:
        if unknown := sorted(exercise.checks.keys() - written):
            raise Problem(
                f"{assignment.folder / MANIFEST}: [exercises.{exercise.name}.checks]: no check {unknown[0]!r}."
            )


def _manifest(assignment: Assignment) -> bytes:
    """assignment.toml with the checks that students have, and of the others the sum of their points alone."""
    import tomli_w

    public = check_names(public_checks(assignment))
    limits = msgspec.to_builtins(assignment.limits)
    table: dict[str, Any] = {
        "title": assignment.title,
        "modules": list(assignment.modules),
        "needs": list(assignment.needs),
        "packages": list(assignment.packages),
        "hidden_points": hidden_points(assignment),
        "limits": {name: value for name, value in limits.items() if value is not None},
        "exercises": {exercise.name: _exercise(exercise, public) for exercise in assignment.exercises},
        "questions": {q.name: {"title": q.title, "points": q.points} for q in assignment.questions},
    }
    if not assignment.questions:
        del table["questions"]
    if not table["hidden_points"]:
        del table["hidden_points"]
    if assignment.warm_up:
        table["warm_up"] = assignment.warm_up
    return tomli_w.dumps(table, multiline_strings=True).encode()


def hidden_points(assignment: Assignment) -> float:
    """What the hidden checks are worth together, without extra credit."""
    names = check_names(hidden_checks(assignment))
    owners = {name: exercise for name in names if (exercise := assignment.exercise_of(name))}
    return math.fsum(assignment.points_of(name) for name, exercise in owners.items() if not exercise.extra)


def _exercise(exercise: Exercise, public: set[str]) -> dict[str, Any]:
    table: dict[str, Any] = {
        "title": exercise.title,
        "stubs": list(exercise.stubs),
        "points": exercise.points,
        "hints": list(exercise.hints),
    }
    if exercise.extra:
        table["extra"] = True
    checks = {name: _options(options) for name, options in exercise.checks.items() if name in public}
    return {**table, "checks": checks} if checks else table


def _options(options: CheckOptions) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(options).items() if value is not None}
