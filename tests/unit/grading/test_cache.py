"""Results on disk: kept as long as nothing that they depend on has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.cache import cached_results, is_graded, read_result, write_result
from autograder.grading.keys import keys_of
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
    assert [*cached_results(tmp_path / "01_tiny", keys_of(settings, [ada]))] == []


def test_a_write_that_fails_is_a_problem_and_leaves_the_old_file(tmp_path):
    folder = tmp_path / "results"
    write_atomically(folder / "ada.json", b"old")
    (folder / "ada.json.d").write_text("")
    with pytest.raises(Problem, match="could not be written"):
        write_atomically(folder / "ada.json.d" / "bob.json", b"new")
    assert (folder / "ada.json").read_bytes() == b"old"
    assert read_result(folder / "ada.json") is None
