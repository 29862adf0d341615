"""Results on disk: kept as long as nothing that they depend on has changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.cache import (
    cached_results,
    is_graded,
    keys_of,
    read_result,
    settings_key,
    submission_key,
    write_result,
)
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status, Submission


@pytest.fixture
def settings(course: Path) -> JudgeSettings:
    return JudgeSettings(Course(course).assignment("01"), b"secret", frozenset())


@pytest.fixture
def ada() -> Submission:
    return Submission("ada", {"tiny.py": RIGHT.encode()})


def result_of(settings: JudgeSettings, submission: Submission, status: Status = Status.PASSED) -> Result:
    checks = (CheckResult("double", "double", False, status, 1.0, 1.0, "", 0.1),)
    key = keys_of(settings, [submission])[submission.student]
    return Result(submission.student, "01_tiny", 1.0, 1.0, (), checks, key)


def test_a_result_that_was_written_is_read_again(settings, ada, tmp_path):
    result = result_of(settings, ada)
    assert not is_graded(settings, ada, tmp_path)
    write_result(tmp_path, result)
    assert read_result(tmp_path / "01_tiny" / "ada.json") == result
    assert is_graded(settings, ada, tmp_path)


def test_a_result_of_other_files_or_without_a_verdict_does_not_hold(settings, ada, tmp_path):
    write_result(tmp_path, result_of(settings, ada))
    changed = Submission("ada", {"tiny.py": b"# other"})
    assert not is_graded(settings, changed, tmp_path)
    write_result(tmp_path, result_of(settings, ada, Status.UNGRADED))
    assert cached_results(tmp_path / "01_tiny", keys_of(settings, [ada])) == {}


def test_two_students_who_handed_in_the_same_have_the_same_key(settings, ada):
    bob = Submission("bob", ada.files)
    keys = keys_of(settings, [ada, bob])
    assert keys["ada"] == keys["bob"]


@pytest.mark.parametrize("name", ["tiny.py", "checks/test_tiny.py", "checks/hidden/test_tiny.py", "assignment.toml"])
def test_key_changes_with_everything_a_result_depends_on(course, settings, ada, name):
    before = submission_key(ada, settings_key(settings))
    path = course / "source" / "01_tiny" / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert submission_key(ada, settings_key(settings)) != before


def test_key_depends_on_secret_and_layers_but_not_on_jobs(settings, ada):
    key = submission_key(ada, settings_key(settings))
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, secret=b"other"))) != key
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, layers=frozenset({"bwrap"})))) != key
    assert submission_key(ada, settings_key(msgspec.structs.replace(settings, jobs=7))) == key


def test_a_key_depends_on_data_beside_the_checks(settings):
    key = settings_key(settings)
    (settings.assignment.folder / "checks" / "points.csv").write_text("1,2")
    assert settings_key(settings) != key


def test_a_write_that_fails_is_a_problem_and_leaves_the_old_file(tmp_path):
    folder = tmp_path / "results"
    write_atomically(folder / "ada.json", b"old")
    (folder / "ada.json.d").write_text("")
    with pytest.raises(Problem, match="could not be written"):
        write_atomically(folder / "ada.json.d" / "bob.json", b"new")
    assert (folder / "ada.json").read_bytes() == b"old"
    assert read_result(folder / "ada.json") is None
