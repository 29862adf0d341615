"""Extensions, lateness and marks by hand are in the log when they change, and only then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.course.policy import Late, Policy
from autograder.grading.log import read_log, story
from autograder.grading.terms import OVER, note_terms, terms_of

DUE = datetime(2026, 10, 19, 22, tzinfo=UTC)
NAME = "01_tiny"


def policy(days: int = 0, free: int = 0, **late) -> Policy:
    extensions = {NAME: {"ada": DUE + timedelta(days=days)}} if days else {}
    return Policy(late=Late(per_day=0.1, free_days=free, **late), due={NAME: DUE}, extensions=extensions)


@pytest.fixture
def submitted(tmp_path):
    """Ada's hand-in, a day and a half late."""
    place = tmp_path / "submitted/ada" / NAME
    place.mkdir(parents=True)
    (place / "timestamp.txt").write_text("2026-10-21 10:00:00 UTC")
    return tmp_path / "submitted"


def told(submitted, *policies: Policy) -> list[str]:
    results = submitted.parent / "results"
    for each in policies:
        note_terms(results, NAME, terms_of(each, submitted, NAME, ["ada"]))
    return [entry.why for entry in read_log(results, "ada")]


def test_what_lateness_costs_is_noted_once_with_both_times(submitted):
    late = "late: received 2026-10-21 10:00:00 UTC, due 2026-10-19 22:00:00 UTC, and it costs 20 % of the score"
    assert told(submitted, policy(), policy()) == [late]


def test_an_extension_is_noted_and_that_nothing_is_late_any_more_and_that_it_was_taken_back(submitted):
    extended = "an extension: due 2026-10-22 22:00:00 UTC, in place of 2026-10-19 22:00:00 UTC"
    first, *rest = told(submitted, policy(), policy(days=3), policy(days=3), policy())
    assert rest == [extended, OVER["late"], OVER["extended"], first]


def test_free_days_that_are_spent_on_it_are_told(submitted):
    (late,) = told(submitted, policy(free=1))
    assert "1 of the free days is spent on it, and it costs 10 % of the score" in late
    assert "2 of the free days are spent on it, and it costs nothing" in told(submitted, policy(free=3))[-1]


@pytest.mark.parametrize("rules", [Policy(), policy(days=3)], ids=["no date", "in time"])
def test_who_is_in_time_is_told_nothing_of_lateness(submitted, rules):
    assert not any("late" in each for each in told(submitted, rules))


def test_a_time_that_cannot_be_read_stops_nothing(submitted):
    (submitted / "ada" / NAME / "timestamp.txt").write_text("yesterday")
    assert told(submitted, policy(days=3)) == []


def test_a_term_is_a_line_of_the_story_that_has_no_score(submitted):
    results = submitted.parent / "results"
    note_terms(results, NAME, {"ada": {"marked": "question why, by hand: 2 of 3"}, "bob": {"marked": ""}})
    note_terms(results, NAME, {"ada": {"marked": ""}})
    first, second = read_log(results)
    assert story(first).endswith("UTC  01_tiny  question why, by hand: 2 of 3.")
    assert story(second).endswith("UTC  01_tiny  nothing is given by hand any more.")


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, False), (1, True)])
def test_one_second_after_the_deadline_is_late(submitted, seconds, late):
    received = DUE + timedelta(seconds=seconds)
    (submitted / "ada" / NAME / "timestamp.txt").write_text(f"{received:%Y-%m-%d %H:%M:%S} UTC")
    assert len(told(submitted, policy())) == late


def test_another_assignments_terms_are_not_this_ones(submitted):
    results = submitted.parent / "results"
    note_terms(results, "02_next", {"ada": {"marked": "two"}})
    note_terms(results, NAME, {"ada": {"marked": "two"}, "bob": {"marked": "two"}})
    note_terms(results, "02_next", {"ada": {"marked": "two"}})
    assert [(entry.assignment, entry.student) for entry in read_log(results)] == [
        ("02_next", "ada"),
        (NAME, "ada"),
        (NAME, "bob"),
    ]
