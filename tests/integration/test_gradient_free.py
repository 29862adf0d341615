"""What never goes backward earns nothing of a backward pass, though each of its numbers is a right derivative."""

from __future__ import annotations

import pytest
from helpers import REPO, judged

from attacks.recipes import handed_in, read_attacks
from autograder.course.course import Course

pytestmark = pytest.mark.slow
ATTACKS = {f"{each.assignment}/{each.name}": each for each in read_attacks()}
TRIED = [
    "03_classifier/complex_uncounted",
    "04_layers/training_by_hand",
    "04_layers/slope_of_each_product",
    "04_layers/differences_of_one",
    "05_backprop/complex_step_of_each_weight",
    "09_letters/complex_step_from_the_weights",
]


@pytest.mark.parametrize("name", TRIED)
def test_no_exercise_is_earned_by_steps_and_differences(name):
    attack = ATTACKS[name]
    assignment = Course(REPO).assignment(attack.assignment)
    module = handed_in(attack, assignment)[assignment.files[0]]
    checks = judged(assignment, {"student": module})["student"].checks
    asked = [check for check in checks if check.exercise in attack.attacked]
    assert {check.exercise for check in asked} == set(attack.attacked)
    assert [check.name for check in asked if check.points] == []
