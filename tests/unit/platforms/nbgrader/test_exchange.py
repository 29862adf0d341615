"""What comes out of the exchange is whose it says, and feedback goes back to those who handed in through it."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import notebook_hash
from traitlets.config import Config

from autograder.intake.attempts import RECEIPT, receipt_of
from autograder.platforms.feedback import PAGE
from autograder.platforms.nbgrader import exchange
from autograder.platforms.nbgrader.collected import SECRET
from autograder.platforms.nbgrader.exchange import CollectWithCarrier, ReleaseToSenders

ME = pwd.getpwuid(os.getuid()).pw_name
NAME = "01_tiny"
TIME = "2001-01-01 10:00:00 UTC"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exchange."""
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: "not asked")  # which starts a process
    (tmp_path / "exchange/course/inbound").mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    return tmp_path / "exchange"


def part(kind: Any, course: Path, shared: Path, student: str = "*", **settings: Any) -> Any:
    """A part of nbgrader's exchange, as its commands make it."""
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "course"
    config.CourseDirectory.assignment_id = NAME
    config.CourseDirectory.student_id = student
    config.CourseDirectory.student_id_exclude = settings.pop("exclude", "")
    config.Exchange.root = str(shared)
    config[kind.__bases__[0].__name__].update(settings)
    logger = logging.Logger("exchange", logging.WARNING)
    made = kind(coursedir=CourseDirectory(config=config), config=config, log=logger)
    made.said = []
    logger.addFilter(lambda record: made.said.append(record.getMessage()))
    return made


def hand_in(shared: Path, folder: str, code: str = "x = 1\n") -> Path:
    place = shared / "course/inbound" / folder
    place.mkdir()
    (place / "tiny.py").write_text(code)
    return place


def collected(course: Path) -> dict[str, str]:
    """The module of everybody of whom something was collected."""
    return {path.parents[1].name: path.read_text() for path in course.glob(f"submitted/*/{NAME}/tiny.py")}


def test_a_name_may_hold_the_sign_that_separates_the_parts(course, shared):
    hand_in(shared, f"x+eve+{NAME}+{TIME}+random")
    hand_in(shared, f"ada+{NAME}+{TIME}", "x = 2\n")
    part(CollectWithCarrier, course, shared, check_owner=False).start()
    assert collected(course) == {"x+eve": "x = 1\n", "ada": "x = 2\n"}


@pytest.mark.parametrize("folder", ["ada+01_tiny", "ada+02_other+now", "+01_tiny+now", "ada+x+01_tiny+now"])
def test_a_folder_of_another_name_is_nobodys(course, shared, folder):
    made = part(CollectWithCarrier, course, shared, check_owner=False)
    place = hand_in(shared, folder)
    record = made._path_to_record(str(place))
    assert record["username"].startswith("\0")
    assert "is not named like" in made.said[0]


def test_whose_a_folder_is_by_the_file_system_hands_in_and_nobody_else(course, shared):
    hand_in(shared, f"{ME}+{NAME}+{TIME}")
    hand_in(shared, f"ada+{NAME}+{TIME}")
    made = part(CollectWithCarrier, course, shared)
    made.start()
    assert {*collected(course)} == {ME}
    assert any("'ada' and belongs to" in line for line in made.said)


def test_an_account_without_a_name_is_called_by_its_number(tmp_path, monkeypatch):
    def unknown(number: int) -> Any:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert exchange._owner(str(tmp_path)) == f"the account {os.getuid()}"


def test_the_last_hand_in_counts_and_a_newer_one_replaces_it_where_that_is_asked_for(course, shared):
    hand_in(shared, f"ada+{NAME}+{TIME}")
    part(CollectWithCarrier, course, shared, check_owner=False).start()
    hand_in(shared, f"ada+{NAME}+1999-01-01 10:00:00 UTC", "x = 2\n")
    part(CollectWithCarrier, course, shared, check_owner=False).start()
    assert collected(course) == {"ada": "x = 1\n"}
    part(CollectWithCarrier, course, shared, check_owner=False, update=True).start()
    assert collected(course) == {"ada": "x = 2\n"}


