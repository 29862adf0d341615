"""A class graded by the course's rules, and one student of it, as nbgrader asks."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.course.policy import Attempts, Policy
from autograder.errors import Problem
from autograder.grading.class_grades import grade_class, grade_student
from autograder.grading.pool import JudgeSettings
from autograder.intake.submitted import read_submissions
from autograder.records import Status

pytestmark = pytest.mark.slow

HALF = RIGHT.replace("self.h * self.w", "0.5")


@pytest.fixture
def opened(course: Path) -> Course:
    """A course where ada and bob handed in, and ada's earlier attempt is the better one."""
    for place, text in (("ada", HALF), ("bob", RIGHT), (".attempts/001/ada", RIGHT)):
        folder = course / "submitted" / place / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
    return Course(course)


@pytest.fixture
def settings(opened: Course) -> JudgeSettings:
    return JudgeSettings(opened.assignment("01"), opened.secret, frozenset())


def grades(opened: Course, settings: JudgeSettings, policy: Policy) -> tuple[dict[str, float], list[str]]:
    """Everyone's score, and who has another attempt now."""
    changed: list[str] = []
    submissions = read_submissions(settings.assignment, opened.submitted)
    found = grade_class(settings, submissions, opened.submitted, opened.results, policy, on_new_attempt=changed.append)
    return {result.student: result.score for result in found}, changed


def test_the_last_attempt_counts_unless_the_course_says_the_best(opened, settings):
    assert grades(opened, settings, Policy()) == ({"ada": 3.0, "bob": 5.0}, [])
    assert grades(opened, settings, Policy(attempts=Attempts("best"))) == ({"ada": 5.0, "bob": 5.0}, ["ada"])
    assert (opened.submitted / "ada/01_tiny/tiny.py").read_text() == RIGHT


def test_with_one_student_those_beside_are_judged_too(opened, settings):
    assert grade_student(opened, settings, "ada", ["ada", "bob"]).score == 3.0
    assert sorted(path.name for path in (opened.results / "01_tiny").glob("*.json")) == ["ada.json", "bob.json"]


def test_nobody_is_judged_beside_a_student_whose_result_still_holds(opened, settings):
    first = grade_student(opened, settings, "ada")
    assert grade_student(opened, settings, "ada", ["bob"]) == first
    assert [path.name for path in (opened.results / "01_tiny").glob("*.json")] == ["ada.json"]


def test_a_better_attempt_before_is_a_problem_that_says_what_to_run(opened, settings):
    opened.policy_file.write_text('[attempts]\nkeep = "best"\n')
    with pytest.raises(Problem, match=r"ada, 01_tiny: an earlier attempt is the best\. Run `autograder grade 01_tiny`"):
        grade_student(opened, settings, "ada")
    assert grade_student(opened, settings, "bob").score == 5.0


def test_what_could_not_be_judged_is_a_problem_that_says_why(opened, settings, monkeypatch):
    result = grade_student(opened, settings, "ada")
    checks = [
        msgspec.structs.replace(check, status=Status.UNGRADED, message="The judge fell.") for check in result.checks
    ]
    ungraded = msgspec.structs.replace(result, checks=tuple(checks))
    monkeypatch.setattr("autograder.grading.class_grades.grade", lambda *_, **__: [ungraded])
    with pytest.raises(Problem, match="ada, 01_tiny: ungraded, by no fault of the student's: The judge fell"):
        grade_student(opened, settings, "ada")
