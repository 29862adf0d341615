"""Hashes what a result depends on: what its code ran with, each of its checks, and all of it together.

As long as the run's key is the same, what the submission's code answered still holds; a check's key tells which of them
have changed. Points are in no key, as no run depends on them: they are counted anew each time.
"""

from __future__ import annotations

import ast
import importlib.metadata
import io
import platform
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from tokenize import COMMENT

import msgspec

from autograder.course.packages import provider
from autograder.course.solutions import solutions_needed
from autograder.files import digest, digest_of, files_below, kit_digest
from autograder.grading.pool import JudgeSettings
from autograder.records import Assignment, Submission

LENGTH = 12


def run_settings_key(settings: JudgeSettings) -> str:
    """A hash of what any submission is run with: earlier solutions, secret, sandbox, the kit's code and versions."""
    assignment = settings.assignment
    versions = [importlib.metadata.version(name) for name in ("numpy", *map(provider, assignment.packages))]
    around = [*versions, platform.python_version(), *sorted(settings.layers), kit_digest()]
    return digest([digest_of(solutions_needed(assignment)), settings.secret, *_shape(assignment), *around])


def run_key(submission: Submission, run_settings: str) -> str:
    """A hash of a submission's files, and what `run_settings_key` says of the rest."""
    return digest([run_settings, digest_of(submission.files)])


def settings_key(settings: JudgeSettings) -> str:
    """A hash of all that results depend on beside the submissions, but for points: checks and solution too."""
    assignment = settings.assignment
    traced = [f"{check} needs {' '.join(sorted(names))}" for check, names in sorted((settings.needs or {}).items())]
    judged = [run_settings_key(settings), judged_key(assignment), *traced]
    return digest([*judged, msgspec.json.encode(settings.diagnoses).decode()])


def submission_key(submission: Submission, settings_key: str) -> str:
    """A hash of all that a result depends on: the submission, and what `settings_key` says of the rest."""
    return digest([settings_key, digest_of(submission.files)])


def keys_of(settings: JudgeSettings, submissions: Iterable[Submission]) -> dict[str, str]:
    """The key of everyone's result, by student."""
    common = settings_key(settings)
    return {submission.student: submission_key(submission, common) for submission in submissions}


def judged_key(assignment: Assignment) -> str:
    """A hash of what an assignment judges by: its checks, its solution, and of its manifest what is no mere word."""
    files = {name: (assignment.folder / name).read_bytes() for name in assignment.files}
    checks = files_below(assignment.folder / "checks")
    limits = [str(assignment.limits.seconds), str(assignment.limits.budget_seconds)]
    own = [f"{name} {options.seconds}" for e in assignment.exercises for name, options in sorted(e.checks.items())]
    return digest([digest_of(files), digest_of(checks), *_shape(assignment), *limits, *own])


def _shape(assignment: Assignment) -> Iterator[str]:
    """What is asked for, and what it may use, without points, words and the limits of single checks."""
    yield from (" ".join(names) for names in (assignment.modules, assignment.needs, assignment.packages))
    yield assignment.warm_up
    yield str(assignment.limits.memory_mb)
    yield from (f"{exercise.name}: {' '.join(exercise.stubs)}" for exercise in assignment.exercises)


def check_keys(assignment: Assignment) -> dict[str, str]:
    """By check, a short hash of its own text, of what its file shares among checks, of data, and of its limit."""
    folder = assignment.folder / "checks"
    tests = sorted(path for path in folder.rglob("test_*.py") if "__pycache__" not in path.parts)
    names = {path.relative_to(folder).as_posix() for path in tests}
    around = digest_of({name: content for name, content in files_below(folder).items() if name not in names})
    found: dict[str, str] = {}
    for path in tests:
        shared, own = _parts(path)
        for name, text in own.items():
            found[name] = digest([text, shared, around, str(assignment.seconds_of(name))])[:LENGTH]
    return found


def key_of(check: str, keys: dict[str, str]) -> str:
    """The key of a check, which may be one of several that one function makes: `relu[3]`."""
    return keys.get(check.partition("[")[0], "")


def _parts(path: Path) -> tuple[str, dict[str, str]]:
    """What a file of checks says outside of them, and by check what it says inside, without remarks and empty lines."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")  # as Python counts them
    try:
        tree = ast.parse(text)
        remarks = [each for each in tokenize.generate_tokens(io.StringIO(text).readline) if each.type is COMMENT]
    except (SyntaxError, ValueError, tokenize.TokenError):  # which whoever runs it is told
        return text, {}
    for remark in remarks:
        row, column = remark.start
        lines[row - 1] = lines[row - 1][:column]
    own: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
            own[node.name.removeprefix("test_")] = _text(lines[first : node.end_lineno])
            lines[first : node.end_lineno] = [""] * ((node.end_lineno or first) - first)
    return _text(lines), own


def _text(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines if line.strip())
