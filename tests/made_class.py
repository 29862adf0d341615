"""A class in one assignment of two exercises, made from numbers: who passes what depends on how able they are."""

from __future__ import annotations

import random

from made_grades import ASSIGNMENT

from autograder.records import CheckResult, Detail, Label, Result, Status

CHECKS = [("sigmoid_at_zero", "sigmoid", 0.1), ("sigmoid_large", "sigmoid", 0.5), ("backward_sum", "backward", 0.7)]
ISOLATION = ("namespaces", "seccomp")


def made_check(name: str, exercise: str, passed: bool, seen: str = "", **more) -> CheckResult:
    status = Status.PASSED if passed else Status.FAILED
    details = () if passed else (Detail(Label.LIKELY, f"mistake {seen}"), Detail(Label.RETURNED, seen))
    message = "\n".join(detail.text for detail in details)
    return CheckResult(
        name, exercise, False, status, float(passed), 1.0, message, 0.1, details=details, seen=seen, alike=seen, **more
    )


def made_result(student: str, checks: list[CheckResult], **more) -> Result:
    score = sum(check.points for check in checks)
    return Result(student, ASSIGNMENT.name, score, float(len(checks)), ISOLATION, tuple(checks), **more)


def made_class(students: int, seed: int = 0) -> list[Result]:
    chance = random.Random(seed)
    made = []
    for number in range(students):
        ability = chance.random()
        checks = [
            made_check(name, exercise, ability > hardness, "" if ability > hardness else f"{number % 3}")
            for name, exercise, hardness in CHECKS
        ]
        made.append(made_result(f"student_{number:04}", checks))
    return made
