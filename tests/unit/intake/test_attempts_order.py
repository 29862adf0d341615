"""Which hand-in counts when times are equal, a second apart, or not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.intake.attempts import Stored, store
from autograder.intake.received import received_at
from autograder.records import Receipt

NOON = datetime(2026, 10, 19, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("first", "second", "newer"),
    [
        (NOON, NOON, True),  # a corrected pile, received at the same time
        (NOON, NOON + SECOND, True),
        (NOON, NOON - SECOND, False),
        (NOON, None, True),
        (None, NOON, True),
        (None, None, True),
    ],
)
def test_the_last_one_received_counts_and_of_one_time_the_last_collected(tmp_path, first, second, newer):
    def handed_in(content: bytes, received: datetime | None) -> bool:
        receipt = Receipt("ada", "01_tiny", "ada.zip", ("tiny.py",), (), ())
        return store(tmp_path, receipt, {"tiny.py": content}, received) is Stored.ATTEMPT

    assert handed_in(b"first", first)
    assert handed_in(b"second", second) is newer
    place, kept = tmp_path / "ada/01_tiny", tmp_path / ".attempts/001/ada/01_tiny"
    assert (place / "tiny.py").read_bytes() == (b"second" if newer else b"first")
    assert (kept / "tiny.py").read_bytes() == (b"first" if newer else b"second")
    assert received_at(place) == (second if newer else first)


@pytest.mark.parametrize(("first", "second"), [(NOON, NOON + SECOND), (NOON + SECOND, NOON), (NOON, None)])
def test_the_same_files_again_were_made_when_they_first_came_and_are_not_new(tmp_path, first, second):
    receipt = Receipt("ada", "01_tiny", "ada.zip", ("tiny.py",), (), ())
    assert store(tmp_path, receipt, {"tiny.py": b"same"}, first) is Stored.ATTEMPT
    assert store(tmp_path, receipt, {"tiny.py": b"same"}, second) is not Stored.ATTEMPT
    assert received_at(tmp_path / "ada/01_tiny") == NOON
    assert not (tmp_path / ".attempts").exists()