def test_what_was_collected_is_dated_readable_and_has_a_receipt_a_secret_and_a_notebook(course, shared):
    (course / "assignments" / NAME).mkdir(parents=True)
    (course / "assignments" / NAME / f"{NAME}.ipynb").write_text("released")
    place = hand_in(shared, f"ada+{NAME}+{TIME}")
    (place / SECRET).write_text("own secret")
    (place / "numpy.py").write_text("x = 3\n")
    hand_in(shared, f"bob+{NAME}+{TIME}")
    made = part(CollectWithCarrier, course, shared, check_owner=False)
    before = datetime.now(UTC)
    made.start()
    ada, bob = (course / "submitted" / student / NAME for student in ("ada", "bob"))
    assert {path.name for path in ada.iterdir()} == {"tiny.py", f"{NAME}.ipynb", RECEIPT, SECRET, "timestamp.txt"}
    assert (ada / f"{NAME}.ipynb").read_text() == "released"
    assert (ada / SECRET).read_text() == "own secret"
    assert len((bob / SECRET).read_text()) == 128
    assert ada.stat().st_mode & 0o777 == 0o755
    moment = datetime.fromisoformat((ada / "timestamp.txt").read_text().removesuffix(" UTC")).replace(tzinfo=UTC)
    assert abs(moment - before) < timedelta(minutes=1)
    assert [each.path for each in receipt_of(ada).refused] == ["numpy.py"]
    assert any(line.startswith("ada, not taken: numpy.py") for line in made.said)
    assert not any(line.startswith("bob") for line in made.said)


def test_what_goes_while_others_are_collected_is_told_and_stops_nobody(course, shared):
    place = hand_in(shared, f"ada+{NAME}+{TIME}")
    hand_in(shared, f"bob+{NAME}+{TIME}")
    made = part(CollectWithCarrier, course, shared, check_owner=False)
    made.init_dest = lambda: shutil.rmtree(place)
    made.start()
    assert {*collected(course)} == {"bob"}
    assert any("is gone since it was found" in line for line in made.said)


def feedback(course: Path, student: str, newer: int | None = None, secret: str = "its secret") -> Path:
    """nbgrader's page, and one of the kit's own that is so many seconds newer, if any."""
    folder = course / "feedback" / student / NAME
    folder.mkdir(parents=True)
    stock = folder / f"{NAME}.html"
    stock.write_text(f"stock of {student}")
    (folder / "timestamp.txt").write_text(TIME)
    if secret:
        (folder / SECRET).write_text(f"{secret} of {student}")
    if newer is not None:
        (folder / PAGE).write_text(f"ours of {student}")
        os.utime(folder / PAGE, (stock.stat().st_mtime + newer,) * 2)
    return folder


def released(shared: Path, *students: str) -> list[str]:
    """What each of these students fetches; '' for nothing."""
    pages = [
        shared / "course/feedback" / f"{notebook_hash(secret=f'its secret of {each}', notebook_id=NAME)}.html"
        for each in students
    ]
    assert all(page.stat().st_mode & 0o777 == 0o644 for page in pages if page.exists())
    return [page.read_text() if page.exists() else "" for page in pages]


def test_each_sender_fetches_the_newer_of_two_pages_and_who_sent_nothing_stops_nobody(course, shared):
    feedback(course, "ada", newer=5)
    feedback(course, "bob", newer=-5)
    feedback(course, "cy", newer=0)
    feedback(course, "dan")
    feedback(course, "eve", newer=5, secret="")
    (course / "feedback/dan" / NAME / f"{NAME}.html").chmod(0o644)
    part(ReleaseToSenders, course, shared).start()
    assert released(shared, "ada", "bob", "cy", "dan") == ["ours of ada", "stock of bob", "ours of cy", "stock of dan"]


@pytest.mark.parametrize(("student", "everybody"), [("ada", False), ("*", True), ("", True)])
def test_feedback_goes_to_the_one_student_that_it_is_for_or_to_all(course, shared, student, everybody):
    for each in ("ada", "bob", "cy"):
        feedback(course, each, newer=5)
    part(ReleaseToSenders, course, shared, student).start()
    assert released(shared, "ada", "bob", "cy") == [
        "ours of ada",
        "ours of bob" if everybody else "",
        "ours of cy" if everybody else "",
    ]


@pytest.mark.parametrize("left_out", ["ada", "bob", "cy"])
def test_who_is_left_out_gets_neither_page_and_others_do(course, shared, left_out):
    students = ("ada", "bob", "cy")
    for each in students:
        feedback(course, each, newer=5)
    part(ReleaseToSenders, course, shared, exclude=left_out).start()
    assert released(shared, *students) == [f"ours of {each}" if each != left_out else "" for each in students]


def test_without_nbgraders_page_ours_is_not_released_alone(course, shared):
    (feedback(course, "ada", newer=5) / f"{NAME}.html").unlink()
    feedback(course, "bob", newer=5)
    part(ReleaseToSenders, course, shared).start()
    assert released(shared, "ada", "bob") == ["", "ours of bob"]
