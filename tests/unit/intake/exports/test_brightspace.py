"""Brightspace's download: a student per number, an attempt per folder, times as Brightspace wrote them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from class_exports import CODE, modules_of, take, why, zipped

from autograder.errors import Problem
from autograder.intake.received import received_at

EXPORT = {
    "397063-2557369 - Ada Lovelace - Oct 18, 2026 926 AM/engine.py": b"first",
    "397063-2557369 - Ada Lovelace - Oct 19, 2026 926 PM/engine.py": b"second",
    "397064-2557369 - Mary-Ann O'Smith - Oct 21, 2026 1205 AM/hw1.zip": zipped({"engine.py": b"packed"}),
    "397065-2557369 - Jürgen Müller - Oct 19, 2026 1159 PM/engine.py": CODE,
    "index.html": b"<html>",
}


def test_each_number_is_a_student_and_the_last_submission_counts(tmp_path):
    receipts = take(tmp_path, EXPORT, zone=UTC)
    assert set(receipts) == {"", "Ada_Lovelace", "Mary-Ann_O'Smith", "Jürgen_Müller"}
    assert why(receipts[""]).startswith("index.html: Brightspace's list")
    assert modules_of(tmp_path)["Ada_Lovelace/01_autograd/engine.py"] == b"second"
    assert modules_of(tmp_path)["Mary-Ann_O'Smith/01_autograd/engine.py"] == b"packed"


@pytest.mark.parametrize(
    ("student", "moment"),
    [
        ("Ada_Lovelace", datetime(2026, 10, 19, 21, 26, tzinfo=UTC)),
        ("Mary-Ann_O'Smith", datetime(2026, 10, 21, 0, 5, tzinfo=UTC)),
        ("Jürgen_Müller", datetime(2026, 10, 19, 23, 59, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_the_folders(tmp_path, student, moment):
    take(tmp_path, EXPORT, zone=UTC)
    assert received_at(tmp_path / "submitted" / student / "01_autograd") == moment


def test_files_at_the_top_are_read_too(tmp_path):
    export = {
        "397063-2557369 - Ada Lovelace- Oct 19, 2026 926 PM - engine.py": b"hers",
        "397065-2557369 - Jürgen Müller- Oct 19, 2026 1159 PM - engine.py": b"his",
    }
    take(tmp_path, export, zone=UTC)
    assert modules_of(tmp_path)["Ada_Lovelace/01_autograd/engine.py"] == b"hers"


def test_two_people_of_one_name_are_two_students(tmp_path):
    export = {f"{number}-1 - Ada Lovelace - Oct 19, 2026 926 PM/engine.py": CODE for number in (1, 2)}
    assert set(take(tmp_path, export, zone=UTC)) == {"Ada_Lovelace_1", "Ada_Lovelace_2"}


def test_a_name_with_a_date_in_it_is_not_guessed_at(tmp_path):
    forged = "9-1 - Eve - Oct 01, 2026 100 AM - Oct 30, 2026 926 PM/engine.py"
    receipts = take(tmp_path, {**EXPORT, forged: CODE}, zone=UTC)
    assert "Oct 30" in why(receipts[""])
    assert len(receipts) == 4


def test_a_person_keeps_their_folder_from_export_to_export(tmp_path):
    one = {"1-1 - Ada Lovelace - Oct 18, 2026 926 AM/engine.py": b"one"}
    two = {"2-1 - Ada Lovelace - Oct 19, 2026 926 AM/engine.py": b"two"}
    take(tmp_path, one, zone=UTC)
    assert set(take(tmp_path, {**one, **two}, zone=UTC)) == {"Ada_Lovelace", "Ada_Lovelace_2"}
    assert modules_of(tmp_path)["Ada_Lovelace/01_autograd/engine.py"] == b"one"


GERMAN = datetime(2026, 10, 19, 21, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("19. Okt. 2026 2126", GERMAN),
        ("19 Okt, 2026 2126", GERMAN),
        ("Okt 19, 2026 2126", GERMAN),
        ("19. Oktober 2026 2126", GERMAN),
        ("19.10.2026 2126", GERMAN),
        ("2026-10-19 2126", GERMAN),
        ("19 octobre 2026 2126", GERMAN),
        ("19 de octubre de 2026 2126", GERMAN),
        ("3. März 2026 005", datetime(2026, 3, 3, 0, 5, tzinfo=UTC)),
        ("19 juin 2026 926", datetime(2026, 6, 19, 9, 26, tzinfo=UTC)),
        ("19 juil. 2026 926", datetime(2026, 7, 19, 9, 26, tzinfo=UTC)),
        ("19 Ekim 2026 2126", GERMAN),
        ("19 Ağu 2026 926", datetime(2026, 8, 19, 9, 26, tzinfo=UTC)),
        ("2026年10月19日 2126", GERMAN),
        ("2026年10月19日 下午926", GERMAN),
        ("2026년 10월 19일 오후 926", GERMAN),
        ("2026-10-19 21h26", GERMAN),
        ("2026.10.19 21 h 26", GERMAN),
        ("19-10-2026 2126", GERMAN),
        ("10-19-2026 926 PM", GERMAN),
        ("10-10-2026 926", datetime(2026, 10, 10, 9, 26, tzinfo=UTC)),
        ("Oct 19, 2026 9:26 p.m.", GERMAN),
        ("Oct 19, 2026 926 p.m.", GERMAN),
        ("Oct 19, 2026 0926 p. m.", GERMAN),
        ("Oct 19, 2026 9.26\u202fPM", GERMAN),
        ("19 oct 2026 926\u00a0p.\u00a0m.", GERMAN),
        ("Oct 19, 2026 926pm", GERMAN),
        ("Oct 19, 2026 9.26.36 PM", GERMAN),
        ("Oct 19, 2026, 21_26", GERMAN),
        ("Oct 19, 2026 12:05 a.m.", datetime(2026, 10, 19, 0, 5, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("flat", ["/engine.py", " - engine.py"])
def test_dates_of_other_languages_are_read(tmp_path, date, moment, flat):
    export = {f"{key}-1 - {name} - {date}{flat}": CODE for key, name in ((1, "Ada Lovelace"), (2, "Mary-Ann O'Smith"))}
    receipts = take(tmp_path, {**export, f"1-1 - Ada Lovelace - Oct 1, 2025 926 AM{flat}": CODE}, zone=UTC)
    assert set(receipts) == {"Ada_Lovelace", "Mary-Ann_O'Smith"}
    assert received_at(tmp_path / "submitted/Mary-Ann_O'Smith/01_autograd") == moment


@pytest.mark.parametrize(
    "date",
    ["19 lokakuuta 2026 2126", "32.13.2026 2126", "10-11-2026 2126", "Oct 19, 2026 1326 PM", "Oct 19, 2026 92 PM"],
)
def test_dates_that_cannot_be_read_stop_with_what_to_do(tmp_path, date):
    export = {f"{key}-1 - {name} - {date}/engine.py": CODE for key, name in ((1, "Ada"), (2, "Bob"))}
    with pytest.raises(Problem, match=r"1-1 - Ada.*cannot be read\. Set your language there to English"):
        take(tmp_path, export, zone=UTC)


def test_no_crowd_of_names_of_one_student_stops_the_others(tmp_path):
    forged = {f"9-1 - Eve - Oct 01, 2026 100 AM - x{n} Oct 30, 2026 926 PM": CODE for n in range(9)}
    assert len(take(tmp_path, {**EXPORT, **forged, "9-1 - Eve - soon 1/engine.py": CODE}, zone=UTC)) == 4


def test_of_a_time_that_was_not_understood_the_line_says_that(tmp_path):
    late = "397069-2557369 - Eve Lee - Sep 18, 2026 926 in the evening/engine.py"
    reasons = why(take(tmp_path, {**EXPORT, late: CODE}, zone=UTC)[""])
    assert f"{late}: the time in its name was not understood" in reasons


def test_files_at_the_top_of_one_minute_are_one_submission(tmp_path):
    start = "397063-2557369 - Ada Lovelace - Oct 19, 2026 926 PM - "
    export = {f"{start}engine.py": b"hers", f"{start}01_autograd.ipynb": b'{"cells": []}', f"{start}x.txt": b""}
    receipts = take(tmp_path, export, zone=UTC)
    assert receipts["Ada_Lovelace"].taken == ("engine.py", "01_autograd.ipynb")
    assert not (tmp_path / "submitted/.attempts").exists()
