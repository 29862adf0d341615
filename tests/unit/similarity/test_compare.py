"""What two share counts by how few others have it, here or in earlier years."""

from __future__ import annotations

import math

import pytest

from autograder.similarity.compare import HandIn, pairs_of, weights, worth_a_look
from autograder.similarity.winnowing import Place

FUNCTIONS = ("f", "g", "h")


def hand_in(name: str, *prints: int, wrong: tuple[tuple[str, str, str], ...] = ()) -> HandIn:
    """A hand-in whose fingerprints lie in a function by their hundreds."""
    return HandIn((name,), {each: Place("e.py", FUNCTIONS[each // 100 % 3], 1, 2) for each in prints}, frozenset(wrong))


def crowd(size: int) -> list[HandIn]:
    """Others, each with code of their own."""
    return [hand_in(f"other{number}", *range(1000 * number, 1000 * number + 9)) for number in range(1, size + 1)]


MINE = (*range(0, 8), *range(100, 108), *range(200, 208))


def test_the_rarer_the_heavier_and_what_is_common_weighs_nothing():
    class_ = [
        hand_in(f"s{number}", 1, *([2] if number < 3 else []), *([3] if number < 2 else [])) for number in range(40)
    ]
    found = weights([each.places for each in class_], 40)
    assert found == {2: pytest.approx(math.log(40 / 3)), 3: pytest.approx(math.log(20))}


def test_two_who_share_what_nobody_else_has_come_first_and_are_shown():
    class_ = [hand_in("ada", *MINE), *crowd(30), hand_in("ben", *MINE, 9, 10)]
    first = pairs_of(class_)[0]
    assert (first.one, first.other, len(first.fingerprints), first.own) == (0, 31, 24, (24, 26))
    assert first.share == pytest.approx(1.0)
    assert worth_a_look(pairs_of(class_)) == [first]


def test_what_many_share_is_not_shown():
    class_ = [hand_in(f"s{number}", *MINE) for number in range(30)]
    assert pairs_of(class_) == []


def test_what_earlier_years_wrote_is_less_rare():
    class_ = [hand_in("ada", *MINE), hand_in("ben", *MINE), *crowd(30)]
    now = pairs_of(class_)[0].evidence
    assert pairs_of(class_, [(1, 2, 3)])[0].evidence < now
    assert pairs_of(class_, [MINE] * 8) == []


def test_one_long_function_alike_says_less_than_several():
    apart = [hand_in("ada", *MINE), hand_in("ben", *MINE[:8], *range(5100, 5108), *range(5200, 5208)), *crowd(30)]
    spread = [
        hand_in("ada", *MINE),
        hand_in("ben", *(each for each in MINE if each % 100 < 3), *range(5003, 5016)),
        *crowd(30),
    ]
    (one,), (many,) = (
        [pair for pair in pairs_of(each) if {pair.one, pair.other} == {0, 1}] for each in (apart, spread)
    )
    assert len(one.fingerprints) < len(many.fingerprints)
    assert one.share < many.share


def test_rare_wrong_values_count_once_for_each_exercise():
    values = (("exp", "exp_derivative", "v1"), ("exp", "exp_value", "v2"), ("log", "log_value", "v3"))
    common = (("log", "log_value", "v3"),)
    class_ = [hand_in("ada", *MINE, wrong=values), hand_in("ben", *MINE, wrong=values)]
    class_ += [HandIn(each.students, each.places, frozenset(common)) for each in crowd(30)]
    with_values = pairs_of(class_)[0]
    assert with_values.values == values[:2]
    without = pairs_of([hand_in("ada", *MINE), hand_in("ben", *MINE), *crowd(30)])[0]
    assert with_values.evidence == pytest.approx(without.evidence + math.log(32 / 2))


def test_two_who_share_only_wrong_values_are_a_pair_that_is_not_shown():
    value = (("exp", "exp_value", "v2"),)
    class_ = [hand_in("ada", wrong=value), hand_in("ben", 5, wrong=value), *crowd(30)]
    (pair,) = pairs_of(class_)
    assert (pair.share, pair.values) == (0.0, value)
    assert worth_a_look([pair]) == []
