"""Intake: who handed in what, and every way an archive can be hostile."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import struct
import tarfile
import time
import unicodedata
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import Problem
from autograder.intake import archives
from autograder.intake import selection as pick
from autograder.intake.collect import collect
from autograder.intake.identity import Person, folder_name, student_ids
from autograder.records import Assignment, Receipt

CODE = b"def sigmoid(x):\n    return 1\n"


def assignment_of(*modules: str) -> Assignment:
    return Assignment(
        title="A scalar", modules=modules or ("engine",), exercises=(), folder=Path("/course/01_autograd")
    )


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, 0)), data, compression)
    return packed.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def take(tmp_path: Path, pile: dict[str, bytes] | bytes, *modules: str, name: str = "class.zip") -> dict[str, Receipt]:
    source = tmp_path / name
    source.write_bytes(pile if isinstance(pile, bytes) else zipped(pile, zipfile.ZIP_STORED))
    receipts = collect(assignment_of(*modules), source, tmp_path / "submitted")
    assert len({receipt.student for receipt in receipts}) == len(receipts)
    return {receipt.student: receipt for receipt in receipts}


def written(tmp_path: Path) -> dict[str, bytes]:
    root = tmp_path / "submitted"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def modules_of(tmp_path: Path) -> dict[str, bytes]:
    """What counts, without receipts and earlier attempts."""
    files = written(tmp_path).items()
    return {path: data for path, data in files if not path.endswith("/receipt.json") and ".attempts" not in path}


def why(receipt: Receipt) -> str:
    return "\n".join(f"{refusal.path}: {refusal.reason}" for refusal in receipt.refused)


# Who handed in what


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
    "name", ["alice.zip", "leewei_4711_900_engine.zip", "Ana_1_assignsubmission_file_/my work.zip"]
)
def test_student_zip_inside_the_class_zip_is_opened(tmp_path, name):
    take(tmp_path, {name: zipped({"work/engine.py": CODE})})
    assert list(modules_of(tmp_path).values()) == [CODE]


def test_folder_and_archive_of_the_same_pile_give_the_same(tmp_path):
    pile = {"alice/engine.py": CODE, "bob.zip": zipped({"engine.py": b"b"})}
    for name, data in pile.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(data)
    collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    from_folder = modules_of(tmp_path)
    take(tmp_path, pile)
    assert (
        modules_of(tmp_path) == from_folder == {"alice/01_autograd/engine.py": CODE, "bob/01_autograd/engine.py": b"b"}
    )


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("name", ["class.tar", "class.tgz"])
def test_tar_is_read_by_its_content(tmp_path, mode, name):
    inner = tarred((member("./engine.py"), CODE), mode=mode)
    take(tmp_path, tarred((member("alice/engine.py"), CODE), (member("bob.tar.gz"), inner), mode=mode), name=name)
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE, "bob/01_autograd/engine.py": CODE}


def test_mac_zip_without_the_utf8_flag_keeps_names(tmp_path):
    data = bytearray(zipped({"王小明/engine.py": CODE}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = data.index(signature) + at
        (flags,) = struct.unpack_from("<H", data, where)
        struct.pack_into("<H", data, where, flags & ~0x800)
    assert set(take(tmp_path, bytes(data))) == {"王小明"}


def test_receipt_on_disk_is_the_one_returned(tmp_path):
    receipts = take(tmp_path, {"alice/engine.py": CODE, "alice/notes.txt": b""})
    stored = msgspec.json.decode(written(tmp_path)["alice/01_autograd/receipt.json"], type=Receipt)
    assert stored == receipts["alice"]
    assert stored.source == "alice/"


def test_only_the_files_of_the_assignment_are_taken(tmp_path):
    files = ("engine.py", "01_autograd.ipynb", "conftest.py", "receipt.json", "pytest.ini", "numpy.py")
    receipts = take(tmp_path, {f"alice/{name}": b"x" for name in files})
    assert set(modules_of(tmp_path)) == {"alice/01_autograd/engine.py", "alice/01_autograd/01_autograd.ipynb"}
    for name in files[2:]:
        assert f"{name}: not one of the files of this assignment" in why(receipts["alice"])


def test_bytes_are_taken_as_they_are(tmp_path):
    data = b"\xef\xbb\xbfx = 1\r\n\xff\x00\n"
    take(tmp_path, {"alice/engine.py": data})
    assert list(modules_of(tmp_path).values()) == [data]


def test_notebook_may_be_absent_but_a_module_is_missing(tmp_path):
    receipts = take(
        tmp_path, {"alice/engine.py": CODE, "bob/01_autograd.ipynb": b"{}", "carol/README.md": b""}, "engine", "neurons"
    )
    assert receipts["alice"].missing == ("neurons.py",)
    assert receipts["bob"].taken == ("01_autograd.ipynb",)
    assert receipts["bob"].missing == receipts["carol"].missing == ("engine.py", "neurons.py")


def test_student_with_an_empty_folder_gets_a_receipt(tmp_path):
    assert take(tmp_path, {"alice/": b"", "bob/engine.py": CODE})["alice"].missing == ("engine.py",)


@pytest.mark.parametrize("name", ["engine (1).py", "engine(12).py", "engine-1.py", "Engine.py"])
def test_renamed_copy_is_taken_when_it_is_the_only_one(tmp_path, name):
    take(tmp_path, {f"alice/{name}": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}


def test_exact_name_counts_before_a_renamed_copy(tmp_path):
    receipts = take(tmp_path, {"alice/engine (1).py": b"copy", "alice/engine.py": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}
    assert "engine (1).py: engine.py counts as engine.py" in why(receipts["alice"])


@pytest.mark.parametrize(
    "name", ["engine.txt", "engine.py.txt", "engin.py", "my_engine.py", "engine (1) (2).py", "engine.py "]
)
def test_wrong_name_is_refused(tmp_path, name):
    receipt = take(tmp_path, {f"alice/{name}": CODE})["alice"]
    assert receipt.missing == ("engine.py",)
    assert f"{name}: not one of the files" in why(receipt)


def test_file_at_a_wrong_level_is_found_nearest_to_the_top(tmp_path):
    receipts = take(tmp_path, {"alice/a/b/c/engine.py": b"deep", "alice/a/engine.py": CODE})
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE}
    assert "a/b/c/engine.py: a/engine.py counts" in why(receipts["alice"])


@pytest.mark.parametrize(
    "names", [("a/engine.py", "b/engine.py"), ("engine (1).py", "engine (2).py"), ("one.zip", "two.zip")]
)
def test_ambiguous_file_is_refused(tmp_path, names):
    receipt = take(
        tmp_path, {f"alice/{name}": zipped({"engine.py": CODE}) if name.endswith("zip") else CODE for name in names}
    )["alice"]
    assert receipt.missing == ("engine.py",)
    assert why(receipt).count("2 files are equally near to the top") == 2


def test_junk_inside_a_students_zip_is_ignored_quietly(tmp_path):
    mac = {"work/engine.py": CODE, "__MACOSX/work/._engine.py": b"", "work/.DS_Store": b"", "__MACOSX/engine.py": b""}
    receipt = take(tmp_path, {"alice.zip": zipped(mac)})["alice"]
    assert (receipt.taken, receipt.refused) == (("engine.py",), ())


def test_junk_of_operating_systems_is_ignored_quietly(tmp_path):
    junk = (
        "__MACOSX/alice/._engine.py",
        "alice/.DS_Store",
        "alice/Thumbs.db",
        "alice/._engine.py",
        "alice/desktop.ini",
        "alice/.ipynb_checkpoints/engine.py",
        "alice/__pycache__/engine.cpython-311.pyc",
        "__MACOSX/engine.py",
    )
    receipts = take(tmp_path, {**dict.fromkeys(junk, b"junk"), "alice/engine.py": CODE})
    assert set(receipts) == {"alice"}
    assert receipts["alice"].refused == ()


# Several hand-ins


def test_last_canvas_resubmission_wins_and_the_receipt_says_so(tmp_path):
    receipts = take(
        tmp_path,
        {"lee_7_903_engine-2.py": b"third", "lee_7_901_engine.py": b"first", "lee_7_902_engine-1.py": b"second"},
    )
    assert list(modules_of(tmp_path).values()) == [b"third"]
    assert why(receipts["lee_7"]).count("replaced by the later lee_7_903_engine-2.py") == 2


def test_newer_of_a_folder_and_a_zip_wins(tmp_path):
    for name, data, moment in (
        ("alice.zip", zipped({"engine.py": b"zip"}), 2_000_000),
        ("alice/engine.py", b"folder", 0),
    ):
        path = tmp_path / "pile" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (moment, moment))
    for moment, winner in ((1_000_000, b"zip"), (3_000_000, b"folder")):
        os.utime(tmp_path / "pile/alice/engine.py", (moment, moment))
        collect(assignment_of(), tmp_path / "pile", tmp_path / "submitted")
        assert list(modules_of(tmp_path).values()) == [winner]


def test_files_of_one_canvas_hand_in_are_kept_together(tmp_path):
    take(tmp_path, {"lee_7_1_engine.py": b"e", "lee_7_2_neurons.py": b"n", "lee_7_text.html": b""}, "engine", "neurons")
    assert modules_of(tmp_path) == {"lee_7/01_autograd/engine.py": b"e", "lee_7/01_autograd/neurons.py": b"n"}


def test_collecting_twice_changes_nothing(tmp_path):
    pile = {
        "Bob/engine.py": b"1",
        "bob/engine.py": b"2",
        "alice.zip": zipped({"engine.py": CODE}),
        "X Y_1_assignsubmission_file_/engine.py": b"3",
        "X Y_2_assignsubmission_file_/engine.py": b"4",
        "a\u202eb/engine.py": b"5",
        "ab/engine.py": b"6",
        "__MACOSX/x": b"",
    }
    first = take(tmp_path, pile)
    before = written(tmp_path)
    assert take(tmp_path, pile) == first
    assert written(tmp_path) == before


def test_resubmission_replaces_the_files_and_leaves_nothing_behind(tmp_path):
    take(tmp_path, {"alice/engine.py": b"old", "alice/01_autograd.ipynb": b"{}", "bob/engine.py": b"bob"})
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


# Student ids


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
    pile = {"Li Na_11_assignsubmission_file_/engine.py": b"1", "Li Na_12_assignsubmission_file_/engine.py": b"2"}
    take(tmp_path, {**pile, "Li_Na_11/engine.py": b"3"})
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
    ids = student_ids(people, {})
    assert len({unicodedata.normalize("NFKC", student).casefold() for student in ids.values()}) == len(people)


# Hostile paths and kinds of entries


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("alice/../../evil.py", "leaves its folder"),
        ("alice/../bob/engine.py", "leaves its folder"),
        ("alice/..\\..\\engine.py", "leaves its folder"),
        ("alice\\engine.py", "backslashes"),
        ("alice/sub\\engine.py", "backslashes"),
        ("alice/" + "x/" * 40 + "engine.py", "too deep"),
        ("alice/" + "x" * 2000 + "/engine.py", "too long"),
    ],
)
def test_path_that_could_leave_its_folder_is_refused(tmp_path, name, reason):
    receipts = take(tmp_path, {name: b"evil", "bob/engine.py": CODE})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert reason in why(receipts["alice"])
    assert receipts["alice"].missing == ("engine.py",)
    assert {path.name for path in tmp_path.iterdir()} == {"class.zip", "submitted"}


@pytest.mark.parametrize(
    "name",
    [
        "/etc/engine.py",
        "../engine.py",
        "C:/engine.py",
        "c:\\x\\engine.py",
        "\\\\host\\x\\engine.py",
        "../alice/engine.py",
        "..\\alice\\engine.py",
        "/alice/engine.py",
    ],
)
def test_path_from_outside_belongs_to_nobody_and_is_reported(tmp_path, name):
    receipts = take(tmp_path, {name: b"evil", "bob/engine.py": CODE})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert set(receipts) == {"", "bob"}
    assert "path" in why(receipts[""])


@pytest.mark.parametrize("name", ["../engine.py", "/engine.py", "a/../../engine.py", "a\\engine.py", "C:engine.py"])
@pytest.mark.parametrize("pack", [lambda name: zipped({name: b"evil"}), lambda name: tarred((member(name), b"evil"))])
def test_hostile_path_in_a_students_own_archive_is_refused(tmp_path, name, pack):
    receipt = take(tmp_path, {"alice.zip": pack(name)})["alice"]
    assert modules_of(tmp_path) == {}
    assert "path" in why(receipt)


def test_name_cut_by_a_nul_byte_is_refused(tmp_path):
    data = zipped({"engine.py_.exe": b"evil"}).replace(b"engine.py_.exe", b"engine.py\0.exe")
    receipt = take(tmp_path, {"alice.zip": data})["alice"]
    assert modules_of(tmp_path) == {}
    assert "NUL" in why(receipt)


def special(name: str, mode: int, data: bytes = b"/etc/passwd") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, (mode | 0o777) << 16
        archive.writestr(info, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (stat.S_IFLNK, "symbolic link"),
        (stat.S_IFCHR, "device"),
        (stat.S_IFBLK, "device"),
        (stat.S_IFIFO, "device"),
        (stat.S_IFSOCK, "device"),
    ],
)
def test_special_file_in_a_zip_is_refused(tmp_path, mode, reason):
    for pile in (special("alice/engine.py", mode), zipped({"alice.zip": special("engine.py", mode)})):
        receipt = take(tmp_path, pile)["alice"]
        assert modules_of(tmp_path) == {}
        assert f"engine.py: a {reason}" in why(receipt)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a device"),
    ],
)
def test_special_file_in_a_tar_is_refused(tmp_path, kind, reason):
    data = tarred((member("alice/engine.py", kind, "../bob/engine.py"), b""), (member("bob/engine.py"), CODE))
    receipts = take(tmp_path, data, name="class.tar")
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert f"engine.py: {reason}" in why(receipts["alice"])


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path):
    pile = tmp_path / "class"
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "engine.py").write_bytes(b"the solution")
    for student in ("alice", "bob", "carol"):
        (pile / student).mkdir(parents=True)
    (pile / "alice/engine.py").symlink_to(secret / "engine.py")
    (pile / "bob/sub").symlink_to(secret)
    os.mkfifo(pile / "carol/engine.py")
    (pile / "dan.zip").symlink_to(secret / "engine.py")
    receipts = {receipt.student: receipt for receipt in collect(assignment_of(), pile, tmp_path / "submitted")}
    assert modules_of(tmp_path) == {}
    for student, reason in (
        ("alice", "symbolic link"),
        ("bob", "symbolic link"),
        ("carol", "device"),
        ("dan", "symbolic"),
    ):
        assert reason in why(receipts[student])


def test_folder_without_permission_stops_only_its_owner(tmp_path, monkeypatch):
    for student in ("alice", "bob"):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "engine.py").write_bytes(CODE)
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("class/alice"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    receipts = collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    assert [receipt.missing for receipt in receipts] == [("engine.py",), ()]
    assert "cannot be read" in why(receipts[0])


@pytest.mark.parametrize("inside", [{"alice/engine.py/": b""}, {"alice/engine.py/__init__.py": CODE}])
def test_folder_where_a_file_belongs_is_refused(tmp_path, inside):
    receipt = take(tmp_path, inside)["alice"]
    assert receipt.missing == ("engine.py",)
    assert "a folder, where a file belongs" in why(receipt)


def test_duplicate_entries_of_a_name_are_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("engine.py", b"shown to the teacher")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("engine.py", b"taken by the grader")
    twice = zipped({"engine.py": b"1", "./engine.py": b"2"})
    receipts = take(tmp_path, {"alice.zip": data.getvalue(), "bob.zip": twice, "carol/engine.py": CODE})
    assert modules_of(tmp_path) == {"carol/01_autograd/engine.py": CODE}
    for student in ("alice", "bob"):
        assert "in the archive 2 times" in why(receipts[student])


# Bombs and damage


def test_encrypted_entry_is_refused(tmp_path):
    data = bytearray(zipped({"engine.py": CODE}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "engine.py: encrypted" in why(take(tmp_path, {"alice.zip": bytes(data)})["alice"])


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_unusual_compression_is_refused(tmp_path, compression):
    assert "unusual way" in why(take(tmp_path, {"alice.zip": zipped({"engine.py": CODE}, compression)})["alice"])


@pytest.mark.parametrize(
    "pack",
    [
        lambda data: zipped({"engine.py": data}, zipfile.ZIP_STORED),
        lambda data: tarred((member("engine.py"), data), mode="w:gz"),
    ],
)
def test_module_over_one_megabyte_is_refused(tmp_path, pack):
    receipts = take(tmp_path, {"alice.zip": pack(b"#" * (archives.MB + 1)), "bob.zip": pack(b"#" * archives.MB)})
    assert "engine.py: 1.0 MB, larger than 1.0 MB" in why(receipts["alice"])
    assert receipts["bob"].taken == ("engine.py",)


def test_large_file_in_a_folder_is_refused(tmp_path):
    (tmp_path / "class/alice").mkdir(parents=True)
    (tmp_path / "class/alice/engine.py").write_bytes(b"#" * (archives.MB + 1))
    assert "larger than 1.0 MB" in why(collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")[0])


def test_notebook_may_be_larger_than_a_module_but_has_a_cap(tmp_path):
    fine, large = os.urandom(3 * archives.MB), b"\0" * (20 * archives.MB + 1)
    receipts = take(tmp_path, {"alice/01_autograd.ipynb": fine, "bob/01_autograd.ipynb": large})
    assert receipts["alice"].taken == ("01_autograd.ipynb",)
    assert "larger than 20.0 MB" in why(receipts["bob"])


def test_zip_bomb_by_ratio_is_refused(tmp_path):
    receipt = take(tmp_path, {"alice.zip": zipped({"engine.py": b"\0" * (archives.MB - 1)})})["alice"]
    assert "engine.py: a zip bomb" in why(receipt)
    assert modules_of(tmp_path) == {}


def test_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    data = bytearray(zipped({"engine.py": os.urandom(1000) * 5000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + at, 100)
    receipt = take(tmp_path, {"alice.zip": bytes(data)})["alice"]
    assert "damaged" in why(receipt)
    assert modules_of(tmp_path) == {}


def test_actual_size_is_capped_whatever_was_declared():
    with pytest.raises(archives.Refused, match="larger than"):
        archives.read_capped(io.BytesIO(b"x" * 101), 100)
    assert archives.read_capped(io.BytesIO(b"x" * 100), 100) == b"x" * 100


def test_total_that_an_archive_unpacks_to_is_capped(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ARCHIVE_UNPACKED", 10_000)
    small = {f"{n}.txt": os.urandom(2000) for n in range(6)}
    receipt = take(tmp_path, {"alice.zip": zipped({"engine.py": CODE, **small})})["alice"]
    assert "it unpacks to 11.7 KB, more than 9.8 KB" in why(receipt)


def test_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ARCHIVE_BYTES", archives.MB)
    bomb = tarred((member("data.bin"), b"\0" * (20 * archives.MB)), (member("engine.py"), CODE), mode="w:gz")
    assert "unpacks to more than 1.0 MB" in why(take(tmp_path, {"alice.tar.gz": bomb})["alice"])


def test_students_archive_is_capped_as_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(pick, "MAX_ARCHIVE_BYTES", 1000)
    receipt = take(tmp_path, {"alice/data.zip": zipped({"x": os.urandom(2000)}), "alice/engine.py": CODE})["alice"]
    assert receipt.taken == ("engine.py",)
    assert "data.zip: 2.1 KB, larger than 1.0 KB" in why(receipt)


@pytest.mark.parametrize(
    "pack", [zipped, lambda files: tarred(*((member(name), data) for name, data in files.items()))]
)
def test_more_than_two_thousand_entries_are_refused(tmp_path, pack):
    many = dict.fromkeys((f"{n}.txt" for n in range(2000)), b"")
    receipts = take(tmp_path, {"alice.zip": pack({"engine.py": CODE, **many}), "bob.zip": pack({"engine.py": CODE})})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert "more than 2000 entries" in why(receipts["alice"])


def test_more_than_two_thousand_files_in_a_folder_are_refused(tmp_path):
    many = dict.fromkeys((f"alice/{n}.txt" for n in range(2000)), b"")
    receipt = take(tmp_path, {"alice/engine.py": CODE, **many})["alice"]
    assert receipt.taken == ()
    assert [refusal.reason for refusal in receipt.refused] == ["more than 2000 entries"]


def test_receipt_lists_no_more_refusals_than_a_person_reads(tmp_path):
    many = dict.fromkeys((f"alice/{n}.txt" for n in range(500)), b"")
    receipt = take(tmp_path, {**many, "alice/engine.py": CODE})["alice"]
    assert len(receipt.refused) == 101
    assert receipt.refused[-1].reason == "and 400 more"


def test_archive_inside_a_students_archive_is_refused(tmp_path):
    deep = zipped({"more.zip": zipped({"engine.py": b"deep"}), "x.tar.gz": b"", "work/engine.py": CODE})
    receipt = take(tmp_path, {"alice.zip": deep})["alice"]
    assert list(modules_of(tmp_path).values()) == [CODE]
    assert why(receipt).count("an archive inside an archive") == 2


def test_only_a_few_archives_of_one_student_are_opened(tmp_path):
    receipt = take(tmp_path, {f"alice/{n}.zip": zipped({f"{n}/x": b""}) for n in range(8)})["alice"]
    assert why(receipt).count("more than 5 archives") == 3


@pytest.mark.parametrize("name", ["work.rar", "work.7z", "engine.py.gz"])
def test_archive_of_another_kind_is_explained(tmp_path, name):
    assert "hand in a zip" in why(take(tmp_path, {f"alice/{name}": b"Rar!"})["alice"])


GOOD_ZIP = zipped({"engine.py": b"0123456789" * 50}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    "data",
    [
        GOOD_ZIP[:-30],
        GOOD_ZIP[:100],
        GOOD_ZIP.replace(b"0123", b"xxxx", 1),
        b"PK",
        b"",
        b"not an archive",
        b"\x1f\x8b\x08",
        GOOD_ZIP.replace(b"PK\x01\x02", b"PK\x01\x03"),
        tarred((member("engine.py"), CODE), mode="w:gz")[:-20],
        tarred((member("engine.py"), b"x" * 5000))[:2000],
    ],
    ids=["cut", "cut short", "crc", "magic", "empty", "text", "gzip", "directory", "cut gzip", "cut tar"],
)
def test_damaged_archive_stops_only_its_owner(tmp_path, data):
    receipts = take(tmp_path, {"alice.zip": data, "bob/engine.py": CODE})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert "damaged or truncated" in why(receipts["alice"])


def test_zip_with_undecodable_names_is_refused(tmp_path):
    data = zipped({"é.py": CODE}).replace("é".encode(), b"\xff\xff")
    assert "damaged" in why(take(tmp_path, {"alice.zip": data})["alice"])


def header(kind: bytes, size: int, name: bytes = b"engine.py") -> bytes:
    info = tarfile.TarInfo(name.decode())
    info.type = kind
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[124:136] = tarfile.itn(size, 12, tarfile.GNU_FORMAT)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def record(keyword: bytes, value: bytes = b"") -> bytes:
    """One line of a PAX header, which begins with its own length."""
    lines = (b"%d %s=%s\n" % (length, keyword, value) for length in range(len(keyword + value) + 4, 1 << 20))
    return next(line for line in lines if int(line.split()[0]) == len(line))


def pax(records: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    return header(kind, len(records)) + records + b"\0" * (-len(records) % 512)


FILE = header(tarfile.REGTYPE, 0)
SPARSE = record(b"GNU.sparse.major", b"1") + record(b"GNU.sparse.minor", b"0") + record(b"GNU.sparse.name", b"a.py")
ATTRIBUTES = b"".join(record(b"%x" % n, b"x" * 250) for n in range(150))


@pytest.mark.parametrize(
    "data",
    [
        header(tarfile.REGTYPE, 0, b"a") + header(tarfile.REGTYPE, -512),
        FILE + pax(record(b"size", b"-512")) + FILE,
        header(tarfile.XHDTYPE, 1 << 20) + b"1" * (1 << 20) + header(tarfile.REGTYPE, 0),
        header(tarfile.GNUTYPE_LONGNAME, 1 << 20) + b"1" * (1 << 20) + header(tarfile.REGTYPE, 0),
        header(tarfile.GNUTYPE_LONGNAME, 0) * 5000,
        pax(b"11 path=a00\n" + b"1" * 65_000) + FILE,
        pax(b"2 " * 32_000 + b"=") + FILE,
        pax(b"".join(record(b"%x" % n) for n in range(5_000))) + FILE,
        pax(ATTRIBUTES, tarfile.XGLTYPE) + FILE * 3,
        (pax(ATTRIBUTES) + FILE) * 60,
        pax(SPARSE) + header(tarfile.REGTYPE, 1 << 20) + b"0\n" * (1 << 19),
        header(tarfile.GNUTYPE_SPARSE, 0),
    ],
    ids=[
        "negative size",
        "negative pax size",
        "huge pax header",
        "huge name",
        "endless names",
        "digits in a pax header",
        "no record in a pax header",
        "many records in a pax header",
        "a pax header for all files",
        "many pax headers",
        "sparse",
        "old sparse",
    ],
)
def test_crafted_tar_header_is_refused(tmp_path, data):
    receipts = take(tmp_path, {"alice.tar": data + b"\0" * 1024, "bob/engine.py": CODE})
    assert re.search("damaged|sparse", why(receipts["alice"]))
    assert receipts["bob"].taken == ("engine.py",)


def test_headers_that_programs_really_write_are_taken(tmp_path):
    attributes = record(b"SCHILY.xattr.com.apple.quarantine", b"0081;\n=\0\xff") + record(b"mtime", b"1700000000.25")
    comment = pax(record(b"comment", b"f" * 40), tarfile.XGLTYPE)  # as git writes
    data = comment + pax(attributes) + tarred((member("engine.py"), CODE))
    assert take(tmp_path, {"alice.tar": data})["alice"].taken == ("engine.py",)


@pytest.mark.parametrize("pack", [zipped, lambda files: tarred(*((member(name), b"") for name in files))])
def test_a_name_of_countless_marks_on_one_letter_takes_no_time(tmp_path, pack):
    names = [f"{n}a" + "\u0301" * 8_000 + "\u0316" * 8_000 for n in range(8)]
    start = time.process_time()
    receipt = take(tmp_path, {"alice.tar": pack(dict.fromkeys(names, b"")), "bob/engine.py": CODE})["alice"]
    assert time.process_time() - start < 3  # to put each in canonical order takes longer
    assert len({refusal.path for refusal in receipt.refused}) == len(names)


def test_terminal_and_bidi_characters_do_not_reach_the_receipt(tmp_path):
    receipts = take(tmp_path, {"alice/\x1b[2Jx\u202eyp.py": b"", "alice/engine.py": CODE})
    assert all(char.isprintable() for refusal in receipts["alice"].refused for char in refusal.path + refusal.reason)


# Sources that are none


def test_missing_source_is_a_problem(tmp_path):
    with pytest.raises(Problem, match=r"There is nothing at .*nowhere\.zip"):
        collect(assignment_of(), tmp_path / "nowhere.zip", tmp_path / "submitted")


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04", GOOD_ZIP[:-30], b"\x1f\x8b\x08\0"])
def test_source_that_is_no_archive_is_a_problem(tmp_path, data):
    with pytest.raises(Problem, match=r"cannot be read.*Give a folder, a zip or a tar"):
        take(tmp_path, data)
    assert not (tmp_path / "submitted").exists()


@pytest.mark.parametrize("pile", [{}, {"engine.py": CODE}, {"README.md": b""}, {"__MACOSX/a/engine.py": b""}])
def test_pile_without_a_student_is_a_problem(tmp_path, pile):
    with pytest.raises(Problem, match="No hand-in found"):
        take(tmp_path, pile)


def test_submitted_that_cannot_be_written_is_a_problem(tmp_path):
    (tmp_path / "submitted").write_bytes(b"a file")
    with pytest.raises(Problem, match="Cannot write to"):
        take(tmp_path, {"alice/engine.py": CODE})


# Whatever comes


def snapshot(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def check_containment(root: Path, data: bytes) -> None:
    """Collecting `data` raises nothing but Problem and writes only the assignment's files, below submitted/."""
    source = root / "in" / "class.zip"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(data)
    receipts: list[Receipt] = []
    before = snapshot(root)
    with contextlib.suppress(Problem):
        receipts = collect(assignment_of(), source, root / "out" / "submitted")
    allowed = {"out", "out/submitted"}
    for receipt in receipts:
        home = f"out/submitted/{receipt.student}"
        allowed |= {home, f"{home}/01_autograd"} | {
            f"{home}/01_autograd/{name}" for name in (*receipt.taken, "receipt.json")
        }
    assert snapshot(root) - before <= allowed


names = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(
            [
                "..",
                ".",
                "",
                "alice",
                "engine.py",
                "C:",
                "\\",
                "~",
                "engine (1).py",
                "a.zip",
                "\x00",
                "CON",
                "x_1_2_engine.py",
                "N N_3_assignsubmission_file_",
                "\u202e",
                "-",
            ]
        ),
        max_size=5,
    ).map("/".join),
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(st.lists(st.tuples(names, st.binary(max_size=20)), max_size=6), st.booleans())
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_entry_name_writes_outside_submitted(tmp_path_factory, entries, wrap):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in entries:
            try:
                archive.writestr(name, content)
            except (UnicodeEncodeError, IndexError):  # zipfile cannot write an empty name or half a character
                continue
    check_containment(
        tmp_path_factory.mktemp("pile"), zipped({"eve.zip": data.getvalue()}) if wrap else data.getvalue()
    )


@many
@given(
    st.lists(
        st.tuples(names, st.sampled_from([b"0", b"1", b"2", b"3", b"5", b"6", b"7", b"S", b"Z"]), names), max_size=6
    ),
    st.booleans(),
)
def test_no_tar_member_writes_outside_submitted(tmp_path_factory, members, wrap):
    data = tarred(
        *(
            (member(name.replace("\0", ""), kind, link.replace("\0", "")), b"x" if kind in b"07" else b"")
            for name, kind, link in members
            if not {"\ud800"} & set(name + link)
        )
    )
    check_containment(tmp_path_factory.mktemp("pile"), zipped({"eve.tar": data}) if wrap else data)


SEEDS = (
    GOOD_ZIP,
    zipped({"a/engine.py": CODE, "b.zip": GOOD_ZIP}),
    tarred((member("a/engine.py"), CODE), mode="w:gz"),
    tarred((member("a/engine.py"), CODE), (member("l" * 200, tarfile.SYMTYPE, "x" * 200), b"")),
)


@many
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8),
    st.booleans(),
)
def test_no_damage_raises_anything_but_problem(tmp_path_factory, seed, flips, wrap):
    data = bytearray(seed)
    for at, value in flips:
        data[at % len(data)] = value
    check_containment(tmp_path_factory.mktemp("pile"), zipped({"eve.zip": bytes(data)}) if wrap else bytes(data))
