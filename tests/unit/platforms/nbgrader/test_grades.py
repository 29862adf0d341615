"""Where there is no nbgrader or no gradebook, it is said what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import digest_of
from autograder.grading.cache import write_result
from autograder.platforms.grades import BY_HAND, GRADED, Grade
from autograder.platforms.nbgrader.grades import (
    NOT_ENTERED,
    OTHER_ENTERED,
    _differ,
    _grade,
    behind,
    entered_grades,
    gradebook_grades,
)
from autograder.platforms.nbgrader.setup import init_course
from autograder.records import Assignment, CheckResult, Result, Status


def test_without_nbgrader_its_commands_say_what_to_install(course, tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    for command in (
        lambda: gradebook_grades(Course(course), tiny),
        lambda: behind(Course(course), tiny),
        lambda: init_course(Course(course)),
    ):
        with pytest.raises(Problem, match=r'^nbgrader is not installed\. .* pip install .+\[course\]"$'):
            command()


@pytest.mark.parametrize("asked", [gradebook_grades, behind])
def test_a_course_without_a_gradebook_says_how_to_make_one(tmp_path, tiny, asked):
    with pytest.raises(Problem, match="autograder course init"):
        asked(Course(tmp_path), tiny)


def entered(root: Path, tiny: Assignment, *students: str) -> Course:
    """The course, with these in the gradebook: 3 points for double, 2 for area."""
    from gradebooks import hand_in

    from autograder.platforms.nbgrader.whole_class import enter_class

    for student in students:
        hand_in(root, student)
    enter_class(Course(root), tiny)
    return Course(root)


def test_where_nobody_is_in_the_gradebook_it_is_said_what_to_do(root, tiny):
    with pytest.raises(Problem, match=r"no grade of 01_tiny\. First: nbgrader autograde"):
        gradebook_grades(Course(root), tiny)


def test_a_gradebook_that_does_not_know_the_assignment_is_a_problem(root, tiny):
    from gradebooks import gradebook

    with gradebook(root) as opened:
        opened.remove_assignment(tiny.name)
    (root / "course.toml").write_text('timezone = "UTC"\ndue = { 01_tiny = 2026-10-19T12:00:00 }\n')
    with pytest.raises(Problem, match="cannot be read"):
        gradebook_grades(Course(root), tiny)


def test_grades_are_of_everybody_in_the_gradebook_and_by_the_rules_as_they_are_now(root, tiny, judge):
    course = entered(root, tiny, "ada", "bob")
    assert {each.student: (each.score, each.penalty) for each in gradebook_grades(course, tiny)} == {
        "ada": (5.0, 0.0),
        "bob": (5.0, 0.0),
    }
    (root / "submitted/bob/01_tiny/timestamp.txt").write_text("2026-10-20 12:00:00 UTC")
    (root / "course.toml").write_text(
        'timezone = "UTC"\nlate = { per_day = 0.1 }\ndue = { 01_tiny = 2026-10-19T12:00:00 }\n'
    )
    assert {each.student: each.score for each in gradebook_grades(Course(root), tiny)} == {"ada": 5.0, "bob": 4.5}


def judged(points: float, double: Status = Status.PASSED, other: Status = Status.PASSED, **more: Any) -> Result:
    """A result with so many points for double, 2 for area, and some for what the gradebook does not know."""
    made = tuple(
        CheckResult(f"{name}_it", name, False, status, most * (status is Status.PASSED), most, "", 0.1, **given)
        for name, most, status, given in (
            ("double", points, double, more),
            ("area", 2.0, Status.PASSED, {}),
            ("other", 9.0, other, {}),
        )
    )
    return Result("ada", "01_tiny", sum(check.points for check in made), points + 11.0, (), made)


@pytest.mark.parametrize(
    ("result", "late"),
    [
        (judged(3.0), False),
        (judged(2.0), True),
        (judged(2.0, Status.UNGRADED), False),
        (None, False),
    ],
    ids=["the same", "other points", "not judged", "no result"],
)
def test_whose_points_are_not_what_their_result_is_worth_is_behind(root, tiny, judge, result, late):
    course = entered(root, tiny, "ada", "bob")
    if result:
        write_result(course.results, result)
    assert behind(course, tiny) == (["ada"] if late else [])


@pytest.mark.parametrize(("rule", "late"), [("forgive", False), ("charge", True)])
def test_what_is_behind_follows_the_rule_for_carried_failures(root, tiny, judge, rule, late):
    carried = judged(3.0, Status.FAILED, Status.FAILED, carried=("other",))
    course = entered(root, tiny, "ada")
    (root / "course.toml").write_text(f'[grading]\ncarried = "{rule}"\n')
    write_result(course.results, carried)
    assert behind(Course(root), tiny) == (["ada"] if late else [])


def test_a_mark_by_hand_makes_nobody_behind(root, tiny, judge):
    from gradebooks import gradebook

    course = entered(root, tiny, "ada")
    write_result(course.results, judged(3.0))
    with gradebook(root) as opened:
        opened.find_grade("check-double", "01_tiny", "01_tiny", "ada").manual_score = 1.0
        opened.find_grade("check-area", "01_tiny", "01_tiny", "ada").auto_score = None
        opened.db.commit()
    assert behind(course, tiny) == []


@pytest.mark.parametrize(("entered", "differ"), [(3.0, False), (3.0 + 1e-12, False), (3.001, True), (2.0, True)])
def test_a_difference_of_rounding_is_none(entered, differ):
    assert _differ({"double": entered, "twice": 1.0}, judged(3.0)) is differ
    assert _differ({"double": 1e-9}, judged(0.0)) is False


def cell(name: str, score: float | None, best: float | None) -> SimpleNamespace:
    return SimpleNamespace(name=name, score=score, max_score=best)


@pytest.mark.parametrize(
    ("penalty", "by_hand", "expected"),
    [
        (None, False, (3.5, 0.0, GRADED)),
        (0.5, False, (3.0, 0.5, GRADED)),
        (9.0, True, (0.0, 9.0, BY_HAND)),
    ],
)
def test_a_grade_is_the_gradebooks_score_less_its_penalty(penalty, by_hand, expected):
    notebooks = [
        SimpleNamespace(grades=[cell("check-double", 2.5, 4.0), cell("question-why-not", None, None)]),
        SimpleNamespace(grades=[cell("check-area", 1.0, 2.0)]),
    ]
    found = _grade(
        SimpleNamespace(
            notebooks=notebooks,
            late_submission_penalty=penalty,
            score=3.5,
            max_score=6.0,
            needs_manual_grade=by_hand,
            student=SimpleNamespace(id="ada"),
        )
    )
    assert (found.score, found.penalty, found.status) == expected
    assert (found.student, found.max_score) == ("ada", 6.0)
    assert found.points == {"double": 2.5, "why-not": 0.0, "area": 1.0}
    assert found.best == {"double": 4.0, "why-not": 0.0, "area": 2.0}


def test_who_is_not_entered_with_what_counts_has_no_score_in_the_gradebook(course, tiny, monkeypatch):
    """As nbgrader takes what counted before for the grade of what counts now, and for nobody's who was not entered."""
    found = Course(course)
    for student in ("ada", "ben", "cy", "dan"):
        place = found.submitted / student / tiny.name
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(student)
        files = digest_of({"tiny.py": b"before" if student == "dan" else student.encode()})
        write_result(found.results, Result(student, tiny.name, 1.0, 5.0, (), (), files=files))
    for student in ("ada", "dan"):  # of ben's, `collect` took it away
        (found.autograded / student / tiny.name).mkdir(parents=True)
    entered = [Grade(student, 1.0, 5.0, {}, {}) for student in ("ada", "ben", "dan", "eve")]
    monkeypatch.setattr("autograder.platforms.nbgrader.grades.gradebook_grades", lambda *_: entered)
    grades, notes = entered_grades(found, tiny)
    assert {grade.student: (grade.status, grade.empty) for grade in grades} == {
        "ada": (GRADED, False),
        "ben": (OTHER_ENTERED, True),
        "cy": (NOT_ENTERED, True),
        "dan": (OTHER_ENTERED, True),
    }
    assert notes == ["eve is in the gradebook, but has no hand-in in submitted/, so is left out."]
