"""Brightspace's download: a student per number, an attempt per folder, times as Brightspace wrote them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from class_exports import CODE, modules_of, take, why, zipped

from autograder.errors import Problem
from autograder.intake.exports import brightspace
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


D = "Oct 19, 2026 926 PM"


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([f"1-2 - Ada - {D}/", f"2-2 - Bob - {D}/", "index.html"], "2 of 2"),
        ([f"1-2 - Ada - {D}/", "x/", "index.html"], ""),
        ([f"1-2 - Ada - {D} - x.py", "1-2- Ada- soon 1", "x/"], "2 of 3"),
        (["index.html"], ""),
    ],
)
def test_an_export_is_known_by_most_of_its_names_but_its_list(names, why):
    found = brightspace.recognised(names, "")
    assert found.startswith(why) if why else found == ""


@pytest.mark.parametrize(
    ("name", "mark"), [(f"397-2 - Ada - {D}", (0, "397")), ("397-2 - Ada - soon", None), (f"Ada - {D}", None)]
)
def test_brightspaces_mark_is_a_number_at_the_start(name, mark):
    assert brightspace.mark(name) == mark


def moment_of(pile, date: str) -> datetime | None:
    """The time that a date in a name means; None if it is not understood."""
    others = [f"{n}-1 - Bob - {D}/x" for n in (8, 9)]
    reading = brightspace.read(pile(f"7-1 - Ada - {date}/engine.py", *others))
    return next((handin.received for handin in reading.handins if handin.person.key == "7"), None)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Oct 19, 2026 1200 AM", (2026, 10, 19, 0, 0)),
        ("Oct 19, 2026 1200 PM", (2026, 10, 19, 12, 0)),
        ("Oct 19, 2026 100 AM", (2026, 10, 19, 1, 0)),
        ("Oct 19, 2026 1159 PM", (2026, 10, 19, 23, 59)),
        ("Oct 19, 2026 000 AM", None),
        ("Oct 19, 2026 1300 AM", None),
        ("Oct 19, 2026 000", (2026, 10, 19, 0, 0)),
        ("Oct 19, 2026 2359", (2026, 10, 19, 23, 59)),
        ("Oct 19, 2026 2400", None),
        ("Oct 19, 2026 960 AM", None),
        ("Feb 29, 2026 926 AM", None),
        ("Feb 29, 2028 926 AM", (2028, 2, 29, 9, 26)),
        ("2026年10月19日 上午1205", (2026, 10, 19, 0, 5)),
        ("2026年10月19日 午前926", (2026, 10, 19, 9, 26)),
        ("2026年10月19日 午後926", (2026, 10, 19, 21, 26)),
        ("2026년 10월 19일 오전 926", (2026, 10, 19, 9, 26)),
        ("13-10-2026 2126", (2026, 10, 13, 21, 26)),
        ("10-13-2026 2126", (2026, 10, 13, 21, 26)),
        ("12-12-2026 2126", (2026, 12, 12, 21, 26)),
        ("12-11-2026 2126", None),
        ("11-12-2026 2126", None),
        ("11.12.2026 2126", (2026, 12, 11, 21, 26)),
        ("2026-12-11 2126", (2026, 12, 11, 21, 26)),
        ("2026_11_12 2126", (2026, 11, 12, 21, 26)),
        ("2026.11.12 2126", (2026, 11, 12, 21, 26)),
        ("13-13-2026 2126", None),
        ("31 de mar de 2026 2126", (2026, 3, 31, 21, 26)),
        ("de 1, 2026 926 AM", None),
    ],
)
def test_a_date_is_read_in_one_way_or_not_at_all(pile, date, moment):
    assert moment_of(pile, date) == (moment and datetime(*moment, tzinfo=UTC))


MONTHS = (
    "January February March April May June July August September October November December",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
)


@pytest.mark.parametrize(
    ("month", "name"), [(at, name) for names in MONTHS for at, name in enumerate(names.split(), 1)]
)
def test_each_month_is_known_in_each_language(pile, month, name):
    assert moment_of(pile, f"5 {name} 2026 926") == datetime(2026, month, 5, 9, 26, tzinfo=UTC)


def test_each_folder_is_a_hand_in_and_what_is_none_of_brightspaces_is_nobodys(pile):
    reading = brightspace.read(
        pile(
            "x/a",
            f"1-2 - Ada Lovelace - {D}/a.py",
            "index.html",
            f"1-2 - Ada Lovelace - {D}/b.py",
            "README",
            f"2-2 - Bob - {D}/c.py",
        )
    )
    assert [(each.person.key, each.person.name, [e.path for e in each.entries]) for each in reading.handins] == [
        ("1", "Ada Lovelace", ["a.py", "b.py"]),
        ("2", "Bob", ["c.py"]),
    ]
    assert [each.path for each in reading.strays] == ["x/a", "README", "index.html"]
    assert reading.unclear == ()


def test_without_its_list_nothing_is_told_of_it(pile):
    assert brightspace.read(pile(f"1-2 - Ada - {D}/a.py")).strays == ()


def test_a_file_at_the_top_is_called_as_its_student_did(pile):
    (handin,) = brightspace.read(pile(f"1-2 - Ada - {D} - a.py", f"1-2 - Ada - {D} - b.py")).handins
    assert [(each.path, each.parts) for each in handin.entries] == [("a.py", ("a.py",)), ("b.py", ("b.py",))]


@pytest.mark.parametrize("odd", [f"1-2 - Ada - {D}", f"1-2 - Ada - {D} - x/a.py", f"1-2 - Ada - {D} - {D}/a.py"])
def test_a_file_without_a_name_or_a_folder_with_one_or_two_dates_is_nobodys_and_somebody_looks(pile, odd):
    reading = brightspace.read(pile(odd, f"3-2 - Bob - {D}/c.py"))
    assert [each.person.key for each in reading.handins] == ["3"]
    assert [[(person.platform, person.key) for person in each.people] for each in reading.unclear] == [
        [("brightspace", "1")]
    ]
    assert [each.path for each in reading.strays] == [odd]


def test_dates_that_cannot_be_read_stop_only_where_they_are_more_than_those_that_can(pile):
    wrong = [f"{n}-2 - X - soon 1/a.py" for n in (1, 2)]
    reading = brightspace.read(pile(*wrong, *(f"{n}-2 - X - {D}/a.py" for n in (3, 4))))
    assert len(reading.handins) == len(reading.unclear) == 2
    with pytest.raises(Problem, match=r"2-2 - X - soon 1.*Nothing was collected"):
        brightspace.read(pile(*wrong[::-1], f"3-2 - X - {D}/a.py"))


def test_two_attempts_of_one_are_as_one_where_they_stand_against_those_without_a_date(pile):
    wrong = [f"{n}-2 - X - soon 1/a.py" for n in (1, 2)]
    with pytest.raises(Problem):
        brightspace.read(pile(*wrong, f"3-2 - X - {D}/a.py", f"3-2 - X - {D.replace('PM', 'AM')}/a.py"))
