"""Which checks are not run any more once others have run out of time, and which are run all the same."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from autograder.checks.budget import Asked, TimeOuts, asked_by
from autograder.checks.probes import names_asked
from autograder.records import BUDGET, Assignment, Exercise, Limits, Status


def asked(exercise: str, *calls: str, seconds: float = 2.0) -> Asked:
    return Asked("any", exercise, frozenset(calls), seconds)


def after(*ended: tuple[Asked, Status], budget: float = 100.0) -> TimeOuts:
    found = TimeOuts(budget)
    for each, status in ended:
        found.note(each, status)
    return found


LATE, PASSED, FAILED = Status.TIMEOUT, Status.PASSED, Status.FAILED


def test_two_time_outs_in_the_same_stub_spare_the_rest_that_calls_it():
    late = asked("softmax", "softmax")
    assert after((late, LATE)).why_not(late) == ""
    why = after((late, LATE), (late, LATE)).why_not(asked("softmax", "softmax", "exp"))
    assert why.startswith("Not run: two checks before it ran out of time in `softmax`")


def test_what_hangs_beside_an_exercise_spares_its_checks_only_where_they_call_that():
    late = [(asked("mul", "backward"), LATE), (asked("add", "backward"), LATE)]
    assert after(*late).why_not(asked("pow", "backward", "exp"))
    assert after(*late).why_not(asked("mul")) == ""
    assert after(*late).why_not(asked("add", "exp")) == ""


def test_two_time_outs_of_one_exercise_spare_no_other_exercise():
    late = asked("forward", "softmax", "forward")
    assert after((late, LATE), (late, LATE)).why_not(asked("softmax", "softmax", "forward")) == ""


def test_a_stub_that_a_passing_check_calls_is_not_what_hangs():
    late = [(asked("mul", "backward"), LATE), (asked("add", "backward"), LATE)]
    assert after((asked("backward", "backward"), PASSED), *late).why_not(asked("pow", "backward")) == ""


def test_time_outs_in_different_stubs_of_one_exercise_spare_none():
    late = [(asked("initial", "xavier"), LATE), (asked("initial", "he"), LATE)]
    assert after(*late).why_not(asked("initial", "xavier", "he")) == ""


def test_operators_are_named_by_their_exercise_alone_unless_it_has_answered():
    late = [(asked("mul"), LATE), (asked("mul"), LATE)]
    assert "in the same exercise" in after(*late).why_not(asked("mul"))
    assert after((asked("mul"), FAILED), *late).why_not(asked("mul")) == ""


def test_a_spent_budget_makes_one_time_out_enough_for_what_calls_no_less():
    late = [(asked("softmax", "softmax"), LATE), (asked("dropout", "dropout"), LATE)]
    assert after(*late, budget=4.5).why_not(asked("softmax", "softmax")) == ""
    spent = after(*late, budget=4.0)
    assert "used up the 4 s" in spent.why_not(asked("softmax", "softmax", "exp"))
    assert spent.why_not(asked("softmax", "exp")) == ""
    assert spent.why_not(asked("forward", "softmax", "dropout")) == ""


def test_no_time_out_spends_nothing_however_long_a_submission_computes():
    slow = [(asked("fit", "fit", seconds=1000.0), PASSED)] * 50
    assert after(*slow, budget=0.001).why_not(asked("fit", "fit")) == ""


@pytest.mark.parametrize(("own", "budget"), [(None, BUDGET * 3.0), (7.5, 7.5)])
def test_the_budget_is_computed_from_the_limit_unless_it_is_given(own, budget):
    assert assignment(Limits(seconds=3.0, budget_seconds=own)).budget == budget


def assignment(limits: Limits = Limits()) -> Assignment:  # noqa: B008  frozen
    stubs = {"first": ("A.backward", "A.forward"), "second": ("B.backward", "softmax"), "third": ("A.__mul__",)}
    exercises = tuple(Exercise(name, name, own, ()) for name, own in stubs.items())
    return Assignment("An assignment", ("module",), exercises, limits=limits)


def test_a_name_that_two_stubs_share_says_nothing_of_which_is_called():
    names = frozenset({"backward", "forward", "softmax", "sum"})
    assert asked_by(assignment(), "second_agrees", names).calls == {"forward", "softmax"}
    assert msgspec.structs.replace(asked_by(assignment(), "third", names), calls=frozenset()).exercise == "third"


def probe_shared(module) -> float:
    return module.softmax(1.0)


def test_the_names_of_a_check_are_those_of_its_probes_and_of_no_other_code():
    def test(student, oracle):
        def probe(module) -> list[float]:
            return [module.backward(np.exp(x)) for x in (1.0, 2.0)]

        assert student(probe) == oracle.forward(student(probe_shared))

    assert {"backward", "softmax"} <= names_asked(test)
    assert not {"forward", "exp"} & names_asked(test)
