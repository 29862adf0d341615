"""What never goes backward earns nothing of a backward pass, though each of its numbers is a right derivative."""

from __future__ import annotations

import probes
import pytest
from helpers import REPO
from skips import require

from attacks.recipes import handed_in, read_attacks
from autograder.checks.bench import Bench
from autograder.course.course import Course
from autograder.course.solutions import solutions_needed
from autograder.grading.judge import judge_here
from autograder.records import Assignment, CheckResult, Submission
from autograder.sandbox.confined import SandboxLauncher

pytestmark = pytest.mark.slow
ATTACKS = {f"{each.assignment}/{each.name}": each for each in read_attacks()}
TRIED = [
    "02_neurons/steps_by_differences",
    "03_classifier/complex_uncounted",
    "04_layers/training_by_hand",
    "04_layers/slope_of_each_product",
    "04_layers/differences_of_one",
    "05_backprop/complex_step_of_each_weight",
    "06_softmax/complex_step_of_logits",
    "07_pytorch/central_differences",
    "08_digits/unit_images",
    "09_letters/complex_step_from_the_weights",
]


def checks_of(assignment: Assignment, exercise: str, module: bytes) -> list[CheckResult]:
    """What the checks of one exercise, public and hidden, say of a hand-in."""
    launchers = [SandboxLauncher(assignment.packages, layers=frozenset(), warm_up=assignment.warm_up) for _ in range(2)]
    bench = Bench(assignment, launchers[0], solutions_needed(assignment), launchers[1], b"secret")
    handed = Submission("student", {assignment.files[0]: module})
    (result,) = judge_here(bench, [assignment.folder / "checks"], [handed], exercise)
    return list(result.checks)


@pytest.mark.parametrize("name", TRIED)
def test_no_exercise_is_earned_by_steps_and_differences(name):
    attack = ATTACKS[name]
    assignment = Course(REPO).assignment(attack.assignment)
    for package in assignment.packages:
        require(probes.package(package), package)
    module = handed_in(attack, assignment)[assignment.files[0]]
    for exercise in attack.attacked:
        asked = checks_of(assignment, exercise, module)
        assert len(asked) > 2
        assert [check.name for check in asked if check.points] == []
