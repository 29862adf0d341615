"""What was handed in before is kept until something newer is complete."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from class_exports import CODE, modules_of, take, written, zipped
from late_attempts import DUE, modules
from msgspec.structs import replace

from autograder.errors import Problem
from autograder.intake import attempts
from autograder.intake.attempts import (
    Stored,
    Told,
    earlier_attempts,
    encoded,
    has_own,
    is_own,
    needs_person,
    receipt_of,
    received_times,
    store,
    swap_in,
    told_by,
    told_of,
)
from autograder.intake.identity import Person
from autograder.intake.received import received_at
from autograder.records import Receipt, Refusal


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


def receipt(*group: str, student: str = "ada", by: str = "", **more) -> Receipt:
    return Receipt(student, "01", "ada.zip", ("a.py",), (), (), group=group, by=by, **more)


def kept(root: Path, content: bytes, received: datetime | None = None, **more) -> Stored:
    return store(root, receipt(**more), {"a.py": content}, received)


def contents(root: Path, student: str = "ada") -> list[bytes]:
    places = [*earlier_attempts(root, student, "01"), root / student / "01"]
    return [(place / "a.py").read_bytes() for place in places]


@pytest.mark.parametrize(
    ("receipt_of_it", "own"),
    [(None, True), (receipt(), True), (receipt("ben", by="ada"), True), (receipt("ben", by="ben"), False)],
)
def test_a_hand_in_is_its_students_own_without_a_group_or_for_it(receipt_of_it, own):
    assert is_own(receipt_of_it, "ada") is own


@pytest.mark.parametrize(
    ("group", "by", "others", "own"),
    [
        ((), "", ["ben"], True),
        (("ben",), "ada", ["ben"], False),
        (("ben",), "ada", ["cyd"], True),
        (("ben",), "ben", ["cyd"], False),
    ],
)
def test_somebody_has_their_own_if_they_handed_in_without_the_others(tmp_path, group, by, others, own):
    store(tmp_path, receipt(*group, by=by), {"a.py": b"1"}, None)
    assert has_own(tmp_path / "ada/01", others) is own
    assert has_own(tmp_path / "ada/02", others) is False


def test_a_folder_without_a_receipt_is_its_students_own_and_asks_for_nobody(tmp_path):
    (tmp_path / "ada/01").mkdir(parents=True)
    assert has_own(tmp_path / "ada/01", ["ben"])
    assert not needs_person(tmp_path / "ada/01")


@pytest.mark.parametrize(("person", "needed"), [([], False), ([False], False), ([False, True], True)])
def test_a_person_is_needed_where_a_line_says_so(tmp_path, person, needed):
    lines = tuple(Refusal(f"{n}", "why", person=each) for n, each in enumerate(person))
    store(tmp_path, replace(receipt(), refused=lines), {"a.py": b"1"}, None)
    assert needs_person(tmp_path / "ada/01") is needed


def test_a_receipt_that_cannot_be_read_is_none(tmp_path):
    for text in (b"", b"{}", b"[]", b"\xff"):
        (tmp_path / "receipt.json").write_bytes(text)
        assert receipt_of(tmp_path) is None
    (tmp_path / "receipt.json").write_bytes(encoded(receipt()))
    assert receipt_of(tmp_path) == receipt()


@pytest.mark.parametrize(("platform", "told"), [("", False), ("folder", False), ("plain", False), ("moodle", True)])
def test_a_platform_says_whom_something_is_of_and_a_name_alone_does_not(platform, told):
    person = Person(platform, "k", "Ada", "", (("sid", "7"),))
    signs = (("sid", "7"), ("name", "Ada")) if told else ()
    assert told_by(person) == ((Told(platform, "k", signs),) if told else ())


def test_attempts_are_numbered_from_one_and_behind_all_that_are_there(tmp_path):
    for content in (b"1", b"2", b"3"):
        kept(tmp_path, content)
    assert sorted(path.name for path in (tmp_path / ".attempts").iterdir()) == ["001", "002"]
    (tmp_path / ".attempts/007/ada/01").mkdir(parents=True)
    (tmp_path / ".attempts/other/ada/01").mkdir(parents=True)
    kept(tmp_path, b"4")
    assert (tmp_path / ".attempts/008/ada/01/a.py").read_bytes() == b"3"


def test_what_changes_is_said_and_nothing_where_the_same_came_again(tmp_path):
    days = [DUE + timedelta(days=n) for n in range(4)]
    assert kept(tmp_path, b"1", days[2]) is Stored.ATTEMPT
    assert kept(tmp_path, b"1", days[2]) is Stored.NOTHING
    assert kept(tmp_path, b"1", days[3]) is Stored.NOTHING
    assert kept(tmp_path, b"1", days[1]) is Stored.TIME
    assert received_times(tmp_path, "ada", "01") == [days[1]]
    assert kept(tmp_path, b"0", days[0]) is Stored.NOTHING
    assert kept(tmp_path, b"0", days[0]) is Stored.NOTHING
    assert kept(tmp_path, b"2", days[3]) is Stored.ATTEMPT
    assert contents(tmp_path) == [b"0", b"1", b"2"]
    assert received_times(tmp_path, "ada", "01") == [days[0], days[1], days[3]]


def test_without_times_the_last_one_collected_counts_though_it_is_an_earlier_one_again(tmp_path):
    assert [kept(tmp_path, each) for each in (b"1", b"2", b"1")] == [Stored.ATTEMPT] * 3
    assert contents(tmp_path) == [b"2", b"1"]
    assert received_times(tmp_path, "ada", "01") == [None, None]


def test_a_time_that_is_learned_later_is_written_down(tmp_path):
    assert kept(tmp_path, b"1") is Stored.ATTEMPT
    assert kept(tmp_path, b"1", DUE) is Stored.TIME
    assert kept(tmp_path, b"1") is Stored.NOTHING
    assert received_times(tmp_path, "ada", "01") == [DUE]


def test_what_was_renamed_or_is_missing_is_another_attempt(tmp_path):
    kept(tmp_path, b"1")
    (tmp_path / "ada/01/a.py").unlink()
    assert kept(tmp_path, b"1") is Stored.ATTEMPT
    assert store(tmp_path, replace(receipt(), taken=()), {}, None) is Stored.ATTEMPT
    assert store(tmp_path, replace(receipt(), taken=()), {}, None) is Stored.NOTHING


def test_what_a_run_was_making_ready_when_it_was_killed_is_cleared_up(tmp_path, monkeypatch):
    monkeypatch.setattr(attempts.shutil, "rmtree", lambda *args, **how: None)
    kept(tmp_path, b"1")
    assert len(list((tmp_path / "ada").iterdir())) == 2
    monkeypatch.undo()
    kept(tmp_path, b"2")
    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["01"]


def test_an_earlier_attempt_can_be_let_count_and_back(tmp_path):
    kept(tmp_path, b"1")
    kept(tmp_path, b"2")
    (earlier,) = earlier_attempts(tmp_path, "ada", "01")
    there = swap_in(tmp_path, earlier.parents[1], "ada", "01")
    assert contents(tmp_path) == [b"2", b"1"]
    assert there == tmp_path / ".attempts/002"
    assert swap_in(tmp_path, there, "ada", "01") == tmp_path / ".attempts/003"
    assert contents(tmp_path) == [b"1", b"2"]


def test_a_student_whose_name_is_a_pattern_has_no_other_attempts(tmp_path):
    for student in ("a*", "ab"):
        for content in (b"1", b"2"):
            store(tmp_path, replace(receipt(), student=student), {"a.py": content}, None)
    assert len(earlier_attempts(tmp_path, "a*", "01")) == 1
