"""Makes the settings that submissions are judged with; whoever does not say otherwise gets the whole sandbox."""

from __future__ import annotations

import os

import msgspec

from autograder.checks.diagnosis import Diagnoses, read_diagnoses
from autograder.course.course import Course
from autograder.course.secret import COMMON_SECRET
from autograder.errors import Problem
from autograder.grading.needs import found_of
from autograder.grading.pool import JudgeSettings, Pool
from autograder.records import Assignment, Needs
from autograder.sandbox.layers import LAYERS

SANDBOXES = {"bwrap": LAYERS, "none": frozenset[str]()}


def layers_of(sandbox: str) -> frozenset[str]:
    """The layers of isolation that the option `--sandbox` asks for. Raises `Problem` for what it cannot be."""
    if sandbox not in SANDBOXES:
        raise Problem(f"--sandbox is {' or '.join(SANDBOXES)}, not {sandbox!r}.")
    return SANDBOXES[sandbox]


def judge_settings(
    course: Course,
    assignment: Assignment,
    layers: frozenset[str] = LAYERS,
    jobs: int = 0,
    elsewhere: Pool | None = None,
) -> JudgeSettings:
    """How submissions of students are judged, by as many judges as there are processors unless `jobs` says.

    `elsewhere` judges in place of this machine.
    """
    forgive, known = course.policy.grading.carried == "forgive", read_diagnoses(course.assignments / assignment.name)
    plain = JudgeSettings(
        assignment,
        course.secret,
        layers,
        jobs or os.cpu_count() or 1,
        forgive=forgive,
        diagnoses=known,
        elsewhere=elsewhere,
    )
    found = found_of(course, plain)
    return msgspec.structs.replace(plain, assignment=assignment.with_budget(found.seconds), needs=found.needs)


def settings_from_elsewhere(
    assignment: Assignment,
    secret: bytes,
    layers: frozenset[str],
    trusted: bool,
    needs: Needs | None,
    forgive: bool,
    diagnoses: Diagnoses,
) -> JudgeSettings:
    """The settings that a coordinator on another machine told one of its judges."""
    return JudgeSettings(assignment, secret, layers, trusted=trusted, needs=needs, forgive=forgive, diagnoses=diagnoses)


def drawing_settings(assignment: Assignment, layers: frozenset[str]) -> JudgeSettings:
    """How a submission's code is run for pictures, of which nothing is judged."""
    return JudgeSettings(assignment, COMMON_SECRET, layers)


def proof_settings(assignment: Assignment, layers: frozenset[str], jobs: int = 0) -> JudgeSettings:
    """How the course's own stubs, solutions and planted mistakes are judged: with inputs as students draw them.

    Nor has a proof a budget, which is measured.
    """
    limits = msgspec.structs.replace(assignment.limits, budget_seconds=None)
    unbounded = msgspec.structs.replace(assignment, limits=limits)
    return JudgeSettings(unbounded, COMMON_SECRET, layers, jobs or os.cpu_count() or 1, trusted=True)
