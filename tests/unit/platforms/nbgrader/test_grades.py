"""Where there is no nbgrader or no gradebook, it is said what to do."""

from __future__ import annotations

import sys

import pytest

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader.grades import gradebook_grades
from autograder.platforms.nbgrader.setup import init_course


def test_without_nbgrader_its_commands_say_what_to_install(course, tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    for command in (lambda: gradebook_grades(Course(course), tiny), lambda: init_course(Course(course))):
        with pytest.raises(Problem, match=r'^nbgrader is not installed\. .* pip install .+\[course\]"$'):
            command()


def test_a_course_without_a_gradebook_says_how_to_make_one(tmp_path, tiny):
    with pytest.raises(Problem, match="autograder course init"):
        gradebook_grades(Course(tmp_path), tiny)
