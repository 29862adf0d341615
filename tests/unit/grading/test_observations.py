"""Observations lie beside their result, belong to its key, and go when it goes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.checks.observations import Observations
from autograder.grading.cache import write_result
from autograder.grading.observations import keep_observations, read_observations, sweep_observations
from autograder.records import Result

ADA = Result("ada", "01_tiny", 1.0, 1.0, (), (), key="one")
BOB = msgspec.structs.replace(ADA, student="bob")


def test_what_is_kept_is_read_with_the_key_of_its_result(tmp_path):
    keep_observations(tmp_path, ADA, Observations("work"))
    assert read_observations(tmp_path, ADA) == Observations("work", key="one")
    assert (tmp_path / "01_tiny/observations/ada.json").is_file()
    assert read_observations(tmp_path, BOB) is None


def test_another_key_or_a_broken_file_is_nothing(tmp_path):
    keep_observations(tmp_path, ADA, Observations("work"))
    assert read_observations(tmp_path, msgspec.structs.replace(ADA, key="two")) is None
    for content in (b"", b"{}", b"\xff\xfe", b'{"work": 3}'):
        (tmp_path / "01_tiny/observations/ada.json").write_bytes(content)
        assert read_observations(tmp_path, ADA) is None


def test_no_observations_take_the_place_of_those_before(tmp_path):
    keep_observations(tmp_path, ADA, None)
    keep_observations(tmp_path, ADA, Observations("work"))
    keep_observations(tmp_path, ADA, None)
    assert read_observations(tmp_path, ADA) is None
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize("there", [True, False])
def test_observations_go_with_their_result(tmp_path: Path, there):
    for each in (ADA, BOB):
        keep_observations(tmp_path, each, Observations("work"))
        write_result(tmp_path, each)
    if not there:
        (tmp_path / "01_tiny/ada.json").unlink()
    sweep_observations(tmp_path / "01_tiny")
    assert (read_observations(tmp_path, ADA) is not None) == there
    assert read_observations(tmp_path, BOB) is not None


def test_a_folder_without_observations_is_fine(tmp_path):
    sweep_observations(tmp_path)
    assert not list(tmp_path.iterdir())
