"""Whose hand-in is whose, and an id that is safe and nobody else has."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import msgspec
import pytest
from class_exports import CODE, assignment_of, modules_of, take, why, zipped
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.collect import collect
from autograder.intake.holders import Holders
from autograder.intake.identity import Person, folder_name, student_ids


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("alice/engine.py", "alice"),
        ("alice_engine.py", "alice"),
        ("alice.py", "alice"),
        ("leewei_4711_900_engine.py", "leewei_4711"),
        ("leewei_LATE_4711_900_engine.py", "leewei_4711"),
        ("leewei_4711_900_engine-2.py", "leewei_4711"),
        ("o_neil_4711_900_engine.py", "o_neil_4711"),
        ("anon_x7f2a_900_engine.py", "anon_x7f2a"),
        ("Ana María Gómez_123_assignsubmission_file_/engine.py", "Ana_María_Gómez"),
        ("Ana María Gómez_123_assignsubmission_file/work/engine.py", "Ana_María_Gómez"),
        ("Ana María Gómez_123_assignsubmission_file_engine.py", "Ana_María_Gómez"),
        ("王小明_5_assignsubmission_file_/engine.py", "王小明"),
        ("Müller, Jürgen/engine.py", "Müller_Jürgen"),
        ("علی‌رضا/engine.py", "علیرضا"),
        ("submissions/alice/engine.py", "alice"),
        ("class/alice/engine.py", "alice"),
        ("A course-Lab 3/leewei_4711_900_engine.py", "leewei_4711"),
    ],
)
def test_student_is_recognised_in_every_layout(tmp_path, path, student):
    receipts = take(tmp_path, {path: CODE})
    assert modules_of(tmp_path) == {f"{student}/01_autograd/engine.py": CODE}
    assert receipts[student].taken == ("engine.py",)
    assert receipts[student].missing == ()


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("../../etc", "etc"),
        ("-rf", "rf"),
        (".ssh", "ssh"),
        ("=cmd|' /C calc'!A0", "cmd_'_C_calc'_A0"),
        ("+1", "1"),
        ("a\u202eb\x1b[31m", "ab_31m"),
        ("a\ud800b", "a_b"),
        ("CON", "student_CON"),
        ("nul.txt", "student_nul.txt"),
        ("com¹", "student_com¹"),
        ("...", "student"),
        ("", "student"),
        ("e\u0301va", "\u00e9va"),
        ("\u0301eva", "eva"),
        ("x" * 200, "x" * 80),
        ("王" * 100, "王" * 26),
        ("a*b?[c]", "a_b_c"),
        ("tina@uni.edu", "tina@uni.edu"),
        ("O'Neil. ", "O'Neil"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_student_id_is_a_safe_folder_name(name, student):
    assert folder_name(name).removesuffix("_") == student


@given(st.text())
def test_student_id_is_safe_whatever_the_name(name):
    student = folder_name(name)
    assert student
    assert student == unicodedata.normalize("NFC", student)
    assert student == os.path.basename(student)
    assert student[0] not in ".-=+@ "
    assert student[-1] not in ". "
    assert len(student.encode()) <= 100
    assert all(unicodedata.category(char)[0] in "LMN" or char in "._-'@" for char in student)


def test_people_whose_names_differ_only_in_case_are_kept_apart_and_reported(tmp_path):
    receipts = take(tmp_path, {"Bob/engine.py": b"1", "bob/engine.py": b"2", "eve/engine.py": b"3"})
    assert len(receipts) == 3
    assert sorted(modules_of(tmp_path).values()) == [b"1", b"2", b"3"]
    assert len({student.casefold() for student in receipts}) == 3
    for student, receipt in receipts.items():
        assert ("kept apart as " + student in why(receipt)) == (student != "eve")


def test_two_people_of_one_full_name_get_their_moodle_numbers(tmp_path):
    receipts = take(
        tmp_path, {"Li Na_11_assignsubmission_file_/engine.py": b"1", "Li Na_12_assignsubmission_file_/engine.py": b"2"}
    )
    assert set(receipts) == {"Li_Na_11", "Li_Na_12"}


def test_number_after_a_name_never_meets_another_name(tmp_path):
    export = {"Li Na_11_assignsubmission_file_/engine.py": b"1", "Li Na_12_assignsubmission_file_/engine.py": b"2"}
    take(tmp_path, {**export, "Li_Na_11/engine.py": b"3"})
    assert sorted(modules_of(tmp_path).values()) == [b"1", b"2", b"3"]


def test_later_namesake_never_replaces_the_earlier_ones_files(tmp_path):
    take(tmp_path, {"Li Na_11_assignsubmission_file_/engine.py": b"first"})
    receipts = take(tmp_path, {"Li Na_12_assignsubmission_file_/engine.py": b"second"})
    assert modules_of(tmp_path) == {
        "Li_Na/01_autograd/engine.py": b"first",
        "Li_Na_12/01_autograd/engine.py": b"second",
    }
    assert "kept apart as Li_Na_12" in why(receipts["Li_Na_12"])
    take(tmp_path, {"Li Na_11_assignsubmission_file_/engine.py": b"again"})
    assert modules_of(tmp_path)["Li_Na/01_autograd/engine.py"] == b"again"


def test_who_was_kept_apart_once_keeps_that_folder(tmp_path):
    both = {"Bob/engine.py": b"1", "bob/engine.py": b"2"}
    students = set(take(tmp_path, both))
    assert set(take(tmp_path, {"bob/engine.py": b"2"})) < students


def test_same_person_has_the_same_id_in_the_next_assignment(tmp_path):
    take(tmp_path, {"alice/engine.py": CODE, "lee_7_1_engine.py": CODE})
    source = tmp_path / "next.zip"
    source.write_bytes(zipped({"alice/engine.py": CODE, "lee_7_9_engine.py": CODE}))
    later = msgspec.structs.replace(assignment_of(), folder=Path("/course/02_neurons"))
    assert [receipt.student for receipt in collect(later, source, tmp_path / "submitted")] == ["alice", "lee_7"]


@given(st.lists(st.text(st.sampled_from("abAB_1 .-\u017fK\u202e"), max_size=4), unique=True, max_size=8))
def test_ids_of_different_people_never_meet(names):
    people = [Person("plain", name, name) for name in names]
    ids = student_ids(people, Holders())
    assert len({unicodedata.normalize("NFKC", student).casefold() for student in ids.values()}) == len(people)
