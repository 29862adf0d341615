"""A course: where everything is, what it is called, and that its settings are read once."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.course.course import Course
from autograder.course.policy import Policy
from autograder.errors import Problem


def test_every_path_is_where_existing_courses_have_it():
    course = Course(Path("/c"))
    paths = {
        "source": course.source,
        "assignments": course.assignments,
        "solutions": course.solutions,
        "submitted": course.submitted,
        "results": course.results,
        "autograded": course.autograded,
        "feedback": course.feedback,
        ".autograder/gradebook": course.gradebook_source,
        ".autograder/secret": course.secret_file,
        ".autograder/needs": course.needs,
        ".autograder/pictures": course.pictures,
        "course.toml": course.policy_file,
    }
    assert {name: path.as_posix() for name, path in paths.items()} == {name: f"/c/{name}" for name in paths}


def test_a_course_cannot_be_changed(course):
    with pytest.raises(dataclasses.FrozenInstanceError):
        Course(course).root = Path("/elsewhere")


@pytest.mark.parametrize("start", [".", "source", "source/01_tiny", "source/01_tiny/checks/hidden"])
def test_a_course_is_found_from_any_folder_below_it(course, start):
    assert Course.find(course / start) == Course(course.resolve())


def test_without_a_start_the_current_folder_counts(course, monkeypatch):
    monkeypatch.chdir(course / "source" / "01_tiny")
    assert Course.find() == Course(course.resolve())


def test_a_course_inside_another_is_its_own(course):
    inner = course / "inner"
    shutil.copytree(course / "source", inner / "source")
    assert Course.find(inner / "source") == Course(inner.resolve())


def test_a_place_outside_of_every_course_is_a_problem_that_says_what_to_do(tmp_path):
    with pytest.raises(Problem, match=r"No course here: .* holds source/\*/assignment\.toml\. .*--course FOLDER"):
        Course.find(tmp_path)


def test_assignments_are_found_by_how_they_begin(course):
    assert [each.name for each in Course(course).all_assignments()] == ["01_tiny"]
    assert Course(course).assignment("01").name == "01_tiny"
    with pytest.raises(Problem, match="it has: 01_tiny"):
        Course(course).assignment("02")


def test_the_policy_is_read_once(course):
    opened = Course(course)
    (course / "course.toml").write_text("[late]\nper_day = 0.5\n")
    assert opened.policy.late.per_day == 0.5
    (course / "course.toml").unlink()
    assert opened.policy.late.per_day == 0.5
    assert Course(course).policy == Policy()


def test_a_policy_that_cannot_be_read_stops_only_who_asks_for_it(course):
    (course / "course.toml").write_text("[late")
    opened = Course(course)
    assert opened.assignment("01").name == "01_tiny"
    with pytest.raises(Problem, match=r"course\.toml is not valid TOML"):
        _ = opened.policy


def test_the_secret_is_read_once(course):
    opened = Course(course)
    secret = opened.secret
    opened.secret_file.write_bytes(bytes(32))
    assert opened.secret == secret
    assert Course(course).secret == bytes(32)


def test_what_code_said_beside_earlier_solutions_is_withheld_while_one_of_those_is_open(course, tiny):
    due = datetime(2026, 10, 19, tzinfo=UTC)
    (course / "course.toml").write_text("[due]\n01_tiny = 2026-10-19T00:00:00Z\n")
    builds_on_it = replace(tiny, needs=("01_tiny",))
    opened = Course(course)
    assert [opened.withholds(builds_on_it, due + timedelta(days=days)) for days in (-1, 1)] == [True, False]
    assert not opened.withholds(tiny, due - timedelta(days=1)), "it builds on nothing"
