"""What a regrade changes is told by student and by check, up and down, and in sum; and so on the page."""

from __future__ import annotations

import re

import msgspec
import pytest
from made_class import made_check, made_result
from made_grades import ASSIGNMENT

from autograder.grading.outcomes import Outcome
from autograder.grading.regrade import Planned
from autograder.records import Fault, Status
from autograder.report.page import regrade_page
from autograder.report.regrade import Regrade, Step, regrade_report

EVIL = "<script>alert(1)</script>"


def result(student: str, *passed: bool, key: str = "old", **more):
    checks = [
        made_check(name, "sigmoid", each, key=key) for name, each in zip(("first", "second"), passed, strict=False)
    ]
    return made_result(student, checks, **more)


def outcome(student: str, before: tuple[bool, ...], after: tuple[bool, ...], ran: tuple[str, ...] = (), **more):
    return Outcome(result(student, *after, key="new", **more), result(student, *before), True, None, ran)


UP = outcome("ada", (False, True), (True, True), ("first",))
DOWN = outcome("bob", (True, True), (True, False))
SAME = outcome("eve", (True, True), (True, True))
HELD = msgspec.structs.replace(
    outcome("cem", (True, True), (True, True), held="nobody is lowered"), lower=result("cem", True, False)
)
PLAN = Planned((UP, DOWN, SAME, HELD), ("new",))


def report(plan: Planned = PLAN, **more) -> Regrade:
    return regrade_report(ASSIGNMENT, plan, **more)


def test_the_sums_are_those_of_all_students():
    found = report()
    assert (found.judged, found.ran, found.up, found.down, found.held, found.points) == (4, 1, 1, 1, 1, 0.0)
    assert found.not_graded == ("new",)


def test_students_are_told_whose_score_or_checks_change_and_by_which():
    ada, bob, cem = report().changes
    assert (ada.student, ada.before, ada.after, ada.difference) == ("ada", 1.0, 2.0, 1.0)
    assert ada.steps == (Step("first", "failed", "passed", 0.0, 1.0),)
    assert (bob.difference, bob.steps) == (-1.0, (Step("second", "passed", "failed", 1.0, 0.0),))
    assert (cem.student, cem.held, cem.difference, cem.steps) == ("cem", True, 0.0, bob.steps)


def test_each_check_says_whom_it_lifts_and_lowers_and_for_whom_it_was_run():
    first, second = report().effects
    assert (first.check, first.up, first.down, first.points, first.ran) == ("first", 1, 0, 1.0, 1)
    assert (second.check, second.up, second.down, second.points, second.ran) == ("second", 0, 1, -1.0, 0)
    assert first.changed == "its text or its limit"
    assert (first.held, second.held) == (0, 1)


def test_who_fails_in_another_way_for_the_same_points_is_told_and_neither_up_nor_down():
    old = result("ada", False, key="same")
    hung = msgspec.structs.replace(old, checks=(msgspec.structs.replace(old.checks[0], status=Status.TIMEOUT),))
    found = report(Planned((Outcome(hung, old), Outcome(old, old))))
    assert [each.steps for each in found.changes] == [(Step("first", "failed", "timeout", 0.0, 0.0),)]
    assert (found.up, found.down, found.effects) == (0, 0, ())
    assert report(Planned((Outcome(old, old, lower=hung),))).effects == (), "nobody would lose by it"


def test_whom_a_regrade_would_only_lower_is_told_with_nothing_else():
    same = msgspec.structs.replace(result("ada", True, key="same"), held="nobody is lowered")
    (change,) = report(Planned((Outcome(same, same),))).changes
    assert (change.held, change.difference, change.steps, change.name) == (True, 0.0, (), "")


@pytest.mark.parametrize(
    ("before", "after", "ran", "effect"),
    [
        ((False,), (True,), (), (1, 0, 0)),
        ((True,), (False,), (), (0, 1, 0)),
        ((True,), (True,), ("first",), (0, 0, 1)),
        ((True,), (True,), (), None),
    ],
    ids=["up", "down", "run", "nothing"],
)
def test_each_thing_that_a_check_does_is_alone_enough_to_be_told(before, after, ran, effect):
    one = Outcome(result("ada", *after, key="same"), result("ada", *before, key="same"), True, None, ran)
    assert [(each.up, each.down, each.ran) for each in report(Planned((one,))).effects] == ([effect] if effect else [])


