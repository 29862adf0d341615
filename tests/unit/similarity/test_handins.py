"""What everybody was given is left out, and a group is one hand-in."""

from __future__ import annotations

import pytest
from helpers import REPO, TINY_COURSE
from made_class import made_check, made_result

from autograder.course.manifest import find_assignment
from autograder.course.markers import solution_text, stub_text
from autograder.records import Submission
from autograder.similarity.handins import Common, handins_of, wrong_values

OWN = """

def area_of_mine(first, second):
    numbers = [first * 3, second / 7]
    while len(numbers) < 5:
        numbers.append(sum(numbers) - max(numbers))
    return {"total": numbers[-1]}
"""


@pytest.fixture(scope="module")
def common():
    return Common(find_assignment(REPO / "source", "01_autograd"))


def text(make) -> str:
    return make((REPO / "source/01_autograd/engine.py").read_text(encoding="utf-8"), "engine.py")


@pytest.mark.parametrize("make", [stub_text, solution_text])
def test_stub_solution_and_worked_examples_have_no_fingerprints(common, make):
    code = text(make)
    assert common.own(common.functions({"engine.py": code.encode()})) == {}
    assert len(common.own(common.functions({"engine.py": (code + OWN).encode()}))) > 3


def test_a_group_is_one_hand_in_and_a_member_with_other_files_is_another(common):
    files = {"engine.py": (text(stub_text) + OWN).encode()}
    submissions = [Submission("ada", files), Submission("ben", files), Submission("cleo", {"engine.py": b"x = 1\n"})]
    groups = {"ada": ("ben", "cleo"), "ben": ("ada", "cleo")}
    assert [each.students for each in handins_of(common, submissions, {}, groups)] == [("ada", "ben"), ("cleo",)]


def test_wrong_values_are_of_public_checks_that_failed_by_themselves():
    checks = [
        made_check("exp_value", "exp", False, "v1"),
        made_check("exp_slope", "exp", True, ""),
        made_check("log_value", "log", False, "v2", carried=("exp",)),
    ]
    assert wrong_values(made_result("ada", checks)) == {("exp", "exp_value", "v1")}
    assert wrong_values(None) == frozenset()


def test_an_assignment_without_planted_mistakes_has_none_to_leave_out(tmp_path):
    assert Common(find_assignment(TINY_COURSE / "source", "01_tiny")).names >= {"Rectangle"}
