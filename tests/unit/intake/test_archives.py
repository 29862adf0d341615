"""Every way in which a student's archive can be hostile, damaged or odd."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import time
import zipfile

import pytest
from class_exports import CODE, GOOD_ZIP, member, modules_of, take, tarred, why, zipped

from autograder.intake import archives


def test_mac_zip_without_the_utf8_flag_keeps_names(tmp_path):
    data = bytearray(zipped({"王小明/engine.py": CODE}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = data.index(signature) + at
        (flags,) = struct.unpack_from("<H", data, where)
        struct.pack_into("<H", data, where, flags & ~0x800)
    assert set(take(tmp_path, bytes(data))) == {"王小明"}


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
    for export in (special("alice/engine.py", mode), zipped({"alice.zip": special("engine.py", mode)})):
        receipt = take(tmp_path, export)["alice"]
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


def test_encrypted_entry_is_refused(tmp_path):
    data = bytearray(zipped({"engine.py": CODE}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "engine.py: encrypted" in why(take(tmp_path, {"alice.zip": bytes(data)})["alice"])


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_unusual_compression_is_refused(tmp_path, compression):
    assert "unusual way" in why(take(tmp_path, {"alice.zip": zipped({"engine.py": CODE}, compression)})["alice"])


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


@pytest.mark.parametrize(
    "pack", [zipped, lambda files: tarred(*((member(name), data) for name, data in files.items()))]
)
def test_more_than_two_thousand_entries_are_refused(tmp_path, pack):
    many = dict.fromkeys((f"{n}.txt" for n in range(2000)), b"")
    receipts = take(tmp_path, {"alice.zip": pack({"engine.py": CODE, **many}), "bob.zip": pack({"engine.py": CODE})})
    assert modules_of(tmp_path) == {"bob/01_autograd/engine.py": CODE}
    assert "more than 2000 entries" in why(receipts["alice"])


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