def test_a_hidden_check_is_told_as_hidden_also_where_it_is_new_or_gone():
    shown = result("ada", True)
    hidden = msgspec.structs.replace(shown, checks=(msgspec.structs.replace(shown.checks[0], hidden=True),))
    none = msgspec.structs.replace(shown, checks=(), score=0.0)
    for new, old, told in ((hidden, none, True), (none, hidden, True), (shown, none, False), (none, shown, False)):
        (effect,) = report(Planned((Outcome(new, old),))).effects
        assert effect.hidden is told


def test_text_and_points_that_changed_are_both_named():
    old, new = result("ada", True), result("ada", True, key="new")
    dearer = msgspec.structs.replace(new, checks=(msgspec.structs.replace(new.checks[0], max_points=3.0),))
    (effect,) = report(Planned((Outcome(dearer, old),))).effects
    assert effect.changed == "its text or its limit and its points"


def test_where_all_who_would_lose_are_held_the_check_that_would_take_it_is_still_named():
    (effect,) = report(Planned((msgspec.structs.replace(HELD, former=HELD.result),))).effects
    assert (effect.check, effect.down, effect.held) == ("second", 0, 1)


def test_a_new_check_one_that_is_gone_and_other_points_are_named():
    more = Planned((outcome("ada", (True,), (True, True)),))
    assert [each.changed for each in report(more).effects] == ["its text or its limit", "new"]
    fewer = Planned((outcome("ada", (True, True), (True,)),))
    assert report(fewer).effects[1].changed == "no longer there"
    assert report(fewer).changes[0].steps == (Step("second", "passed", "", 1.0, 0.0),)
    old = result("ada", True)
    dearer = msgspec.structs.replace(old.checks[0], max_points=3.0, points=3.0)
    new = msgspec.structs.replace(old, checks=(dearer,), score=3.0, max_score=3.0)
    (effect,) = report(Planned((Outcome(new, old),))).effects
    assert (effect.changed, effect.points) == ("its points", 2.0)


def test_a_result_from_before_there_were_keys_of_checks_says_nothing_of_them():
    old = result("ada", True, key="")
    assert report(Planned((Outcome(result("ada", True, key="new"), old),))).effects == ()


def test_that_a_failure_is_carried_is_told():
    failing = made_check("first", "sigmoid", False)
    carried = msgspec.structs.replace(failing, carried=("backward",), points=1.0)
    change = Outcome(made_result("ada", [carried]), made_result("ada", [failing]))
    assert report(Planned((change,))).changes[0].steps == (Step("first", "failed", "failed, carried", 0.0, 1.0),)


def test_whom_checks_cannot_judge_is_told_with_the_cause():
    broken = msgspec.structs.replace(
        made_check("first", "sigmoid", False), status=Status.UNGRADED, fault=Fault("checks/test_a.py", 3, "NameError")
    )
    found = report(Planned((), (), (made_result("ada", [broken]), made_result("bob", [broken]))))
    assert found.ungraded[0] == "ada, bob: ungraded."
    assert "checks/test_a.py, line 3: NameError" in found.ungraded[1]


def test_the_page_holds_all_of_it_escaped_and_runs_no_script():
    evil = outcome(EVIL, (False,), (True,))
    page = regrade_page(
        report(Planned((UP, DOWN, HELD, evil), ("new",)), unproved=["first"], earlier=["bob"], names={"ada": "Ada L"})
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "script-src" not in page
    assert "default-src 'none'" in page.replace("&#39;", "'")
    for text in (
        "Ada L",
        "Not proved as they are now:",
        "held: it would be lower",
        "+1",
        "-1",
        "its text or its limit",
        "left out: new",
    ):
        assert text in page
    assert re.search(r"earlier ones.*: bob\.", page)


def test_a_page_of_no_change_says_so():
    page = regrade_page(report(Planned((SAME,))))
    assert "Nobody's score changes." in page or "Nobody&#39;s score changes." in page
