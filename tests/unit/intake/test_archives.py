"""Every way in which a student's archive can be hostile, damaged or odd."""

from __future__ import annotations

import functools
import gc
import gzip
import io
import os
import random
import stat
import struct
import tarfile
import time
import zipfile

import pytest
from class_exports import CODE, GOOD_ZIP, member, modules_of, take, tarred, why, zipped

from autograder.intake import archives
from autograder.text import MAX_NAME


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


def forged(size: int, name: str = "data.bin") -> bytes:
    """A zip of one small file that is said to unpack to so much."""
    data = bytearray(zipped({name: b""}, zipfile.ZIP_STORED))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


@functools.cache
def deflated_by(ratio: int) -> bytes:
    """A file that deflates to just so much less."""
    start, packed, found = random.Random(1).randbytes(500), 600, 0
    while found != packed:
        packed = max(packed + 1, found)
        data = start.ljust(ratio * packed, b"\0")
        found = zipfile.ZipFile(io.BytesIO(zipped({"x": data}))).getinfo("x").compress_size
        assert packed < 2000
    return data


def only(data: bytes) -> archives.Entry:
    (entry,) = archives.unpack(data)
    return entry


def test_a_students_archive_may_unpack_to_two_hundred_megabytes_and_no_more():
    assert only(forged(200 << 20)).path == "data.bin"
    with pytest.raises(archives.Refused, match=r"more than 200\.0 MB"):
        archives.unpack(forged((200 << 20) + 1))


def test_a_students_archive_may_have_fifty_megabytes_under_gzip_and_no_more(monkeypatch):
    asked = []
    monkeypatch.setattr(archives, "gunzipped", lambda stream, into, cap: asked.append(cap) or stream)
    with pytest.raises(archives.Refused):
        archives.unpack(b"\x1f\x8b")
    assert asked == [50 << 20]


def test_what_tools_leave_behind_does_not_count_to_what_an_archive_unpacks_to():
    entry = only(forged((200 << 20) + 1, "node_modules/x.js"))
    assert entry.junk == 1


def test_gzip_may_unpack_to_the_cap_and_no_more():
    packed = gzip.compress(b"x" * 100)
    assert archives.gunzipped(io.BytesIO(packed), io.BytesIO(), 100).read() == b"x" * 100
    with pytest.raises(archives.Refused):
        archives.gunzipped(io.BytesIO(packed), io.BytesIO(), 99)


def test_a_small_file_may_deflate_as_well_as_it_will_and_a_larger_one_two_hundred_times():
    small = archives.MB // 16
    for data in (b"\0" * small, deflated_by(200)):
        assert only(zipped({"engine.py": data})).read(archives.MB) == data
    assert len(deflated_by(200)) > small
    for data in (b"\0" * (small + 1), deflated_by(201)):
        with pytest.raises(archives.Refused, match="zip bomb"):
            only(zipped({"engine.py": data})).read(archives.MB)


@pytest.mark.parametrize("pack", [zipped, lambda files: tarred((member("engine.py"), files["engine.py"]))])
def test_a_file_is_read_up_to_the_cap_and_a_larger_one_is_refused_with_its_size(pack):
    entry = only(pack({"engine.py": b"x" * 2048}))
    assert entry.read(2048) == b"x" * 2048
    with pytest.raises(archives.Refused, match=r"2\.0 KB, larger than 2\.0 KB"):
        entry.read(2047)


@pytest.mark.parametrize("pack", [lambda: zipped({"src/": b""}), lambda: tarred((member("src", tarfile.DIRTYPE), b""))])
def test_a_folder_in_an_archive_is_one_and_holds_nothing(pack):
    entry = only(pack())
    assert (entry.folder, entry.refusal, entry.read(10)) == (True, "", b"")


@pytest.mark.parametrize("pack", [zipped, lambda files: tarred(*((member(name), b"") for name in files))])
def test_an_archive_may_hold_the_most_entries_and_no_more(monkeypatch, pack):
    monkeypatch.setattr(archives, "MAX_ARCHIVE_ENTRIES", 3)
    monkeypatch.setattr(archives, "MAX_LISTED_ENTRIES", 5)
    three, junk = ["a", "b", "c"], [f"__pycache__/{n}" for n in range(3)]
    assert [entry.junk for entry in archives.unpack(pack(dict.fromkeys([*three, *junk[:2]], b"")))] == [0, 0, 0, 2]
    for names in ([*three, "d"], [*three, *junk]):
        with pytest.raises(archives.Refused, match=f"more than {len(names) - 1} entries"):
            archives.unpack(pack(dict.fromkeys(names, b"")))


@pytest.mark.parametrize(
    ("name", "parts", "refused"),
    [
        ("engine.py", ("engine.py",), False),
        ("./src//engine.py", ("src", "engine.py"), False),
        ("a..b/...", ("a..b", "..."), False),
        ("x" * MAX_NAME, ("x" * MAX_NAME,), False),
        ("x" * (MAX_NAME + 1), ("x" * (MAX_NAME + 1),), True),
        ("/".join("x" * 32), tuple("x" * 32), False),
        ("/".join("x" * 33), tuple("x" * 33), True),
        ("\0", ("\0",), True),
        ("c:engine.py", (archives.ROOT, "c:engine.py"), True),
        ("\\engine.py", (archives.ROOT, "engine.py"), True),
    ],
)
def test_a_path_is_taken_apart_and_refused_where_it_could_lead_elsewhere(name, parts, refused):
    found, why = archives.check_path(name)
    assert (found, bool(why)) == (parts, refused)


