"""What has drifted from the source is told, file by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.files import write_tree
from autograder.release.drift import drift_of, stale_folders

FILES = {"a.py": b"x = 1\ny = 2\nz = 3\n", "checks/test_a.py": b"assert 1\n"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_tree(tmp_path / "assignments/01_a", FILES)
    return tmp_path / "assignments/01_a"


def test_what_was_written_has_not_drifted(tree):
    assert drift_of(tree, FILES) == []


def test_a_missing_file_is_drift(tree):
    (tree / "checks/test_a.py").unlink()
    assert drift_of(tree, FILES) == ["01_a/checks/test_a.py: missing"]


def test_a_file_that_the_source_does_not_give_is_drift(tree):
    (tree / "notes.txt").write_text("x")
    assert drift_of(tree, FILES) == ["01_a/notes.txt: not from the source"]


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (b"x = 1\ny = 5\nz = 5\n", 2),
        (b"X = 1\ny = 2\nz = 3\n", 1),
        (b"x = 1\ny = 2\n", 3),
        (b"x = 1\ny = 2\nz = 3\nw = 4\n", 4),
        (b"", 1),
    ],
)
def test_a_changed_file_is_drift_from_its_first_other_line(tree, now, line):
    (tree / "a.py").write_bytes(now)
    (found,) = drift_of(tree, FILES)
    assert found.startswith(f"01_a/a.py, line {line}: ")


@pytest.mark.parametrize("now", [b"x = 1\r\ny = 2\r\nz = 3\r\n", b"x = 1\ny = 2\nz = 3"])
def test_other_line_ends_are_drift(tree, now):
    (tree / "a.py").write_bytes(now)
    assert len(drift_of(tree, FILES)) == 1


def test_a_release_that_was_never_written_is_missing_file_by_file(tmp_path):
    assert drift_of(tmp_path / "01_a", FILES) == ["01_a/a.py: missing", "01_a/checks/test_a.py: missing"]


@pytest.mark.parametrize("name", ["__pycache__/a.cpython-311.pyc", ".ipynb_checkpoints/a.ipynb", ".pytest_cache/x"])
def test_what_running_leaves_behind_is_no_drift(tree, name):
    (tree / name).parent.mkdir()
    (tree / name).write_bytes(b"x")
    assert drift_of(tree, FILES) == []


def test_releases_of_assignments_that_are_gone_are_found_and_nothing_else(tmp_path):
    for where in ("assignments/01_a", "assignments/02_b", "solutions/02_b", "source/02_b"):
        write_tree(tmp_path / where, FILES)
    (tmp_path / "assignments" / "README.md").write_text("x")
    stale = [path.relative_to(tmp_path).as_posix() for path in stale_folders(Course(tmp_path), {"01_a"})]
    assert stale == ["assignments/02_b", "solutions/02_b"]
