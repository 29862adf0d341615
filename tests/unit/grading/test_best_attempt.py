"""Which attempt counts where the best one does: ties, lateness, and attempts that could not be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from autograder.checks.observations import Observations
from autograder.course.policy import Attempts, Late, Policy
from autograder.grading import best_attempt, class_grades, grade
from autograder.grading.best_attempt import best_attempts, store_best
from autograder.grading.cache import read_result
from autograder.grading.class_grades import grade_class
from autograder.grading.log import FIRST, read_log
from autograder.grading.observations import keep_observations, read_observations
from autograder.grading.outcomes import Outcome
from autograder.grading.pool import JudgeSettings
from autograder.intake.received import TIMESTAMP, timestamp
from autograder.intake.submitted import read_submission
from autograder.records import CheckResult, Result, Status, Submission

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
ON_TIME, LATE = DUE, DUE + timedelta(days=1)
HALF_A_DAY = Policy(late=Late(per_day=0.5), attempts=Attempts("best"), due={"01_tiny": DUE})
NO_LATE = Policy(attempts=Attempts("best"), due={"01_tiny": DUE})


def result(score: float, status: Status = Status.PASSED) -> Result:
    check = CheckResult("double", "double", False, status, score, 5.0, "", 0.1)
    return Result("ada", "01_tiny", score, 5.0, (), (check,))


@pytest.fixture
def counts(tiny, tmp_path, monkeypatch):
    """Where the attempt lies that counts, given the current one and those before it, with when each was received."""

    def of(policy: Policy, current: tuple[Result, datetime], *before: tuple[Result, datetime]) -> str:
        submitted, results = tmp_path / "submitted", tmp_path / "results"
        scored: dict[Path, Result] = {}
        for number, (each, received) in enumerate([current, *before]):
            at = submitted / f".attempts/{number:03}" if number else submitted
            (at / "ada/01_tiny").mkdir(parents=True)
            (at / "ada/01_tiny" / TIMESTAMP).write_text(timestamp(received))
            scored[results / ".attempts" / f"{number:03}"] = each

        def grade(settings: JudgeSettings, attempts: list[Submission], place: Path, force: bool) -> list[Result]:
            assert not force
            assert [each.student for each in attempts] == ["ada"]
            return [scored[place]]

        monkeypatch.setattr(best_attempt, "grade", grade)
        settings = JudgeSettings(tiny, b"secret", frozenset())
        found, place = best_attempts(settings, [current[0]], submitted, results, policy)["ada"]
        assert found in [each for each, _ in (current, *before)]
        return "current" if place == submitted else place.name

    return of


@pytest.mark.parametrize(
    ("now", "before", "which"), [(3.0, 4.0, "001"), (3.0, 3.0, "current"), (3.0, 2.0, "current"), (0.0, 0.0, "current")]
)
def test_the_better_attempt_counts_and_of_equals_the_one_that_did(counts, now, before, which):
    assert counts(NO_LATE, (result(now), ON_TIME), (result(before), ON_TIME)) == which


def test_of_several_before_the_best_counts_and_of_equals_among_them_the_first(counts):
    before = [(result(score), ON_TIME) for score in (1.0, 4.0, 4.0, 3.0)]
    assert counts(NO_LATE, (result(2.0), ON_TIME), *before) == "002"


def test_without_earlier_attempts_the_current_one_counts(counts):
    assert counts(NO_LATE, (result(0.0), LATE)) == "current"


@pytest.mark.parametrize(("policy", "which"), [(HALF_A_DAY, "001"), (NO_LATE, "current")])
def test_a_late_attempt_loses_points_only_where_lateness_costs_any(counts, policy, which):
    assert counts(policy, (result(4.0), LATE), (result(3.0), ON_TIME)) == which


def test_an_attempt_loses_by_its_own_date_not_by_the_others(counts):
    assert counts(HALF_A_DAY, (result(3.0), ON_TIME), (result(4.0), LATE)) == "current"


def test_an_attempt_that_could_not_be_judged_is_seen_in_place_of_any_other(counts):
    assert counts(NO_LATE, (result(5.0), ON_TIME), (result(0.0, Status.UNGRADED), ON_TIME)) == "001"


def test_nothing_takes_the_place_of_a_current_one_that_could_not_be_judged(counts):
    assert counts(NO_LATE, (result(0.0, Status.UNGRADED), ON_TIME), (result(5.0), ON_TIME)) == "current"


@pytest.mark.parametrize(("policy", "asked"), [(Policy(), False), (NO_LATE, True)])
def test_earlier_attempts_are_looked_at_only_where_the_best_counts(tiny, tmp_path, monkeypatch, policy, asked):
    seen = []
    monkeypatch.setattr(class_grades, "grade", lambda *given: [result(1.0)])
    monkeypatch.setattr(class_grades, "best_attempts", lambda *given: seen.append(given) or {})
    monkeypatch.setattr(class_grades, "store_best", lambda *given: [result(2.0)])
    (found,) = grade_class(JudgeSettings(tiny, b"secret"), [], tmp_path, tmp_path, policy)
    assert (bool(seen), found.score) == (asked, 2.0 if asked else 1.0)


@pytest.fixture
def piles(tiny, tmp_path):
    """Two attempts of ada on disk, the second of which counts, and their results with what they were judged by."""
    submitted, results = tmp_path / "submitted", tmp_path / "results"
    before = submitted / ".attempts/001"
    for at, text in ((before, "first"), (submitted, "second")):
        (at / "ada/01_tiny").mkdir(parents=True)
        (at / "ada/01_tiny/tiny.py").write_text(text)
    old, new = (msgspec.structs.replace(result(score), key=key) for score, key in ((3.0, "second"), (4.0, "first")))
    keep_observations(results, old, Observations("second"))
    keep_observations(results / ".attempts/001", new, Observations("first"))
    return submitted, results, before, old, new


def test_a_better_attempt_takes_its_place_on_disk_with_its_result_and_what_it_was_judged_by(piles):
    submitted, results, before, old, new = piles
    changed: list[str] = []
    assert store_best({"ada": (new, before)}, [old], submitted, results, changed.append) == [new]
    assert changed == ["ada"]
    assert (submitted / "ada/01_tiny/tiny.py").read_text() == "first"
    (archived,) = (submitted / ".attempts").glob("*/ada/01_tiny/tiny.py")
    assert archived.read_text() == "second"
    there = results / ".attempts" / archived.parents[2].name
    assert (read_result(results / "01_tiny/ada.json"), read_result(there / "01_tiny/ada.json")) == (new, old)
    assert read_observations(results, new).work == "first"
    assert read_observations(there, old).work == "second"


@pytest.mark.parametrize("why", ["it counts already", "it could not be judged"])
def test_nothing_moves_where(piles, why):
    submitted, results, before, old, _ = piles
    ungraded = result(0.0, Status.UNGRADED)
    best = (old, submitted) if why == "it counts already" else (ungraded, before)
    changed: list[str] = []
    assert store_best({"ada": best}, [old], submitted, results, changed.append) == [best[0]]
    assert changed == []
    assert (submitted / "ada/01_tiny/tiny.py").read_text() == "second"
    assert read_result(results / "01_tiny/ada.json") is None


def test_the_log_says_no_score_that_never_counted(tiny, tmp_path, monkeypatch):
    """Of whom there is one attempt, it is said at once."""
    submitted, results = tmp_path / "submitted", tmp_path / "results"
    for at in (submitted / "ada", submitted / ".attempts/001/ada", submitted / "bob"):
        (at / "01_tiny").mkdir(parents=True)
        (at / "01_tiny/tiny.py").write_text("x = 1\n" if at.parent == submitted else "x = 2\n")
    scores = {"x = 1\n": 2.0, "x = 2\n": 5.0}

    def outcomes(settings: JudgeSettings, attempts: list[Submission], place: Path, force: bool) -> Iterator[Outcome]:
        for each in attempts:
            code = each.files["tiny.py"].decode()
            judged = msgspec.structs.replace(result(scores[code]), student=each.student, key=code, files=code)
            yield Outcome(judged, read_result(place / "01_tiny" / f"{each.student}.json"))

    monkeypatch.setattr(grade, "outcomes", outcomes)
    for _ in range(2):
        own = [read_submission(who, submitted / who / "01_tiny", tiny) for who in ("ada", "bob")]
        found = grade_class(JudgeSettings(tiny, b"secret", frozenset()), own, submitted, results, NO_LATE)
    assert [each.score for each in found] == [5.0, 2.0]
    said = [(each.student, each.score, each.why, each.hand_in.attempts) for each in read_log(results)]
    assert sorted(said) == [("ada", 5.0, FIRST, 2), ("bob", 2.0, FIRST, 1)]
