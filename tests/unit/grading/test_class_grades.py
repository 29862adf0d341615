"""One student's result comes from the cache or with the others', and never from an attempt that does not count."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading import class_grades
from autograder.grading.class_grades import grade_student
from autograder.grading.log import read_log
from autograder.grading.settings import judge_settings
from autograder.records import CheckResult, Result, Status


def result(student: str, *statuses: Status, message: str = "") -> Result:
    said = {Status.UNGRADED: message}
    checks = tuple(CheckResult("double", "double", False, e, 1.0, 1.0, said.get(e, "fine"), 0.1) for e in statuses)
    return Result(student, "01_tiny", 1.0, 1.0, (), checks)


@pytest.fixture
def class_of_three(course: Path) -> Course:
    for student in ("ada", "bob", "cid"):
        place = course / f"submitted/{student}/01_tiny"
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(RIGHT + f"# {student}\n")
    return Course(course)


@pytest.fixture
def graded(monkeypatch):
    """Whom `grade` is asked for, and what it then says of each."""
    asked: list[list[str]] = []
    says = {"statuses": [Status.PASSED], "message": ""}

    def grade(settings, submissions, results, submitted, unsettled):
        asked.append([each.student for each in submissions])
        assert all(each.student in each.files["tiny.py"].decode() for each in submissions)
        return [result(each.student, *says["statuses"], message=says["message"]) for each in submissions]

    monkeypatch.setattr(class_grades, "grade", grade)
    return asked, says


def asked_for(course: Course, student: str = "ada", beside: tuple[str, ...] = ()) -> Result:
    return grade_student(course, judge_settings(course, course.assignment("01")), student, beside)


@pytest.mark.parametrize(("known", "asked"), [(True, ["ada"]), (False, ["ada", "bob", "cid"])])
def test_others_are_judged_too_where_judges_have_to_start(class_of_three, graded, monkeypatch, known, asked):
    monkeypatch.setattr(class_grades, "is_graded", lambda *given: known)
    assert asked_for(class_of_three, beside=("bob", "ada", "cid")).student == "ada"
    assert graded[0] == [asked]


def test_whoever_is_alone_is_judged_alone(class_of_three, graded):
    assert asked_for(class_of_three, "bob").student == "bob"
    assert graded[0] == [["bob"]]


def test_what_could_not_be_judged_is_no_result_and_the_reason_is_told(class_of_three, graded):
    graded[1].update(statuses=[Status.PASSED, Status.UNGRADED], message="The solution died.")
    with pytest.raises(Problem, match=r"ada, 01_tiny: ungraded, by no fault of the student's: The solution died\.$"):
        asked_for(class_of_three)


@pytest.mark.parametrize(
    ("keep", "where", "fine"), [("best", "now", True), ("best", "then", False), ("last", "then", True)]
)
def test_an_earlier_attempt_that_is_the_best_has_to_count_first(class_of_three, graded, monkeypatch, keep, where, fine):
    course = class_of_three
    (course.root / "course.toml").write_text(f'[attempts]\nkeep = "{keep}"\n')
    place = course.submitted if where == "now" else course.submitted / ".attempts/001"
    monkeypatch.setattr(class_grades, "best_attempts", lambda *given: {"ada": (result("ada"), place)})
    (course.submitted / ".attempts/001/ada/01_tiny").mkdir(parents=True)
    if fine:
        assert asked_for(Course(course.root)).student == "ada"
    else:
        with pytest.raises(Problem, match="an earlier attempt is the best"):
            asked_for(Course(course.root))
    # Of grade's own lines there are none here: what waited until it was known which counts is told of those that do.
    said = [entry.student for entry in read_log(course.results)]
    assert said == (["ada"] if fine and keep == "best" else [])
