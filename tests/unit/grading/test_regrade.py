"""A regrade shows what it would do and writes nothing; applied, it can be taken back, whenever it was interrupted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from autograder.checks.observations import Observations
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.files import digest_of
from autograder.grading import former, log, regrade
from autograder.grading.grade import grade
from autograder.grading.judged import Judged
from autograder.grading.log import read_log, story
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings
from autograder.grading.regrade import HELD, Planned, apply, failed_by_solution, planned, undo
from autograder.records import CheckResult, Result, Status, Submission

PASSED, FAILED, UNGRADED = Status.PASSED, Status.FAILED, Status.UNGRADED
PILE = [Submission(name, {"tiny.py": name.encode()}) for name in ("ada", "bob", "eve")]
CHECKS = {"double_by_hand": 1.0, "area_by_hand": 1.0}
BEFORE = {"ada": (FAILED, PASSED), "bob": (PASSED, PASSED), "eve": (FAILED, FAILED)}
AFTER = {"ada": (PASSED, PASSED), "bob": (FAILED, PASSED), "eve": (FAILED, FAILED)}


class Class:
    """A tiny course whose judge says what it is told to, of a class that is graded."""

    def __init__(self, root: Path, pile: list[Submission] = PILE) -> None:
        self.root, self.results, self.pile = root, root / "results", pile
        self.verdicts = dict(BEFORE)
        self.judged: list[str] = []
        grade(self.settings, pile, self.results)

    @property
    def settings(self) -> JudgeSettings:
        assignment = find_assignment(self.root / "source", "01")
        return JudgeSettings(assignment, b"secret", frozenset(), elsewhere=self._judge)

    def _judge(self, settings: JudgeSettings, submissions: list[Submission]) -> Iterator[Judged]:
        for each in submissions:
            self.judged.append(each.student)
            checks = tuple(
                CheckResult(name, name.partition("_")[0], False, status, points * (status is PASSED), points, "", 0.1)
                for (name, points), status in zip(CHECKS.items(), self.verdicts[each.student], strict=True)
            )
            result = Result(each.student, "01_tiny", sum(c.points for c in checks), 2.0, (), checks)
            yield Judged(msgspec.structs.replace(result, files=_files(each)), Observations(f"by {len(self.judged)}"))

    def change(self, **verdicts: tuple[Status, Status]) -> None:
        """Edits a check, which from now on finds otherwise."""
        path = self.root / "source/01_tiny/checks/test_tiny.py"
        path.write_text(path.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
        self.verdicts = {**AFTER, **verdicts}

    def plan(self, never_lower: bool = False, pile: list[Submission] | None = None) -> Planned:
        return planned(self.settings, pile or self.pile, self.results, never_lower)

    def apply(self, never_lower: bool = False) -> None:
        apply(self.plan(never_lower), self.results, "01_tiny", "The check was wrong.")

    def files(self) -> dict[str, bytes]:
        """All results, with what they were judged by; without the log and what a regrade keeps."""
        paths = [path for path in self.results.rglob("*") if path.is_file() and path.name != "log.jsonl"]
        found = {path.relative_to(self.results).as_posix(): path.read_bytes() for path in paths}
        return {name: content for name, content in found.items() if "/former/" not in name}

    @property
    def scores(self) -> dict[str, float]:
        decoded = (msgspec.json.decode(p.read_bytes(), type=Result) for p in (self.results / "01_tiny").glob("*.json"))
        return {each.student: each.score for each in decoded}


def _files(submission: Submission) -> str:
    return digest_of(submission.files)


@pytest.fixture
def graded(course: Path) -> Class:
    return Class(course)


def everything(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_preview_says_what_would_change_and_writes_nothing(graded):
    graded.change()
    before = everything(graded.root)
    plan = graded.plan()
    assert {each.result.student: (each.former.score, each.result.score) for each in plan.outcomes} == {
        "ada": (1.0, 2.0),
        "bob": (2.0, 1.0),
        "eve": (0.0, 0.0),
    }
    assert everything(graded.root) == before


def test_applied_it_counts_is_in_the_log_and_leaves_grade_nothing_to_do(graded):
    graded.change()
    graded.apply()
    assert graded.scores == {"ada": 2.0, "bob": 1.0, "eve": 0.0}
    entries = [each for each in read_log(graded.results) if each.event == "regraded"]
    assert [(each.student, each.before, each.score) for each in entries] == [
        ("ada", 1.0, 2.0),
        ("bob", 2.0, 1.0),
    ], "nothing is noted of eve, for whom nothing changes"
    assert story(entries[0]).endswith(
        "regraded: 2 of 2 points, before that 1; The check was wrong.\n    double_by_hand: failed (0), now passed (1)"
    )
    graded.judged.clear()
    grade(graded.settings, PILE, graded.results)
    assert graded.judged == []


def test_undone_every_byte_is_as_it_was_and_the_log_has_grown(graded):
    before = graded.files()
    graded.change()
    graded.apply()
    assert graded.files() != before
    told = (graded.results / log.LOG).read_bytes()
    undone = undo(graded.results, "01_tiny")
    assert graded.files() == before
    assert (undone.back, undone.graded_since, undone.reason) == (("ada", "bob", "eve"), (), "The check was wrong.")
    assert (graded.results / log.LOG).read_bytes().startswith(told)
    last = [each for each in read_log(graded.results) if each.event == "undone"]
    assert [(each.before, each.score) for each in last] == [(2.0, 1.0), (1.0, 2.0)]
    assert "a regrade was taken back: 1 of 2 points, before that 2; it had been made because: The check was" in story(
        last[0]
    )
    assert not list(graded.results.glob("01_tiny/former/*"))
    with pytest.raises(Problem, match="No regrade of 01_tiny is on record"):
        undo(graded.results, "01_tiny")


def test_two_regrades_are_taken_back_one_after_the_other(graded):
    before = graded.files()
    graded.change()
    graded.apply()
    between = graded.files()
    graded.change(eve=(PASSED, PASSED))
    graded.apply()
    assert graded.scores["eve"] == 2.0
    undo(graded.results, "01_tiny")
    assert graded.files() == between
    undo(graded.results, "01_tiny")
    assert graded.files() == before


class Killed(BaseException):
    """As a power cut would."""


def killed(monkeypatch: pytest.MonkeyPatch, step: int, what) -> bool:
    """Does something that ends before its write number `step`; whether it came so far."""
    steps = iter(range(10_000))
    replace, append = os.replace, log.append

    def counted(do, *given):
        if next(steps) == step:
            raise Killed
        do(*given)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", lambda *given: counted(replace, *given))
        patch.setattr(log, "append", lambda *given: counted(append, *given))
        try:
            what()
        except Killed:
            return True
    return False


@pytest.fixture
def pair(course: Path) -> Class:
    """A class of two, as what is interrupted after every single write is done again and again."""
    return Class(course, PILE[:2])


@pytest.mark.parametrize("then", ["apply", "undo"])
def test_wherever_it_is_interrupted_nothing_is_lost_and_it_goes_on_or_back(pair, monkeypatch, then):
    before, logged = pair.files(), (pair.results / log.LOG).read_bytes()
    pair.change()
    step = 0
    while killed(monkeypatch, step, pair.apply):
        assert pair.files().keys() == before.keys()
        if then == "apply":
            pair.apply()
            assert pair.scores == {"ada": 2.0, "bob": 1.0}
            assert [each.student for each in read_log(pair.results)].count("ada") == 2  # graded once, regraded once
            assert len(list(pair.results.glob("01_tiny/former/*"))) == 2  # the folder and the record
        if then == "apply" or list(pair.results.glob("01_tiny/former/*.json")):
            undo(pair.results, "01_tiny")
        assert pair.files() == before
        (pair.results / log.LOG).write_bytes(logged)
        step += 1
    assert step == 12  # four copies, a record, four files, two lines, and the end of it


def test_taking_back_may_be_interrupted_too(pair, monkeypatch):
    before = pair.files()
    pair.change()
    pair.apply()
    after = everything(pair.results)
    for step in range(8):  # a record, four files, two lines; then it is done
        for name, content in after.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_bytes(content)
        assert killed(monkeypatch, step, lambda: undo(pair.results, "01_tiny")) == (step < 7)
        if step < 7:
            assert undo(pair.results, "01_tiny").back == ("ada", "bob")
        assert pair.files() == before
        assert [each.event for each in read_log(pair.results, "ada")].count("undone") == 1


def test_never_lower_holds_the_result_and_grade_keeps_the_promise(graded):
    graded.change()
    graded.apply(never_lower=True)
    assert graded.scores == {"ada": 2.0, "bob": 2.0, "eve": 0.0}
    (bob,) = [each for each in read_log(graded.results, "bob") if each.event == "regraded"]
    assert "The check was wrong; the result there was is held, as it would be lower." in story(bob)
    graded.judged.clear()
    grade(graded.settings, PILE, graded.results)
    assert graded.judged == []
    graded.change(bob=(FAILED, FAILED))
    grade(graded.settings, PILE, graded.results)
    assert graded.scores["bob"] == 2.0
    grade(graded.settings, PILE, graded.results, force=True)
    assert graded.scores["bob"] == 2.0


def test_a_promise_is_of_these_files_and_a_plain_regrade_takes_it_back(graded):
    graded.change()
    graded.apply(never_lower=True)
    graded.apply()
    assert graded.scores["bob"] == 1.0
    undo(graded.results, "01_tiny")
    assert graded.scores["bob"] == 2.0
    other = Submission("bob", {"tiny.py": b"another"})
    grade(graded.settings, [other], graded.results)
    assert graded.scores["bob"] == 1.0


def test_who_was_graded_since_is_left_alone_and_named(graded):
    graded.change()
    graded.apply()
    graded.verdicts["ada"] = (FAILED, FAILED)
    grade(graded.settings, [Submission("ada", {"tiny.py": b"another"})], graded.results)
    undone = undo(graded.results, "01_tiny")
    assert (undone.back, undone.graded_since) == (("bob", "eve"), ("ada",))
    assert graded.scores == {"ada": 0.0, "bob": 2.0, "eve": 0.0}


def test_what_is_not_graded_or_cannot_be_judged_is_left_out_and_named(graded):
    graded.change(eve=(UNGRADED, PASSED))
    pile = [Submission("ada", {"tiny.py": b"another"}), *PILE[1:], Submission("new", {"tiny.py": b""})]
    plan = graded.plan(pile=pile)
    assert [each.result.student for each in plan.outcomes] == ["bob"]
    assert plan.not_graded == ("ada", "new")
    assert [each.student for each in plan.ungraded] == ["eve"]


def test_changed_points_are_counted_and_nothing_is_judged(graded):
    path = graded.root / "source/01_tiny/assignment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[exercises.area]\n", "[exercises.area]\npoints = 3\n"), encoding="utf-8")
    graded.judged.clear()
    graded.apply()
    assert (graded.judged, graded.scores) == ([], {"ada": 3.0, "bob": 4.0, "eve": 0.0})
    undo(graded.results, "01_tiny")
    assert graded.scores == {"ada": 1.0, "bob": 2.0, "eve": 0.0}


def test_where_nothing_changed_nothing_is_kept_or_told(graded):
    before = everything(graded.results)
    graded.apply()
    assert everything(graded.results) == before


def test_a_broken_record_is_named(graded):
    graded.change()
    graded.apply()
    (record,) = graded.results.glob("01_tiny/former/*.json")
    record.write_bytes(b"{")
    with pytest.raises(Problem, match="is no record of a regrade"):
        undo(graded.results, "01_tiny")


def test_unless_it_is_said_otherwise_a_regrade_lowers_too(graded):
    graded.change()
    plan = planned(graded.settings, graded.pile, graded.results)
    assert {each.result.student: each.result.score for each in plan.outcomes} == {"ada": 2.0, "bob": 1.0, "eve": 0.0}


def test_a_promise_that_was_made_before_keeps_its_words(graded):
    graded.change()
    graded.apply(never_lower=True)
    path = graded.results / "01_tiny/bob.json"
    held = msgspec.json.decode(path.read_bytes(), type=Result)
    assert held.held == HELD
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(held, held="as we said")))
    graded.change(bob=(FAILED, FAILED))
    (bob,) = [each for each in graded.plan(never_lower=True).outcomes if each.result.student == "bob"]
    assert (bob.result.held, bob.result.score, bob.lower.score) == ("as we said", 2.0, 0.0)


def test_a_group_for_sandboxes_is_there_before_any_judge_is(graded, monkeypatch):
    graded.change()
    graded.judged.clear()
    monkeypatch.setattr(regrade, "divide", lambda group: graded.judged.append("divided"))
    graded.plan()
    assert graded.judged == ["divided", "ada", "bob", "eve"]


@pytest.mark.parametrize("verdicts", [(PASSED, PASSED), (PASSED, UNGRADED), (FAILED, PASSED)])
def test_checks_that_the_solution_does_not_pass_are_named(graded, verdicts):
    graded.verdicts["solution"] = verdicts
    failed = failed_by_solution(graded.settings)
    assert failed == tuple(name for name, each in zip(CHECKS, verdicts, strict=True) if each is not PASSED)


def test_with_a_result_comes_what_it_was_judged_by_and_goes_with_it(graded):
    path = graded.results / "01_tiny/ada.json"

    def judged_by() -> str | None:
        kept = read_observations(graded.results, msgspec.json.decode(path.read_bytes(), type=Result))
        return kept and kept.work

    assert judged_by() == "by 1"
    graded.change()
    graded.apply()
    assert judged_by() == "by 4"
    undo(graded.results, "01_tiny")
    assert judged_by() == "by 1"


def test_what_was_judged_by_nothing_that_is_kept_is_so_again(graded):
    for path in (graded.results / "01_tiny/observations").iterdir():
        path.unlink()
    before = graded.files()
    graded.change()
    graded.apply()
    assert graded.files().keys() > before.keys()
    undo(graded.results, "01_tiny")
    assert graded.files() == before


def test_a_regrade_that_was_interrupted_may_go_on_by_other_checks_and_is_taken_back_as_one(pair, monkeypatch):
    before = pair.files()
    pair.change()
    assert killed(monkeypatch, 7, pair.apply)  # ada's result is written
    assert pair.scores == {"ada": 2.0, "bob": 2.0}
    pair.change(ada=(FAILED, FAILED))
    apply(pair.plan(), pair.results, "01_tiny", "And so was another.")
    assert pair.scores == {"ada": 0.0, "bob": 1.0}
    undone = undo(pair.results, "01_tiny")
    assert (undone.back, undone.graded_since, undone.reason) == (("ada", "bob"), (), "And so was another.")
    assert pair.files() == before


def test_a_regrade_is_not_begun_while_one_is_being_taken_back(pair, monkeypatch):
    pair.change()
    pair.apply()
    assert killed(monkeypatch, 1, lambda: undo(pair.results, "01_tiny"))
    pair.change(ada=(FAILED, FAILED))
    with pytest.raises(Problem, match="Let it end first"):
        pair.apply()


def test_each_time_it_is_taken_back_is_told_though_it_is_in_the_same_second(pair, monkeypatch):
    moment = datetime(2026, 11, 30, 12, 0, 0, tzinfo=UTC)
    monkeypatch.setattr(former, "datetime", SimpleNamespace(now=lambda zone: moment))
    monkeypatch.setattr(log, "now", lambda: "2026-11-30 12:00:00 UTC")
    for _ in range(2):
        pair.change()
        pair.apply()
        undo(pair.results, "01_tiny")
    events = [entry.event for entry in read_log(pair.results, "ada")]
    assert events == ["graded", "regraded", "undone", "regraded", "undone"]


def test_two_regrades_at_the_same_moment_are_two(pair, monkeypatch):
    moments = iter(datetime(2026, 11, 30, 12, 0, second, tzinfo=UTC) for second in (0, 0, 0, 1))
    monkeypatch.setattr(former, "datetime", SimpleNamespace(now=lambda zone: next(moments)))
    pair.change()
    pair.apply()
    pair.change(ada=(FAILED, FAILED))
    pair.apply()
    assert len(list(pair.results.glob("01_tiny/former/*.json"))) == 2
    undo(pair.results, "01_tiny")
    assert pair.scores == {"ada": 2.0, "bob": 1.0}


def test_who_has_no_result_any_more_is_left_alone_and_named(pair):
    pair.change()
    pair.apply()
    (pair.results / "01_tiny/ada.json").unlink()
    undone = undo(pair.results, "01_tiny")
    assert (undone.back, undone.graded_since) == (("bob",), ("ada",))
    assert not (pair.results / "01_tiny/ada.json").exists()


def test_what_else_is_gone_of_a_regrade_keeps_nobody_from_taking_it_back(pair):
    pair.change()
    pair.apply()
    last = former.last_regrade(pair.results / "01_tiny")
    for path in (pair.results / "01_tiny/former").glob("*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    last.forget()
    assert former.last_regrade(pair.results / "01_tiny") is None


def test_what_was_judged_by_nothing_that_is_kept_can_be_counted_anew_and_taken_back(graded):
    for path in (graded.results / "01_tiny/observations").iterdir():
        path.unlink()
    before = graded.files()
    path = graded.root / "source/01_tiny/assignment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[exercises.area]\n", "[exercises.area]\npoints = 3\n"), encoding="utf-8")
    graded.apply()
    assert graded.scores == {"ada": 3.0, "bob": 4.0, "eve": 0.0}
    undo(graded.results, "01_tiny")
    assert graded.files() == before
