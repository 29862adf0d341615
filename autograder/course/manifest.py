"""Reads assignment.toml files into `Assignment` records."""

from __future__ import annotations

import keyword
import math
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import Problem
from autograder.records import Assignment, Exercise

MANIFEST = "assignment.toml"
MIN_MEMORY_MB = 256


def read_assignment(folder: Path) -> Assignment:
    """The assignment in `folder`.

    Raises `Problem` if assignment.toml is missing, is not TOML, or does not say what it must.
    """
    path = folder / MANIFEST
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem(
            f"{path} is missing. Run this inside an assignment's folder, one that holds {MANIFEST}."
        ) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path} is not valid TOML: {error}.") from None
    try:
        for kind in ("exercises", "questions"):
            tables = msgspec.convert(table.get(kind, {}), dict[str, dict[str, Any]])
            table[kind] = [{**rest, "name": name} for name, rest in tables.items()]
        assignment = msgspec.convert({**table, "folder": folder.resolve()}, Assignment)
    except msgspec.ValidationError as error:
        raise Problem(f"{path}: {error}. See docs/authors/exercises.md for what the file holds.") from None
    _require_sense(assignment, path)
    return assignment


def _require_sense(assignment: Assignment, path: Path) -> None:
    """Raises `Problem` for values that TOML allows and the kit cannot use."""
    for name in (*assignment.modules, *(e.name for e in assignment.exercises), *(q.name for q in assignment.questions)):
        if not name.isidentifier() or keyword.iskeyword(name):
            raise Problem(f"{path}: {name!r} is not a Python name; modules, exercises and questions need one.")
    for module in assignment.modules:
        if module in sys.stdlib_module_names or module in ("numpy", *assignment.packages):
            raise Problem(f"{path}: the module {module!r} would hide a library of the same name; call it otherwise.")
    if not assignment.modules:
        raise Problem(f"{path}: `modules` is empty; list what a student hands in.")
    if assignment.limits.memory_mb < MIN_MEMORY_MB:
        raise Problem(f"{path}: memory_mb is {assignment.limits.memory_mb}; NumPy alone needs {MIN_MEMORY_MB}.")
    _require_amounts(path, "seconds", assignment.limits.seconds)
    if assignment.limits.budget_seconds is not None:
        _require_amounts(path, "budget_seconds", assignment.limits.budget_seconds)
    _require_amounts(path, "hidden_points", assignment.hidden_points, least=0.0)
    for exercise in assignment.exercises:
        _require_sense_of(exercise, assignment, f"{path}, [exercises.{exercise.name}]")
    for question in assignment.questions:
        _require_amounts(f"{path}, [questions.{question.name}]", "points", question.points, least=0.0)


def _require_sense_of(exercise: Exercise, assignment: Assignment, place: str) -> None:
    if not exercise.stubs:
        raise Problem(f"{place}: `stubs` is empty; list the functions that students write.")
    misnamed = [check for check in exercise.checks if assignment.exercise_of(check) != exercise]
    if misnamed:
        raise Problem(f"{place}: `checks` lists {misnamed[0]!r}, whose name does not start with {exercise.name!r}.")
    _require_amounts(place, "points", exercise.points, least=0.0)
    for check, options in exercise.checks.items():
        if options.points is not None:
            _require_amounts(f"{place}, {check}", "points", options.points, least=0.0)
        if options.seconds is not None:
            _require_amounts(f"{place}, {check}", "seconds", options.seconds)


def _require_amounts(place: object, name: str, amount: float, least: float = 0.001) -> None:
    if not least <= amount < math.inf:
        raise Problem(f"{place}: {name} is {amount}; it must be at least {least:g}, and finite.")


def assignment_names(source: Path) -> list[str]:
    """The names of the assignments below the folder `source`, in order."""
    return sorted(path.parent.name for path in source.glob(f"*/{MANIFEST}"))


def assignments_in(source: Path) -> list[Assignment]:
    """Every assignment below the folder `source`, in the order of their names."""
    return [read_assignment(source / name) for name in assignment_names(source)]


def find_assignment(source: Path, name: str) -> Assignment:
    """The assignment called `name` below `source`; an unambiguous beginning (`01`) will do.

    Raises `Problem` that lists what there is.
    """
    names = assignment_names(source)
    fits = [candidate for candidate in names if candidate == name] or [n for n in names if n.startswith(name)]
    if len(fits) == 1:
        return read_assignment(source / fits[0])
    have = ", ".join(names) or "none"
    raise Problem(f"There is no assignment {name!r} in {source}; it has: {have}.")


def public_checks(assignment: Assignment) -> list[Path]:
    """The files of checks that students get."""
    return sorted((assignment.folder / "checks").glob("test_*.py"))


def hidden_checks(assignment: Assignment) -> list[Path]:
    """The files of checks that only the instructor has."""
    return sorted((assignment.folder / "checks" / "hidden").glob("test_*.py"))


def check_names(files: list[Path]) -> set[str]:
    """The names of the checks in some files, without `test_`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"^def test_(\w+)", text, re.MULTILINE))
