"""Observations on disk: beside results, capped, each value once, gone with the result, and shown to nobody."""

from __future__ import annotations

import pytest
from helpers import RIGHT

from autograder.grading.cache import read_result
from autograder.grading.grade import grade
from autograder.grading.observations import FOLDER, keep_observations, read_observations, sweep_observations
from autograder.grading.pool import JudgeSettings
from autograder.platforms.grades import read_results
from autograder.records import Result, Submission


@pytest.fixture
def settings(tiny) -> JudgeSettings:
    return JudgeSettings(tiny, b"secret", frozenset())


def graded(settings: JudgeSettings, results, code: str = RIGHT) -> Result:
    return grade(settings, [Submission("ada", {"tiny.py": code.encode()})], results)[0]


def test_observations_belong_to_the_result_that_they_were_made_for(settings, tmp_path):
    first = graded(settings, tmp_path)
    second = graded(settings, tmp_path, RIGHT.replace("x + x", "3 * x"))
    assert read_observations(tmp_path, first) is None
    found = read_observations(tmp_path, second)
    assert b"9.0" in map(bytes, found.values.values())
    assert [path.name for path in (tmp_path / "01_tiny" / FOLDER).iterdir()] == ["ada.json"]


def test_only_the_owner_reads_them(settings, tmp_path):
    graded(settings, tmp_path)
    assert (tmp_path / "01_tiny" / FOLDER / "ada.json").stat().st_mode & 0o077 == 0


def test_they_are_no_results(settings, tmp_path):
    result = graded(settings, tmp_path)
    assert read_results(tmp_path / "01_tiny") == [result]
    assert read_result(tmp_path / "01_tiny" / FOLDER / "ada.json") is None


def test_they_go_with_their_result(settings, tmp_path):
    result = graded(settings, tmp_path)
    half = tmp_path / "01_tiny" / FOLDER / ".rest.part"
    half.write_text("half")
    sweep_observations(tmp_path / "01_tiny")
    assert read_observations(tmp_path, result) is not None
    assert not half.exists()
    (tmp_path / "01_tiny" / "ada.json").unlink()
    grade(settings, [Submission("bob", {"tiny.py": RIGHT.encode()})], tmp_path)
    assert [path.name for path in (tmp_path / "01_tiny" / FOLDER).iterdir()] == ["bob.json"]


def test_a_result_whose_judge_died_has_none(settings, tmp_path):
    result = graded(settings, tmp_path)
    keep_observations(tmp_path, result, None)
    assert read_observations(tmp_path, result) is None
    keep_observations(tmp_path, result, None)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]", b'{"work": 1}'])
def test_a_damaged_file_is_as_good_as_none(settings, tmp_path, content):
    result = graded(settings, tmp_path)
    (tmp_path / "01_tiny" / FOLDER / "ada.json").write_bytes(content)
    assert read_observations(tmp_path, result) is None
