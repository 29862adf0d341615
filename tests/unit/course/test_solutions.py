"""Reference solutions: without their markers, each assignment's own and those of what it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.course.solutions import solution_of, solutions_needed
from autograder.errors import Problem


@pytest.fixture
def chain(course: Path) -> Course:
    """A course whose second assignment builds on the tiny one."""
    second = course / "source/02_next"
    shutil.copytree(course / "source/01_tiny", second)
    manifest = second / "assignment.toml"
    manifest.write_text(
        manifest.read_text().replace('modules = ["tiny"]', 'modules = ["next_one"]\nneeds = ["01_tiny"]')
    )
    (second / "tiny.py").rename(second / "next_one.py")
    return Course(course)


def test_a_solution_is_the_module_without_its_markers(tiny):
    solution = solution_of(tiny)
    assert solution.files.keys() == {"tiny.py"}
    lines = (tiny.folder / "tiny.py").read_bytes().splitlines()
    unmarked = [line for line in lines if b"### BEGIN" not in line and b"### END" not in line]
    assert solution.files["tiny.py"].splitlines() == unmarked != lines


def test_only_the_solutions_of_earlier_assignments_are_needed(chain):
    first, second = chain.all_assignments()
    assert solutions_needed(first) == {}
    assert solutions_needed(second) == solution_of(first).files


def test_an_earlier_assignment_that_is_gone_is_a_problem(chain):
    second = chain.assignment("02")
    shutil.rmtree(chain.source / "01_tiny")
    with pytest.raises(Problem, match="no assignment '01_tiny'"):
        solutions_needed(second)
