"""Figures of checks: rates and discrimination with intervals, silent for small classes."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from made_class import CHECKS, made_check, made_class, made_result
from scipy import stats

from autograder.records import Status
from autograder.report.figures import FEWEST, check_figures, fisher, redundant_checks, wilson


@pytest.mark.parametrize(("passed", "judged"), [(0, 20), (1, 20), (37, 60), (60, 60)])
def test_rates_have_wilsons_interval(passed, judged):
    expected = stats.binomtest(passed, judged).proportion_ci(method="wilson")
    assert wilson(passed, judged) == pytest.approx((expected.low, expected.high), abs=1e-6)


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.42])
def test_correlations_have_fishers_interval(correlation):
    middle, half = np.arctanh(correlation), stats.norm.ppf(0.975) / np.sqrt(47)
    assert fisher(correlation, 50) == pytest.approx((np.tanh(middle - half), np.tanh(middle + half)), abs=1e-6)


def test_rate_and_discrimination_are_those_of_the_class():
    results = made_class(60)
    figures = {each.name: each for each in check_figures(results)}
    for place, (name, _, _) in enumerate(CHECKS):
        passed = [result.checks[place].points for result in results]
        rest = [result.score - result.checks[place].points for result in results]
        assert figures[name].rate == pytest.approx(np.mean(passed))
        assert figures[name].discrimination == pytest.approx(stats.pearsonr(passed, rest)[0])


def test_a_small_class_has_rates_and_no_more():
    one_short = check_figures(made_class(FEWEST - 1))
    assert all(each.rate_interval is None and each.discrimination is None for each in one_short)
    assert all(each.rate_interval for each in check_figures(made_class(FEWEST)))


def test_a_check_that_all_pass_discriminates_nothing():
    results = [
        made_result(f"s{n}", [made_check("a", "sigmoid", True), made_check("b", "backward", n % 2 == 0)])
        for n in range(30)
    ]
    assert [each.discrimination for each in check_figures(results)] == [None, None]


@pytest.mark.parametrize(("spread", "known"), [(0, False), (1, True)])
def test_where_all_scored_alike_elsewhere_nothing_is_known_of_discrimination(spread, known, recwarn):
    results = [
        made_result(f"s{n}", [made_check("a", "sigmoid", n % 2 == 0), made_check("b", "backward", n >= 15 * spread)])
        for n in range(30)
    ]
    figures = check_figures(results)[0]
    assert (figures.discrimination is not None, figures.discrimination_interval is not None) == (known, known)
    assert not recwarn.list


@pytest.mark.parametrize("correlation", [1.0, -1.0])
def test_a_perfect_correlation_has_an_interval_too(correlation):
    for end in fisher(correlation, 20):
        assert end == pytest.approx(correlation, abs=1e-6)


def test_a_check_says_what_it_is_and_how_often_it_was_carried_and_took_too_long():
    hung = msgspec.structs.replace(made_check("a", "sigmoid", False), status=Status.TIMEOUT, hidden=True)
    carried = msgspec.structs.replace(hung, status=Status.FAILED, carried=("backward",))
    rows = [hung, carried, made_check("a", "sigmoid", True)]
    told = [msgspec.structs.replace(each, sentence="It is half at 0.") for each in rows]
    (figures,) = check_figures([made_result(f"s{n}", [each]) for n, each in enumerate(told)])
    assert (figures.timeouts, figures.carried, figures.passed, figures.judged) == (1, 1, 1, 3)
    assert (figures.exercise, figures.hidden, figures.sentence) == ("sigmoid", True, "It is half at 0.")


def test_what_could_not_be_judged_counts_for_nothing():
    ungraded = made_check("a", "sigmoid", False)
    results = [
        made_result("x", [msgspec.structs.replace(ungraded, status=Status.UNGRADED)]),
        made_result("y", [ungraded]),
    ]
    (figures,) = check_figures(results)
    assert (figures.judged, figures.passed) == (1, 0)


def test_checks_of_one_exercise_that_always_agree_are_redundant():
    def row(n):
        same = n % 2 == 0
        return [
            made_check("a", "sigmoid", same),
            made_check("b", "sigmoid", same),
            made_check("c", "sigmoid", n % 3 == 0),
            made_check("d", "backward", same),
            made_check("e", "sigmoid", True),
            made_check("f", "sigmoid", True),
        ]

    results = [made_result(f"s{n}", row(n)) for n in range(30)]
    assert redundant_checks(results) == (("a", "b"),)
    assert redundant_checks(results[: FEWEST - 1]) == ()
