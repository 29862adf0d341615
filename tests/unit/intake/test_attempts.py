"""What was handed in before is kept until something newer is complete."""

from __future__ import annotations

from pathlib import Path

import pytest
from class_exports import CODE, modules_of, take, written, zipped

from autograder.errors import Problem


def test_collecting_twice_changes_nothing(tmp_path):
    export = {
        "Bob/engine.py": b"1",
        "bob/engine.py": b"2",
        "alice.zip": zipped({"engine.py": CODE}),
        "X Y_1_assignsubmission_file_/engine.py": b"3",
        "X Y_2_assignsubmission_file_/engine.py": b"4",
        "a\u202eb/engine.py": b"5",
        "ab/engine.py": b"6",
        "__MACOSX/x": b"",
    }
    first = take(tmp_path, export)
    before = written(tmp_path)
    assert take(tmp_path, export) == first
    assert written(tmp_path) == before


def test_resubmission_replaces_the_files_and_leaves_nothing_behind(tmp_path):
    take(tmp_path, {"alice/engine.py": b"old", "alice/01_autograd.ipynb": b"{}", "bob/engine.py": b"bob"})
    take(tmp_path, {"alice/engine.py": b"new"})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": b"new", "bob/01_autograd/engine.py": b"bob"}
    assert [path.name for path in (tmp_path / "submitted/alice").iterdir()] == ["01_autograd"]


def test_failure_while_writing_keeps_the_former_hand_in(tmp_path, monkeypatch):
    take(tmp_path, {"alice/engine.py": b"old"})
    before = written(tmp_path)
    rename = Path.rename

    def fail_on_new(self, target):
        if self.name == "new":
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_on_new)
    with pytest.raises(Problem, match="disk full"):
        take(tmp_path, {"alice/engine.py": b"new"})
    assert written(tmp_path) == before


def test_leftovers_of_a_killed_run_are_swept(tmp_path):
    stale = tmp_path / "submitted/alice/.collect-abc/new"
    stale.mkdir(parents=True)
    take(tmp_path, {"alice/engine.py": CODE})
    assert not stale.parent.exists()
