"""Keeps observations beside results, for instructors alone: a file for each result, which goes when it goes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from autograder.checks.observations import Observations
from autograder.files import sweep, write_atomically
from autograder.records import Result

FOLDER = "observations"


def _file(results: Path, result: Result) -> Path:
    return results / result.assignment / FOLDER / f"{result.student}.json"


def keep_observations(results: Path, result: Result, observations: Observations | None) -> None:
    """Writes what a result was judged by, in place of what the one before was judged by. Raises `Problem`."""
    path = _file(results, result)
    if observations is None:
        with contextlib.suppress(OSError):  # what stays has another key
            path.unlink()
        return
    write_atomically(path, msgspec.json.encode(msgspec.structs.replace(observations, key=result.key)) + b"\n")


def read_observations(results: Path, result: Result) -> Observations | None:
    """What this result was judged by, or None if it was not kept or cannot be read."""
    try:
        found = msgspec.json.decode(_file(results, result).read_bytes(), type=Observations)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None
    return found if found.key == result.key else None


def sweep_observations(folder: Path) -> None:
    """Deletes from a folder of results the observations of those that are gone, and what killed writers left."""
    sweep(folder / FOLDER)
    for path in (folder / FOLDER).glob("*.json"):
        if not (folder / path.name).exists():
            with contextlib.suppress(OSError):
                path.unlink()
