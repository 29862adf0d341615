"""Whose hand-in is whose, and an id that is safe and nobody else has."""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from pathlib import Path

import msgspec
import pytest
from class_exports import CODE, assignment_of, modules_of, take, why, zipped
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.collect import collect
from autograder.intake.holders import Holders
from autograder.intake.identity import (
    Person,
    copy_number,
    folder_name,
    marks,
    platform_person,
    readings,
    student_ids,
    whose,
)


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


@pytest.mark.parametrize(
    ("name", "wanted", "number"),
    [
        ("engine.py", "engine.py", 0),
        ("Engine.PY", "engine.py", 1),
        ("engine (0).py", "engine.py", 1),
        ("engine (1).py", "engine.py", 2),
        ("engine(12).py", "engine.py", 13),
        ("engine-Copy3.py", "engine.py", 4),
        ("engine-2.py", "engine.py", 3),
        ("engine-1000.py", "engine.py", None),
        ("engine2.py", "engine.py", None),
        ("engine.py.txt", "engine.py", None),
        ("my_engine.py", "engine.py", None),
        ("1.2 lesson-1.ipynb", "1.2 lesson.ipynb", 2),
        ("1-1.2 lesson.ipynb", "1.2 lesson.ipynb", None),
        ("README", "README", 0),
    ],
)
def test_a_copy_has_the_number_that_a_program_gave_it(name, wanted, number):
    assert copy_number(name, wanted) == number


@pytest.mark.parametrize(
    ("label", "key", "file"),
    [
        ("ada/", "ada", "ada"),
        ("ada.zip", "ada", "ada.zip"),
        ("ada.tar.gz", "ada", "ada.tar.gz"),
        ("Ada.ZIP", "Ada", "Ada.ZIP"),
        ("ada.zip/", "ada.zip", "ada.zip"),
        ("ada_engine.py", "ada", "engine.py"),
        ("ada-engine.py", "ada", "engine.py"),
        ("a_engine.py", "a", "engine.py"),
        ("ada_b_engine (1).py", "ada_b", "engine (1).py"),
        ("ada.py", "ada", "engine.py"),
        ("ada.b.py", "ada.b", "engine.py"),
        ("ada.ipynb", "ada", "01_autograd.ipynb"),
        ("ada_01_autograd.ipynb", "ada", "01_autograd.ipynb"),
        ("engine.py", None, None),
        ("engine (1).py", None, None),
        (".zip", None, None),
        ("_engine.py", "_engine", "engine.py"),
        (".py", None, None),
        ("ada", None, None),
        ("ada.txt", None, None),
        ("py", None, None),
        ("x" * 1021 + ".py", "x" * 1021, "engine.py"),
        ("x" * 1022 + ".py", None, None),
        ("x" * 1025 + "/", None, None),
        ("x" * 1024 + "/", "x" * 1024, "x" * 1024),
    ],
)
def test_a_plain_name_says_whose_it_is_and_what_the_file_was_called(label, key, file):
    found = whose(label, ("engine.py", "01_autograd.ipynb"))
    assert (found and found.person, found and found.file) == (key and Person("plain", key), file)
    assert found is None or (found.order, found.late) == ((), False)


def test_where_two_modules_are_wanted_a_name_alone_does_not_say_which():
    assert whose("ada.py", ("a.py", "b.py")) is None
    assert whose("ada_b.py", ("a.py", "b.py")).file == "b.py"


@pytest.mark.parametrize(
    ("label", "key", "name", "file", "order", "late"),
    [
        ("ada_5_41_engine.py", "5", "ada_5", "engine.py", (41, 0), False),
        ("a_5_41_engine.py", "5", "a_5", "engine.py", (41, 0), False),
        ("ada_LATE_5_41_engine-3.py", "5", "ada_5", "engine-3.py", (41, 3), True),
        ("ada_late_5_41_engine.py", "5", "ada_5", "engine.py", (41, 0), True),
        ("ada_5_text.html", "5", "ada_5", "text.html", (0, 0), False),
        ("ada_5_link.html", "5", "ada_5", "text.html", (0, 0), False),
        ("anon_x7_41_engine.py", "anon_x7", "anon_x7", "engine.py", (41, 0), False),
        ("LATE_anon_x7_41_engine.py", "anon_x7", "anon_x7", "engine.py", (41, 0), True),
        ("anon_55_41_engine.py", "anon_55", "anon_55", "engine.py", (41, 0), False),
        ("x" * 60 + "_5_41_engine.py", "5", "x" * 50 + "_5", "engine.py", (41, 0), False),
        ("王" * 20 + "_5_41_engine.py", "5", "王" * 16 + "_5", "engine.py", (41, 0), False),
        ("ada_05_41_engine.py", None, None, None, None, None),
        ("_5_41_engine.py", None, None, None, None, None),
    ],
)
def test_of_a_canvas_name_all_is_kept_that_canvas_says(label, key, name, file, order, late):
    found = whose(label, ("other.py", "another.py"))
    if key is None:
        assert found is None
    else:
        person = found.person
        assert (person, person.name, person.number) == (Person("canvas", key), name, "")
        assert (found.file, found.order, found.late) == (file, order, late)


