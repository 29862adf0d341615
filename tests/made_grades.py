"""Grades and results of an assignment, and the rows of a table of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.platforms.grades import Grade
from autograder.records import Assignment, CheckResult, Exercise, Result, Status

ASSIGNMENT = Assignment(
    title="A scalar",
    modules=("engine",),
    folder=Path("/course/01_autograd"),
    exercises=tuple(Exercise(name=name, title=name, stubs=(), hints=()) for name in ("sigmoid", "backward")),
)


def check(name: str, exercise: str, points: float, status: Status = Status.PASSED) -> CheckResult:
    return CheckResult(name, exercise, False, status, points, 1.0, "", 0.1)


def result(student: str = "alice", *checks: CheckResult, score: float = 2.5) -> Result:
    return Result(student, "01_autograd", score, 4.0, (), checks)


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def grade(student: str, score: float = 2.5, **more) -> Grade:
    points = {"sigmoid": score, "backward": 0.0}
    return Grade(student, score, 4.0, points, {"sigmoid": 3.0, "backward": 1.0}, **more)
