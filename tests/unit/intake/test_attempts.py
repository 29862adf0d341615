"""What was handed in before is kept until something newer is complete."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from class_exports import CODE, modules_of, take, written, zipped
from late_attempts import DUE, modules

from autograder.errors import Problem
from autograder.intake.attempts import Told, received_times, store, told_of
from autograder.intake.received import received_at
from autograder.records import Receipt


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


def test_each_attempt_has_its_time_or_none_and_what_counts_comes_last(tmp_path):
    for content, received in ((b"1", DUE), (b"2", None)):
        store(tmp_path, Receipt("ada", "01", "ada.zip", ("a.py",), (), ()), {"a.py": content}, received)
    assert received_times(tmp_path, "ada", "01") == [DUE, None]
    assert received_times(tmp_path, "bob", "01") == []


def test_resubmission_replaces_the_files_and_leaves_nothing_behind(tmp_path):
    take(tmp_path, {"alice/engine.py": b"old", "bob/engine.py": b"bob"})
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


def test_every_attempt_is_kept_and_the_last_counts(attempt, tmp_path):
    assert [attempt(text) for text in (b"1", b"2", b"3")] == [["bob"]] * 3
    assert modules(tmp_path) == (b"3", [b"1", b"2"])


def test_a_pile_of_earlier_attempts_collected_later_counts_for_nothing(attempt, tmp_path):
    assert attempt(b"new", days=1) == ["bob"]
    assert attempt(b"old", days=-1) == []
    assert modules(tmp_path) == (b"new", [b"old"])
    assert received_at(tmp_path / "submitted/.attempts/001/bob/01_tiny") == DUE - timedelta(days=1)


@pytest.mark.parametrize("days", [(1, 2), (2, 1), (1, None), (None, 1)])
def test_the_same_files_again_are_the_same_attempt_of_the_earliest_time(attempt, tmp_path, days):
    attempt(b"1", days[0])
    assert attempt(b"1", days[1]) == []
    assert modules(tmp_path) == (b"1", [])
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE + timedelta(days=1)


def test_all_attempts_again_in_their_order_are_no_new_ones(attempt, tmp_path):
    """As in an export that holds them all, one of which went back to what was there before."""
    story = ((b"1", 1), (b"2", 2), (b"1", 3))
    assert [attempt(*each) for each in story] == [["bob"]] * 3
    assert [attempt(*each) for each in story * 2] == [[]] * 6
    assert modules(tmp_path) == (b"1", [b"1", b"2"])
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE + timedelta(days=3)


@pytest.mark.parametrize(("known", "days"), [(1, 1.5), (1.5, 1), (1, None), (None, 1)])
def test_an_earlier_attempt_again_keeps_its_earliest_time(attempt, tmp_path, known, days):
    attempt(b"1", known)
    attempt(b"2", 2)
    assert attempt(b"1", days) == []
    assert modules(tmp_path) == (b"2", [b"1"])
    assert received_at(tmp_path / "submitted/.attempts/001/bob/01_tiny") == DUE + timedelta(days=1)


def test_an_earlier_attempt_again_counts_where_no_time_is_known_and_is_there_once(attempt, tmp_path):
    for text in (b"1", b"2", b"3", b"1", b"2"):
        assert attempt(text) == ["bob"]
    assert modules(tmp_path) == (b"2", [b"3", b"1"])


def test_what_an_instructor_mended_by_hand_is_kept_too(attempt, tmp_path):
    attempt(b"1")
    (tmp_path / "submitted/bob/01_tiny/tiny.py").write_bytes(b"mended")
    attempt(b"1")
    assert modules(tmp_path) == (b"1", [b"mended"])


def test_receipts_say_whom_a_platform_means_and_nothing_of_who_is_only_named(tmp_path):
    take(tmp_path, {"okaforada_101_9001_engine.py": CODE, "alice/engine.py": CODE})
    submitted = tmp_path / "submitted"
    assert told_of(submitted, "okaforada_101") == (Told("canvas", "101"),)
    assert told_of(submitted, "alice") == told_of(submitted, "nobody") == ()
