"""Where there is no nbgrader or no gradebook, it is said what to do."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import digest_of
from autograder.grading.cache import write_result
from autograder.platforms.grades import BY_HAND, GRADED, Grade
from autograder.platforms.nbgrader.grades import (
    NOT_ENTERED,
    OTHER_ENTERED,
    _grade,
    entered_grades,
    gradebook_grades,
)
from autograder.platforms.nbgrader.setup import init_course
from autograder.records import Result


def test_without_nbgrader_its_commands_say_what_to_install(course, tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    for command in (lambda: gradebook_grades(Course(course), tiny), lambda: init_course(Course(course))):
        with pytest.raises(Problem, match=r'^nbgrader is not installed\. .* pip install .+\[course\]"$'):
            command()


def test_a_course_without_a_gradebook_says_how_to_make_one(tmp_path, tiny):
    with pytest.raises(Problem, match="autograder course init"):
        gradebook_grades(Course(tmp_path), tiny)


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
