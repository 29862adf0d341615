"""Looks for mistakes in a student's modules of earlier assignments, which the checks here are built on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.course.manifest import public_checks, read_assignment
from autograder.feedback.causes import probable_causes, read_causes
from autograder.files import digest, digest_of, files_below, kit_digest
from autograder.intake.submitted import read_submission, siblings_needed
from autograder.records import Assignment, Result, Status

KEPT = ".earlier.json"
Judged = Callable[[Assignment, list[Path]], Result]  # by these checks, in the student's folder


class _Looked(msgspec.Struct, frozen=True):
    """What was found in an earlier assignment with this `key`."""

    key: str
    failing: tuple[str, ...]


def faulty_exercises(assignment: Assignment, judged: Judged) -> dict[str, tuple[str, ...]]:
    """By earlier assignment, the exercises of the student's folder that fail a public check there.

    What was found is kept in the folder of `assignment`, so that it takes its time once for each change.
    """
    kept = _kept(assignment.folder / KEPT)
    found: dict[str, _Looked] = {}
    for name in assignment.needs:
        earlier = read_assignment(assignment.folder.parent / name)
        checks = public_checks(earlier)
        if not checks:
            continue
        key = _key(earlier)
        looked = kept.get(name)
        found[name] = (
            looked if looked and looked.key == key else _Looked(key, _failing(earlier, judged(earlier, checks)))
        )
    if found != kept:
        with contextlib.suppress(OSError):  # in a folder that cannot be written to, it takes its time again
            (assignment.folder / KEPT).write_bytes(msgspec.json.encode(found))
    return {name: looked.failing for name, looked in found.items() if looked.failing}


def _failing(earlier: Assignment, result: Result) -> tuple[str, ...]:
    """The exercises with failures, but those that probably fail through another one."""
    carried = probable_causes(result.checks, read_causes(earlier.folder))
    failures = (Status.FAILED, Status.ERROR, Status.TIMEOUT)
    found = (check.exercise for check in result.checks if check.status in failures and check.name not in carried)
    return tuple(dict.fromkeys(found))


def _key(earlier: Assignment) -> str:
    own = digest_of(read_submission("you", earlier.folder, earlier).files)
    return digest(
        [own, digest_of(siblings_needed(earlier)), digest_of(files_below(earlier.folder / "checks")), kit_digest()]
    )


def _kept(path: Path) -> dict[str, _Looked]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, _Looked])
    except (OSError, msgspec.DecodeError):
        return {}
