"""When a hand-in came: by nbgrader's timestamp, or as the instructor says, never as a student packed it."""

from __future__ import annotations

import io
import os
import tarfile
from datetime import UTC, datetime

import pytest
from late_attempts import DUE, zip_of

from autograder.course.policy import Policy
from autograder.errors import Problem
from autograder.intake.collect import collect
from autograder.intake.received import TIMESTAMP, NoDate, clock, received_at


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-19 21:59:00 UTC",
        "2026-10-19 21:59:00.000000 UTC\n",
        "2026-10-19 21:59:00",
        "2026-10-19 23:59:00 Europe/Berlin",
    ],
)
def test_nbgraders_timestamps_are_read(tmp_path, text):
    (tmp_path / TIMESTAMP).write_text(text)
    assert received_at(tmp_path) == DUE


@pytest.mark.parametrize("text", ["soon", "2026-10-19", "2026-10-19 25:00:00 UTC", "2026-10-19 21:59:00 Nowhere", "\0"])
def test_a_timestamp_that_says_nothing_is_named(tmp_path, text):
    (tmp_path / TIMESTAMP).write_text(text)
    with pytest.raises(Problem, match=r"timestamp\.txt"):
        received_at(tmp_path)


def test_no_timestamp_or_an_empty_one_is_no_time(tmp_path):
    assert received_at(tmp_path) is None
    (tmp_path / TIMESTAMP).write_text("\n")
    assert received_at(tmp_path) is None


@pytest.mark.parametrize(
    ("said", "zone"),
    [("2026-10-19T23:59:00+02:00", ""), ("2026-10-19 21:59Z", ""), ("2026-10-19 23:59", "Europe/Berlin")],
)
def test_one_time_for_the_whole_pile(said, zone):
    assert clock(said, Policy(timezone=zone))("ada", [(0.0,)]) == DUE


@pytest.mark.parametrize("said", ["soon", "2026-10-19 23:59", "2026-13-01"])
def test_a_time_that_is_none_or_has_no_zone_is_refused(said):
    with pytest.raises(Problem, match="--received"):
        clock(said, Policy())


def test_the_piles_own_dates_are_read_in_the_courses_zone():
    by_files = clock("files", Policy(timezone="Europe/Berlin"))
    assert by_files("ada", [(2026, 10, 19, 23, 59, 0), (2026, 10, 18, 0, 0, 0)]) == DUE
    assert by_files("ada", [(DUE.timestamp(),)]) == DUE
    assert by_files("ada", [(1980, 1, 1, 0, 0, 0)]) is None
    assert by_files("ada", []) is None


def test_a_list_of_times_is_read_strictly(tmp_path):
    path = tmp_path / "times.csv"
    path.write_text("\ufeffstudent,received,else\nada,2026-10-19 23:59,x\nbob,2026-10-19T21:59Z,\n", encoding="utf-8")
    by_list = clock(str(path), Policy(timezone="Europe/Berlin"))
    assert by_list("ada", []) == by_list("bob", []) == DUE
    with pytest.raises(Problem, match=r"times\.csv has no line for eve"):
        by_list("eve", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,time\nada,2026-10-19T21:59Z\n", "line 1: the columns"),
        ("", "line 1: the columns"),
        ("student,received\nada,soon\n", "line 2: 'soon' is no time"),
        ("student,received\nada,2026-10-19T21:59Z\nada,2026-10-19T22:59Z\n", "line 3: a student needs one line"),
        ("student,received\nada\n", "line 2: a student needs one line, with a time"),
    ],
)
def test_a_slip_in_a_list_of_times_is_named(tmp_path, text, said):
    path = tmp_path / "times.csv"
    path.write_text(text)
    with pytest.raises(Problem, match=said):
        clock(str(path), Policy())


@pytest.mark.parametrize("pack", ["folder", "zip", "tar"])
def test_no_time_that_a_student_packed_counts(tiny, tmp_path, pack):
    forged = zip_of({"tiny.py": b"1", TIMESTAMP: b"2001-01-01 00:00:00 UTC"}, (2001, 1, 1, 0, 0, 0))
    if pack == "tar":
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for name in ("tiny.py", TIMESTAMP):
                info = tarfile.TarInfo(name)
                info.size, info.mtime = 1, 978_307_200
                archive.addfile(info, io.BytesIO(b"1"))
        forged = packed.getvalue()
    pile = {"bob/tiny.py": b"1", f"bob/{TIMESTAMP}": b"2001-01-01 00:00:00 UTC"}
    if pack != "folder":
        pile = {f"bob.{pack}": forged}
    source = tmp_path / "class.zip"
    source.write_bytes(zip_of(pile, (2026, 10, 20, 12, 0, 0)))
    collect(tiny, source, tmp_path / "submitted", one=True)
    place = tmp_path / "submitted/bob/01_tiny"
    assert not (place / TIMESTAMP).exists()
    collect(tiny, source, tmp_path / "submitted", clock("files", Policy(timezone="UTC")), one=True)
    assert received_at(place) == datetime(2026, 10, 20, 12, tzinfo=UTC)


def test_dates_of_a_folders_files_count_where_the_instructor_says_so(tiny, tmp_path):
    path = tmp_path / "class/bob/tiny.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    os.utime(path, (DUE.timestamp(), DUE.timestamp()))
    collect(tiny, tmp_path / "class", tmp_path / "submitted", clock("files", Policy()), one=True)
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE


def test_where_nothing_is_said_nobody_knows_when():
    assert clock("", Policy())("ada", [(DUE.timestamp(),)]) is None


def test_the_latest_of_the_files_dates_counts_and_the_first_day_of_a_zips_calendar_is_none():
    by_files = clock("files", Policy(timezone="UTC"))
    assert by_files("ada", [(1980, 12, 31, 0, 0, 0), (1981, 1, 1, 0, 0, 0)]) == datetime(1981, 1, 1, tzinfo=UTC)
    assert by_files("ada", [(1980, 12, 31, 0, 0, 0)]) is None
    assert by_files("ada", [(5.0,), (9.0,), (7.0,)]) == datetime.fromtimestamp(9, UTC)


@pytest.mark.parametrize("date", [(float("inf"),), (float("nan"),), (2026, 13, 1, 0, 0, 0), (2026, 2, 30, 0, 0, 0)])
def test_a_date_that_is_none_is_said_to_be_none(date):
    with pytest.raises(NoDate):
        clock("files", Policy(timezone="UTC"))("ada", [date])


def test_a_list_of_times_may_be_called_in_capitals(tmp_path):
    path = tmp_path / "TIMES.CSV"
    path.write_text("student,received\nada,2026-10-19T21:59Z\n")
    assert clock(str(path), Policy())("ada", []) == DUE
