"""What a check needs of other exercises, and how long the solution takes, is found once for each source."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from autograder.course.course import PROOF, Course
from autograder.course.solutions import solution_without
from autograder.grading import needs
from autograder.grading.judged import Judged
from autograder.grading.needs import found_of, needs_in, seconds_in, without_each
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status

NEEDS = {"area_of_doubled_sides": frozenset({"double"})}


def result(exercise: str, **statuses: Status) -> Result:
    checks = (CheckResult(name, name[0], False, status, 0.0, 1.0, "", 0.0) for name, status in statuses.items())
    return Result(exercise, "01", 0.0, 0.0, (), tuple(checks))


def test_a_check_needs_the_other_exercises_without_which_it_fails():
    without = {
        "a": result("a", a=Status.NOT_ATTEMPTED, b=Status.BLOCKED, c=Status.ERROR),
        "b": result("b", a=Status.PASSED, b=Status.NOT_ATTEMPTED, c=Status.FAILED),
        "c": result("c", a=Status.TIMEOUT, b=Status.UNGRADED, c=Status.NOT_ATTEMPTED),
    }
    assert needs_in(without) == {"b": frozenset("a"), "c": frozenset("ab")}


def test_the_solution_without_an_exercise_has_its_stub_and_all_else(tiny):
    double = next(each for each in tiny.exercises if each.name == "double")
    text = solution_without(tiny, double).files["tiny.py"].decode()
    assert "twofold" not in text
    assert "surface" in text
    assert text.count("NotImplementedError") == 1


@pytest.fixture
def course(course: Path) -> Path:
    """A course of which nothing has been found out yet."""
    shutil.rmtree(Course(course).needs)
    return course


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """What was judged, with results of which one needs the other."""
    seen: list[str] = []

    def judge_all(settings, submissions):
        for submission in submissions:
            seen.append(submission.student)
            yield result(submission.student, b=Status.BLOCKED if submission.student == "double" else Status.PASSED)

    monkeypatch.setattr(needs, "judge_all", judge_all)
    monkeypatch.setattr(needs, "seconds_in", lambda settings: seen.append("solution") or 1.5)
    return seen


def test_it_is_judged_once_and_again_when_the_source_has_changed(course, judged):
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    found = found_of(opened, settings)
    assert (found.needs, found.seconds) == ({"b": frozenset({"double"})}, 1.5)
    assert found_of(opened, settings) == found
    assert judged == ["double", "area", "solution"]
    module = course / "source/01_tiny/tiny.py"
    module.write_text(module.read_text() + "\n# changed\n")
    found_of(opened, settings)
    assert judged == ["double", "area", "solution"] * 2


def test_a_record_that_cannot_be_read_is_made_anew(course, judged):
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    found_of(opened, settings)
    (opened.needs / "01_tiny.json").write_text("{", encoding="utf-8")
    assert found_of(opened, settings).needs == {"b": frozenset({"double"})}
    assert msgspec.json.decode((opened.needs / "01_tiny.json").read_bytes())["needs"] == {"b": ["double"]}


def test_what_a_proof_of_this_source_says_is_not_judged_again(course, judged):
    opened = Course(course)
    assignment = opened.assignment("01")
    place = opened.solutions / "01_tiny"
    place.mkdir(parents=True, exist_ok=True)

    def prove(key: str) -> None:
        (place / PROOF).write_bytes(msgspec.json.encode({"needs_key": key, "needs": {"b": ["area"]}, "failed": {}}))
        shutil.rmtree(opened.needs, ignore_errors=True)

    prove(needs.needs_key(assignment))
    settings = JudgeSettings(assignment, b"", frozenset())
    assert found_of(opened, settings).needs == {"b": frozenset({"area"})}
    assert judged == ["solution"]
    prove("of another source")
    assert found_of(opened, settings).needs == {"b": frozenset({"double"})}
    assert judged == ["solution", "double", "area", "solution"]


@pytest.mark.parametrize("status", [Status.UNGRADED, Status.TIMEOUT])
def test_what_a_judge_could_not_say_is_asked_again(course, monkeypatch, status):
    """Or a judge that was killed would leave it at that nothing needs anything."""
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    monkeypatch.setattr(needs, "judge_all", lambda settings, pile: [result(each.student, b=status) for each in pile])
    monkeypatch.setattr(needs, "seconds_in", lambda settings: 1.5)
    assert found_of(opened, settings).needs == {}
    assert not (opened.needs / "01_tiny.json").exists()


def test_of_the_tiny_course_one_check_needs_another_exercise(tiny):
    assert needs_in(without_each(JudgeSettings(tiny, b"secret", frozenset(), jobs=1))) == NEEDS


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork to count")
def test_the_solution_of_the_tiny_course_takes_a_part_of_a_second(tiny):
    assert 0.0 < seconds_in(JudgeSettings(tiny, b"secret", frozenset(), jobs=1)) < 5.0


def test_the_time_of_the_solution_is_what_judging_it_took(tiny, monkeypatch):
    judged = Judged(result("solution", a=Status.PASSED), None, 1.234)
    monkeypatch.setattr(needs, "judge_observed", lambda settings, pile: [judged for each in pile])
    assert seconds_in(JudgeSettings(tiny, b"secret")) == 1.23
