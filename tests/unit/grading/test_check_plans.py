"""A check that pytest has collected is known by its name, place and worth, and keeps what its verdict says."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from autograder.grading.check_plans import CheckPlan
from autograder.records import Detail, Fault, Label, Status, Verdict

FELL = Fault("checks/test_tiny.py", 8, "it fell")


def test_double_agrees(agree, rng):
    """`double` agrees
    with the solution.

    On numbers that are drawn.
    """

    def probe(tiny, x) -> float:
        return tiny.Rectangle(tiny.double(x), 1).area()

    agree(probe, rng.uniform(-9, 9))


@pytest.fixture
def plan(tiny):
    def made(*fixtures: str, folder: str = "checks", assignment=tiny) -> CheckPlan:
        item = SimpleNamespace(
            name="test_double_agrees",
            function=test_double_agrees,
            path=Path(folder, "test_tiny.py"),
            fixturenames=fixtures,
        )
        return CheckPlan(item, assignment)

    return made


test_double_agrees.__test__ = False


def test_a_check_is_its_exercises_and_worth_what_the_assignment_says(plan, tiny):
    made = plan("agree", "rng")
    assert (made.name, made.exercise, made.order, made.points, made.seconds) == ("double_agrees", "double", 0, 2.0, 1.0)
    assert made.sentence == "`double` agrees with the solution."
    assert made.asked.calls == {"double", "area"}
    turned = msgspec.structs.replace(tiny, exercises=tiny.exercises[::-1])
    assert plan(assignment=turned).order == 1


@pytest.mark.parametrize(("fixtures", "draws"), [(("agree", "rng"), True), (("agree",), False), ((), False)])
def test_a_check_draws_its_inputs_if_it_asks_for_a_generator(plan, fixtures, draws):
    assert plan(*fixtures).draws is draws


@pytest.mark.parametrize(("folder", "hidden"), [("checks/hidden", True), ("checks", False)])
def test_a_check_is_hidden_if_its_folder_is(plan, folder, hidden):
    assert plan(folder=folder).hidden is hidden
    assert plan(folder=folder).result(Verdict(Status.PASSED)).hidden is hidden


@pytest.mark.parametrize("status", Status)
def test_points_are_given_for_a_check_that_passed_and_for_nothing_else(plan, status):
    details = (Detail(Label.EXPECTED, "6"),)
    found = plan().result(Verdict(status, details, seconds=0.123456, fault=FELL, seen="3"))
    assert (found.status, found.points, found.max_points) == (status, 2.0 * (status is Status.PASSED), 2.0)
    assert (found.details, found.fault, found.seen, found.seconds) == (details, FELL, "3", 0.1235)
    assert "6" in found.message
