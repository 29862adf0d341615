"""Which checks are not run any more once others have run out of time, which wait, and which are run all the same."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from autograder.checks.probes import names_asked
from autograder.checks.time_outs import Asked, TimeOuts, asked_by
from autograder.records import LIMITS, TIMES_THE_SOLUTION, Assignment, Exercise, Limits, Needs, Status


def asked(exercise: str, *calls: str) -> Asked:
    return Asked("any", exercise, frozenset(calls))


def after(*ended: tuple[Asked, Status], needs: Needs | None = None) -> TimeOuts:
    found = TimeOuts(needs)
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


def test_what_calls_a_stub_that_hung_waits_for_what_does_not_and_so_does_its_exercise():
    late = (asked("backward", "backward"), LATE)
    assert after(late).may_hang(asked("mul", "backward"))
    assert after(late).may_hang(asked("backward"))
    assert not after(late).may_hang(asked("mul", "mul"))
    assert not after().may_hang(asked("backward", "backward"))
    assert not after((asked("pow", "backward"), PASSED), late).may_hang(asked("mul", "backward"))


NEEDS = {
    "softmax_rows": frozenset(),
    "softmax_large": frozenset({"standardize"}),
    "forward": frozenset({"softmax"}),
    "fit": frozenset({"forward", "softmax"}),
    "standardize": frozenset(),
}
ROWS, LARGE = Asked("softmax_rows", "softmax", frozenset()), Asked("softmax_large", "softmax", frozenset())
FORWARD, FIT = (Asked(name, name, frozenset({name})) for name in ("forward", "fit"))
STANDARDIZE = Asked("standardize", "standardize", frozenset())


def test_what_needs_an_exercise_that_never_ends_is_not_run_though_it_does_not_name_it():
    stuck = after((ROWS, LATE), (LARGE, LATE), needs=NEEDS)
    assert stuck.why_not(FIT).startswith("Not run: two checks of `softmax`, which this one needs")
    assert stuck.why_not(FORWARD)
    assert stuck.why_not(STANDARDIZE) == ""
    assert after((ROWS, LATE), (LARGE, LATE)).why_not(FIT) == ""
    assert after((ROWS, LATE), needs=NEEDS).why_not(FIT) == ""


@pytest.mark.parametrize("status", [PASSED, FAILED, Status.ERROR])
def test_what_needs_an_exercise_that_has_answered_is_run(status):
    assert after((ROWS, LATE), (LARGE, LATE), (LARGE, status), needs=NEEDS).why_not(FIT) == ""


def test_an_exercise_whose_checks_all_need_another_one_is_held_only_against_what_needs_both():
    needs = {"softmax_rows": frozenset({"exp"}), "softmax_large": frozenset({"exp"}), "fit": frozenset({"softmax"})}
    late = [(ROWS, LATE), (LARGE, LATE)]
    assert after(*late, needs=needs).why_not(FIT) == ""
    assert after(*late, needs={**needs, "fit": frozenset({"softmax", "exp"})}).why_not(FIT)
    exp = Asked("exp", "exp", frozenset())
    for status in (PASSED, Status.NOT_ATTEMPTED):
        assert after((exp, status), *late, needs=needs).why_not(FIT)


def test_what_needs_an_exercise_in_which_a_check_ran_out_of_time_waits():
    assert after((ROWS, LATE), needs=NEEDS).may_hang(FIT)
    assert not after((ROWS, LATE)).may_hang(FIT)
    assert not after((ROWS, LATE), needs=NEEDS).may_hang(STANDARDIZE)


@pytest.mark.parametrize(
    ("own", "solution", "budget"),
    [(None, 0.1, LIMITS * 3.0), (None, 1.23, 13.0), (None, 9.0, TIMES_THE_SOLUTION * 9.0), (7.5, 9.0, 7.5)],
)
def test_the_budget_is_ten_times_what_the_solution_takes_or_three_limits_unless_it_is_given(own, solution, budget):
    measured = assignment(Limits(seconds=3.0, budget_seconds=own)).with_budget(solution)
    assert measured.budget == budget


def test_without_a_measured_solution_there_is_no_budget():
    assert assignment().budget == math.inf


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


def test_a_name_that_a_check_passes_as_text_is_asked_as_well():
    def test(student):
        """Not sentences."""
        assert student(probe_shared, "log", [1.0]) == {"two words": 2.0}

    assert names_asked(test) >= {"log", "softmax"}
    assert not any(" " in name for name in names_asked(test))


def test_the_names_of_a_check_are_those_of_its_probes_and_of_no_other_code():
    def test(student, oracle):
        def probe(module) -> list[float]:
            return [module.backward(np.exp(x)) for x in (1.0, 2.0)]

        assert student(probe) == oracle.forward(student(probe_shared))

    assert {"backward", "softmax"} <= names_asked(test)
    assert not {"forward", "exp"} & names_asked(test)


def test_of_what_calls_nothing_else_than_hung_twice_nothing_is_run():
    late = asked("softmax", "softmax")
    assert after((late, LATE), (late, LATE)).why_not(late)
    assert after((late, LATE), (late, LATE), (late, LATE)).why_not(late)


def test_every_stub_that_a_passing_check_calls_stays_innocent():
    passed = [(asked("backward", "backward"), PASSED), (asked("exp", "exp"), PASSED)]
    late = [(asked("mul", "backward"), LATE), (asked("add", "backward"), LATE)]
    assert after(*passed, *late).why_not(asked("pow", "backward")) == ""
    assert not after(*passed, *late).may_hang(asked("pow", "backward"))


@pytest.mark.parametrize("status", [FAILED, Status.ERROR, Status.TIMEOUT, Status.UNGRADED])
def test_a_stub_is_not_innocent_because_a_check_that_calls_it_came_to_an_end(status):
    late = [(asked("mul", "backward"), LATE), (asked("add", "backward"), LATE)]
    assert after((asked("backward", "backward"), status), *late).why_not(asked("pow", "backward"))


@pytest.mark.parametrize(("status", "answered"), [(Status.BLOCKED, False), (Status.UNGRADED, False), (FAILED, True)])
def test_only_an_answer_clears_an_exercise(status, answered):
    mul = asked("mul")
    assert bool(after((mul, status), (mul, LATE), (mul, LATE)).why_not(mul)) is not answered


def test_an_exercise_is_held_only_against_itself_where_no_stub_is_named():
    mul = asked("mul")
    assert after((mul, LATE), (mul, LATE)).why_not(asked("add")) == ""
    assert after((mul, LATE), (asked("add"), LATE)).why_not(asked("mul")) == ""
    assert after((asked("mul", "exp"), LATE), (mul, LATE)).why_not(mul) == ""


def test_a_name_in_three_stubs_says_nothing_either():
    many = msgspec.structs.replace(
        assignment(), exercises=(*assignment().exercises, Exercise("fourth", "fourth", ("C.backward",), ()))
    )
    assert asked_by(many, "first", frozenset({"backward", "softmax"})).calls == {"softmax"}


def test_a_bench_that_knows_no_needs_holds_nothing_against_what_others_need():
    assert TimeOuts().why_not(FIT) == TimeOuts({}).why_not(FIT) == ""
    assert not TimeOuts().may_hang(FIT)
