"""A zip that is listed piece by piece has the entries that `zipfile` finds, whatever its size and surroundings."""

from __future__ import annotations

import gc
import io
import struct
import zipfile

import pytest

from autograder.intake import zip_list
from autograder.intake.zip_list import LONGEST_END, listed_zip


def packed(count: int, comment: bytes = b"", before: bytes = b"") -> bytes:
    file = io.BytesIO(before)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for number in range(count):
            archive.writestr(f"student{number}/tiny.py", f"x = {number}\n")
    return file.getvalue()


def listed(data: bytes) -> dict[str, bytes]:
    found = list(listed_zip(io.BytesIO(data)))
    assert not any(entry.refusal for entry in found)
    read = {entry.path: entry.read(100) for entry in found}
    assert len(read) == len(found)
    return read


def expected(count: int) -> dict[str, bytes]:
    return {f"student{number}/tiny.py": f"x = {number}\n".encode() for number in range(count)}


@pytest.fixture
def pieces_of_three(monkeypatch):
    monkeypatch.setattr(zip_list, "PIECE", 3)


@pytest.mark.usefixtures("pieces_of_three")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n" * 20], ids=["alone", "after a program"])
@pytest.mark.parametrize("comment", [b"", b"of the LMS", b"x" * 65535], ids=["plain", "comment", "longest comment"])
def test_every_entry_is_found_once_and_can_be_read(count, before, comment):
    assert listed(packed(count, comment, before)) == expected(count)


@pytest.mark.usefixtures("pieces_of_three")
@pytest.mark.parametrize("comment", [b"", b"of the LMS"])
@pytest.mark.parametrize("count", [3, 5])
def test_so_are_those_of_a_zip64(monkeypatch, count, comment):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    data = packed(count, comment)
    assert b"PK\x06\x06" in data
    assert listed(data) == expected(count)


@pytest.mark.usefixtures("pieces_of_three")
def test_entries_are_read_in_any_order_after_all_were_listed():
    found = list(listed_zip(io.BytesIO(packed(7))))
    assert [entry.read(100) for entry in reversed(found)] == [f"x = {number}\n".encode() for number in range(6, -1, -1)]


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all" * 10, packed(0)[:-1], packed(3)[:-22]])
def test_without_its_end_it_is_no_zip(data):
    with pytest.raises(zipfile.BadZipFile, match="the end of the zip is missing"):
        list(listed_zip(io.BytesIO(data)))


def test_an_end_further_off_than_a_comment_can_be_is_none():
    data = packed(0)
    assert listed(data[:-2] + b"\xff\xff" + b"x" * 65535) == {}
    with pytest.raises(zipfile.BadZipFile):
        listed(data + b"x" * (LONGEST_END - 21))


def test_a_list_that_is_said_to_be_longer_than_the_file_is_missing():
    data = packed(1)
    whole, at = bytearray(data), data.rfind(b"PK\x05\x06")
    whole[at + 12 : at + 16] = (at + 1).to_bytes(4, "little")
    with pytest.raises(zipfile.BadZipFile, match="the list of its entries is missing"):
        list(listed_zip(io.BytesIO(bytes(whole))))


@pytest.mark.parametrize("place", [0, 3])
def test_a_record_that_is_none_is_damage(place):
    whole = bytearray(packed(2))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + place] ^= 0xFF
    with pytest.raises(zipfile.BadZipFile, match="the list of its entries is damaged"):
        list(listed_zip(io.BytesIO(bytes(whole))))


def test_a_list_whose_last_record_is_cut_off_is_damaged():
    data = packed(2)
    (size,) = struct.unpack_from("<L", data, len(data) - 10)
    cut = data[:-74] + data[-22:-10] + struct.pack("<L", size - 52) + data[-6:]
    with pytest.raises(zipfile.BadZipFile, match="the list of its entries is damaged"):
        list(listed_zip(io.BytesIO(cut)))


def test_a_zip_in_a_zip_is_one_of_its_entries():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("ada.zip", packed(3))
    (entry,) = listed_zip(io.BytesIO(file.getvalue()))
    assert (entry.path, entry.read(1000)) == ("ada.zip", packed(3))


def test_a_zip64_of_nothing_is_empty():
    large = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 0, 0, 0, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0)
    assert listed(large + locator + end) == {}


class Far(io.BytesIO):
    """A file whose bytes lie behind so many of nothing."""

    BASE = 2**32

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return super().seek(max(0, offset - self.BASE) if whence == io.SEEK_SET else offset, whence) + self.BASE

    def tell(self) -> int:
        return super().tell() + self.BASE


@pytest.mark.usefixtures("pieces_of_three")
@pytest.mark.parametrize("base", [2**32 - 1, 2**32, 2**33])
def test_entries_beyond_four_gigabytes_are_found_and_can_be_read(monkeypatch, base):
    monkeypatch.setattr(Far, "BASE", base)
    file = Far()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(4):
            archive.writestr(f"student{number}/tiny.py", f"x = {number}\n")
    assert {entry.path: entry.read(100) for entry in listed_zip(file)} == expected(4)


def test_whoever_keeps_one_entry_does_not_keep_all():
    data = packed(50)
    gc.collect()  # what other tests have left
    kept = [next(iter(listed_zip(io.BytesIO(data))))]
    assert sum(isinstance(each, zipfile.ZipInfo) for each in gc.get_objects()) < 10
    assert kept[0].read(100) == b"x = 0\n"


def test_a_stream_with_another_end_reads_like_a_file_of_both():
    file = io.BufferedReader(zip_list._Spliced(io.BytesIO(b"abcdef"), 2, b"xyz"))
    assert file.read() == b"abxyz"
    assert (file.seek(-2, io.SEEK_END), file.read()) == (3, b"yz")
    assert (file.seek(1), file.read(1), file.seek(1, io.SEEK_CUR), file.read()) == (1, b"b", 3, b"yz")
    with pytest.raises(OSError, match="beginning"):
        file.raw.seek(-1)
