"""What a submission may cost in all: so much computing, twice that asleep, and no end to neither."""

from __future__ import annotations

import math

import pytest

from autograder.sandbox.replies import Spent
from autograder.sandbox.spending import LEAST_CLOCK_SECONDS, PATIENCE_SECONDS, Spending
from autograder.sandbox.worker.fresh import REPLY_SECONDS, _wait

BUDGET = 10.0


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """The share of a processor that whoever computes gets: all of one, until a test says otherwise."""

    def gives(share: float) -> None:
        for module in ("spending", "worker.fresh"):
            monkeypatch.setattr(f"autograder.sandbox.{module}.processor_share", lambda: share)

    gives(1.0)
    return gives


def spent(*costs: tuple[float, float]) -> Spent | None:
    spending = Spending(BUDGET)
    for processor, clock in costs:
        spending.note(processor, clock)
    return spending.spent


def test_computing_is_used_up_with_the_budget_however_it_is_shared_out():
    assert spent(*[(0.4, 0.5)] * 24) is None
    assert spent(*[(0.4, 0.5)] * 25) == Spent(BUDGET)
    assert spent((10.0, 10.0)) == Spent(BUDGET)


def test_sleep_is_used_up_with_twice_the_budget():
    assert spent(*[(0.001, 1.9)] * 10) is None
    assert spent(*[(0.001, 2.0)] * 10) == Spent(BUDGET)


def test_who_waits_for_a_processor_loses_nothing_until_patience_ends(machine):
    """Fifty times as slow as alone: a correct submission, which computes for a tenth of its budget, stays far below."""
    machine(0.02)
    assert spent(*[(0.01, 0.45)] * 100) is None
    assert spent((4.0, 2 * BUDGET + PATIENCE_SECONDS - 1)) is None
    assert spent((4.0, 2 * BUDGET + PATIENCE_SECONDS + 1)) == Spent(BUDGET)


def test_who_computes_for_far_less_than_the_machine_gives_is_asleep(machine):
    """At a twenty-fifth of the time, which is more than nothing: it costs as much as sleeping all the while."""
    assert spent((1.0, 2 * BUDGET)) is None
    assert spent((1.0, 2 * BUDGET + 4)) == Spent(BUDGET)
    machine(0.2)
    assert spent((1.0, 2 * BUDGET + 4)) is None


def test_what_is_remembered_was_perhaps_on_a_busier_machine():
    spending = Spending(BUDGET)
    spending.note(4.0, 100.0, remembered=True)
    assert spending.spent is None


def test_without_a_budget_nothing_is_ever_used_up():
    spending = Spending()
    spending.note(1e6, 1e7)
    assert spending.spent is None
    assert spending.allowance(2.0)["clock"] == 4.0
    assert math.isfinite(spending.allowance(2.0)["left"])


def test_a_question_gets_its_limit_and_no_more_than_is_left():
    spending = Spending(BUDGET)
    assert spending.allowance(2.0) == {"seconds": 2.0, "left": 10.0, "clock": 4.0, "patience": PATIENCE_SECONDS}
    spending.note(9.0, 19.0)
    assert spending.allowance(2.0) == {
        "seconds": 2.0,
        "left": 1.0,
        "clock": LEAST_CLOCK_SECONDS,
        "patience": PATIENCE_SECONDS,
    }
    spending.note(0.5, 100.0)
    assert spending.allowance(2.0)["patience"] == pytest.approx(2 * BUDGET + PATIENCE_SECONDS - 119.0)
    spending.note(0.1, 100.0)
    assert spending.allowance(2.0)["patience"] == 0.0


