"""What lost workers were at runs elsewhere, what ends workers is given up, and nobody pays for a neighbour."""

from __future__ import annotations

import pytest

from autograder.cluster.ledger import MOST_LOST, Ledger
from autograder.grading.pool import HELD_UP, HELD_UP_SECONDS
from autograder.records import Submission


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ledger(clock: Clock, students: str) -> Ledger:
    return Ledger([Submission(student, {}) for student in students], clock)


def students(*errands) -> str:
    return "".join(errand.submission.student for errand in errands)


def test_each_is_handed_out_once_in_order_and_done_when_it_is_answered(clock):
    book = ledger(clock, "abc")
    errands = [book.next_for(worker) for worker in ("w", "v", "w")]
    assert students(*errands) == "abc"
    assert [errand.worker for errand in errands] == ["w", "v", "w"]
    assert book.next_for("w") is None
    for left, errand in zip((2, 1, 0), errands, strict=True):
        assert book.answered(errand)
        assert book.open == left


def test_what_a_worker_refuses_runs_elsewhere_next_and_is_not_suspected(clock):
    book = ledger(clock, "ab")
    book.refused(book.next_for("w"))
    assert students(book.next_for("v"), book.next_for("v")) == "ab"


def test_what_a_lost_worker_was_at_runs_elsewhere_after_the_others(clock):
    book = ledger(clock, "abc")
    assert not book.lost(book.next_for("w"))
    assert students(book.next_for("v"), book.next_for("v")) == "bc"
    assert book.open == 3


def test_whoever_was_lost_with_a_worker_gets_one_to_itself(clock):
    book = ledger(clock, "abc")
    suspect, neighbour = book.next_for("w"), book.next_for("w")
    book.lost(suspect)
    book.lost(neighbour)
    other = book.next_for("v")
    assert students(other) == "c"
    assert book.next_for("v") is None, "beside c"
    alone = book.next_for("u")
    assert students(alone) == "a"
    assert book.next_for("u") is None, "beside a"
    book.answered(other)
    assert students(book.next_for("v")) == "b"


def test_who_costs_three_workers_is_given_up_and_nobody_else(clock):
    book = ledger(clock, "ab")
    lost = []
    for worker in "wvu":
        lost.append(book.lost(book.next_for(worker)))
        if len(lost) == 1:
            assert book.answered(book.next_for("x"))
    assert lost == [False, False, True]
    assert len(lost) == MOST_LOST
    assert book.open == 0
    assert book.next_for("t") is None


def test_a_slow_one_is_given_to_one_more_worker_when_nothing_waits_and_the_first_answer_counts(clock):
    book = ledger(clock, "abc")
    slow, quick, other = book.next_for("w"), book.next_for("v"), book.next_for("v")
    clock.now = 2.0
    book.answered(quick)
    book.answered(other)
    clock.now = HELD_UP_SECONDS * 2
    assert clock.now == HELD_UP * 2.0
    assert book.next_for("v") is None, "four times as long as others took is not yet long"
    clock.now += 0.1
    assert book.next_for("w") is None, "its own worker is not another"
    again = book.next_for("v")
    assert students(again) == "a"
    assert book.next_for("u") is None, "two are enough"
    assert book.answered(again)
    assert book.open == 0
    assert not book.answered(slow)


def test_nothing_is_late_before_another_was_answered_or_while_others_wait(clock):
    book = ledger(clock, "ab")
    book.next_for("w")
    clock.now = 1000.0
    assert students(book.next_for("v")) == "b"
    assert book.next_for("u") is None


def test_a_worker_that_is_lost_while_another_is_at_the_same_costs_nothing(clock):
    book = ledger(clock, "ab")
    slow, quick = book.next_for("w"), book.next_for("v")
    book.answered(quick)
    clock.now = 100.0
    again = book.next_for("v")
    assert not book.lost(slow)
    assert book.next_for("u") is None, "it does not wait: the other is at it"
    assert book.answered(again)
    assert book.open == 0


def test_what_waits_again_is_not_handed_out_once_another_has_answered(clock):
    book = ledger(clock, "ab")
    first, quick = book.next_for("w"), book.next_for("v")
    book.answered(quick)
    clock.now = 100.0
    second = book.next_for("v")
    book.lost(first)
    book.refused(second)
    assert book.open == 1
    third = book.next_for("u")
    assert book.answered(third)
    assert book.next_for("t") is None


def test_what_is_given_up_by_a_second_worker_once_it_is_answered_is_not_handed_out_again(clock):
    for give_up in (Ledger.lost, Ledger.refused):
        book = ledger(clock, "ab")
        slow, quick = book.next_for("w"), book.next_for("v")
        book.answered(quick)
        clock.now += 100.0
        assert book.answered(book.next_for("v"))
        assert not give_up(book, slow)
        assert (book.open, book.next_for("u")) == (0, None)


def test_one_is_late_by_its_own_time_and_not_by_that_of_the_run(clock):
    clock.now = 1000.0
    book = ledger(clock, "ab")
    book.next_for("w")
    book.answered(book.next_for("v"))
    assert book.next_for("v") is None
    clock.now += HELD_UP_SECONDS + 0.1
    assert students(book.next_for("v")) == "a"


def test_who_is_judged_alone_stays_so_when_a_neighbour_is_handed_back(clock):
    book = ledger(clock, "ab")
    book.lost(book.next_for("w"))
    neighbour, alone = book.next_for("v"), book.next_for("u")
    assert students(neighbour, alone) == "ba"
    book.refused(neighbour)
    assert book.next_for("u") is None
    assert students(book.next_for("t")) == "b"
