"""The sample class from its zip to its scores: what each hand-in earns, whoever attacks beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from helpers import REPO

from autograder.course.course import Course
from autograder.grading.class_grades import grade_class
from autograder.grading.grade import grade
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import judge_settings
from autograder.intake.collect import collect
from autograder.intake.submitted import read_submissions
from autograder.records import Result, Status

pytestmark = pytest.mark.slow
ALL = 40.0
SCORES = {
    "Ada_Okafor": ALL,
    "Ben_Schulz": 10.0,
    "Chiara_Rossi": 0.0,
    "Dmitri_Volkov": 0.0,
    "Elif_Yılmaz": 0.0,
    "Fatima_Zahra_Benali": ALL,
    "Gustav_Lindqvist": 37.0,
    "Hana_Sato": 0.0,
    "Ibrahim_Diallo": 35.0,
    "Jonas_Weber": 37.0,
    "Katarzyna_Nowak": 0.0,
    "Li_Na_730169": ALL,
    "Li_Na_730170": 36.5,
    "Liam_O_Connor": 35.0,
    "María_José_Fernández": 35.0,
    "Nikhil_Sharma": 38.0,
    "Olga_Petrova": 35.0,
    "Pierre_Dubois": ALL,
    "Quỳnh_Trần": ALL,
    "王小明": ALL,
}
LOST = {
    "Gustav_Lindqvist": {"score"},
    "Jonas_Weber": {"score"},
    "Ibrahim_Diallo": {"partial_fit"},
    "María_José_Fernández": {"partial_fit"},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """With its proofs, which say what each check needs: else grading begins with finding that out."""
    root = tmp_path_factory.mktemp("course")
    for part in ("source", "solutions"):
        shutil.copytree(REPO / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    return Course(root)


@pytest.fixture(scope="module")
def settings(course: Course, sandbox: None) -> JudgeSettings:
    return judge_settings(course, course.assignment("03"), jobs=3)


@pytest.fixture(scope="module")
def results(course: Course, settings: JudgeSettings) -> dict[str, Result]:
    collect(settings.assignment, REPO / "examples" / "class.zip", course.submitted)
    submissions = read_submissions(settings.assignment, course.submitted)
    graded = grade_class(settings, submissions, course.submitted, course.results, course.policy)
    return {result.student: result for result in graded}


def test_everybody_gets_what_they_earn(results):
    assert {student: result.score for student, result in results.items()} == SCORES


@pytest.mark.parametrize("student", LOST)
def test_an_attack_costs_its_own_exercise_only(results, student):
    lost = {check.exercise for check in results[student].checks if check.status is not Status.PASSED}
    assert lost == LOST[student]


def test_stubs_are_all_not_attempted(results):
    assert {check.status for check in results["Chiara_Rossi"].checks} == {Status.NOT_ATTEMPTED}


def test_every_result_names_its_isolation(results):
    isolated = [set(result.isolation) for student, result in results.items() if student != "Elif_Yılmaz"]
    assert all({"user", "pid", "mount", "net", "seccomp", "rlimits"} <= layers for layers in isolated)


def test_the_same_hand_ins_alone_and_by_one_judge_get_the_same(settings, results, tmp_path):
    collect(settings.assignment, REPO / "examples" / "class.zip", tmp_path / "submitted")
    chosen = {"Chiara_Rossi", "Katarzyna_Nowak", "María_José_Fernández"}
    pile = [each for each in read_submissions(settings.assignment, tmp_path / "submitted") if each.student in chosen]
    again = grade(msgspec.structs.replace(settings, jobs=1), pile, Path(tmp_path / "results"))
    for result in again:
        before = results[result.student]
        assert [(c.name, c.status, c.message) for c in result.checks] == [
            (c.name, c.status, c.message) for c in before.checks
        ]