@pytest.mark.parametrize(
    ("path", "somebodys", "own"),
    [
        ("ada/engine.py", False, False),
        ("ada/.git/config", True, True),
        (".git/config", True, True),
        ("._ada", True, True),
        ("ada/._engine.py", True, True),
        ("ada/_engine.py", False, False),
        ("ada/node_modules/x.js", True, True),
        ("node_modules/x.js", False, True),  # who knows what somebody is called
    ],
)
def test_what_programs_leave_is_junk_but_no_name_that_may_be_a_students(path, somebodys, own):
    parts = tuple(path.split("/"))
    assert (archives.is_junk(parts), archives.is_junk(parts, own=True)) == (somebodys, own)


def test_one_entry_stands_for_all_junk_called_after_a_copy_by_jupyter_if_there_is_one():
    copy = (".ipynb_checkpoints", "engine-checkpoint.py")
    for junk in ([("__pycache__", "x.pyc"), copy], [copy, ("__pycache__", "x.pyc")]):
        entry = archives.left_out(("ada",), junk)
        assert (entry.path, entry.junk, entry.parts[0]) == ("/".join(copy), 2, "ada")
        with pytest.raises(archives.Refused):
            entry.read(10)
    assert archives.left_out((), [copy], 7).junk == 7


def test_an_entry_stands_for_itself_unless_it_is_said_to_stand_for_more():
    entry = only(zipped({"engine.py": CODE}))
    assert (entry.all, entry.junk, entry.clone) == (False, 0, False)


@pytest.mark.parametrize(("name", "outside"), [("/ada/x", True), ("../x", True), ("ada/../x", False), ("ada/x", False)])
def test_a_path_is_outside_where_it_begins_there(name, outside):
    entry = archives.Entry(name, archives.check_path(name)[0], False, (), "", lambda cap: b"")
    assert entry.outside == outside


@pytest.mark.parametrize("bit", [0x1, 0x40])
def test_weak_and_strong_encryption_are_refused(bit):
    data = bytearray(zipped({"engine.py": CODE}))
    data[data.index(b"PK\x01\x02") + 8] |= bit
    assert "encrypted" in only(bytes(data)).refusal


def test_how_hard_a_program_tried_to_deflate_is_no_matter():
    data = bytearray(zipped({"engine.py": CODE}))
    data[data.index(b"PK\x01\x02") + 8] |= 0x6
    assert not only(bytes(data)).refusal


def test_a_zip_without_permissions_is_taken():
    data = bytearray(zipped({"engine.py": CODE}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 38, 0)
    entry = only(bytes(data))
    assert (entry.refusal, entry.read(100), entry.modified) == ("", CODE, (2024, 5, 1, 12, 0, 0))


def test_a_name_that_says_that_it_is_utf8_is_read_so():
    assert only(zipped({"Ã©.py": CODE})).path == "Ã©.py"  # which read as if by macOS would be é.py


def test_what_is_refused_for_its_path_and_for_its_kind_is_told_by_its_path():
    archive = only(special("../engine.py", stat.S_IFLNK))
    assert "folder" in archive.refusal
    link = only(tarred((member("../engine.py", tarfile.SYMTYPE, "x"), b"")))
    assert "folder" in link.refusal


def test_the_same_folder_twice_is_no_matter_and_what_was_refused_stays_so():
    entries = archives.unpack(tarred(*((member("src", tarfile.DIRTYPE), b""),) * 2, (member("src/engine.py"), CODE)))
    assert [entry.refusal for entry in entries] == ["", "", ""]
    twice = archives.unpack(tarred(*((member("a", tarfile.SYMTYPE, "b"), b""),) * 2, (member("c"), CODE)))
    assert ["symbolic" in entry.refusal for entry in twice] == [True, True, False]


def test_a_tars_list_is_forgotten_while_it_is_read():
    data = tarred(*((member(f"{n}.py"), CODE) for n in range(50)))
    gc.collect()  # what other tests have left
    listed = archives.tar_entries(io.BytesIO(data), 100, 100)
    kept = [next(listed) for _ in range(40)]
    del kept[1:]
    assert sum(isinstance(each, tarfile.TarInfo) for each in gc.get_objects()) < 10
    assert kept[0].read(100) == CODE


def test_headers_of_text_count_for_all_entries_of_a_tar_together():
    long = "x" * 600  # each takes two blocks of text
    data = tarred(*((member(f"{n}{long}"), b"") for n in range(20)), mode="w")
    assert len(list(archives.tar_entries(io.BytesIO(data), 100, 100))) == 20
    with pytest.raises(ValueError, match="headers"):
        list(archives.tar_entries(io.BytesIO(data), 100, 5))
