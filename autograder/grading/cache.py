"""Keeps results on disk, each with a hash of all that it depends on, so that nothing is judged twice."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.course.manifest import MANIFEST
from autograder.course.packages import provider
from autograder.course.solutions import solutions_needed
from autograder.files import digest, digest_of, files_below, kit_digest, write_atomically
from autograder.grading.log import note_graded
from autograder.grading.pool import JudgeSettings
from autograder.records import Result, Submission


def submission_key(submission: Submission, settings_key: str) -> str:
    """A hash of all that a result depends on: the submission, and what `settings_key` says of the rest."""
    return digest([settings_key, digest_of(submission.files)])


def settings_key(settings: JudgeSettings) -> str:
    """A hash of checks, solutions, limits, secret, layers of the sandbox, the kit's code and versions."""
    assignment = settings.assignment
    own = {name: (assignment.folder / name).read_bytes() for name in (MANIFEST, *assignment.files)}
    checks = files_below(assignment.folder / "checks")
    versions = [importlib.metadata.version(name) for name in ("numpy", *map(provider, assignment.packages))]
    around = [*versions, platform.python_version(), *sorted(settings.layers), kit_digest()]
    files = [digest_of(each) for each in (own, checks, solutions_needed(assignment))]
    traced = [f"{check} needs {' '.join(sorted(names))}" for check, names in sorted((settings.needs or {}).items())]
    budget = str(assignment.budget)
    return digest([*files, settings.secret, budget, msgspec.json.encode(settings.diagnoses), *around, *traced])


def keys_of(settings: JudgeSettings, submissions: Iterable[Submission]) -> dict[str, str]:
    """The key of everyone's result, by student."""
    common = settings_key(settings)
    return {submission.student: submission_key(submission, common) for submission in submissions}


def cached_results(folder: Path, keys: Mapping[str, str]) -> dict[str, Result]:
    """The results in `folder` that still hold, by student, given everyone's key."""
    old = {student: read_result(folder / f"{student}.json") for student in keys}
    return {name: result for name, result in old.items() if result and result.key == keys[name] and not result.ungraded}


def is_graded(settings: JudgeSettings, submission: Submission, results: Path) -> bool:
    """Whether `grade` would take the submission's result from disk."""
    return bool(cached_results(results / settings.assignment.name, keys_of(settings, [submission])))


def read_result(path: Path) -> Result | None:
    """The result in a file, or None if there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.DecodeError):
        return None


def write_result(results: Path, result: Result) -> None:
    """Writes a result to its file below `results`, and notes it in the log. Raises `Problem` if the disk refuses."""
    path = results / result.assignment / f"{result.student}.json"
    old = read_result(path)
    encoded = msgspec.json.format(msgspec.json.encode(result), indent=1)
    write_atomically(path, encoded + b"\n")
    note_graded(results, old, result)
