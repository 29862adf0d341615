"""Advice begins with what costs most, itself and through others, and gives nothing of hidden checks away."""

from __future__ import annotations

import msgspec
from made_feedback import ASSIGNMENT, CHECKS, RESULT, check, hidden

from autograder.checks.messages import NOT_IMPORTED
from autograder.feedback.page.next_steps import next_steps
from autograder.records import Detail, Label, Result, Status


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


def test_beyond_three_exercises_the_rest_is_counted_unless_it_is_one():
    exercises = tuple(msgspec.structs.replace(ASSIGNMENT.exercises[0], name=f"e{n}") for n in range(6))
    several = msgspec.structs.replace(ASSIGNMENT, exercises=exercises)
    failing = [check(f"e{n}_one", f"e{n}", Status.FAILED) for n in range(6)]
    said = {
        count: next_steps(several, Result("ada", "01_tiny", 0.0, 0.0, (), tuple(failing[:count])))
        for count in (3, 4, 5, 6)
    }
    assert {count: len(steps) for count, steps in said.items()} == {3: 3, 4: 4, 5: 4, 6: 4}
    assert said[4][3].startswith("Mend `e3`,")
    assert [said[count][3] for count in (5, 6)] == [f"Then the other {count} exercises below." for count in (2, 3)]


def test_what_an_exercise_costs_is_what_it_loses_itself():
    carried = check("wrong_carried", "wrong", Status.FAILED, carried=("later",))
    half = check("wrong_half", "wrong", Status.FAILED, points=0.5)
    (step,) = steps(check("wrong_one", "wrong", Status.FAILED), carried, half)
    assert step == "Mend `wrong`, which loses 1.5 points. Try it with `autograder check wrong`."


def test_through_how_many_checks_others_fail_is_told():
    carried = [check(f"right_{n}", "right", Status.FAILED, carried=("wrong",)) for n in range(2)]
    (step,) = steps(check("wrong_one", "wrong", Status.FAILED), *carried)
    assert step == "Mend `wrong` first: it loses 1 point, and 2 checks of others fail because of it."


def test_where_a_file_cannot_be_imported_that_is_all_there_is_to_do():
    why = (Detail(Label.REASON, f"{NOT_IMPORTED}, so no check can run."),)
    (step,) = steps(check("right_one", "right", Status.ERROR, why), check("later_one", "later", Status.NOT_ATTEMPTED))
    assert step.startswith("Mend the file that cannot be imported")


def test_an_exercise_of_which_something_was_begun_is_to_be_mended():
    (step,) = steps(check("later_one", "later", Status.NOT_ATTEMPTED), check("later_two", "later", Status.FAILED))
    assert step == "Mend `later`, which loses 2 points. Try it with `autograder check later`."
