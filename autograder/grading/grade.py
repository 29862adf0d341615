"""Grades what was collected: submissions on disk enter, a file for each result leaves, and none is judged twice."""

from __future__ import annotations

import importlib.metadata
import platform
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.checks.bench import Submission, read_submission, solutions_needed
from autograder.course.manifest import MANIFEST
from autograder.errors import Problem
from autograder.files import digest, digest_of, files_below, kit_digest, sweep, write_atomically
from autograder.grading.observations import keep_observations, sweep_observations
from autograder.grading.pool import Jury, judge_observed
from autograder.records import Assignment, Result
from autograder.sandbox.bubblewrap import provider
from autograder.sandbox.cgroups import divide, own_group

PRIVATE = ".autograder"
SECRET_BYTES = 32
MAX_NAME_BYTES = 200  # of a folder; most file systems allow 255 for the name of a result or of what is put beside it


def course_secret(root: Path) -> bytes:
    """The secret that hidden inputs are drawn from, made once per course and never tracked by git.

    Raises `Problem` if it cannot be read or written, or is no longer what was written.
    """
    path = root / PRIVATE / "secret"
    if not path.exists():
        sweep(path.parent)
        write_atomically(path, secrets.token_bytes(SECRET_BYTES))
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path}, the course's secret, cannot be read: {error.strerror}.") from None
    if len(secret) != SECRET_BYTES:
        raise Problem(
            f"{path} holds {len(secret)} bytes, not {SECRET_BYTES}: it is damaged. Restore it, or delete it for a new "
            "secret; hidden inputs then change, and everything is graded again."
        )
    return secret


def collected(assignment: Assignment, submitted: Path) -> list[Submission]:
    """Every submission in submitted/<student>/<assignment>/.

    Raises `Problem` if there is none, or one of a name that its result could not have: better before the first is
    judged than in the middle.
    """
    folders = sorted(path for path in submitted.glob(f"*/{assignment.name}") if path.is_dir())
    if not folders:
        raise Problem(
            f"There is nothing to grade: no {submitted}/<student>/{assignment.name}/. "
            f"Collect first: autograder collect {assignment.name} ARCHIVE_OR_DIR"
        )
    names = [folder.parent.name for folder in folders]
    if odd := [ascii(name)[:60] for name in names if not name.isprintable() or len(name.encode()) > MAX_NAME_BYTES]:
        raise Problem(
            f"{submitted} has folders whose names are too long, or hold what cannot be printed: {', '.join(odd[:5])}. "
            "`autograder collect` makes no such names. Rename them; nothing was graded."
        )
    return [read_submission(name, folder, assignment) for name, folder in zip(names, folders, strict=True)]


def key_of(submission: Submission, jury_key: str) -> str:
    """A hash of all that a result depends on: the submission, and what `jury_key_of` says of the rest."""
    return digest([jury_key, submission.digest()])


def jury_key_of(jury: Jury) -> str:
    """A hash of checks, solutions, limits, secret, layers of the sandbox, the kit's code and versions."""
    assignment = jury.assignment
    own = {name: (assignment.folder / name).read_bytes() for name in (MANIFEST, *assignment.files)}
    checks = files_below(assignment.folder / "checks")
    versions = [importlib.metadata.version(name) for name in ("numpy", *map(provider, assignment.packages))]
    settings = [*versions, platform.python_version(), *sorted(jury.layers), kit_digest()]
    files = [digest_of(each) for each in (own, checks, solutions_needed(assignment))]
    return digest([*files, jury.secret, *settings])


def read_result(path: Path) -> Result | None:
    """The result in a file, or None if there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.DecodeError):
        return None


def write_result(results: Path, result: Result) -> None:
    """Writes a result to its file below `results`. Raises `Problem` if the disk refuses."""
    encoded = msgspec.json.format(msgspec.json.encode(result), indent=1)
    write_atomically(results / result.assignment / f"{result.student}.json", encoded + b"\n")


def grade(
    jury: Jury,
    submissions: list[Submission],
    results: Path,
    force: bool = False,
    on_result: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """The result of every submission, in their order; each is on disk before `on_result` hears of it.

    A result with the same key is taken from disk unless `force`. Raises `Problem` if no judging is possible.
    """
    divide(own_group())  # before there are judges, which then start beside the groups of their sandboxes
    sweep(results / jury.assignment.name)
    sweep_observations(results / jury.assignment.name)
    keys = _keys(jury, submissions)
    done = {} if force else _kept(results / jury.assignment.name, keys)
    for old in done.values():
        on_result(old)
    for judged in judge_observed(jury, [each for each in submissions if each.student not in done]):
        student = judged.result.student
        done[student] = msgspec.structs.replace(judged.result, key=keys[student])
        keep_observations(results, done[student], judged.observations)
        write_result(results, done[student])
        on_result(done[student])
    return [done[submission.student] for submission in submissions]


def is_graded(jury: Jury, submission: Submission, results: Path) -> bool:
    """Whether `grade` would take the submission's result from disk."""
    return bool(_kept(results / jury.assignment.name, _keys(jury, [submission])))


def _keys(jury: Jury, submissions: Iterable[Submission]) -> dict[str, str]:
    jury_key = jury_key_of(jury)
    return {submission.student: key_of(submission, jury_key) for submission in submissions}


def _kept(folder: Path, keys: Mapping[str, str]) -> dict[str, Result]:
    """The results in `folder` that are still right, by student, given everyone's key."""
    old = {student: read_result(folder / f"{student}.json") for student in keys}
    return {name: result for name, result in old.items() if result and result.key == keys[name] and not result.ungraded}
