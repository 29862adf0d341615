"""How submissions are judged is said in one place; whoever does not say otherwise gets the whole sandbox."""

from __future__ import annotations

import ast
import math
import shutil
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
import typer
from helpers import REPO, RIGHT

from autograder.checks.diagnosis import Diagnoses
from autograder.cli import instructors
from autograder.course.course import Course
from autograder.course.secret import COMMON_SECRET
from autograder.errors import Problem
from autograder.grading.needs import Found
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import (
    drawing_settings,
    judge_settings,
    layers_of,
    proof_settings,
    settings_from_elsewhere,
)
from autograder.platforms.gradescope import run as gradescope
from autograder.records import Limits, Result
from autograder.sandbox.layers import LAYERS


@pytest.fixture
def handed_in(course: Path) -> Course:
    """A course with one submission."""
    place = course / "submitted/ada/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text(RIGHT)
    return Course(course)


def result_for(settings: JudgeSettings) -> Result:
    return Result("ada", settings.assignment.name, 0.0, 0.0, (), ())


def test_settings_are_made_in_one_place():
    made = {
        path.relative_to(REPO).as_posix()
        for path in (REPO / "autograder").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "JudgeSettings"
    }
    assert made == {"autograder/grading/settings.py"}


def test_by_default_students_are_judged_in_the_sandbox_with_the_courses_secret(handed_in):
    assignment = handed_in.assignment("01")
    settings = judge_settings(handed_in, assignment)
    assert (settings.layers, settings.secret, settings.trusted) == (LAYERS, handed_in.secret, False)
    assert settings.jobs >= 1
    assert judge_settings(handed_in, assignment, jobs=7).jobs == 7


def test_grade_judges_in_the_sandbox_unless_told_otherwise(handed_in, monkeypatch):
    used: list[JudgeSettings] = []

    def grade_class(settings, *rest):
        used.append(settings)
        return [result_for(settings)]

    monkeypatch.setattr("autograder.grading.class_grades.grade_class", grade_class)
    for options in ({}, {"sandbox": "none"}):
        with pytest.raises(typer.Exit):
            instructors.grade("01", course=handed_in.root, **options)
    assert [settings.layers for settings in used] == [LAYERS, frozenset()]


def test_nbgrader_judges_in_the_sandbox_unless_told_otherwise(handed_in, monkeypatch):
    pytest.importorskip("nbgrader")
    from traitlets.config import Configurable

    from autograder.platforms.nbgrader import scores

    used: list[JudgeSettings] = []

    def grade_student(course, settings, student, beside):
        used.append(settings)
        return result_for(settings)

    monkeypatch.setattr(scores, "grade_student", grade_student)

    class Converter(Configurable):
        assignments = [str(handed_in.submitted / "ada/01_tiny")]  # noqa: RUF012

    for options in ({}, {"sandbox": "none"}):
        preprocessor = scores.JudgedScores(root=str(handed_in.root), parent=Configurable(parent=Converter()), **options)
        names = {"assignment": "01_tiny", "student": "ada", "notebook": "01_tiny"}
        preprocessor.preprocess(SimpleNamespace(cells=[], metadata={}), {"nbgrader": names})
    assert [settings.layers for settings in used] == [LAYERS, frozenset()]


def test_gradescope_judges_in_the_sandbox_where_it_works(handed_in, tmp_path, monkeypatch):
    used: list[JudgeSettings] = []

    def judge_one(settings, submission):
        used.append(settings)
        return result_for(settings)

    monkeypatch.setattr(gradescope, "judge_one", judge_one)
    monkeypatch.setattr(gradescope, "sandbox_works", lambda: True)
    home = tmp_path / "autograder"
    shutil.copytree(handed_in.root, home / "source/course")
    (home / "source/assignment").write_text("01_tiny")
    (home / "submission").mkdir()
    (home / "submission/tiny.py").write_text(RIGHT)
    assert gradescope.main(home) == 0
    assert [settings.layers for settings in used] == [LAYERS]


def test_what_is_no_sandbox_is_named():
    with pytest.raises(Problem, match="--sandbox is bwrap or none, not 'docker'"):
        layers_of("docker")


def test_a_proof_has_the_same_hidden_inputs_each_time(tiny):
    assert proof_settings(tiny, LAYERS) == proof_settings(tiny, LAYERS)
    assert proof_settings(tiny, LAYERS).trusted


@pytest.mark.parametrize(("processors", "judges"), [(7, 7), (None, 1)])
def test_there_is_a_judge_for_each_processor_unless_it_is_said(handed_in, tiny, monkeypatch, processors, judges):
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert judge_settings(handed_in, tiny).jobs == proof_settings(tiny, LAYERS).jobs == judges
    assert judge_settings(handed_in, tiny, jobs=3).jobs == proof_settings(tiny, LAYERS, jobs=3).jobs == 3


def test_the_budget_comes_from_the_time_that_the_solution_takes(handed_in, tiny, monkeypatch):
    found = Found("key", {"area": frozenset({"double"})}, 2.5)
    monkeypatch.setattr("autograder.grading.settings.found_of", lambda course, settings: found)
    settings = judge_settings(handed_in, tiny)
    assert settings.assignment.budget == 25.0
    assert settings.needs == found.needs


def test_a_proof_has_no_budget_for_it_is_where_none_may_be_missed(tiny):
    given = msgspec.structs.replace(tiny, limits=Limits(budget_seconds=1.0))
    assert proof_settings(given, LAYERS).assignment.budget == math.inf


@pytest.mark.parametrize(("rule", "forgive"), [("", True), ("forgive", True), ("charge", False)])
def test_what_is_carried_is_forgiven_unless_the_course_charges_it(handed_in, tiny, monkeypatch, rule, forgive):
    if rule:
        (handed_in.root / "course.toml").write_text(f'[grading]\ncarried = "{rule}"\n')
    monkeypatch.setattr("autograder.grading.settings.found_of", lambda course, settings: Found("key", {}, 1.0))
    settings = judge_settings(Course(handed_in.root), tiny)
    assert settings.forgive is forgive
    told = (settings.secret, settings.layers, False, {"a": frozenset("b")}, forgive, Diagnoses(doubtful={"a": ("b",)}))
    there = settings_from_elsewhere(tiny, *told)
    assert (there.secret, there.layers, there.trusted, there.needs, there.forgive, there.diagnoses) == told
    assert settings_from_elsewhere(tiny, b"", LAYERS, True, None, True, Diagnoses()).trusted


def test_pictures_are_drawn_of_no_trusted_code_and_by_inputs_that_all_have(tiny):
    settings = drawing_settings(tiny, LAYERS)
    assert (settings.layers, settings.secret, settings.trusted) == (LAYERS, COMMON_SECRET, False)
