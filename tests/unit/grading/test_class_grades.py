"""One student's result comes from the cache or with the others', and never from an attempt that does not count."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.course.policy import Attempts, Policy
from autograder.errors import Problem
from autograder.grading import class_grades
from autograder.grading.cache import write_result
from autograder.grading.class_grades import grade_class, grade_student
from autograder.grading.log import read_log
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import judge_settings
from autograder.intake.submitted import read_submission
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


@pytest.fixture
def whole_class(class_of_three, monkeypatch):
    """What grading the class asks for and notes, where ada has an earlier attempt."""
    course = class_of_three
    (course.submitted / ".attempts/001/ada/01_tiny").mkdir(parents=True)
    write_result(course.results, result("ada", Status.PASSED), note=False)
    settings = JudgeSettings(course.assignment("01"), b"secret", frozenset())
    seen: dict[str, object] = {}

    def grade(settings, submissions, results, force, on_result, submitted, unsettled):
        seen.update(forced=force, waits_for=dict(unsettled))
        found = [result(each.student, Status.PASSED) for each in submissions]
        for each in found:
            on_result(each)
        return found

    def best_attempts(settings, current, submitted, results, policy, force):
        seen.update(best_forced=force)
        return {each.student: (each, submitted) for each in current}

    monkeypatch.setattr(class_grades, "grade", grade)
    monkeypatch.setattr(class_grades, "best_attempts", best_attempts)
    monkeypatch.setattr(class_grades, "note_terms", lambda results, name, terms: seen.update(terms=(name, terms)))
    monkeypatch.setattr(class_grades, "terms_of", lambda policy, submitted, name, students: students)

    def graded(keep: str, **more) -> dict[str, object]:
        pile = [read_submission(who, course.submitted / who / "01_tiny", settings.assignment) for who in ("ada", "bob")]
        policy = Policy(attempts=Attempts(keep))
        seen["results"] = grade_class(settings, pile, course.submitted, course.results, policy, **more)
        seen["log"] = [entry.student for entry in read_log(course.results)]
        return seen

    return graded


def test_a_class_is_graded_by_what_is_kept_unless_that_is_forced(whole_class):
    for force in (False, True):
        seen = whole_class("best", **({"force": True} if force else {}))
        assert (seen["forced"], seen["best_forced"]) == (force, force)
        assert [each.student for each in seen["results"]] == ["ada", "bob"]


def test_the_log_waits_for_whom_there_are_several_attempts_and_only_where_the_best_counts(whole_class):
    seen = whole_class("last")
    assert (seen["waits_for"], seen["log"]) == ({}, [])
    seen = whole_class("best")
    assert (seen["waits_for"], seen["log"]) == ({"ada": result("ada", Status.PASSED)}, ["ada"])


def test_the_log_is_told_what_lateness_costs_each(whole_class):
    assert whole_class("last")["terms"] == ("01_tiny", ["ada", "bob"])


def test_of_one_student_too_the_log_waits_where_the_best_counts(class_of_three, graded, monkeypatch):
    course = class_of_three
    waits: list[dict[str, object]] = []

    def grade(settings, submissions, results, submitted, unsettled):
        waits.append(dict(unsettled))
        return [result(each.student, Status.PASSED) for each in submissions]

    monkeypatch.setattr(class_grades, "grade", grade)
    monkeypatch.setattr(class_grades, "best_attempts", lambda *given: {"ada": (result("ada"), course.submitted)})
    (course.submitted / ".attempts/001/ada/01_tiny").mkdir(parents=True)
    for keep in ("last", "best"):
        (course.root / "course.toml").write_text(f'[attempts]\nkeep = "{keep}"\n')
        asked_for(Course(course.root))
    assert waits == [{}, {"ada": None}]
