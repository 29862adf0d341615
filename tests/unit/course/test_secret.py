"""The course's secret: made once, kept from others, and never replaced unasked."""

from __future__ import annotations

import pytest

from autograder.course.course import Course
from autograder.errors import Problem


def test_secret_is_made_once_and_only_the_owner_reads_it(course):
    secret = Course(course).secret
    assert Course(course).secret == secret
    assert len(secret) == 32
    assert (course / ".autograder" / "secret").stat().st_mode & 0o077 == 0


def test_a_damaged_secret_is_a_problem_not_a_new_secret(course):
    _ = Course(course).secret
    (course / ".autograder" / "secret").write_bytes(b"short")
    with pytest.raises(Problem, match="holds 5 bytes"):
        _ = Course(course).secret


def test_a_secret_that_cannot_be_read_is_a_problem(course):
    Course(course).secret_file.mkdir(parents=True)
    with pytest.raises(Problem, match="the course's secret, cannot be read"):
        _ = Course(course).secret


def test_what_killed_writers_left_beside_it_is_swept(course):
    rest = course / ".autograder" / ".rest.part"
    rest.parent.mkdir(parents=True, exist_ok=True)
    rest.write_text("half")
    _ = Course(course).secret
    assert not rest.exists()
