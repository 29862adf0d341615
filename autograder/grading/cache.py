"""Keeps results on disk, each with a hash of all that it depends on, so that nothing is judged twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.grading.keys import keys_of
from autograder.grading.log import HandIn, note_graded
from autograder.grading.pool import JudgeSettings
from autograder.records import Result, Submission


def cached_results(folder: Path, keys: Mapping[str, str]) -> Iterator[Result]:
    """The results in `folder` that still hold, one after another, given everyone's key."""
    for student, key in keys.items():
        result = read_result(folder / f"{student}.json")
        if result and result.key == key and not result.ungraded:
            yield result


def is_graded(settings: JudgeSettings, submission: Submission, results: Path) -> bool:
    """Whether `grade` would take the submission's result from disk."""
    return any(cached_results(results / settings.assignment.name, keys_of(settings, [submission])))


def read_result(path: Path) -> Result | None:
    """The result in a file, or None if there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.DecodeError):
        return None


def encoded_result(result: Result) -> bytes:
    """A result as it stands in its file."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def write_result(results: Path, result: Result, hand_in: HandIn | None = None, note: bool = True) -> None:
    """Writes a result to its file below `results`, and notes in the log that it is of this `hand_in`.

    Not where it may not be the one that counts. Raises `Problem` if the disk refuses.
    """
    path = results / result.assignment / f"{result.student}.json"
    old = read_result(path)
    write_atomically(path, encoded_result(result))
    if note:
        note_graded(results, old, result, hand_in)