@pytest.mark.parametrize(
    ("label", "name", "file"),
    [
        ("Ada B_7_assignsubmission_file_engine.py", "Ada B", "engine.py"),
        ("A_7_assignsubmission_file_x_y.py", "A", "x_y.py"),
        ("Ada B_7_assignsubmission_file_/", "Ada B", "Ada B_7_assignsubmission_file_"),
        ("Ada B_7_assignsubmission_file/", "Ada B", "Ada B_7_assignsubmission_file"),
    ],
)
def test_of_a_moodle_name_all_is_kept_that_moodle_says(label, name, file):
    found = whose(label, ("engine.py",))
    person = found.person
    assert (person, person.name, person.number, found.file) == (Person("moodle", "7"), name, "7", file)
    assert (found.order, found.late) == ((), False)


def test_all_ways_to_read_a_name_are_given_in_the_order_of_the_name():
    two = "Eve_77_assignsubmission_file_x_5_1_y.py"
    assert [(each.person.platform, each.person.key) for each in readings(two, ())] == [
        ("moodle", "77"),
        ("canvas", "5"),
    ]
    assert [each.person.key for each in readings(two, (), "canvas")] == ["5"]
    assert readings("ada.zip", (), "canvas") == readings("ada/", (), "moodle") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("x_5_1_y.py", [(1, "canvas", "5")]),
        ("anon_x7_1_y.py", [(0, "canvas", "anon_x7")]),
        ("x_7_assignsubmission_file_y.py", [(1, "moodle", "7")]),
        ("ada_5_1_2_y.py", [(3, "canvas", "5"), (5, "canvas", "1")]),
        ("_5_1_y.py", []),
        ("ada", []),
    ],
)
def test_marks_are_where_a_platform_may_have_put_a_number(name, found):
    assert [(at, person.platform, person.key) for at, person in marks(name)] == found


def test_the_one_whom_a_platform_names_is_nobody_where_several_can_be_meant():
    assert platform_person("ada_5_1_y.py") == Person("canvas", "5")
    assert platform_person("ada_5_1_2_y.py") is None
    assert platform_person("ada/") is None


def test_the_name_is_told_of_people_whose_platform_calls_them_by_it():
    signs = (("sid", "7"),)
    assert Person("gradescope", "k", "Ada", "", signs).told == (*signs, ("name", "Ada"))
    assert Person("canvas", "k", "ada_5", "", signs).told == signs


class Taken:
    """Folders that others have, and one that is somebody's own."""

    def __init__(self, *students: str, own: str = "") -> None:
        self.students, self.own = students, own

    def folder_of(self, person, usual) -> str:
        return self.own

    def is_free(self, person, student) -> bool:
        return student not in self.students


def ids_of(*names: str, held=None) -> list[str]:
    people = [Person("plain", name, name) for name in names]
    ids = student_ids(people, held or Taken())
    return [ids[person] for person in people]


def test_people_of_one_name_have_a_hash_behind_it_that_stays_the_same():
    """Their folders are found by it again, after an update too."""
    assert ids_of("Bob", "bob", "eve") == ["Bob_22ab5ab2", "bob_17899509", "eve"]


def test_who_has_a_folder_keeps_it_unless_another_has_it_by_now():
    assert ids_of("ada", held=Taken(own="old")) == ["old"]
    assert ids_of("ada", "bob", held=Taken(own="old")) == ["old", "bob"]


def test_nobody_gets_a_folder_that_is_anothers():
    (second,) = ids_of("ada", held=Taken("ada"))
    assert second.startswith("ada_")
    (third,) = ids_of("ada", held=Taken("ada", second))
    assert third == f"{second}_2"
    (fourth,) = ids_of("ada", held=Taken("ada", second, third))
    assert fourth == f"{second}_3"


def test_a_platforms_number_stands_behind_the_name_and_the_hash_where_that_is_taken():
    person = Person("moodle", "7", "Li Na", "7")
    assert student_ids([person], Taken("Li_Na")) == {person: "Li_Na_7"}
    assert student_ids([person], Taken("Li_Na", "Li_Na_7"))[person].startswith("Li_Na_")


def test_names_are_read_without_a_warning_of_pythons():
    re.purge()  # which warns of an expression once
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert whose("ada-b_engine.py", ("engine.py",)).person.key == "ada-b"
