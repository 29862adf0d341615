"""Lists a zip of any length piece by piece, where `zipfile` alone would keep a kilobyte for each entry."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from autograder.intake.archives import Entry, zip_entries

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1000  # entries
LONGEST_END = 22 + 65535
# After the zip format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12 to 4.3.16.
_RECORD, _END, _END64, _LOCATOR = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


def listed_zip(stream: IO[bytes]) -> Iterator[Entry]:
    """Every entry of the zip in `stream`, readable as long as that is open. Raises `zipfile.BadZipFile`."""
    start, size, offset = _directory(stream)
    at = start
    while at < start + size:
        records: list[bytes] = []
        while at < start + size and len(records) < PIECE:
            records.append(_record(stream, at))
            at += len(records[-1])
        piece = io.BufferedReader(_Spliced(stream, start, _ended(b"".join(records), len(records), offset)))
        archive = zipfile.ZipFile(piece)
        entries = zip_entries(archive)
        archive.filelist.clear()  # whoever keeps one entry keeps the archive, but need not keep the others
        archive.NameToInfo.clear()
        yield from entries


def _directory(stream: IO[bytes]) -> tuple[int, int, int]:
    """Where the list of entries begins, its length, and where it would begin if nothing were put before the zip."""
    length = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, length - LONGEST_END))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22:
        raise zipfile.BadZipFile("the end of the zip is missing")
    size, offset = struct.unpack_from("<LL", tail, end + 12)
    place = length - len(tail) + end
    if place >= 76:
        stream.seek(place - 76)
        large = stream.read(76)
        if large.startswith(_END64) and large[56:60] == _LOCATOR:
            (size, offset), place = struct.unpack_from("<QQ", large, 40), place - 76
    if size > place:
        raise zipfile.BadZipFile("the list of its entries is missing")
    return place - size, size, offset


def _record(stream: IO[bytes], at: int) -> bytes:
    stream.seek(at)
    fixed = stream.read(46)
    if len(fixed) < 46 or not fixed.startswith(_RECORD):
        raise zipfile.BadZipFile("the list of its entries is damaged")
    return fixed + stream.read(sum(struct.unpack_from("<HHH", fixed, 28)))


def _ended(records: bytes, count: int, offset: int) -> bytes:
    """`records` as the end of a zip."""
    large = struct.pack("<4sQHHLLQQQQ", _END64, 44, 45, 45, 0, 0, count, count, len(records), offset)
    large += struct.pack("<4sLQL", _LOCATOR, 0, offset + len(records), 1)
    most = 2**32 - 1
    end = struct.pack("<4sHHHHLLH", _END, 0, 0, count, count, len(records), min(offset, most), 0)
    return records + (large if offset >= most else b"") + end


class _Spliced(io.RawIOBase):
    """The first `start` bytes of a stream, then `tail`."""

    def __init__(self, stream: IO[bytes], start: int, tail: bytes) -> None:
        self._stream, self._start, self._tail, self._at = stream, start, tail, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = (0, self._at, self._start + len(self._tail))[whence] + offset
        if at < 0:
            raise OSError("before the beginning")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._at < self._start:
            self._stream.seek(self._at)
            data = self._stream.read(min(len(view), self._start - self._at))
        else:
            data = self._tail[self._at - self._start :][: len(view)]
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
