"""The log is told which hand-in was judged, as its receipt says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.grading.grade import grade
from autograder.grading.hand_ins import hand_in_of
from autograder.grading.judged import Judged
from autograder.grading.log import HandIn, read_log
from autograder.grading.pool import JudgeSettings
from autograder.intake.attempts import store
from autograder.intake.received import TIMESTAMP
from autograder.records import Receipt, Result, Submission

RESULT = Result("ada", "01_tiny", 0.0, 0.0, (), ())
WHEN = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)


def hand_in(submitted, content: bytes, received=None, group=()):
    receipt = Receipt("ada", "01_tiny", "ada.zip", ("tiny.py",), (), (), group=group)
    store(submitted, receipt, {"tiny.py": content}, received)


def test_it_is_told_by_its_attempt_time_source_and_files(tmp_path):
    assert hand_in_of(tmp_path, RESULT) is None
    hand_in(tmp_path, b"1")
    hand_in(tmp_path, b"2", WHEN)
    assert hand_in_of(tmp_path, RESULT) == HandIn(2, "2026-10-19 21:59:00 UTC", "ada.zip", ("tiny.py",))


def test_of_a_group_nobody_else_is_named(tmp_path):
    hand_in(tmp_path, b"2", WHEN, group=("ada", "bob"))
    assert hand_in_of(tmp_path, RESULT) == HandIn(1, "2026-10-19 21:59:00 UTC", "", ("tiny.py",), 1)


@pytest.mark.parametrize("said", ["yesterday", ""])
def test_a_time_that_is_none_stops_nothing(tmp_path, said):
    hand_in(tmp_path, b"1")
    (tmp_path / "ada/01_tiny" / TIMESTAMP).write_text(said)
    assert hand_in_of(tmp_path, RESULT) == HandIn(1, "", "ada.zip", ("tiny.py",))


def test_files_without_a_receipt_are_named_all_the_same(tmp_path):
    place = tmp_path / "ada/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").touch()
    assert hand_in_of(tmp_path, RESULT) == HandIn(1, files=("tiny.py",))


def test_grading_notes_it(tiny, tmp_path):
    hand_in(tmp_path / "submitted", b"1", WHEN)

    def judge(settings, submissions):
        yield from (Judged(Result(each.student, "01_tiny", 1.0, 1.0, (), ())) for each in submissions)

    settings = JudgeSettings(tiny, b"secret", frozenset(), elsewhere=judge)
    pile = [Submission("ada", {"tiny.py": b"1"})]
    grade(settings, pile, tmp_path / "results", submitted=tmp_path / "submitted")
    (entry,) = read_log(tmp_path / "results")
    assert entry.hand_in == HandIn(1, "2026-10-19 21:59:00 UTC", "ada.zip", ("tiny.py",))


def test_what_was_taken_along_is_named_with_the_attempt_that_it_is_of(tmp_path):
    along = (("extra.py", "2026-10-18 12:00:00 UTC"), ("old.py", ""))
    receipt = Receipt("ada", "01_tiny", "ada.zip", ("tiny.py",), (), (), along=along)
    store(tmp_path, receipt, {"tiny.py": b"1"}, WHEN)
    files = hand_in_of(tmp_path, RESULT).files
    assert files[0] == "tiny.py"
    assert [name.partition(" ")[0] for name in files[1:]] == ["extra.py", "old.py"]
    assert "2026-10-18 12:00:00 UTC" in files[1]
