"""Advice begins with what costs most, itself and through others, and gives nothing of hidden checks away."""

from __future__ import annotations

import msgspec
from made_feedback import ASSIGNMENT, CHECKS, RESULT, check, hidden

from autograder.feedback.page.next_steps import next_steps
from autograder.records import Result, Status


def steps(*checks):
    return next_steps(ASSIGNMENT, Result("ada", "01_tiny", 0.0, 0.0, (), checks))


def test_what_costs_most_comes_first():
    assert [step.split("`")[1] for step in next_steps(ASSIGNMENT, RESULT)] == ["wrong", "later", "right"]


def test_what_others_fail_through_comes_before_what_costs_as_much():
    failing = [check(f"{name}_one", name, Status.FAILED) for name in ("right", "wrong")]
    carried = check("right_two", "right", Status.FAILED, points=1.0, carried=("wrong",))
    first, second = steps(*failing, carried)
    assert first == "Mend `wrong` first: it loses 1 point, and one check of another exercise fails because of it."
    assert "`right`" in second


def test_where_only_hidden_checks_fail_it_says_where_to_look_and_not_what_they_ask():
    (step,) = steps(check("right_one", "right", Status.PASSED), hidden("right_secret", "right", Status.FAILED))
    assert "inputs that they do not try" in step
    assert "secret" not in step


def test_hidden_failures_through_others_are_not_counted():
    carried = hidden("right_secret", "right", Status.FAILED, points=1.0, carried=("wrong",))
    (step,) = steps(check("wrong_one", "wrong", Status.FAILED), carried)
    assert "because of it" not in step


def test_an_exercise_that_was_not_begun_is_to_be_written():
    (step,) = steps(check("later_one", "later", Status.NOT_ATTEMPTED))
    assert step.startswith("Write `later`")
    assert "autograder hint later" in step


def test_who_has_everything_right_hears_it():
    passed = tuple(msgspec.structs.replace(each, status=Status.PASSED, points=1.0, carried=()) for each in CHECKS)
    assert steps(*passed) == ("Everything passes. There is nothing to mend.",)
