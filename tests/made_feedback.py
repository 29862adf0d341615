"""A hand-in to write feedback on: an assignment of three exercises, its files, and a result with most verdicts."""

from __future__ import annotations

from pathlib import Path

from autograder.checks.details import plain_text, words
from autograder.feedback.page.compose import Extras, Rules, compose
from autograder.feedback.page.records import Page
from autograder.records import (
    Assignment,
    CheckResult,
    Detail,
    Exercise,
    Label,
    Question,
    Result,
    Status,
    Submission,
)

CODE = '''import math


def right(x):
    """x.

    Nothing more.
    """
    return x


def wrong(x):
    # what is given back is too much
    y = "two" and 2 * x
    return y / 0


def later(x):
    raise NotImplementedError()
'''
SUBMISSION = Submission("ada", {"tiny.py": CODE.encode()})
NAMES = ("right", "wrong", "later")
ASSIGNMENT = Assignment(
    title="Three functions",
    modules=("tiny",),
    folder=Path("/course/01_tiny"),
    exercises=tuple(Exercise(name, f"The {name} one", (name,), (f"Hint for `{name}`.",)) for name in NAMES),
    questions=(Question("why", "Why?", 2.0),),
)
RAISED = (
    Detail(Label.RAISED, "ZeroDivisionError: float <b>", "ZeroDivisionError"),
    Detail(Label.AT, "tiny.py, line 15, in wrong:  return y / 0", "tiny.py, line 15:  return y / 0", ("tiny.py", 15)),
)


def check(
    name: str, exercise: str, status: Status, details: tuple[Detail, ...] = (), points: float | None = None, **more
) -> CheckResult:
    earned = (1.0 if status is Status.PASSED else 0.0) if points is None else points
    text, sentence = plain_text(details), f"What {name} says."
    return CheckResult(name, exercise, False, status, earned, 1.0, text, 0.1, sentence, details, **more)


def hidden(name: str, exercise: str, status: Status, details: tuple[Detail, ...] = (), **more) -> CheckResult:
    made = check(name, exercise, status, details, **more)
    return type(made)(**{field: getattr(made, field) for field in made.__struct_fields__} | {"hidden": True})


CHECKS = (
    check("right_one", "right", Status.PASSED),
    hidden("right_secret", "right", Status.FAILED, (words("hidden reason"),)),
    check("wrong_one", "wrong", Status.ERROR, RAISED),
    check("wrong_two", "wrong", Status.ERROR, RAISED, seen="4f09c1"),
    check("wrong_carried", "wrong", Status.FAILED, (words("This comes from `later`."),), 1.0, carried=("later",)),
    check("later_one", "later", Status.NOT_ATTEMPTED, (words("tiny.py, line 19: `later` is not written yet."),)),
)
RESULT = Result("ada", "01_tiny", 2.0, 6.0, ("bwrap",), CHECKS)


def made_page(
    rules: Rules | None = None, extras: Extras | None = None, result: Result = RESULT, submission=SUBMISSION
) -> Page:
    return compose(ASSIGNMENT, result, submission, rules or Rules(), extras or Extras())
