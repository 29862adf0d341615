"""Who is taken out of a group loses what the group handed in, and nothing of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from autograder.course.course import Course
from autograder.platforms.withdraw import withdraw
from autograder.records import Assignment, Receipt

ASSIGNMENT = Assignment(title="A", modules=("tiny",), exercises=(), folder=Path("/course/01_tiny"))


def hand_in(root: Path, student: str, content: str, by: str = "", group: tuple[str, ...] = ()) -> None:
    place = root / student / "01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text(content)
    receipt = Receipt(student, "01_tiny", "pile", ("tiny.py",), (), (), group=group, by=by)
    (place / "receipt.json").write_bytes(msgspec.json.encode(receipt))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Ada handed in for herself and Ben, who had handed in alone before."""
    hand_in(tmp_path / "submitted", "ada", "theirs", by="ada", group=("ben",))
    hand_in(tmp_path / "submitted", "ben", "theirs", by="ada", group=("ada",))
    hand_in(tmp_path / "submitted/.attempts/001", "ben", "own")
    hand_in(tmp_path / "submitted/.attempts/002", "ben", "theirs before", by="ada", group=("ada",))
    for made in (
        "results/01_tiny/ben.json",
        "results/01_tiny/observations/ben.json",
        "feedback/ben/01_tiny/index.html",
    ):
        (tmp_path / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / made).write_text("made of theirs")
    return Course(tmp_path)


def test_the_groups_hand_ins_go_and_the_own_one_counts_again(course):
    told = "\n".join(withdraw(course, ASSIGNMENT, "ben"))
    left = {path.relative_to(course.root).as_posix() for path in course.root.rglob("*ben*/*/*") if path.is_file()}
    assert left == {"submitted/ben/01_tiny/tiny.py", "submitted/ben/01_tiny/receipt.json"}
    assert (course.submitted / "ben/01_tiny/tiny.py").read_text() == "own"
    assert not (course.results / "01_tiny/ben.json").exists()
    assert told.count("which ada handed in") == 2
    assert "What ben handed in before counts again" in told


def test_of_several_own_ones_the_last_received_counts_again(course):
    hand_in(course.submitted / ".attempts/003", "ben", "older")
    for number, day in (("001", 19), ("003", 18)):
        place = course.submitted / ".attempts" / number / "ben/01_tiny/timestamp.txt"
        place.write_text(f"2026-10-{day} 12:00:00 UTC")
    withdraw(course, ASSIGNMENT, "ben")
    assert (course.submitted / "ben/01_tiny/tiny.py").read_text() == "own"


def test_nothing_of_the_one_who_handed_in_goes(course):
    assert withdraw(course, ASSIGNMENT, "ada") == []
    assert (course.submitted / "ada/01_tiny/tiny.py").read_text() == "theirs"


def test_without_an_own_one_nothing_is_left(course):
    hand_in(course.submitted, "cleo", "theirs", by="ada", group=("ada",))
    told = withdraw(course, ASSIGNMENT, "cleo")
    assert told == [f"Removed {course.submitted / 'cleo/01_tiny'}, which ada handed in."]
    assert not (course.submitted / "cleo/01_tiny").exists()


def test_what_was_taken_along_from_the_group_goes_too(course, tmp_path):
    own = course.submitted / "ben/02_next"
    for at, name, more in (
        (".attempts/003", "tiny.py", {"group": ("ada",), "by": "ada"}),
        ("", "02_next.ipynb", {"along": (("tiny.py", ""),)}),
    ):
        place = course.submitted / at / "ben/02_next"
        place.mkdir(parents=True)
        (place / name).write_text("theirs" if at else "own")
        (place / "receipt.json").write_bytes(
            msgspec.json.encode(Receipt("ben", "02_next", "pile", (name,), (), (), **more))
        )
    (own / "tiny.py").write_text("theirs")
    told = withdraw(course, msgspec.structs.replace(ASSIGNMENT, folder=Path("/course/02_next")), "ben")
    assert f"Removed {own / 'tiny.py'}, which was the group's." in told
    assert sorted(path.name for path in own.iterdir()) == ["02_next.ipynb", "receipt.json"]
    receipt = msgspec.json.decode((own / "receipt.json").read_bytes(), type=Receipt)
    assert (receipt.along, receipt.missing) == ((), ("tiny.py",))


def times(course: Course, **received: int) -> None:
    """When attempts of Ben's were received, by their numbers: a day of October."""
    for number, day in received.items():
        place = course.submitted / ".attempts" / number.removeprefix("a") / "ben/01_tiny/timestamp.txt"
        place.write_text(f"2026-10-{day} 12:00:00 UTC")


@pytest.mark.parametrize(
    ("received", "counts"),
    [({}, "003"), ({"a001": 18}, "001"), ({"a003": 18}, "003"), ({"a001": 18, "a003": 18}, "003")],
)
def test_of_several_own_ones_the_last_collected_counts_where_no_time_says_more(course, received, counts):
    hand_in(course.submitted / ".attempts/003", "ben", "own of 003")
    times(course, **received)
    withdraw(course, ASSIGNMENT, "ben")
    text = (course.submitted / "ben/01_tiny/tiny.py").read_text()
    assert text == ("own" if counts == "001" else "own of 003")
    left = [place.parent.parent.name for place in (course.submitted / ".attempts").glob("*/ben/01_tiny")]
    assert left == [each for each in ("001", "003") if each != counts]


def test_an_own_one_counts_again_though_what_counted_is_gone_already(course):
    shutil.rmtree(course.submitted / "ben")
    withdraw(course, ASSIGNMENT, "ben")
    assert (course.submitted / "ben/01_tiny/tiny.py").read_text() == "own"


def test_what_the_student_handed_in_since_stays_and_so_does_its_result(course):
    shutil.rmtree(course.submitted / "ben")
    hand_in(course.submitted, "ben", "own since")
    (told,) = withdraw(course, ASSIGNMENT, "ben")
    assert told == f"Removed {course.submitted / '.attempts/002/ben/01_tiny'}, which ada handed in."
    assert (course.submitted / "ben/01_tiny/tiny.py").read_text() == "own since"
    assert (course.submitted / ".attempts/001/ben/01_tiny/tiny.py").exists()
    assert (course.results / "01_tiny/ben.json").exists()


def test_everything_made_of_what_the_group_handed_in_goes_and_is_told(course):
    (course.autograded / "ben/01_tiny").mkdir(parents=True)
    kept = [course.results / "01_tiny/ada.json", course.feedback / "ben/02_next/index.html"]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept")
    told = "\n".join(withdraw(course, ASSIGNMENT, "ben"))
    gone = ("results/01_tiny/ben.json", "results/01_tiny/observations/ben.json", "autograded/ben/01_tiny")
    for place in (*gone, "feedback/ben/01_tiny"):
        assert not (course.root / place).exists()
        assert f"Removed {course.root / place}." in told
    assert [path.read_text() for path in kept] == ["kept", "kept"]
