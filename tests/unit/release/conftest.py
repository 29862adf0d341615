"""A new assignment, for tests of what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.scaffold import new_assignment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new assignment's folder."""
    return new_assignment(tmp_path / "source", "08_attention")