@pytest.mark.parametrize(
    ("share", "of_others", "bound"),
    [
        *((share, fair, 2 * BUDGET) for share in (0.0, 0.019) for fair in (0.02, 1.0)),
        *((share, 1.0, 2 * BUDGET / (1 - 4 * share)) for share in (0.021, 0.05, 0.1, 0.2)),
        (0.24, 1.0, BUDGET / 0.24),
        (0.021, 0.02, 2 * BUDGET + PATIENCE_SECONDS),
        (0.05, 0.1, 2 * BUDGET + PATIENCE_SECONDS),
        (0.5, 1.0, 2 * BUDGET),
        (1.0, 1.0, BUDGET),
    ],
)
@pytest.mark.parametrize("seconds", [0.5, 2.0, 30.0])
@pytest.mark.parametrize("answers", [False, True])
def test_no_submission_costs_more_than_its_bound_whatever_share_of_the_time_it_computes(
    monkeypatch, machine, share, of_others, bound, seconds, answers
):
    """Each question takes all that it may, or answers just before; and says its answer as slowly as it may."""
    machine(of_others)
    clock = [0.0]
    monkeypatch.setattr("autograder.sandbox.worker.fresh.time.monotonic", lambda: clock[0])

    def pass_time(readers, writers, errors, nap):
        clock[0] += nap
        return [], [], []

    monkeypatch.setattr("autograder.sandbox.worker.fresh.select.select", pass_time)
    spending, asked = Spending(BUDGET), 0
    while spending.spent is None and asked < 10_000:
        asked += 1
        start, may = clock[0], spending.allowance(seconds)
        monkeypatch.setattr(
            "autograder.sandbox.worker.fresh._processor_time", lambda pid, start=start: share * (clock[0] - start)
        )
        with pytest.raises(TimeoutError):
            _wait(0, 0, min(may["seconds"], may["left"]), may["clock"], may["patience"])
        passed = clock[0] - start - (0.1 if answers else 0.0)
        clock[0] = start + max(passed, 0.01)
        spending.note(share * (clock[0] - start), clock[0] - start)
    # Of the last question: the least that it gets by the clock, and its answer.
    assert spending.spent
    assert spending.clock <= bound + LEAST_CLOCK_SECONDS + REPLY_SECONDS
    assert spending.processor <= BUDGET + 0.1


@pytest.mark.parametrize(("each", "mostly"), [(0.45, True), (0.9, False)])
def test_it_is_said_where_imports_took_most_of_it(each, mostly):
    spending = Spending(BUDGET)
    spending.note(0.4, 0.4, of_import=True)
    while not spending.spent:
        spending.note(each, each)
    assert spending.spent == Spent(BUDGET, mostly)


def test_of_who_sleeps_it_is_not_said_that_imports_took_it():
    spending = Spending(BUDGET)
    spending.note(0.01, 0.01, of_import=True)
    while not spending.spent:
        spending.note(0.01, 5.0)
    assert spending.spent == Spent(BUDGET)


def test_how_long_an_import_takes_is_not_told_as_code_can_choose_it():
    """A hundredth of a second more or less would spell out what the code saw beside it."""
    told = set()
    for seconds in (0.41, 0.42, 0.47):
        spending = Spending(BUDGET)
        spending.note(seconds, seconds, of_import=True)
        while not spending.spent:
            spending.note(seconds, seconds)
        told.add(spending.spent)
    assert len(told) == 1


def test_sleep_is_used_up_to_the_last_moment():
    assert spent((0.0, 2 * BUDGET - 0.1)) is None
    assert spent((0.0, 2 * BUDGET)) == Spent(BUDGET)


def test_computing_is_used_up_but_for_what_the_system_cannot_tell():
    assert spent((BUDGET - 0.02, 0.0)) is None
    assert spent((BUDGET - 0.01, 0.0)) == Spent(BUDGET)


def test_short_waits_are_no_sleep_however_many():
    assert spent(*[(0.02, 0.2)] * 180) is None
    assert spent(*[(0.02, 0.3)] * 180) == Spent(BUDGET)


def test_who_has_spent_more_than_there_was_has_nothing_left():
    spending = Spending(BUDGET)
    spending.note(BUDGET - 0.25, 0.0)
    assert spending.allowance(2.0)["left"] == 0.25
    spending.note(1.0, 0.0)
    assert spending.allowance(2.0)["left"] == 0.0
