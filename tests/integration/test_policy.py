"""What course.toml says shows in what is graded and exported."""

from __future__ import annotations

import pytest
from helpers import RIGHT, autograder

from autograder.course.manifest import find_assignment
from autograder.grading.grade import grade
from autograder.grading.pool import JudgeSettings
from autograder.intake.submitted import read_submissions

FULL = """
timezone = "Europe/Berlin"

[late]
per_day = 0.1
grace_hours = 2
cap = 0.5

[attempts]
keep = "best"

[due]
01_tiny = 2026-10-19T23:59:00

[extensions.01_tiny]
ada = 2026-10-22T23:59:00
"""


@pytest.mark.slow
def test_grading_and_exporting_warn_of_an_extension_for_nobody(course):
    place = course / "submitted/adda/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text("")
    (course / "course.toml").write_text(FULL)
    for command in (["grade", "01", "--sandbox", "none"], ["export", "01"]):
        said = autograder(*command, cwd=course)
        assert said.returncode == 0, said.stderr
        assert "extensions.01_tiny.ada: nobody of this name has handed in. Did you mean adda?" in said.stderr


def test_extra_points_count_in_the_score_and_not_in_the_most_there_is(course, tmp_path):
    manifest = course / "source/01_tiny/assignment.toml"
    manifest.write_text(manifest.read_text().replace("[exercises.area]\n", "[exercises.area]\nextra = true\n"))
    place = tmp_path / "submitted/bob/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text(RIGHT)
    assignment = find_assignment(course / "source", "01")
    settings = JudgeSettings(assignment, b"secret", frozenset())
    (result,) = grade(settings, read_submissions(assignment, tmp_path / "submitted"), tmp_path / "results")
    area = sum(check.points for check in result.checks if check.exercise == "area")
    assert area > 0
    assert (result.score, result.max_score) == (5, 5 - area)
