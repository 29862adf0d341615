"""What never goes backward earns nothing of a backward pass, though each of its numbers is a right derivative."""

from __future__ import annotations

import msgspec
import probes
import pytest
from helpers import REPO
from skips import require

from attacks.recipes import handed_in, read_attacks
from autograder.checks.bench import Bench
from autograder.course.course import Course
from autograder.course.manifest import hidden_checks, public_checks
from autograder.course.solutions import solutions_needed
from autograder.grading.judge import judge_here
from autograder.records import Submission
from autograder.sandbox.confined import SandboxLauncher

pytestmark = pytest.mark.slow
ATTACKS = {f"{each.assignment}/{each.name}": each for each in read_attacks()}
TRIED = {  # the checks that have the guard which the attack is to meet
    "02_neurons/steps_by_differences": public_checks,
    "03_classifier/complex_uncounted": hidden_checks,
    "04_layers/training_by_hand": hidden_checks,
    "04_layers/slope_of_each_product": hidden_checks,
    "04_layers/differences_of_one": hidden_checks,
    "05_backprop/complex_step_of_each_weight": public_checks,
    "06_softmax/complex_step_of_logits": public_checks,
    "07_pytorch/central_differences": public_checks,
    "08_digits/unit_images": public_checks,
    "09_letters/complex_step_from_the_weights": public_checks,
}


@pytest.mark.parametrize("name", TRIED)
def test_no_exercise_is_earned_by_steps_and_differences(name):
    attack = ATTACKS[name]
    assignment = Course(REPO).assignment(attack.assignment)
    for package in assignment.packages:
        require(probes.package(package), package)
    module = Submission("student", {assignment.files[0]: handed_in(attack, assignment)[assignment.files[0]]})
    soon = msgspec.structs.replace(assignment, limits=msgspec.structs.replace(assignment.limits, seconds=1))
    for exercise in attack.attacked:
        launchers = [SandboxLauncher(soon.packages, layers=frozenset(), warm_up=soon.warm_up) for _ in range(2)]
        bench = Bench(soon, launchers[0], solutions_needed(soon), launchers[1], b"secret")
        (result,) = judge_here(bench, TRIED[name](assignment), [module], exercise)
        assert result.checks
        assert [check.name for check in result.checks if check.points] == []
