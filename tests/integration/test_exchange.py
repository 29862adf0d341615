"""What nbgrader's exchange says of who handed in, and when, is the system's word and not a student's."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.intake.attempts import needs_person
from autograder.platforms.nbgrader.exchange import CollectWithCarrier

pytestmark = pytest.mark.slow

ME = pwd.getpwuid(os.getuid()).pw_name
ANY_TIME = "2001-01-01 10:00:00 UTC"


@pytest.fixture
def inbound(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # where alembic is
    place = tmp_path / "exchange/course/inbound"
    place.mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    return place


def collector(course: Path, inbound: Path, **settings: Any) -> CollectWithCarrier:
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "course"
    config.CourseDirectory.assignment_id = "01_tiny"
    config.Exchange.root = str(inbound.parents[1])
    config.ExchangeCollect.update(settings)
    return CollectWithCarrier(coursedir=CourseDirectory(config=config), config=config)


def hand_in(inbound: Path, student: str, said: str = ANY_TIME, code: str = "x = 1\n") -> Path:
    place = inbound / f"{student}+01_tiny+{said}"
    place.mkdir()
    (place / "tiny.py").write_text(code)
    (place / "timestamp.txt").write_text(said)
    return place


def told(collect: CollectWithCarrier) -> list[str]:
    """What `collect` says of what it does not take."""
    said: list[str] = []
    collect.log.error = said.append
    collect.start()
    return said


def collected_at(course: Path, student: str) -> datetime:
    text = (course / "submitted" / student / "01_tiny/timestamp.txt").read_text().removesuffix(" UTC")
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_time_is_the_file_systems_not_the_one_in_the_name(course, inbound):
    before = datetime.now(UTC)
    place = hand_in(inbound, ME)
    os.utime(place, (0, 0))
    os.utime(place / "tiny.py", (0, 0))
    collector(course, inbound).start()
    assert abs((collected_at(course, ME) - before).total_seconds()) < 60


def test_a_file_changed_after_its_folder_was_made_is_as_late_as_its_change(course, inbound, monkeypatch):
    """In place, which leaves the folder's own ctime as it was."""
    place = hand_in(inbound, ME)
    lstat = os.lstat

    def later(path, **options):
        info = lstat(path, **options)
        if Path(path).name != "tiny.py":
            return info
        fields = {name: getattr(info, name) for name in ("st_uid", "st_mode", "st_size")}
        return type("Stat", (), {**fields, "st_ctime": info.st_ctime + 86_400})

    monkeypatch.setattr(os, "lstat", later)
    found = collector(course, inbound)._path_to_record(str(place))["timestamp"].replace(tzinfo=UTC)
    assert (found - datetime.now(UTC)).total_seconds() > 86_000


def test_a_folder_named_after_somebody_else_replaces_nothing(course, inbound):
    hand_in(inbound, ME, code="own = 1\n")
    hand_in(inbound, "ada", "2030-01-01 10:00:00 UTC")
    said = told(collector(course, inbound))
    assert [path.name for path in sorted((course / "submitted").iterdir())] == [ME]
    assert "is named after 'ada' and belongs to" in said[0]


def test_where_names_are_no_accounts_the_check_can_be_turned_off(course, inbound):
    hand_in(inbound, "ada")
    collector(course, inbound, check_owner=False).start()
    assert (course / "submitted/ada/01_tiny/tiny.py").is_file()


def test_what_is_no_hand_in_is_named_and_stops_nobody(course, inbound):
    hand_in(inbound, ME)
    for name in ("eve+01_tiny+x", f"eve+a+01_tiny+{ANY_TIME}", f"+01_tiny+{ANY_TIME}"):
        (inbound / name).mkdir()
    (inbound / f"{ME}+01_tiny+2002-01-01 10:00:00 UTC").symlink_to("/nowhere")
    (inbound / f"{ME}+01_tiny+2003-01-01 10:00:00 UTC").symlink_to(inbound)
    (inbound / f"{ME}+01_tiny+2004-01-01 10:00:00 UTC").write_text("no folder")
    said = told(collector(course, inbound))
    assert [path.name for path in (course / "submitted").iterdir()] == [ME]
    assert (course / "submitted" / ME / "01_tiny/tiny.py").read_text() == "x = 1\n"
    assert len(said) == 6
    assert sum("is no folder" in each for each in said) == 3
    assert sum("is not named like student+assignment+time" in each for each in said) == 2


def test_a_folder_that_goes_while_others_are_collected_stops_nobody(course, inbound):
    place = hand_in(inbound, "ada")
    hand_in(inbound, "bob")
    collect = collector(course, inbound, check_owner=False)
    collect.init_dest = lambda: shutil.rmtree(place)
    said = told(collect)
    assert (course / "submitted/bob/01_tiny/tiny.py").is_file()
    assert not (course / "submitted/ada/01_tiny").exists()
    assert "is gone since it was found" in said[0]


def test_what_is_not_taken_is_told_and_in_the_receipt(course, inbound):
    place = hand_in(inbound, ME)
    (place / "tiny.py").rename(place / "tiny.py.txt")
    collect = collector(course, inbound)
    said: list[str] = []
    collect.log.warning = said.append
    collect.start()
    assert any(each.startswith(f"{ME}, not taken: tiny.py.txt: not one of the files") for each in said)
    assert needs_person(course / "submitted" / ME / "01_tiny")


def test_a_copy_is_taken_and_as_late_as_its_change(course, inbound, monkeypatch):
    place = hand_in(inbound, ME)
    (place / "tiny.py").rename(place / "tiny (1).py")
    lstat = os.lstat

    def later(path, **options):
        info = lstat(path, **options)
        if Path(path).name != "tiny (1).py":
            return info
        fields = {name: getattr(info, name) for name in ("st_uid", "st_mode", "st_size")}
        return type("Stat", (), {**fields, "st_ctime": info.st_ctime + 86_400})

    monkeypatch.setattr(os, "lstat", later)
    collector(course, inbound).start()
    assert (course / "submitted" / ME / "01_tiny/tiny.py").read_text() == "x = 1\n"
    assert (collected_at(course, ME) - datetime.now(UTC)).total_seconds() > 86_000
