"""Blackboard's download: a student per username, an attempt per time, both as Blackboard wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from class_exports import CODE, modules_of, take, why, written, zipped

from autograder.errors import Problem
from autograder.intake import quota
from autograder.intake.archives import Entry, Refused
from autograder.intake.exports import blackboard
from autograder.intake.received import received_at

BERLIN = ZoneInfo("Europe/Berlin")
ADA = "Homework 1_al1815_attempt"
TEXT = "Name: {} ({})\nAssignment: Homework 1\nDate Submitted: Sunday, 18 October 2026\n"
EXPORT = {
    f"{ADA}_2026-10-18-10-00-00.txt": TEXT.format("Ada Lovelace", "al1815").encode(),
    f"{ADA}_2026-10-18-10-00-00_engine.py": b"first",
    f"{ADA}_2026-10-19-22-00-00.txt": TEXT.format("Ada Lovelace", "al1815").encode(),
    f"{ADA}_2026-10-19-22-00-00_engine.py": b"second",
    "Homework 1_at1912_attempt_2026-10-21-08-30-00.txt": TEXT.format("Alan Turing", "at1912").encode(),
    "Homework 1_at1912_attempt_2026-10-21-08-30-00_hw1.zip": zipped({"hw1/engine.py": b"packed"}),
    "Homework 1_gh_1906_attempt_2026-10-19-20-00-00_engine.py": b"without a text",
}


def test_each_username_is_a_student_and_the_last_attempt_counts(tmp_path):
    receipts = take(tmp_path, EXPORT, zone=BERLIN)
    assert set(receipts) == {"al1815", "at1912", "gh_1906"}
    files = {path: data for path, data in modules_of(tmp_path).items() if path.endswith(".py")}
    assert files == {
        "al1815/01_autograd/engine.py": b"second",
        "at1912/01_autograd/engine.py": b"packed",
        "gh_1906/01_autograd/engine.py": b"without a text",
    }
    assert (tmp_path / "submitted/.attempts/001/al1815/01_autograd/engine.py").read_bytes() == b"first"


def test_times_are_those_of_the_names_in_the_courses_zone(tmp_path):
    take(tmp_path, EXPORT, zone=BERLIN)
    assert received_at(tmp_path / "submitted/al1815/01_autograd") == datetime(2026, 10, 19, 20, 0, tzinfo=UTC)
    earlier = received_at(tmp_path / "submitted/.attempts/001/al1815/01_autograd")
    assert earlier == datetime(2026, 10, 18, 8, 0, tzinfo=UTC)


def test_without_a_zone_nothing_is_collected(tmp_path):
    with pytest.raises(Problem, match=r"Blackboard writes times without their zone\..*timezone = "):
        take(tmp_path, EXPORT)
    assert not (tmp_path / "submitted").exists()


def test_what_the_instructor_says_goes_before_the_names(tmp_path):
    said = datetime(2026, 10, 20, tzinfo=UTC)
    take(tmp_path, EXPORT, zone=BERLIN, clock=lambda student, modified: said)
    assert received_at(tmp_path / "submitted/at1912/01_autograd") == said


def test_a_file_named_like_another_students_attempt_stays_its_own_students(tmp_path):
    forged = {f"{ADA}_2026-10-18-10-00-00_Homework 1_at1912_attempt_2026-10-30-10-00-00_engine.py": b"forged"}
    take(tmp_path, {**EXPORT, **forged}, zone=BERLIN)
    assert modules_of(tmp_path)["at1912/01_autograd/engine.py"] == b"packed"


def test_usernames_that_begin_alike_are_told_apart_from_the_title_by_the_texts(tmp_path):
    names = ("gh_1", "gh_2")
    texts = {f"HW_{who}_attempt_2026-10-18-10-00-00.txt": f"Name: X ({who})\n".encode() for who in names}
    files = {f"HW_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in names}
    assert set(take(tmp_path, {**texts, **files}, zone=UTC)) == set(names)


def test_a_text_that_names_somebody_else_gives_nobody_away(tmp_path):
    lie = {f"{ADA}_2026-10-18-10-00-00.txt": b"Name: Alan Turing (at1912)\n"}
    assert set(take(tmp_path, {**EXPORT, **lie}, zone=BERLIN)) == {"al1815", "at1912", "gh_1906"}


def test_an_attempt_without_files_does_not_replace_one_with_files(tmp_path):
    take(tmp_path, {**EXPORT, f"{ADA}_2026-10-25-10-00-00.txt": b"Name: Ada Lovelace (al1815)\n"}, zone=BERLIN)
    assert modules_of(tmp_path)["al1815/01_autograd/engine.py"] == b"second"


def test_a_time_that_is_none_is_reported(tmp_path):
    receipts = take(tmp_path, {**EXPORT, "Homework 1_x_attempt_2026-13-41-10-00-00_engine.py": CODE}, zone=BERLIN)
    assert "belongs to no student" in why(receipts[""])


def test_the_same_export_again_changes_nothing(tmp_path):
    take(tmp_path, EXPORT, zone=BERLIN)
    before = written(tmp_path)
    changed = []
    take(tmp_path, EXPORT, zone=BERLIN, changed=lambda student, stored: changed.append(student))
    assert (written(tmp_path), changed) == (before, [])


WHOLE = """Name: {} ({})
Assignment: Homework 1
Date Submitted: Sunday, 18 October 2026 10:00:00 o'clock CEST
Current Grade: Needs Grading

