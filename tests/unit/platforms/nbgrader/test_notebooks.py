"""Nobody is passed over by nbgrader for lack of a notebook, or as something was graded before."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.intake.attempts import Stored
from autograder.intake.received import TIMESTAMP
from autograder.platforms.nbgrader.notebooks import LONG_AGO, add_missing_notebooks, forget_autograded, outdate


@pytest.fixture
def found(tmp_path: Path, tiny) -> Course:
    """A course with a release, and two hand-ins of it; of the second there is a notebook."""
    for place in ("assignments", "submitted/ada", "submitted/bob"):
        (tmp_path / place / tiny.name).mkdir(parents=True)
    (tmp_path / "assignments" / tiny.name / tiny.notebook).write_text("released")
    (tmp_path / "submitted/bob" / tiny.name / tiny.notebook).write_text("own")
    return Course(tmp_path)


def notebooks(course: Course, tiny) -> dict[str, str]:
    return {path.parents[1].name: path.read_text() for path in course.submitted.glob(f"*/{tiny.name}/{tiny.notebook}")}


def test_a_hand_in_without_a_notebook_gets_the_released_one_and_no_other_does(found, tiny):
    (found.submitted / "ada/02_other").mkdir()
    added = add_missing_notebooks(found, [tiny])
    assert added == [found.submitted / "ada" / tiny.name / tiny.notebook]
    assert notebooks(found, tiny) == {"ada": "released", "bob": "own"}
    assert not list((found.submitted / "ada/02_other").iterdir())
    assert add_missing_notebooks(found, [tiny]) == []


def test_a_link_in_a_notebooks_place_is_not_written_through(found, tiny, tmp_path):
    (found.submitted / "ada" / tiny.name / tiny.notebook).symlink_to(tmp_path / "elsewhere")
    assert add_missing_notebooks(found, [tiny]) == []
    assert not (tmp_path / "elsewhere").exists()


def test_without_a_release_and_for_what_is_no_folder_nothing_is_added(found, tiny):
    (found.submitted / "cy").mkdir()
    (found.submitted / "cy" / tiny.name).write_text("no folder")
    assert len(add_missing_notebooks(found, [tiny])) == 1
    (found.submitted / "ada" / tiny.name / tiny.notebook).unlink()
    (found.assignments / tiny.name / tiny.notebook).unlink()
    assert add_missing_notebooks(found, [tiny]) == []


def test_another_folder_of_hand_ins_is_looked_at_in_place_of_the_courses(found, tiny, tmp_path):
    (tmp_path / "other/eve" / tiny.name).mkdir(parents=True)
    assert add_missing_notebooks(found, [tiny], tmp_path / "other") == [
        tmp_path / "other/eve" / tiny.name / tiny.notebook
    ]
    assert notebooks(found, tiny) == {"bob": "own"}


@pytest.fixture
def graded(found, tiny) -> Path:
    """What nbgrader graded of ada and bob."""
    for student in ("ada", "bob"):
        place = found.autograded / student / tiny.name
        place.mkdir(parents=True)
        (place / tiny.notebook).write_text("graded")
        (place / TIMESTAMP).write_text("2026-10-19 12:00:00 UTC")
    return found.autograded


def test_where_something_else_counts_what_was_graded_goes_and_nobody_elses_does(found, graded, tiny):
    outdate(found, tiny)("ada", Stored.ATTEMPT)
    assert [path.name for path in graded.glob(f"*/{tiny.name}")] == [tiny.name]
    assert (graded / "bob" / tiny.name / TIMESTAMP).read_text() == "2026-10-19 12:00:00 UTC"


def test_where_the_same_counts_since_another_time_what_was_graded_stays_and_is_old(found, graded, tiny):
    others = [each for each in Stored if each is not Stored.ATTEMPT]
    assert others
    for stored in others:
        outdate(found, tiny)("ada", stored)
        place = graded / "ada" / tiny.name
        assert (place / TIMESTAMP).read_text() == LONG_AGO
        assert (place / tiny.notebook).read_text() == "graded"
        outdate(found, tiny)("cy", stored)
        assert not (graded / "cy").exists()


def test_who_was_never_graded_is_forgotten_without_an_error(found, tiny):
    forget_autograded(found, tiny)("ada")
    outdate(found, tiny)("ada", Stored.ATTEMPT)
