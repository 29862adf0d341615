"""A failure is traced to the exercises without which it would not be, and to no others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from autograder.grading.tracing import trace

# Of three exercises: `a` stands alone, `b` is built on it, `c` on both.
NEEDS = {"b": frozenset("a"), "c": frozenset("ab"), "c_again": frozenset("ab")}
ALL = {"a": "a", "b": "b", "c": "c", "c_again": "c"}


class Submission:
    """What fails of a submission whose `broken` exercises are wrong, and how often checks of it were run again."""

    def __init__(self, *broken: str, needs: Mapping[str, frozenset[str]] = NEEDS, checks: Mapping[str, str] = ALL):
        self.broken = frozenset(broken)
        self.needs, self.checks = needs, checks
        self.runs: list[tuple[frozenset[str], str]] = []

    def fails(self, check: str, mended: frozenset[str] = frozenset()) -> bool:
        """Whether the check meets what is wrong."""
        meets = self.needs.get(check, frozenset()) | {self.checks[check]}
        return bool(meets & (self.broken - mended))

    def passing(self, mended: frozenset[str], checks: list[str]) -> list[str]:
        """What the judge does: runs checks beside mended exercises."""
        self.runs += [(mended, check) for check in checks]
        return [check for check in checks if not self.fails(check, mended)]

    def traced(self, unwritten: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
        """Where its failures come from."""
        failing = {check: exercise for check, exercise in self.checks.items() if self.fails(check)}
        untried = {check: exercise for check, exercise in failing.items() if exercise in unwritten}
        failing = {check: exercise for check, exercise in failing.items() if check not in untried}
        return trace(failing, untried, self.needs, self.passing)


def test_what_a_right_exercise_loses_comes_from_the_wrong_one_it_needs():
    assert Submission("a").traced() == {"b": ("a",), "c": ("a",), "c_again": ("a",)}


def test_one_mistake_takes_one_run_more_of_each_check_that_it_reaches():
    submission = Submission("a")
    submission.traced()
    assert sorted(submission.runs) == [(frozenset("a"), check) for check in ("b", "c", "c_again")]


def test_what_is_wrong_itself_comes_from_nowhere_else():
    assert Submission("c").traced() == {}
    assert Submission("a", "c").traced() == {"b": ("a",)}


def test_two_mistakes_that_a_check_meets_are_both_named():
    submission = Submission("a", "b", needs={"c": frozenset("ab"), "c_again": frozenset("b")})
    assert submission.traced() == {"c": ("a", "b"), "c_again": ("b",)}


def test_an_innocent_third_is_not_named_among_several():
    needs = {"d": frozenset("abc"), "c": frozenset("a")}
    checks = {"a": "a", "b": "b", "c": "c", "c_own": "c", "d": "d"}

    class Cunning(Submission):
        def fails(self, check, mended=frozenset()):
            if check == "d":  # does not meet what is wrong with c
                return bool(frozenset("ab") - mended)
            return super().fails(check, mended)

    assert Cunning("a", "b", "c", needs=needs, checks=checks).traced()["d"] == ("a", "b")


def test_what_is_unwritten_blocks_nothing_that_is_right():
    submission = Submission("a", "b")
    assert submission.traced(unwritten=("a", "b")) == {"c": ("a", "b"), "c_again": ("a", "b")}
    assert {mended for mended, _ in submission.runs} == {frozenset("ab"), frozenset("a"), frozenset("b")}


def test_an_exercise_that_passes_its_own_checks_is_named_too():
    checks = {check: exercise for check, exercise in ALL.items() if check != "a"}
    assert Submission("a", checks=checks).traced()["b"] == ("a",)


def test_nothing_is_mended_that_the_check_does_not_need():
    """So that what calls another exercise of its own accord, in a circle even, has nobody to answer for it."""
    submission = Submission("a", "b", needs={}, checks={"a": "a", "b": "b"})
    assert submission.traced() == {}
    assert submission.runs == []


def test_exercises_that_need_each_other_do_not_excuse_each_other():
    needs = {"a": frozenset("b"), "b": frozenset("a")}
    checks = {"a": "a", "b": "b"}
    assert Submission("a", "b", needs=needs, checks=checks).traced() == {}
    assert Submission("b", needs=needs, checks=checks).traced() == {"a": ("b",)}
    assert Submission("a", needs=needs, checks=checks).traced() == {"b": ("a",)}


@pytest.mark.parametrize("broken", ["abcdefgh", "adg", "h", "ah"])
def test_a_submission_that_is_wrong_in_many_places_is_not_judged_over_and_over(broken):
    names = "abcdefgh"
    needs = {name: frozenset(names[:number]) for number, name in enumerate(names)}
    submission = Submission(*broken, needs=needs, checks={name: name for name in names})
    traced = submission.traced()
    assert all(submission.broken.issuperset(origin) for origin in traced.values())
    assert set(traced) == {name for name in names if submission.fails(name)} - submission.broken
    again: dict[str, int] = {}
    for _, check in submission.runs:
        again[check] = again.get(check, 0) + 1
    assert sum(again.values()) <= 4 * len(names)


def test_what_its_own_checks_do_not_see_is_found_by_few_runs_in_many_exercises():
    """The exercise that one failure comes from is tried first for the others."""
    names = "abcdefgh"
    needs = {name: frozenset(names[:number]) for number, name in enumerate(names)}
    submission = Submission("a", needs=needs, checks={name: name for name in names[1:]})
    assert submission.traced() == dict.fromkeys(names[1:], ("a",))
    assert len(submission.runs) <= 4 * len(names)
