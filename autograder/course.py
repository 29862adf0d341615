"""Reads assignment.toml files: a course's root or an assignment's folder enters, frozen `Assignment` records leave."""

from __future__ import annotations

import keyword
import math
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from autograder.records import Assignment, Problem

MANIFEST = "assignment.toml"


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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path} is not valid TOML: {error}.") from None
    try:
        exercises = msgspec.convert(table.get("exercises", {}), dict[str, dict[str, Any]])
        table["exercises"] = [{**rest, "name": name} for name, rest in exercises.items()]
        assignment = msgspec.convert({**table, "folder": folder.resolve()}, Assignment)
    except msgspec.ValidationError as error:
        raise Problem(f"{path}: {error}. See CONTRIBUTING.md for what the file holds.") from None
    _require_sense(assignment, path)
    return assignment


def _require_sense(assignment: Assignment, path: Path) -> None:
    for module in (*assignment.modules, *(exercise.name for exercise in assignment.exercises)):
        if not module.isidentifier() or keyword.iskeyword(module):
            raise Problem(f"{path}: {module!r} is not a Python name; modules and exercises are named like variables.")
    for exercise in assignment.exercises:
        strangers = [check for check in exercise.checks if assignment.exercise_of(check) != exercise]
        if strangers:
            raise Problem(
                f"{path}: [exercises.{exercise.name}.checks] lists {strangers[0]!r}, whose name does not start "
                f"with {exercise.name!r}."
            )
        for points in (exercise.points, *(options.points or 0.0 for options in exercise.checks.values())):
            if not 0 <= points < math.inf:
                raise Problem(f"{path}: exercise {exercise.name!r} has {points} points; points are 0 or more.")


def assignments_in(source: Path) -> list[Assignment]:
    """Every assignment below the folder `source`, in the order of their names."""
    return [read_assignment(path.parent) for path in sorted(source.glob(f"*/{MANIFEST}"))]


def find_assignment(source: Path, name: str) -> Assignment:
    """The assignment called `name` below `source`; an unambiguous beginning (`01`) will do.

    Raises `Problem` that lists what there is.
    """
    names = [path.parent.name for path in sorted(source.glob(f"*/{MANIFEST}"))]
    fits = [candidate for candidate in names if candidate == name] or [n for n in names if n.startswith(name)]
    if len(fits) == 1:
        return read_assignment(source / fits[0])
    have = ", ".join(names) or "none"
    raise Problem(f"There is no assignment {name!r} in {source}; it has: {have}.")


def find_root(start: Path) -> Path:
    """The course's root: the nearest folder at or above `start` that holds `source/`.

    Raises `Problem` if there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if any(folder.glob(f"source/*/{MANIFEST}")):
            return folder
    raise Problem(
        f"No course here: neither {start.resolve()} nor a folder above it holds source/*/{MANIFEST}. "
        "Change into your course, or pass --course FOLDER."
    )
