"""A failure that comes from another exercise, in nbgrader: its feedback, and its points after a change of the rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gradebooks import autograde, hand_in, nbgrader_here, scores
from helpers import RIGHT, autograder

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
CARRIED = 1.0  # point of the check that fails through `double`


@pytest.fixture(scope="module")
def course(nbgrader_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which ada's mistake in one exercise makes a check of another fail, autograded."""
    root = tmp_path_factory.mktemp("carried") / "course"
    shutil.copytree(nbgrader_course, root)
    hand_in(root, "ada", RIGHT.replace("return x + x", "return x * x + 1"))
    said = autograde(root)
    assert said.returncode == 0, said.log
    return root


def test_feedback_says_where_a_failure_comes_from_as_markup_and_without_a_warning(course):
    said = nbgrader_here("generate_feedback", "01_tiny", cwd=course)
    assert said.returncode == 0, said.log
    assert "not recognized" not in said.log
    page = (course / "feedback/ada/01_tiny/01_tiny.html").read_text()
    assert "Some fail because of <code>double</code>." in page
    assert "&lt;p" not in page
    assert "`double`" not in page


def test_the_next_step_is_for_what_was_handed_in(course, nbgrader_course, tmp_path):
    said = autograder("course", "init", cwd=course)
    assert "Next: autograder course enter 01_tiny" in said.stdout
    empty = tmp_path / "course"
    shutil.copytree(nbgrader_course, empty)
    assert "Next: autograder collect ASSIGNMENT ARCHIVE_OR_DIR" in autograder("course", "init", cwd=empty).stdout


def test_after_a_change_of_the_rule_an_export_of_the_gradebook_says_what_to_run(course):
    before = autograder("export", "01", "--gradebook", cwd=course)
    assert "The gradebook has other points" not in before.stderr
    score = scores(course)["ada"]
    (course / "course.toml").write_text('[grading]\ncarried = "charge"\n')
    warned = autograder("export", "01", "--gradebook", cwd=course).stderr
    assert "other points than the judge gives by course.toml as it is now, of 1: ada." in warned
    assert "nbgrader autograde 01_tiny --force" in warned
    assert autograde(course).returncode == 0
    assert scores(course)["ada"] == score, "so is it needed"
    assert autograde(course, "--force").returncode == 0
    assert scores(course)["ada"] == score - CARRIED
    assert "other points" not in autograder("export", "01", "--gradebook", cwd=course).stderr
