"""The commands on a class that was graded say what they wrote, and what to do where they cannot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from helpers import RIGHT, TINY_COURSE, commands_in, release

from autograder.course.course import Course

pytestmark = pytest.mark.slow

WRONG = RIGHT.replace("x + x", "x + 1")


@pytest.fixture(scope="module")
def graded(tmp_path_factory, needs) -> Path:
    """A course of three, of whom two made the same mistake in different files."""
    root = tmp_path_factory.mktemp("commands") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(needs, Course(root).needs)
    release(root)
    for student, code in (("ada", RIGHT), ("bob", WRONG + "# bob\n"), ("cid", WRONG + "# cid\n")):
        place = root / f"submitted/{student}/01_tiny"
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(code)
    commands_in(root)("grade", "01", "--sandbox", "none", "--jobs", "1")
    return root


def words(said) -> str:
    return " ".join((said.stdout + said.stderr).split())


def test_a_comment_is_listed_reaches_a_cluster_and_is_taken_back(graded):
    said = commands_in(graded)
    (cluster,) = {each["seen"] for each in json.loads(said("report", "01", "--json").stdout)["clusters"]}
    assert "reaches 2 students" in words(said("comment", "01", cluster[:6], "Twice x, not one more."))
    assert "Twice" in words(said("comment", "01"))  # in a column as narrow as the terminal has it
    assert "2 students" in words(said("comment", "01", cluster[:6], ""))
    assert "No single cluster" in words(said("comment", "01", "nope", "x", status=2))


def test_the_report_is_written_where_it_says(graded):
    said = words(commands_in(graded)("report", "01", "--output", "class.html"))
    assert "Wrote class.html" in said
    assert "cid" in (graded / "class.html").read_text()


def test_a_regrade_of_nothing_new_changes_nobody(graded):
    said = commands_in(graded)
    seen = json.loads(said("regrade", "01", "--preview", "--format", "json", "--sandbox", "none").stdout)
    assert (seen["ran"], seen["changes"]) == (0, [])
    assert "0 get points, 0 lose some" in words(said("regrade", "01", "--preview", "--sandbox", "none"))
    assert "--reason" in words(said("regrade", "01", "--apply", "--sandbox", "none", status=2))


def test_groups_are_kept_and_left(graded):
    said = commands_in(graded)
    (graded / "pairs.csv").write_text("group,student\nOne,ada\nOne,bob\n")
    assert "1 group with 2 people" in words(said("groups", "import", "pairs.csv"))
    assert "ada" in words(said("groups", "leave", "ada", "01"))
    (graded / "groups.csv").unlink()


def test_a_class_of_three_has_too_little_to_compare(graded):
    assert "similarity" in words(commands_in(graded)("similarity", "01")).lower()


def test_a_cluster_that_is_not_there_is_not_planted(graded):
    assert "nope" in words(commands_in(graded)("plant", "01", "nope", status=2))


def test_feedback_is_written_for_everybody(graded):
    said = words(commands_in(graded)("feedback", "01", "--no-pictures"))
    assert "Wrote 3 pages" in said
