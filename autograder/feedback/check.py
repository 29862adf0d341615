"""Runs the checks of a student's own folder."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.details import tells_of_import, words
from autograder.checks.diagnosis import read_diagnoses
from autograder.course.manifest import public_checks, read_assignment
from autograder.course.stubs import UNREADABLE, python_text, syntax_tree, untouched_stubs, unwritten
from autograder.errors import Problem
from autograder.feedback.causes import FAILURES, probable_causes, read_causes
from autograder.feedback.earlier import Judged, faulty_exercises
from autograder.intake.submitted import read_submission, siblings_needed
from autograder.records import Assignment, Detail, Result
from autograder.sandbox.channel import Launcher
from autograder.sandbox.plain import PlainLauncher

START_ANEW = "Save your work under this name; to start anew, take the file from the assignment as you got it."


class CheckReport(msgspec.Struct, frozen=True):
    """An assignment with the verdicts on the files in its folder; `exercise` is the one asked for, if any.

    `causes` says of failing checks which other exercise they probably fail through, and `earlier`, by assignment, which
    exercises of earlier ones do not pass their own checks. `missing` are files that the folder should have.
    """

    assignment: Assignment
    result: Result
    exercise: str = ""
    causes: Mapping[str, str] = {}
    earlier: Mapping[str, tuple[str, ...]] = {}
    missing: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.status == "passed" for check in self.result.checks)

    @property
    def banner(self) -> tuple[Detail, ...]:
        """Why no check can run, where a file is missing or cannot be imported; nothing otherwise."""
        if self.missing:
            files = " and ".join(self.missing)
            return (words(f"This folder has no {files} that can be read, so no check can run. {START_ANEW}"),)
        first = self.result.checks[0].details if self.result.checks else ()
        return first if tells_of_import(first) else ()

    def unwritten(self, exercise: str) -> list[str]:
        """The functions of an exercise that still raise the stub's error, whatever the checks say of it."""
        stubs = next(each.stubs for each in self.assignment.exercises if each.name == exercise)
        return unwritten(_text_of(self.assignment), stubs)


def _text_of(assignment: Assignment) -> str:
    return "\n".join(map(python_text, _files_of(assignment).values()))


def _files_of(assignment: Assignment) -> Mapping[str, bytes]:
    return read_submission("you", assignment.folder, assignment).files


def run_checks(
    folder: Path, exercise: str = "", launcher_for: Callable[[Assignment], Launcher] | None = None
) -> CheckReport:
    """Runs the public checks of `folder`, or those of one exercise; workers are plain processes or from `launcher_for`.

    Raises `Problem` if the folder is no assignment or has no such exercise.
    """
    assignment = read_assignment(folder)
    if exercise:
        require_exercise(assignment, exercise)
    launch = launcher_for or _started_ahead
    result = _judged(assignment, public_checks(assignment) or [folder / "checks"], launch, exercise)
    missing = tuple(name for name in assignment.files if name not in _files_of(assignment))
    report = CheckReport(assignment, result, exercise, missing=missing)
    if report.banner or not any(check.status in FAILURES for check in result.checks):
        return report

    def judged(other: Assignment, checks: list[Path]) -> Result:
        return _judged(other, checks, launch)

    earlier = faulty_exercises(assignment, judged)
    causes = {} if earlier else _causes(assignment, result, exercise, judged)  # all may come from there
    return msgspec.structs.replace(report, causes=causes, earlier=earlier)


def _judged(
    assignment: Assignment, checks: list[Path], launch: Callable[[Assignment], Launcher], exercise: str = ""
) -> Result:
    launcher = launch(assignment)
    from autograder.grading.judge import judge_here  # pytest loads while the worker starts

    try:
        bench = Bench(
            assignment, launcher, siblings_needed(assignment), trusted=True, diagnoses=read_diagnoses(assignment.folder)
        )
    except Problem:
        launcher.stop()
        raise
    submission = read_submission("you", assignment.folder, assignment)
    return judge_here(bench, checks, [submission], exercise)[0]


def _causes(assignment: Assignment, result: Result, exercise: str, judged: Judged) -> dict[str, str]:
    """Which other exercise failing checks probably fail through; if one exercise was asked for, all are looked at."""
    together = read_causes(assignment.folder)
    failing = {check.name for check in result.checks if check.status in FAILURES}
    others = (explained for name, sets in together.items() if name != exercise for explained in sets)
    if exercise and any(failing & explained for explained in others):
        result = judged(assignment, public_checks(assignment))
    return {name: cause for name, cause in probable_causes(result.checks, together).items() if name in failing}


def _started_ahead(assignment: Assignment) -> Launcher:
    launcher = PlainLauncher()
    launcher.start_ahead()
    return launcher


def require_exercise(assignment: Assignment, exercise: str) -> None:
    """Raises `Problem` that lists the exercises if there is none of this name."""
    names = [each.name for each in assignment.exercises]
    if exercise not in names:
        raise Problem(f"{assignment.name} has no exercise {exercise!r}. It has: {', '.join(names)}.")


def place_of(assignment: Assignment, exercise: str) -> str:
    """Where to write: the file and line of the exercise's first stub in the student's folder."""
    stubs = next(each.stubs for each in assignment.exercises if each.name == exercise)
    for name in assignment.files:
        path = assignment.folder / name
        line = _line_of(path, stubs[0]) if path.is_file() else 0
        if line:
            return f"{name}, line {line}"
    return assignment.files[0]


def _line_of(path: Path, stub: str) -> int:
    scope: ast.AST = _parsed(path.read_bytes())
    for part in stub.split("."):
        found = [node for node in ast.iter_child_nodes(scope) if getattr(node, "name", None) == part]
        if not found:
            return 0
        scope = found[-1]
    return getattr(scope, "lineno", 0)


@lru_cache(maxsize=4)
def _parsed(content: bytes) -> ast.Module:
    try:
        return syntax_tree(content)
    except UNREADABLE:
        return ast.Module([], [])


def unfinished(assignment: Assignment) -> list[str]:
    """The exercises of which nothing is written yet in the student's files."""
    text = _text_of(assignment)
    return [each.name for each in assignment.exercises if untouched_stubs(text, each.stubs)]
