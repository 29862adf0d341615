"""Grades what was collected: submissions on disk enter, a file for each result leaves, and none is judged twice."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.batch import Jury, judge_pile
from autograder.bench import Submission, read_submission, solutions_needed
from autograder.bwrap import provider
from autograder.records import Assignment, Problem, Result

PRIVATE = ".autograder"


def course_secret(root: Path) -> bytes:
    """The secret that hidden inputs are drawn from, made once per course and never tracked by git."""
    path = root / PRIVATE / "secret"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, secrets.token_bytes(32))
        path.chmod(0o600)
    return path.read_bytes()


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all. Raises `Problem` if the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise Problem(f"{path} could not be written: {error.strerror}. Results written before are intact.") from None


def collected(assignment: Assignment, submitted: Path) -> list[Submission]:
    """Every submission in submitted/<student>/<assignment>/. Raises `Problem` if there is none."""
    folders = sorted(path for path in submitted.glob(f"*/{assignment.name}") if path.is_dir())
    if not folders:
        raise Problem(
            f"There is nothing to grade: no {submitted}/<student>/{assignment.name}/. "
            f"Collect first: autograder collect {assignment.name} ARCHIVE_OR_DIR"
        )
    return [read_submission(folder.parent.name, folder, assignment) for folder in folders]


def key_of(submission: Submission, jury: Jury) -> str:
    """A hash of all that a result depends on: submission, checks, solutions, limits, secret, sandbox and versions."""
    assignment = jury.assignment
    hashed = hashlib.sha256(submission.digest())
    own = [assignment.folder / "assignment.toml", *sorted((assignment.folder / "checks").rglob("*.py"))]
    own += [assignment.folder / name for name in assignment.files]
    contents = [path.read_bytes() for path in own] + list(solutions_needed(assignment).values())
    versions = [
        importlib.metadata.version(name) for name in ("chainrule", "numpy", *map(provider, assignment.packages))
    ]
    settings = [*versions, platform.python_version(), *sorted(jury.layers)]
    for part in (*contents, jury.secret, *(text.encode() for text in settings)):
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()


def read_result(path: Path) -> Result | None:
    """The result in a file, or None if there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.DecodeError):
        return None


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
    keys = {submission.student: key_of(submission, jury) for submission in submissions}
    paths = {student: results / jury.assignment.name / f"{student}.json" for student in keys}
    done: dict[str, Result] = {}
    for student, key in keys.items():
        old = None if force else read_result(paths[student])
        if old is not None and old.key == key and not old.ungraded:
            done[student] = old
            on_result(old)
    for result in judge_pile(jury, [each for each in submissions if each.student not in done]):
        done[result.student] = msgspec.structs.replace(result, key=keys[result.student])
        encoded = msgspec.json.format(msgspec.json.encode(done[result.student]), indent=1)
        write_atomically(paths[result.student], encoded + b"\n")
        on_result(done[result.student])
    return [done[submission.student] for submission in submissions]