Submission Field:
{}

Comments:
{}

Files:
\tOriginal filename: engine.py
\tFilename: Homework 1_al1815_attempt_2026-10-18-10-00-00_engine.py
"""
NO_TEXT = "There is no student submission text data for this assignment."
NO_COMMENT = "There are no student comments for this assignment."
NOTEBOOK = {f"{ADA}_2026-10-19-22-00-00_01_autograd.ipynb": b'{"cells": []}'}


def with_text(text: str, time: str = "2026-10-19-22-00-00", **more: bytes) -> dict[str, bytes]:
    return {**EXPORT, f"{ADA}_{time}.txt": text.encode(), **more}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, NO_COMMENT), []),
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, NO_COMMENT).replace("\n", "\r\n"), []),
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, NO_COMMENT).partition("\tOriginal")[0], []),
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, NO_COMMENT).partition("\n\tOriginal")[0], []),
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, "Look").partition("\tOriginal")[0], ["a comment of"]),
        (WHOLE.format("Ada Lovelace", "al1815", "<p>My answer</p>", NO_COMMENT), ["typed into the submission field"]),
        (WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, "Please\n\nlook"), ["a comment of the student's"]),
        (WHOLE.format("Ada Lovelace", "al1815", "x", "y"), ["typed into the submission field", "a comment of"]),
        (TEXT.format("Ada Lovelace", "al1815") + "Abgabefeld:\nMeine Antwort\n", ["more than Blackboard's own lines"]),
        ("Name: Ada Lovelace (al1815)\n" + "x" * 2**21, ["cannot be read"]),
    ],
)
def test_what_was_typed_in_blackboard_is_told_and_a_person_looks_where_something_is_missing(tmp_path, text, told):
    receipt = take(tmp_path, with_text(text), zone=BERLIN)["al1815"]
    found = [each for each in receipt.refused if each.path == f"{ADA}_2026-10-19-22-00-00.txt"]
    assert [part in each.reason for part, each in zip(told, found, strict=True)] == [True] * len(told)
    # The notebook is missing, and what was typed may be in its place.
    assert [each.person for each in found] == ["a comment" not in part for part in told]
    whole = take(tmp_path / "whole", {**with_text(text), **NOTEBOOK}, zone=BERLIN)["al1815"]
    assert [each.person for each in whole.refused] == [False] * len(told)


def test_a_comment_beside_all_modules_is_a_line_and_withholds_nothing(tmp_path):
    text = WHOLE.format("Ada Lovelace", "al1815", NO_TEXT, "Please look")
    whole = take(tmp_path, with_text(text), zone=BERLIN)["al1815"]
    (told,) = (each for each in whole.refused if "a comment of the student's" in each.reason)
    assert not told.person
    (told,) = take(tmp_path / "two", with_text(text), "engine", "layers", zone=BERLIN)["al1815"].refused
    assert told.person  # a module is missing


@pytest.mark.parametrize(("time", "person"), [("2026-10-25-10-00-00", True), ("2026-10-10-10-00-00", False)])
def test_an_attempt_of_text_alone_is_told_with_the_last_one_that_has_files(tmp_path, time, person):
    text = WHOLE.format("Ada Lovelace", "al1815", "def f(): ...", NO_COMMENT)
    receipt = take(tmp_path, {**with_text(text, time), **NOTEBOOK}, zone=BERLIN)["al1815"]
    assert modules_of(tmp_path)["al1815/01_autograd/engine.py"] == b"second"
    (told,) = (each for each in receipt.refused if each.path == f"{ADA}_{time}.txt")
    assert told.person is person


def test_whoever_only_typed_has_a_receipt_that_needs_a_person(tmp_path):
    text = WHOLE.format("Eve Lee", "el1", "def f(): ...", NO_COMMENT).encode()
    receipt = take(tmp_path, {**EXPORT, "Homework 1_el1_attempt_2026-10-18-10-00-00.txt": text}, zone=BERLIN)["el1"]
    assert [(each.path[-4:], each.person) for each in receipt.refused] == [(".txt", True)]


def test_of_a_crowd_there_is_a_line_where_its_text_comes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 20)
    crowd = {f"{ADA}_2026-10-26-10-00-00_x{n}": b"" for n in range(30)}
    receipt = take(tmp_path, {f"{ADA}_2026-10-26-10-00-00.txt": b"", **crowd, **EXPORT}, zone=BERLIN)["al1815"]
    assert "more than 20 entries" in why(receipt)
    assert any(each.person for each in receipt.refused)


@pytest.mark.parametrize("word", ["intento", "Versuch", "попытка"])
@pytest.mark.parametrize("platform", ["", "Blackboard"])
def test_a_download_in_another_language_stops_with_what_to_do(tmp_path, word, platform):
    times = ("2026-10-18-10-00-00", "2026-10-19-21-26-33")
    export = {f"HW_{who}_{word}_{time}_engine.py": CODE for who in ("al1", "at2") for time in times}
    with pytest.raises(Problem, match=rf"this says {word}, .*Set your language there to English"):
        take(tmp_path, export, zone=BERLIN, platform=platform)
    assert not (tmp_path / "submitted").exists()


def test_one_file_that_is_named_so_stops_nobody(tmp_path):
    assert "al1815" in take(tmp_path, {**EXPORT, "HW_al1_intento_2026-10-19-21-26-33_engine.py": CODE}, zone=BERLIN)


T = "_attempt_2026-10-18-10-00-00"


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([f"HW_a{T}_x.py", f"HW_b{T}.txt"], "2 of 2"),
        ([f"HW_a{T}_x.py", f"HW_b{T}_x.py", "README"], "2 of 3"),
        ([f"HW_a{T}_x.py", "README"], ""),
        ([f"HW_a{T}_x.py", f"HW_b{T}_x.py", "a/"], "2 of 2"),
        ([f"HW_a{T}_x.py", "a/"], ""),
        ([f"HW_a{T}_x.py/", f"HW_b{T}_x.py/"], ""),
        ([name.replace("attempt", "Versuch") for name in (f"HW_a{T}_x.py", f"HW_b{T}.txt")], "2 of 2"),
        ([f"HW_a{T}", f"HW_b{T}x.py"], ""),
        ([], ""),
    ],
)
def test_an_export_is_known_by_most_of_its_names_which_are_files(names, why):
    found = blackboard.recognised(names, "")
    assert found.startswith(why) if why else found == ""


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        (f"HW 1_al1{T}_x.py", (8, "HW 1_al1")),
        (f"x{T}.txt", (1, "x")),
        (f"x{T}_y{T}_z.py", (1, "x")),
        (f"HW_al1{T.replace('attempt', 'Versuch')}_x.py", (6, "HW_al1")),
        (f"{T}_x.py", None),
        ("HW_al1_x.py", None),
    ],
)
def test_blackboards_mark_is_the_first_time_in_a_name(name, mark):
    assert blackboard.mark(name) == mark


def usernames(export) -> dict[str, str]:
    return {handin.label.partition("_attempt")[0]: handin.person.key for handin in blackboard.read(export).handins}


@pytest.mark.parametrize(
    ("whos", "texts", "found"),
    [
        (["HW_al1"], {}, ["al1"]),
        (["HW 1_al1", "HW 1_at2"], {}, ["al1", "at2"]),
        (["HW_1_al1", "HW_1_al2"], {}, ["al1", "al2"]),
        (["HW_x_1", "HW_x_2"], {}, ["1", "2"]),
        (["HW_x_1", "HW_x_2"], {"HW_x_1": "x_1"}, ["x_1", "x_2"]),
        (["HW_x_1", "HW_x_2"], {"HW_x_1": "x_1", "HW_x_2": "2"}, ["x_1", "2"]),  # they differ on the title
        (["HW_x_1", "HW_x_2", "HW_x_3"], {"HW_x_1": "x_1", "HW_x_2": "2"}, ["x_1", "2", "3"]),
        (["HW_x_1", "HW_x_2"], {"HW_x_1": "somebody else"}, ["1", "2"]),
        (["HW_1", "LAB_2"], {}, ["HW_1", "LAB_2"]),
        (["HWa1", "HWa2"], {}, ["HWa1", "HWa2"]),
    ],
)
def test_the_username_is_what_stands_behind_the_assignment(pile, whos, texts, found):
    files = [f"{who}{T}_engine.py" for who in whos]
    said = {f"{who}{T}.txt": f"Name: X ({name})\n".encode() for who, name in texts.items()}
    assert usernames(pile(*files, **said)) == dict(zip(whos, found, strict=True))


def test_what_is_none_of_blackboards_files_is_nobodys_wherever_it_lies(pile):
    folder = f"HW_eve{T}_x.py/engine.py"
    reading = blackboard.read(pile("README", f"HW_al1{T}_a.py", folder, "notes/x", f"HW_at2{T}_b.py"))
    assert [each.path for each in reading.strays] == ["README", folder, "notes/x"]
    assert [[(each.path, each.parts) for each in handin.entries] for handin in reading.handins] == [
        [("a.py", ("a.py",))],
        [("b.py", ("b.py",))],
    ]


def test_nothing_of_blackboards_is_no_hand_in(pile):
    assert blackboard.read(pile("README")).handins == ()


@pytest.mark.parametrize("text", [False, True])
def test_what_has_no_time_that_is_one_is_nobodys_and_somebody_looks(pile, text):
    wrong = T.replace("10-18", "13-41")
    names = [f"HW_eve{wrong}_x.py", *([f"HW_eve{wrong}.txt"] if text else []), f"HW_al1{T}_a.py"]
    reading = blackboard.read(pile(*names))
    assert [each.path for each in reading.strays] == ["x.py", *names[1:-1]]
    assert [[person.key for person in each.people] for each in reading.unclear] == [["eve"]]
    assert [handin.person.key for handin in reading.handins] == ["al1"]


def test_as_many_names_in_another_language_as_in_english_stop_nobody(pile):
    foreign = T.replace("attempt", "Versuch")
    assert len(blackboard.read(pile(f"HW_al1{T}_a.py", f"HW_al1{foreign}_a.py")).handins) == 1
    with pytest.raises(Problem, match=f"HW_al1{foreign}_a.py: .* says Versuch"):
        blackboard.read(pile(f"HW_al1{foreign}_a.py"))


def told_of(pile, text: bytes) -> tuple[list[str], list[str]]:
    """What is told of a text: notes, and comments."""
    (handin,) = blackboard.read(pile(f"HW_al1{T}_a.py", **{f"HW_al1{T}.txt": text})).handins
    return [each.reason for each in handin.notes], [each.reason for each in handin.comments]


def test_a_comment_that_looks_like_another_heading_is_a_comment_and_no_more(pile):
    heading = "look\n\nComments:\nhere\n\nFiles:\nnone"
    notes, comments = told_of(pile, WHOLE.format("Ada", "al1", NO_TEXT, heading).encode())
    assert (notes, len(comments)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "notes", "comments"),
    [
        (b"", 0, 0),
        (b"\xef\xbb\xbfName: Ada (al1)\n", 0, 0),
        (b"typed without any header", 1, 0),
        (WHOLE.format("Ada", "al1", NO_TEXT, NO_COMMENT).encode(), 0, 0),
        (WHOLE.format("Ada", "al1", NO_TEXT, "look").encode(), 0, 1),
        (WHOLE.format("Ada", "al1", "typed", "look").encode(), 1, 1),
    ],
)
def test_notes_and_comments_are_kept_apart(pile, text, notes, comments):
    found = told_of(pile, text)
    assert (len(found[0]), len(found[1])) == (notes, comments)


@pytest.mark.parametrize("crowd", [False, True])
def test_of_a_text_that_was_refused_the_reason_is_told_and_whether_it_stands_for_all(pile, crowd):
    def unreadable(cap: int) -> bytes:
        raise Refused("more than 5 entries")

    name = f"HW_al1{T}.txt"
    text = Entry(name, (name,), False, (), "more than 5 entries", unreadable, all=crowd)
    (handin,) = blackboard.read(pile(text, f"HW_al1{T}_a.py")).handins
    assert [(each.path, each.reason, each.person) for each in handin.notes] == [(name, "more than 5 entries", crowd)]
