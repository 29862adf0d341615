"""A student who hands in one file after another has handed in all of them, whatever wrote the time of each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from class_exports import CODE, assignment_of, modules_of, take, written

from autograder.grading.hand_ins import hand_in_of
from autograder.grading.log import HandIn
from autograder.intake.attempts import Stored, receipt_of, store
from autograder.intake.received import received_at
from autograder.intake.taken_along import along_in, complete, take_out, told_of_along
from autograder.records import Receipt, Result

BOOK = b'{"cells": []}'
ADA = "1-5 - Ada Lovelace - Oct 19, 2026 "
NINE, FIVE_PAST = (datetime(2026, 10, 19, 21, minute, tzinfo=UTC) for minute in (0, 5))
MODULE_FIRST = {f"{ADA}900 PM/engine.py": CODE, f"{ADA}905 PM/01_autograd.ipynb": BOOK}
BOTH = {"engine.py": CODE, "01_autograd.ipynb": BOOK}


def counting(tmp_path: Path, student: str = "Ada_Lovelace") -> dict[str, bytes]:
    start = f"{student}/01_autograd/"
    files = modules_of(tmp_path).items()
    return {path.removeprefix(start): data for path, data in files if path.startswith(start) and ".txt" not in path}


def received(tmp_path: Path, export: dict[str, bytes], at: datetime | None, **how: Any) -> dict[str, Receipt]:
    return take(tmp_path, export, clock=lambda student, modified: at, **how)


def test_the_file_that_came_five_minutes_before_counts_with_the_last_and_both_are_of_the_last_time(tmp_path):
    said: list[str] = []
    receipts = take(tmp_path, MODULE_FIRST, zone=UTC, told=said.append)
    assert counting(tmp_path) == BOTH
    assert receipts["Ada_Lovelace"].along == (("engine.py", "2026-10-19 21:00 UTC"),)
    assert receipts["Ada_Lovelace"].missing == ()
    assert receipt_of(tmp_path / "submitted/Ada_Lovelace/01_autograd") == receipts["Ada_Lovelace"]
    assert received_at(tmp_path / "submitted/Ada_Lovelace/01_autograd") == FIVE_PAST
    assert said[-1] == (
        "Ada_Lovelace: engine.py is that of 2026-10-19 21:00 UTC, as the attempt of 2026-10-19 21:05 UTC holds none."
    )


def test_blackboards_attempts_are_completed_as_well(tmp_path):
    times = {"engine.py": "21-00-00", "01_autograd.ipynb": "21-05-00"}
    take(tmp_path, {f"HW_al1_attempt_2026-10-19-{time}_{name}": BOTH[name] for name, time in times.items()}, zone=UTC)
    assert counting(tmp_path, "al1") == BOTH


@pytest.mark.parametrize("at", [(None, None), (NINE, FIVE_PAST), (NINE, NINE), (NINE, None), (None, NINE)])
def test_one_file_in_another_pile_does_not_cost_the_other(tmp_path, at):
    said: list[str] = []
    received(tmp_path, {"ada/engine.py": CODE}, at[0])
    received(tmp_path, {"ada/01_autograd.ipynb": BOOK}, at[1], told=said.append)
    assert counting(tmp_path, "ada") == BOTH
    assert sum("ada: engine.py is" in each for each in said) == 1


def test_the_last_one_that_was_handed_in_is_taken_along(tmp_path):
    for minute, code in enumerate((b"one", b"two")):
        received(tmp_path, {"ada/engine.py": code}, NINE.replace(minute=minute))
    received(tmp_path, {"ada/01_autograd.ipynb": BOOK}, FIVE_PAST)
    assert counting(tmp_path, "ada")["engine.py"] == b"two"
    received(tmp_path, {"ada/engine.py": b"between"}, NINE.replace(minute=3))
    assert counting(tmp_path, "ada")["engine.py"] == b"between"


def test_a_pile_of_earlier_attempts_collected_later_completes_what_counts_and_that_is_told(tmp_path):
    heard: list[Stored] = []
    received(tmp_path, {"ada/01_autograd.ipynb": BOOK}, FIVE_PAST)
    received(tmp_path, {"ada/engine.py": CODE}, NINE, changed=lambda student, stored: heard.append(stored))
    assert counting(tmp_path, "ada") == BOTH
    assert heard == [Stored.ATTEMPT]


def test_no_attempt_is_completed_from_a_later_one(tmp_path):
    """With `keep = "best"` it would have what came too late, at its own time."""
    take(tmp_path, MODULE_FIRST, zone=UTC)
    assert [path for path in written(tmp_path) if path.endswith(".ipynb")] == [
        "Ada_Lovelace/01_autograd/01_autograd.ipynb"
    ]


def test_collecting_again_changes_nothing_and_nobody_is_told_of_a_new_attempt(tmp_path):
    take(tmp_path, MODULE_FIRST, zone=UTC)
    before, heard = written(tmp_path), []
    take(tmp_path, MODULE_FIRST, zone=UTC, changed=lambda student, stored: heard.append(stored))
    assert (written(tmp_path), heard) == (before, [])


@pytest.mark.parametrize(("content", "stays"), [(b"no python", False), (b"by_mail = 1\n", True)])
def test_what_nobody_wrote_gives_way_and_what_a_person_put_there_stays(tmp_path, content, stays):
    received(tmp_path, {"ada/01_autograd.ipynb": BOOK}, FIVE_PAST)
    (tmp_path / "submitted/ada/01_autograd/engine.py").write_bytes(content)
    received(tmp_path, {"ada/engine.py": CODE}, NINE)
    assert counting(tmp_path, "ada")["engine.py"] == (content if stays else CODE)


def test_the_log_says_which_file_came_before(tmp_path):
    take(tmp_path, MODULE_FIRST, zone=UTC)
    result = Result("Ada_Lovelace", assignment_of().name, 0.0, 0.0, (), ())
    files = ("01_autograd.ipynb", "engine.py (of 2026-10-19 21:00 UTC)")
    label = f"{ADA}905 PM/"
    assert hand_in_of(tmp_path / "submitted", result) == HandIn(2, "2026-10-19 21:05:00 UTC", label, files)


def test_of_a_whole_class_no_more_is_told_than_anybody_reads(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.intake.collect.MOST_NAMED", 1)
    said: list[str] = []
    students = ("ada", "ben", "cy")
    received(tmp_path, {f"{student}/engine.py": CODE for student in students}, NINE)
    received(tmp_path, {f"{student}/01_autograd.ipynb": BOOK for student in students}, FIVE_PAST, told=said.append)
    assert sum("engine.py is that of" in each for each in said) == 1
    assert said[-1] == "Of 2 more files the same holds; the table tells which."


def stored(root: Path, at: datetime | None, **files: bytes) -> None:
    named = {f"{name}.py": content for name, content in files.items()}
    missing = tuple(name for name in ASKED.files if name not in named)
    store(root, Receipt("ada", ASKED.name, "x", tuple(named), missing, ()), named, at)
    complete(ASKED, root, "ada", lambda name, content: content == b"stub")


ASKED = assignment_of("engine", "layers")
DAYS = [datetime(2026, 10, day, 12, tzinfo=UTC) for day in range(1, 5)]


def test_one_attempt_has_nothing_taken_along(tmp_path):
    stored(tmp_path, DAYS[0], engine=b"1")
    assert receipt_of(tmp_path / "ada" / ASKED.name).along == ()
    complete(ASKED, tmp_path, "nobody", lambda name, content: False)


def test_of_two_the_second_has_what_it_lacks_with_when_that_came(tmp_path):
    stored(tmp_path, DAYS[0], engine=b"1")
    stored(tmp_path, DAYS[1], layers=b"2")
    receipt = receipt_of(tmp_path / "ada" / ASKED.name)
    assert (receipt.along, receipt.missing) == ((("engine.py", "2026-10-01 12:00 UTC"),), ())
    assert (tmp_path / "ada" / ASKED.name / "engine.py").read_bytes() == b"1"
    assert [*told_of_along([receipt], tmp_path)] == [
        "ada: engine.py is that of 2026-10-01 12:00 UTC, as the attempt of 2026-10-02 12:00 UTC holds none."
    ]


def test_of_no_known_time_it_is_told_without_one(tmp_path):
    stored(tmp_path, None, engine=b"1")
    stored(tmp_path, None, layers=b"2")
    (told,) = told_of_along([receipt_of(tmp_path / "ada" / ASKED.name)], tmp_path)
    assert told == "ada: engine.py is of an earlier attempt, as the last one holds none."


def test_what_came_without_a_time_came_after_what_was_there(tmp_path):
    stored(tmp_path, DAYS[3], engine=b"1")
    stored(tmp_path, None, layers=b"2")
    place = tmp_path / "ada" / ASKED.name
    assert receipt_of(place).along == (("engine.py", "2026-10-04 12:00 UTC"),)


@pytest.mark.parametrize("there", [None, b"stub", b"1", b"own"])
def test_what_a_person_put_there_stays_and_a_stub_does_not(tmp_path, there):
    stored(tmp_path, DAYS[0], engine=b"1")
    store(tmp_path, Receipt("ada", ASKED.name, "x", ("layers.py",), ("engine.py",), ()), {"layers.py": b"2"}, DAYS[1])
    place = tmp_path / "ada" / ASKED.name
    if there is not None:
        (place / "engine.py").write_bytes(there)
    complete(ASKED, tmp_path, "ada", lambda name, content: content == b"stub")
    assert (place / "engine.py").read_bytes() == (b"own" if there == b"own" else b"1")
    assert bool(receipt_of(place).along) is (there != b"own")


def test_a_newer_file_takes_the_place_of_an_older_one_and_the_same_is_left_alone(tmp_path):
    stored(tmp_path, DAYS[0], engine=b"1")
    stored(tmp_path, DAYS[3], layers=b"3")
    place = tmp_path / "ada" / ASKED.name
    (place / "engine.py").write_bytes(b"mended")
    complete(ASKED, tmp_path, "ada", lambda name, content: False)
    assert (place / "engine.py").read_bytes() == b"mended"
    stored(tmp_path, DAYS[1], engine=b"2")
    assert (place / "engine.py").read_bytes() == b"2"
    assert receipt_of(place).along == (("engine.py", "2026-10-02 12:00 UTC"),)


def test_what_was_taken_along_can_be_taken_out_where_it_is_what_was_given(tmp_path):
    stored(tmp_path, DAYS[0], engine=b"1")
    stored(tmp_path, DAYS[1], layers=b"2")
    place = tmp_path / "ada" / ASKED.name
    assert along_in(place, ASKED.files) == {"engine.py": b"1"}
    assert along_in(place, ["layers.py"]) == along_in(tmp_path, ASKED.files) == {}
    for given in ({}, {"engine.py": [b"other"]}, {"layers.py": [b"2"]}):
        assert take_out(ASKED, place, given) == []
    assert take_out(ASKED, place, {"engine.py": [b"0", b"1"]}) == ["engine.py"]
    assert not (place / "engine.py").exists()
    receipt = receipt_of(place)
    assert (receipt.along, receipt.missing) == ((), ("engine.py",))


def test_of_several_that_were_taken_along_the_others_stay(tmp_path):
    stored(tmp_path, DAYS[0], engine=b"1", layers=b"1")
    store(tmp_path, Receipt("ada", ASKED.name, "x", (), ASKED.files, ()), {}, DAYS[1])
    complete(ASKED, tmp_path, "ada", lambda name, content: False)
    place = tmp_path / "ada" / ASKED.name
    assert take_out(ASKED, place, {"engine.py": [b"1"]}) == ["engine.py"]
    receipt = receipt_of(place)
    assert ([name for name, _ in receipt.along], receipt.missing) == (["layers.py"], ("engine.py",))
