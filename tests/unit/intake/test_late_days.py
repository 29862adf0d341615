"""Late days that cost nothing are each student's own, and spent in the order of the dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.course.policy import Late, Policy, read_policy
from autograder.errors import Problem
from autograder.intake.late_days import spent, with_free_days
from autograder.intake.received import TIMESTAMP, timestamp

DUE = datetime(2026, 10, 19, 22, tzinfo=UTC)
RULES = Policy(
    late=Late(per_day=0.1, free_days=3),
    due={"02_b": DUE + timedelta(days=7), "01_a": DUE},
    extensions={"01_a": {"ben": DUE + timedelta(days=1)}},
)


def hand_in(root: Path, student: str, assignment: str, late: timedelta) -> None:
    place = root / student / assignment
    place.mkdir(parents=True)
    (place / TIMESTAMP).write_text(timestamp(RULES.due[assignment] + late))


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """A group of two, who hand in both assignments 25 hours late."""
    for student in ("ada", "ben"):
        hand_in(tmp_path, student, "01_a", timedelta(hours=25))
        hand_in(tmp_path, student, "02_b", timedelta(hours=49))
    return tmp_path


def test_each_member_spends_their_own_and_an_extension_spends_none(submitted):
    assert spent(RULES, submitted, "ada") == {"01_a": 2, "02_b": 1}
    assert spent(RULES, submitted, "ben") == {"01_a": 1, "02_b": 2}


def test_what_is_late_beyond_the_budget_costs(submitted):
    policy = with_free_days(RULES, submitted)
    late = {
        name: policy.penalty("02_b", name, RULES.due["02_b"] + timedelta(hours=49), 10.0) for name in ("ada", "ben")
    }
    assert late == {"ada": pytest.approx(2.0), "ben": pytest.approx(1.0)}
    assert policy.penalty("01_a", "ada", DUE + timedelta(hours=25), 10.0) == 0.0


def test_without_a_budget_nothing_is_given(submitted):
    rules = Policy(late=Late(per_day=0.1), due=RULES.due)
    assert with_free_days(rules, submitted) is rules


def test_what_is_on_time_or_in_the_hours_of_grace_spends_nothing(tmp_path):
    rules = Policy(late=Late(per_day=0.1, grace_hours=2, free_days=3), due={"01_a": DUE})
    hand_in(tmp_path, "ada", "01_a", timedelta(hours=2))
    assert spent(rules, tmp_path, "ada") == {}
    assert spent(rules, tmp_path, "nobody") == {}


def test_a_budget_and_the_best_attempt_exclude_each_other(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text('[late]\nfree_days = 3\n[attempts]\nkeep = "best"\n')
    with pytest.raises(Problem, match=r"late\.free_days: .*keep = \"last\""):
        read_policy(path, [])
    path.write_text("[late]\nfree_days = 1.5\n")
    with pytest.raises(Problem, match=r"late\.free_days: 1\.5 cannot stand here\. Write a whole number of days"):
        read_policy(path, [])


def test_one_second_beyond_the_hours_of_grace_spends_a_day_and_one_beyond_a_day_two(tmp_path):
    rules = Policy(late=Late(per_day=0.1, grace_hours=2, free_days=3), due={"01_a": DUE})
    hand_in(tmp_path, "ada", "01_a", timedelta(hours=2, seconds=1))
    hand_in(tmp_path, "ben", "01_a", timedelta(days=1))
    hand_in(tmp_path, "cyd", "01_a", timedelta(days=1, seconds=1))
    assert [spent(rules, tmp_path, who) for who in ("ada", "ben", "cyd")] == [{"01_a": 1}, {"01_a": 1}, {"01_a": 2}]


def test_of_two_assignments_of_one_date_the_first_by_name_spends_first(tmp_path):
    rules = Policy(late=Late(per_day=0.1, free_days=1), due={"02_b": DUE, "01_a": DUE})
    for name in ("02_b", "01_a"):
        hand_in(tmp_path / "submitted", "ada", name, timedelta(hours=1) - (RULES.due[name] - DUE))
    assert spent(rules, tmp_path / "submitted", "ada") == {"01_a": 1}


def test_a_day_that_is_spent_is_an_extension_of_whoever_is_asked_for(submitted):
    only = with_free_days(RULES, submitted, ["ada"]).extensions
    assert only["02_b"] == {"ada": RULES.due["02_b"] + timedelta(days=1)}
    assert only["01_a"] == {**RULES.extensions["01_a"], "ada": DUE + timedelta(days=2)}
    all_of_them = with_free_days(RULES, submitted).extensions
    assert all_of_them["01_a"]["ben"] == DUE + timedelta(days=2)
    assert set(all_of_them["02_b"]) == {"ada", "ben"}
    assert RULES.extensions == {"01_a": {"ben": DUE + timedelta(days=1)}}


def test_before_anything_is_collected_nobody_has_spent_anything(tmp_path):
    assert with_free_days(RULES, tmp_path / "submitted").extensions == RULES.extensions


def test_what_is_no_students_folder_spends_nothing(submitted):
    (submitted / "notes.txt").write_text("x")
    hand_in(submitted / ".attempts", "001", "01_a", timedelta(days=9))
    assert set(with_free_days(RULES, submitted).extensions["01_a"]) == {"ada", "ben"}
