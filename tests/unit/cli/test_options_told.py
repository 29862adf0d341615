"""What a command is told reaches whoever acts on it, and who says nothing gets the whole sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from helpers import RIGHT

from autograder.cli.feedback import feedback
from autograder.cli.instructors import grade
from autograder.cli.regrade import regrade
from autograder.grading.judge import ungraded
from autograder.grading.regrade import Planned
from autograder.records import Result, Submission
from autograder.sandbox.layers import LAYERS

ADA = Result("ada", "01_tiny", 0.0, 0.0, (), ())


@pytest.fixture
def handed_in(course: Path) -> Path:
    """A course with one submission, of which nbgrader has graded an earlier attempt."""
    for below in ("submitted", "autograded"):
        place = course / below / "ada/01_tiny"
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(RIGHT)
    return course


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How a class was to be graded or graded again, and pages written; `results` are what comes of it."""
    found: dict[str, Any] = {"results": [ADA]}

    def grade_class(settings, submissions, submitted, results, policy, force, on_result, on_new_attempt):
        found.update(settings=settings, force=force, on_new_attempt=on_new_attempt)
        return found["results"]

    def planned(settings, submissions, results, never_lower):
        found.update(settings=settings, never_lower=never_lower)
        return Planned((), ungraded=tuple(each for each in found["results"] if each.ungraded))

    def write_feedback(course, assignment, places, now, layers):
        found.update(layers=layers)
        return []

    monkeypatch.setattr("autograder.grading.class_grades.grade_class", grade_class)
    monkeypatch.setattr("autograder.grading.regrade.planned", planned)
    monkeypatch.setattr("autograder.release.proof.unproved_checks", lambda folder, assignment: ())
    monkeypatch.setattr("autograder.platforms.feedback.write_feedback", write_feedback)
    return found


def status(command, course: Path, **told: Any) -> int:
    """How a command ends."""
    with pytest.raises(typer.Exit) as ended:
        command("01", course=course, **told)
    return ended.value.exit_code


def test_grade_judges_anew_only_if_told_and_by_as_many_judges_as_it_is_told(handed_in, asked):
    assert status(grade, handed_in, jobs=3) == 0
    assert (asked["settings"].jobs, asked["settings"].elsewhere, asked["force"]) == (3, None, False)
    assert status(grade, handed_in, force=True) == 0
    assert asked["force"] is True


def test_grade_on_a_cluster_judges_there(handed_in, asked, monkeypatch):
    monkeypatch.setattr("autograder.cli.instructors.cluster_of", lambda *told: told)
    there = "tls://host:8786", None, Path("certificates")
    grading = dict(zip(("scheduler", "scheduler_file", "certificates"), there, strict=True))
    assert status(grade, handed_in, **grading) == 0
    assert asked["settings"].elsewhere == there


def test_of_whom_another_attempt_counts_what_nbgrader_graded_is_forgotten(handed_in, asked):
    status(grade, handed_in)
    asked["on_new_attempt"]("ada")
    assert not (handed_in / "autograded/ada/01_tiny").exists()


def test_it_is_no_success_if_somebody_could_not_be_judged(handed_in, asked):
    asked["results"] = [ADA, ungraded("01_tiny", Submission("bob", {}))]
    assert status(grade, handed_in) == status(regrade, handed_in, preview=True) == 1
    asked["results"] = [ADA]
    assert status(grade, handed_in) == status(regrade, handed_in, preview=True) == 0


def test_who_grades_again_gets_the_sandbox_and_may_lower_unless_told_otherwise(handed_in, asked):
    status(regrade, handed_in, preview=True)
    assert (asked["settings"].layers, asked["never_lower"]) == (LAYERS, False)
    status(regrade, handed_in, preview=True, sandbox="none", never_lower=True, jobs=3)
    assert (asked["settings"].layers, asked["settings"].jobs, asked["never_lower"]) == (frozenset(), 3, True)


@pytest.mark.parametrize(
    ("told", "layers"), [({}, LAYERS), ({"sandbox": "none"}, frozenset()), ({"pictures": False}, None)]
)
def test_pictures_are_drawn_in_the_sandbox_unless_told_otherwise(handed_in, asked, told, layers):
    assert status(feedback, handed_in, **told) == 0
    assert asked["layers"] == layers
