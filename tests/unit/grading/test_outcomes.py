"""An outcome bears the keys of what it depends on, and the time of what was run, when that was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.checks.observations import Observations, Remembered
from autograder.course.manifest import find_assignment
from autograder.grading.grade import grade
from autograder.grading.judged import Judged
from autograder.grading.keys import check_keys
from autograder.grading.outcomes import Outcome, longest_first, not_lowered, outcomes
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status, Submission

ADA = Submission("ada", {"tiny.py": b"a"})
TWIN = Submission("twin", {"tiny.py": b"a"})
NAMES = ("double_by_hand", "area_by_hand")


class Judge:
    """A judge that takes a second for each check, and runs of what is remembered the first check alone."""

    def __init__(self, root: Path) -> None:
        self.root, self.results, self.asked = root, root / "results", list[Submission]()

    @property
    def settings(self) -> JudgeSettings:
        return JudgeSettings(find_assignment(self.root / "source", "01"), b"secret", frozenset(), elsewhere=self.judge)

    def judge(self, settings: JudgeSettings, submissions: list[Submission]) -> Iterator[Judged]:
        for each in submissions:
            self.asked.append(each)
            known = isinstance(each, Remembered)
            checks = tuple(
                CheckResult(name, name[:4], False, Status.PASSED, 1.0, 1.0, "", 0.0 if known else 1.0) for name in NAMES
            )
            result = Result(each.student, "01_tiny", 2.0, 2.0, (), checks)
            yield Judged(result, Observations("work"), ran=NAMES[:1] if known else NAMES)

    def edit(self) -> None:
        path = self.root / "source/01_tiny/checks/test_tiny.py"
        path.write_text(path.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")

    def outcomes(self, *pile: Submission, **more) -> list[Outcome]:
        return list(outcomes(self.settings, pile, self.results, **more))


@pytest.fixture
def judge(course: Path) -> Judge:
    return Judge(course)


def seconds(result: Result) -> list[float]:
    return [check.seconds for check in result.checks]


def test_each_check_bears_its_key_and_the_result_what_its_code_ran_with(judge):
    (result,) = grade(judge.settings, [ADA], judge.results)
    assert {check.name: check.key for check in result.checks}.items() <= check_keys(judge.settings.assignment).items()
    assert result.run
    assert result.run != result.key


def test_what_was_not_run_again_has_the_time_it_took_when_it_was(judge):
    grade(judge.settings, [ADA], judge.results)
    judge.edit()
    (outcome,) = judge.outcomes(ADA)
    assert (seconds(outcome.result), outcome.ran) == ([0.0, 1.0], NAMES[:1])


@pytest.mark.parametrize("how", ["nothing graded", "other files", "forced", "other secret", "no answers"])
def test_nothing_is_remembered_of(judge, how):
    if how != "nothing graded":
        grade(judge.settings, [ADA], judge.results)
        judge.edit()
    settings, pile = judge.settings, [ADA]
    if how == "other files":
        pile = [Submission("ada", {"tiny.py": b"other"})]
    if how == "other secret":
        settings = msgspec.structs.replace(settings, secret=b"other")
    if how == "no answers":
        (judge.results / "01_tiny/observations/ada.json").unlink()
    judge.asked.clear()
    (outcome,) = outcomes(settings, pile, judge.results, force=how == "forced")
    assert [type(each) for each in judge.asked] == [Submission]
    assert seconds(outcome.result) == [1.0, 1.0]


def test_the_same_files_are_judged_once_and_each_has_its_own_former_result(judge):
    grade(judge.settings, [ADA, TWIN], judge.results)
    judge.edit()
    judge.asked.clear()
    found = judge.outcomes(ADA, TWIN)
    assert [each.student for each in judge.asked] == ["ada"]
    assert [(each.result.student, each.former.student) for each in found] == [("ada", "ada"), ("twin", "twin")]


def test_no_result_is_held_of_other_files_nor_one_that_had_no_verdict():
    old = Result("ada", "01", 3.0, 4.0, (), (), "k1", (), "files", "r1")
    new = msgspec.structs.replace(old, score=2.0, key="k2", run="r2")
    held = msgspec.structs.replace(old, key="k2", run="r2", held="why")
    assert not_lowered(Outcome(new, old), old, "why") == Outcome(held, old, lower=new)
    for better in (msgspec.structs.replace(new, score=3.0), msgspec.structs.replace(new, files="others")):
        assert not_lowered(Outcome(better, old), old, "why") == Outcome(better, old)
    check = CheckResult("a", "a", False, Status.UNGRADED, 0.0, 1.0, "", 0.0)
    ungraded = msgspec.structs.replace(old, checks=(check,))
    assert not_lowered(Outcome(new, ungraded), ungraded, "why") == Outcome(new, ungraded)


def test_who_took_longest_last_time_comes_first_and_who_is_new_in_the_middle():
    pile = {"short": 0.1, "new": None, "usual": 1.0, "long": 9.0, "other": None}
    ordered = longest_first((Submission(name, {}), seconds) for name, seconds in pile.items())
    assert [each.student for each in ordered] == ["long", "new", "usual", "other", "short"]
    assert longest_first([(ADA, None), (TWIN, None)]) == [ADA, TWIN]


def test_a_class_that_is_judged_again_begins_with_who_took_longest(judge):
    pile = [Submission(name, {"tiny.py": name.encode()}) for name in ("ada", "bob", "cid")]
    grade(judge.settings, pile, judge.results)
    for student, took in (("bob", 9.0), ("cid", 3.0)):
        path = judge.results / f"01_tiny/{student}.json"
        result = msgspec.json.decode(path.read_bytes(), type=Result)
        slow = tuple(msgspec.structs.replace(check, seconds=took) for check in result.checks)
        path.write_bytes(msgspec.json.encode(msgspec.structs.replace(result, checks=slow)))
    judge.asked.clear()
    judge.outcomes(*pile, force=True)
    assert [each.student for each in judge.asked] == ["bob", "cid", "ada"]


def test_there_is_news_where_something_was_judged_or_a_result_is_another_one_now():
    old = Result("ada", "01", 3.0, 4.0, (), ())
    new = msgspec.structs.replace(old, score=2.0)
    found = [Outcome(old, old), Outcome(new, old), Outcome(old, None), Outcome(old, old, judged=True)]
    assert [each.news for each in found] == [False, True, True, True]
    assert not Outcome(new, old).judged


def test_where_all_is_known_no_judge_is_asked(judge, monkeypatch):
    grade(judge.settings, [ADA], judge.results)
    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", lambda *given: pytest.fail("asked"))
    assert [each.result.student for each in judge.outcomes(ADA)] == ["ada"]
    assert judge.outcomes() == []


def hold(judge: Judge, **more) -> Result:
    """Lets ada keep three points that a regrade would have taken."""
    path = judge.results / "01_tiny/ada.json"
    result = msgspec.json.decode(path.read_bytes(), type=Result)
    held = msgspec.structs.replace(result, **{"score": 3.0, "held": "a promise", **more})
    path.write_bytes(msgspec.json.encode(held))
    return held


def test_a_promise_holds_while_its_result_does_and_is_kept_when_it_is_judged_again(judge):
    grade(judge.settings, [ADA], judge.results)
    held = hold(judge)
    (kept,) = judge.outcomes(ADA)
    assert (kept.result, kept.judged, judge.asked) == (held, False, [ADA])
    judge.edit()
    (again,) = judge.outcomes(ADA)
    assert (again.result.score, again.result.held, again.lower.score) == (3.0, "a promise", 2.0)
    assert again.result.key == again.lower.key != held.key
    assert again.result.checks == held.checks


@pytest.mark.parametrize("edited", [True, False])
def test_a_promise_can_be_lifted(judge, edited):
    grade(judge.settings, [ADA], judge.results)
    hold(judge)
    if edited:
        judge.edit()
    (lifted,) = judge.outcomes(ADA, lift=True)
    assert (lifted.result.score, lifted.result.held, lifted.judged) == (2.0, "", True)


def test_who_was_promised_nothing_is_not_judged_again_for_a_promise_that_is_lifted(judge):
    grade(judge.settings, [ADA], judge.results)
    judge.asked.clear()
    (kept,) = judge.outcomes(ADA, lift=True)
    assert (kept.judged, judge.asked) == (False, [])


@pytest.mark.parametrize("there", [{"score": 1.0}, {"score": 2.0}, {"held": ""}])
def test_a_promise_is_not_kept_of_less_than_there_is_now_nor_made_anew(judge, there):
    grade(judge.settings, [ADA], judge.results)
    hold(judge, **there)
    judge.edit()
    (better,) = judge.outcomes(ADA)
    assert (better.result.score, better.result.held, better.lower) == (2.0, "", None)


def test_a_result_without_a_verdict_takes_the_place_of_a_promise_so_that_it_is_seen(judge, monkeypatch):
    grade(judge.settings, [ADA], judge.results)
    hold(judge)
    judge.edit()
    usual = judge.judge

    def failing(settings: JudgeSettings, submissions: list[Submission]) -> Iterator[Judged]:
        for judged in usual(settings, submissions):
            checks = tuple(msgspec.structs.replace(c, status=Status.UNGRADED) for c in judged.result.checks)
            yield msgspec.structs.replace(judged, result=msgspec.structs.replace(judged.result, checks=checks))

    monkeypatch.setattr(judge, "judge", failing)
    (outcome,) = judge.outcomes(ADA)
    assert outcome.result.ungraded
    assert outcome.result.held == ""
