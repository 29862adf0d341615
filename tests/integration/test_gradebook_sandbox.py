"""Who sets nothing has nbgrader's submissions judged in the whole sandbox; its other tests set `none` for speed."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from gradebooks import autograde, hand_in, scores

from autograder.records import Result
from autograder.sandbox.layers import LAYERS

pytestmark = pytest.mark.slow


@pytest.fixture
def course(nbgrader_course: Path, tmp_path: Path) -> Path:
    """A course whose configuration is as `autograder course init` wrote it."""
    root = tmp_path / "course"
    shutil.copytree(nbgrader_course, root)
    config = root / "nbgrader_config.py"
    text = config.read_text()
    added = 'c.JudgedScores.sandbox = "none"\n'
    assert added in text
    config.write_text(text.replace(added, ""))
    return root


@pytest.mark.usefixtures("sandbox")
def test_by_default_nbgrader_has_submissions_judged_behind_every_layer(course):
    hand_in(course, "ada")
    said = autograde(course)
    assert said.returncode == 0, said.log
    result = msgspec.json.decode((course / "results/01_tiny/ada.json").read_bytes(), type=Result)
    assert scores(course)["ada"] == result.score == 5.0
    # Landlock alone may be missing on a kernel without it.
    assert LAYERS - {"landlock"} <= set(result.isolation)
