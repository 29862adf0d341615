"""Of several attempts the best counts, after lateness, where the course says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from helpers import TINY_COURSE
from late_attempts import DUE, RULES, modules

from autograder.course.manifest import find_assignment
from autograder.grading.best_attempt import best_attempts, store_best
from autograder.grading.cache import read_result
from autograder.grading.grade import grade
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings
from autograder.intake.attempts import ARCHIVE
from autograder.intake.received import received_at
from autograder.intake.submitted import read_submissions
from autograder.platforms.grades import read_results
from autograder.records import Result, Status, Submission

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    """Modules that earn 5, 3 and no points, and one that earns as much as the first."""
    source = TINY_COURSE / "source/01_tiny"
    whole = (source / "tiny.py").read_bytes()
    return {
        "whole": whole,
        "again": whole + b"\n# once more\n",
        "half": whole.replace(b"self.height * self.width", b"0.5"),
        "none": b"",
    }


def best(tmp_path: Path, course: Path) -> tuple[Result, list[str]]:
    """Grades, lets the best attempt of bob's count, and says who has another one now."""
    changed: list[str] = []
    assignment = find_assignment(course / "source", "01")
    settings = JudgeSettings(assignment, b"secret", frozenset())
    submitted, results = tmp_path / "submitted", tmp_path / "results"
    graded = grade(settings, read_submissions(assignment, submitted), results)
    found = best_attempts(settings, graded, submitted, results, RULES)
    (result,) = store_best(found, graded, submitted, results, changed.append)
    return result, changed


def test_the_attempt_with_most_points_after_lateness_counts(attempt, tmp_path, course, texts):
    attempt(texts["whole"], days=0)
    attempt(texts["none"], days=1)
    result, changed = best(tmp_path, course)
    assert (result.score, changed) == (5, ["bob"])
    assert modules(tmp_path) == (texts["whole"], [texts["none"]])
    assert read_results(tmp_path / "results/01_tiny") == [result]
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.json")}
    assert best(tmp_path, course) == (result, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.json")} == kept


def test_what_an_attempt_answered_goes_where_its_result_goes(attempt, tmp_path, course, texts):
    attempt(texts["half"], days=-1)
    attempt(texts["none"], days=0)
    result, _ = best(tmp_path, course)
    place = max((tmp_path / "results" / ARCHIVE).glob("*"))  # the last attempt, which counted until now
    archived = read_result(place / "01_tiny/bob.json")
    answers = [read_observations(where, each) for where, each in ((tmp_path / "results", result), (place, archived))]
    assert (result.score, archived.score) == (3, 0)
    assert [b"6.0" in set(map(bytes, each.values.values())) for each in answers] == [True, False]


def test_a_later_attempt_must_make_up_for_its_own_lateness(attempt, tmp_path, course, texts):
    attempt(texts["half"], days=-1)
    attempt(texts["whole"], days=4.5)  # 5 points less the half of them
    result, changed = best(tmp_path, course)
    assert (result.score, changed) == (3, ["bob"])
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE - timedelta(days=1)


def test_of_equal_attempts_the_last_counts(attempt, tmp_path, course, texts):
    attempt(texts["whole"], days=-2)
    attempt(texts["again"], days=-1)
    assert best(tmp_path, course)[1] == []
    assert modules(tmp_path) == (texts["again"], [texts["whole"]])


def test_an_attempt_that_could_not_be_judged_is_seen_and_changes_nothing(attempt, tmp_path, course, texts, monkeypatch):
    """Of three attempts the first could not be judged; the second would be the best."""
    for days, text in enumerate(("half", "whole", "none")):
        attempt(texts[text], days=-3 + days)

    def unjudged(settings: JudgeSettings, pile: list[Submission], results: Path, force: bool) -> list[Result]:
        graded = grade(settings, pile, results, force)
        if results.name != "001":
            return graded
        checks = [msgspec.structs.replace(check, status=Status.UNGRADED) for check in graded[0].checks]
        return [msgspec.structs.replace(graded[0], checks=tuple(checks), score=0.0)]

    monkeypatch.setattr("autograder.grading.best_attempt.grade", unjudged)
    result, changed = best(tmp_path, course)
    assert (result.ungraded, changed) == (True, [])
    assert modules(tmp_path) == (texts["none"], [texts["half"], texts["whole"]])
