"""What a check needs of other exercises is found by leaving them out of the solution, once for each source."""

from __future__ import annotations

import msgspec
import pytest

from autograder.course.course import Course
from autograder.course.solutions import solution_without
from autograder.grading import needs
from autograder.grading.needs import needs_in, needs_of, without_each
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
def judged(monkeypatch) -> list[str]:
    """What was judged, with results of which one needs the other."""
    seen: list[str] = []

    def judge_all(settings, submissions):
        for submission in submissions:
            seen.append(submission.student)
            yield result(submission.student, b=Status.BLOCKED if submission.student == "double" else Status.PASSED)

    monkeypatch.setattr(needs, "judge_all", judge_all)
    return seen


def test_it_is_judged_once_and_again_when_the_source_has_changed(course, judged):
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    assert needs_of(opened, settings) == needs_of(opened, settings) == {"b": frozenset({"double"})}
    assert judged == ["double", "area"]
    module = course / "source/01_tiny/tiny.py"
    module.write_text(module.read_text() + "\n# changed\n")
    needs_of(opened, settings)
    assert judged == ["double", "area"] * 2


def test_a_record_that_cannot_be_read_is_made_anew(course, judged):
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    needs_of(opened, settings)
    (opened.needs / "01_tiny.json").write_text("{", encoding="utf-8")
    assert needs_of(opened, settings) == {"b": frozenset({"double"})}
    assert msgspec.json.decode((opened.needs / "01_tiny.json").read_bytes())["needs"] == {"b": ["double"]}


@pytest.mark.parametrize("status", [Status.UNGRADED, Status.TIMEOUT])
def test_what_a_judge_could_not_say_is_asked_again(course, monkeypatch, status):
    """Or a judge that was killed would leave it at that nothing needs anything."""
    opened = Course(course)
    settings = JudgeSettings(opened.assignment("01"), b"", frozenset())
    monkeypatch.setattr(needs, "judge_all", lambda settings, pile: [result(each.student, b=status) for each in pile])
    assert needs_of(opened, settings) == {}
    assert not (opened.needs / "01_tiny.json").exists()


def test_of_the_tiny_course_one_check_needs_another_exercise(tiny):
    assert needs_in(without_each(JudgeSettings(tiny, b"secret", frozenset(), jobs=1))) == NEEDS
