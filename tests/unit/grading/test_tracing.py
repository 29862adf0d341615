"""A failure is traced to the exercises without which it would not be, and to no others."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from autograder.grading.tracing import FEW, trace

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


@pytest.mark.parametrize(
    ("broken", "needs", "checks", "runs"),
    [
        # What fails by itself is mended first, as all the rest mostly comes from there: here nothing is left of `c1`.
        ("c", {"a": "c", "c1": "ab"}, {"a": "a", "c": "c", "c1": "c"}, [("c", "a"), ("ab", "c1")]),
        # So it is before several are mended at once.
        ("ae", {"b": "acde", "d": "a"}, "abde", [("a", "b"), ("a", "d"), ("e", "b"), ("ae", "b")]),
        # What passes its own checks is no suspect while another one explains it,
        ("a", {"c": "ad"}, "acd", [("a", "c")]),
        # nor is what was found to come from elsewhere itself.
        ("ac", {"a": "bc", "b": "ad"}, "ab", [("a", "b"), ("bc", "a")]),
    ],
)
def test_no_check_is_run_again_oftener_than_it_takes(broken, needs, checks, runs):
    needs = {check: frozenset(needed) for check, needed in needs.items()}
    checks = checks if isinstance(checks, dict) else {name: name for name in checks}
    submission = Submission(*broken, needs=needs, checks=checks)
    submission.traced()
    assert submission.runs == [(frozenset(mended), check) for mended, check in runs]


@pytest.mark.parametrize("many", [FEW, FEW + 1])
def test_few_suspects_are_mended_one_by_one_before_they_are_together(many):
    """Of many, all at once says first whether any of it comes from them."""
    names = "abcd"[:many]
    needs = {"z": frozenset(names), **{name: frozenset("z") for name in names}}

    class OwnFault(Submission):
        def fails(self, check, mended=frozenset()):
            return True  # whatever is mended

    submission = OwnFault(*names, "z", needs=needs, checks={"z": "z", **{name: name for name in names}})
    assert submission.traced() == {}
    of_z = [len(mended) for mended, check in submission.runs if check == "z"]
    assert of_z.index(many) == (0 if many > FEW else FEW)


def test_of_two_that_are_unwritten_and_each_enough_the_later_exercise_is_named():
    """In the order of the assignment, not of the alphabet."""

    class Either(Submission):
        def fails(self, check, mended=frozenset()):
            return self.broken.isdisjoint(mended) if check == "m" else super().fails(check, mended)

    submission = Either("z", "a", needs={"m": frozenset("az")}, checks={"z": "z", "a": "a", "m": "m"})
    assert submission.traced(unwritten=("z", "a")) == {"m": ("a",)}


class Anything(Submission):
    """Of any shape: what a check meets is only a part of what it needs, and there may be circles."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        names = "abcdef"[: chance.randint(2, 6)]
        checks = {f"{name}{number}": name for name in names for number in range(chance.choice([0, 1, 1, 2]))}
        some = {check: frozenset(chance.sample(names, chance.randint(0, len(names)))) for check in checks}
        needs = {check: needed - {checks[check]} for check, needed in some.items()}
        super().__init__(*chance.sample(names, chance.randint(1, len(names))), needs=needs, checks=checks)
        self.meets = {check: frozenset(n for n in sorted(needs[check]) if chance.random() < 0.7) for check in checks}
        self.unwritten = tuple(chance.sample(sorted(self.broken), chance.randint(0, 1)))

    def fails(self, check: str, mended: frozenset[str] = frozenset()) -> bool:
        return bool((self.meets[check] | {self.checks[check]}) & (self.broken - mended))


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_submission_is_an_origin_is_enough_and_none_of_it_is_too_much(seed):
    submission = Anything(seed)
    traced = submission.traced(submission.unwritten)
    failing = [check for check, exercise in submission.checks.items() if submission.fails(check)]
    failing = [check for check in failing if submission.checks[check] not in submission.unwritten]
    own = {check for check in failing if submission.checks[check] in submission.broken}
    assert traced.keys() == set(failing) - own
    for check, origin in traced.items():
        assert set(origin) == submission.meets[check] & submission.broken
    assert len(set(submission.runs)) == len(submission.runs)
    for mended, check in submission.runs:
        assert check in failing
        assert mended
        assert mended <= submission.needs[check]
