"""What is carried gives its points if the course forgives it, and if the exercises it comes from pay themselves."""

from __future__ import annotations

import msgspec

from autograder.grading.carried import repriced, settled, with_origins
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Detail, Label, Result, Status


def check(name: str, status: Status, points: float = 2.0) -> CheckResult:
    earned = points if status is Status.PASSED else 0.0
    return CheckResult(name, name.partition("_")[0], False, status, earned, points, "", 0.0)


def result(*checks: CheckResult) -> Result:
    return Result("ada", "01", sum(c.points for c in checks), 2.0 * len(checks), (), checks)


BOTH = result(check("a", Status.FAILED), check("b", Status.FAILED), check("b_more", Status.BLOCKED))


def points(found: Result) -> list[float]:
    return [each.points for each in found.checks]


def test_a_carried_failure_keeps_its_status_and_names_its_origin_first():
    traced = with_origins(BOTH, {"b": ("a",)})
    carried = traced.checks[1]
    assert (carried.status, carried.carried) == (Status.FAILED, ("a",))
    assert (
        carried.message.splitlines()[0].split(maxsplit=1)[1] == "This comes from `a`: beside the right one it passes."
    )
    assert carried.details[0].text in carried.message
    assert traced.checks[0].carried == ()


def test_it_gives_its_points_where_that_is_forgiven_and_none_where_it_is_charged():
    traced = with_origins(BOTH, {"b": ("a",), "b_more": ("a",)})
    assert (points(traced), traced.score) == ([0.0, 2.0, 2.0], 4.0)
    charged = settled(traced, forgive=False)
    assert (points(charged), charged.score) == ([0.0, 0.0, 0.0], 0.0)
    assert settled(charged) == traced


def test_what_comes_from_an_exercise_that_pays_nothing_is_charged_once():
    seen = result(check("a", Status.PASSED), check("b", Status.FAILED), check("b_more", Status.ERROR))
    origins = {"b": ("a",), "b_more": ("a",), "c": ("a",)}
    assert points(with_origins(seen, origins)) == [2.0, 0.0, 0.0]
    further = result(*seen.checks, check("c", Status.FAILED))
    assert points(with_origins(further, origins)) == [2.0, 0.0, 0.0, 2.0]


def test_two_exercises_do_not_excuse_each_other():
    assert points(with_origins(BOTH, {"a": ("b",), "b": ("a",), "b_more": ("a",)})) == [0.0, 0.0, 0.0]


def test_of_two_origins_both_have_to_pay():
    three = result(check("a", Status.FAILED), check("b", Status.PASSED), check("c", Status.FAILED))
    assert points(with_origins(three, {"c": ("a", "b")})) == [0.0, 2.0, 0.0]


def test_a_result_says_it_to_whoever_reads_the_file():
    traced = with_origins(BOTH, {"b": ("a",)})
    assert b'"carried":["a"]' in msgspec.json.encode(traced)
    assert msgspec.json.decode(msgspec.json.encode(traced), type=Result) == traced
    assert b"carried" not in msgspec.json.encode(BOTH)


def test_a_result_is_counted_by_the_points_that_checks_have_now(tiny):
    own = (check("double_by_hand", Status.PASSED), check("double_agrees", Status.FAILED))
    found = repriced(result(*own, check("area_by_hand", Status.PASSED)), tiny, forgive=True)
    assert [(each.points, each.max_points) for each in found.checks] == [(1.0, 1.0), (0.0, 2.0), (1.0, 1.0)]
    assert (found.score, found.max_score) == (2.0, 4.0)
    extra = [msgspec.structs.replace(each, extra=each.name == "area") for each in tiny.exercises]
    assert repriced(found, msgspec.structs.replace(tiny, exercises=tuple(extra)), forgive=True).max_score == 3.0


def test_what_is_held_or_ungraded_stays(tiny):
    for kept in (
        msgspec.structs.replace(result(check("double_by_hand", Status.PASSED)), held="a promise"),
        result(check("double_by_hand", Status.UNGRADED)),
    ):
        assert repriced(kept, tiny, forgive=True) == kept


def test_each_exercise_that_nothing_pays_for_is_charged_once_and_what_is_paid_stays_so():
    found = with_origins(
        result(
            check("a", Status.FAILED),
            check("x", Status.PASSED),
            check("y", Status.PASSED),
            check("b", Status.FAILED),
            check("c", Status.FAILED),
            check("d", Status.FAILED),
            check("e", Status.FAILED),
        ),
        {"b": ("x",), "c": ("y",), "d": ("a",), "e": ("x", "y")},
    )
    assert points(found) == [0.0, 2.0, 2.0, 0.0, 0.0, 2.0, 2.0]


def test_what_is_held_without_a_verdict_stays_too(tiny):
    both = msgspec.structs.replace(result(check("double_by_hand", Status.UNGRADED)), held="a promise")
    assert repriced(both, tiny, forgive=True) == both


def test_what_was_found_stands_below_where_it_comes_from():
    found = (Detail(Label.RETURNED, "9"), Detail(Label.EXPECTED, "6"))
    failed = msgspec.structs.replace(check("b", Status.FAILED), details=found)
    carried = with_origins(result(check("a", Status.FAILED), failed), {"b": ("a",)}).checks[1]
    assert (carried.details[0].label, carried.details[1:]) == (Label.REASON, found)


def test_a_failure_that_is_carried_is_forgiven_unless_the_course_says_otherwise(tiny):
    assert JudgeSettings(tiny, b"secret").forgive
