"""Reads hostile archives: lists their entries with checked paths, and reads an entry up to a cap.

Nothing is ever extracted, so no name inside an archive can become a path on disk.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import IO

from autograder.intake.tar import StrictHeader, StrictTar
from autograder.text import MAX_NAME, printable_name, size_text

MB = 1 << 20
MAX_ARCHIVE_ENTRIES = 2000  # in one student's archive or folder, junk left out
MAX_LISTED_ENTRIES = 20_000  # in one student's archive with all junk; zipfile spends a kilobyte on each
MAX_ARCHIVE_BYTES = 50 * MB  # one student's archive, as packed
# What one student's archive says that it unpacks to; no more than the files asked for is read.
MAX_ARCHIVE_UNPACKED = 200 * MB
MAX_RATIO, RATIO_FROM = 200, MB // 16  # source code deflates to a tenth, a bomb to a thousandth
ROOT, ABOVE, LEFT_OUT = "", "..", "..."  # as parts of a path
CHECKPOINTS = ".ipynb_checkpoints"  # where Jupyter keeps copies of what somebody wrote
GIT = ".git"  # where a clone keeps what was committed
JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", CHECKPOINTS, "__pycache__", GIT}
FETCHED = {"node_modules", "site-packages", ".venv", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

NO_WORK = "left out, as programs keep such files for themselves; ask whether the work is in them"
LEFT = "left out, as programs keep such files for themselves (.git, __pycache__ and the like)"

# What the standard library raises on damaged or crafted archives.
_BAD_ARCHIVE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error)
BROKEN = (*_BAD_ARCHIVE, EOFError, OSError, RuntimeError, ValueError, LookupError, ArithmeticError, MemoryError)


class Refused(Exception):
    """Why a file or an archive is not taken: half a sentence for the receipt."""


@dataclass(frozen=True)
class Entry:
    """One file or folder; `path` is for people, `parts` for decisions, `refusal` says why it must not be read.

    It stands for `all` that somebody handed in where that was too much to keep, or for as much `junk` as was left out,
    which was around a `clone` if git keeps its own there.
    `read(cap)` returns the bytes; it raises `Refused` where there are more than `cap` or the entry is damaged.
    """

    path: str
    parts: tuple[str, ...]
    folder: bool
    modified: tuple[float, ...]
    refusal: str
    read: Callable[[int], bytes]
    all: bool = False
    junk: int = 0
    clone: bool = False

    @property
    def outside(self) -> bool:
        """Whether the path begins at the root or in the folder above, so that its first part names no student."""
        return self.parts[:1] in ((ROOT,), (ABOVE,))


def is_junk(parts: tuple[str, ...], own: bool = False) -> bool:
    """Whether an operating system, an editor or an installer left what has such a path there.

    Unless `parts` are all the student's `own`, the first may be a name.
    """
    fetched = parts if own else parts[1:]
    return any(part in JUNK or part.startswith("._") for part in parts) or not FETCHED.isdisjoint(fetched)


def left_out(above: tuple[str, ...], junk: Collection[tuple[str, ...]], count: int = 0) -> Entry:
    """One entry below `above` that stands for all the `junk` there, and is called like what matters most of it.

    That is `count`, where `junk` is a part of it.
    """
    shown = max(junk, key=lambda parts: CHECKPOINTS in parts)
    name = printable_name("/".join(shown))
    return Entry(name, (*above, LEFT_OUT), True, (), NO_WORK, _nothing, junk=count or len(junk))


def _nothing(cap: int) -> bytes:
    raise Refused(NO_WORK)


def check_path(name: str) -> tuple[tuple[str, ...], str]:
    """The parts of an archived `name`, and why it is refused ('' if it is not); an absolute path starts with `ROOT`."""
    parts = tuple(part for part in re.split(r"[/\\]", name) if part not in ("", "."))
    if re.match(r"[/\\]|[A-Za-z]:", name):
        return (ROOT, *parts), "an absolute path"
    if ABOVE in parts:
        return parts, "a path that leaves its folder (..)"
    if "\\" in name:
        return parts, "a path with backslashes; pack the files again with another program"
    if "\0" in name or len(name) > MAX_NAME or len(parts) > 32:
        return parts, "a name that is too long, too deep or holds a NUL byte"
    return parts, ""


@contextmanager
def damage_refused() -> Iterator[None]:
    """Turns whatever a damaged or crafted archive raises into `Refused`."""
    try:
        yield
    except BROKEN as error:
        raise Refused(f"damaged or truncated ({printable_name(str(error)) or type(error).__name__})") from None


def read_capped(stream: IO[bytes], cap: int) -> bytes:
    """All of `stream`; raises `Refused` as soon as there are more than `cap` bytes, whatever a header declared."""
    data = stream.read(cap + 1)
    if len(data) > cap:
        raise Refused(f"larger than {size_text(cap)}")
    return data


def zip_entries(archive: zipfile.ZipFile) -> list[Entry]:
    """Every entry of an open zip."""
    return [_zip_entry(archive, info) for info in archive.infolist()]


def _zip_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    name = info.orig_filename  # info.filename ends at the first NUL: `classifier.py\0.exe` would pass for a module
    if not info.flag_bits & 0x800:
        try:  # macOS packs UTF-8 names without saying so
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    parts, refusal = check_path(name)
    return Entry(
        printable_name(name),
        parts,
        name.endswith("/"),
        info.date_time,
        refusal or _zip_refusal(info),
        partial(_read_zip, archive, info),
    )


def _zip_refusal(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a symbolic link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a device or another special file"
    if info.flag_bits & 0x41:
        return "encrypted; pack it without a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # an LZMA header can ask for 4 GB
        return "packed in an unusual way; use plain zip"
    return ""


def _read_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, cap: int) -> bytes:
    if info.file_size > cap:
        raise Refused(f"{size_text(info.file_size)}, larger than {size_text(cap)}")
    if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
        raise Refused("a zip bomb: it unpacks to over 200 times its size")
    with damage_refused(), archive.open(info) as stream:
        return read_capped(stream, cap)


def tar_entries(stream: IO[bytes], limit: int, usual: int) -> Iterator[Entry]:
    """Every entry of a plain tar, as it is come to.

    Raises `Refused` if there are more than `limit`, and `ValueError`, one of `BROKEN`, where a header is crafted or all
    hold more than those of the `usual` number would.
    """
    archive = StrictTar.open(fileobj=stream, mode="r:", tarinfo=StrictHeader)
    for count, member in enumerate(archive):
        if count >= limit:
            raise Refused(f"more than {limit} entries")
        archive.check_headers(usual)
        archive.members.clear()  # type: ignore[attr-defined]  # which is kept for asking by name, as nobody does
        parts, refusal = check_path(member.name)
        yield Entry(
            printable_name(member.name),
            parts,
            member.isdir(),
            (member.mtime,),
            refusal or _tar_refusal(member),
            partial(_read_tar, archive, member),
        )


def _tar_refusal(member: tarfile.TarInfo) -> str:
    if member.issym():
        return "a symbolic link"
    if member.islnk():
        return "a hard link"
    return "" if member.isdir() or (member.isreg() and not member.issparse()) else "a device or another special file"


def _read_tar(archive: tarfile.TarFile, member: tarfile.TarInfo, cap: int) -> bytes:
    if member.size > cap:
        raise Refused(f"{size_text(member.size)}, larger than {size_text(cap)}")
    with damage_refused():
        stream = archive.extractfile(member)
        return read_capped(stream, cap) if stream else b""


def gunzipped(stream: IO[bytes], into: IO[bytes], cap: int) -> IO[bytes]:
    """`into`, filled with what `stream` unpacks to; raises `Refused` as soon as that is more than `cap` bytes."""
    with gzip.GzipFile(fileobj=stream) as packed:
        while chunk := packed.read(MB):
            if into.tell() + len(chunk) > cap:
                raise Refused(f"it unpacks to more than {size_text(cap)}")
            into.write(chunk)
    into.seek(0)
    return into


def marked_duplicates(entries: list[Entry]) -> list[Entry]:
    """`entries`, where files of the same name are refused: programs disagree on which of them counts."""
    counts = Counter(entry.parts for entry in entries if not entry.folder)
    return [
        replace(entry, refusal=entry.refusal or f"in the archive {counts[entry.parts]} times; keep one")
        if counts[entry.parts] > 1
        else entry
        for entry in entries
    ]


def unpack(data: bytes) -> list[Entry]:
    """The entries of one student's zip, tar or tar.gz, with one for all junk.

    Raises `Refused` if it is damaged, a bomb or too large.
    """
    with damage_refused():
        listed = list(_listed(data))
    entries = [entry for entry in listed if not is_junk(entry.parts, own=True)]
    junk = [entry.parts for entry in listed if is_junk(entry.parts, own=True)]
    if len(entries) > MAX_ARCHIVE_ENTRIES:
        raise Refused(f"more than {MAX_ARCHIVE_ENTRIES} entries")
    return [*marked_duplicates(entries), *([left_out((), junk)] if junk else [])]


def _listed(data: bytes) -> Iterable[Entry]:
    if not data.startswith(b"PK"):
        packed = data.startswith(b"\x1f\x8b")
        stream = gunzipped(io.BytesIO(data), io.BytesIO(), MAX_ARCHIVE_BYTES) if packed else io.BytesIO(data)
        return tar_entries(stream, MAX_LISTED_ENTRIES, MAX_ARCHIVE_ENTRIES)
    if data.count(b"PK\x01\x02") > MAX_LISTED_ENTRIES:  # before zipfile spends a kilobyte on each
        raise Refused(f"more than {MAX_LISTED_ENTRIES} entries")
    archive = zipfile.ZipFile(io.BytesIO(data))
    infos = archive.infolist()
    total = sum(info.file_size for info in infos if not is_junk(check_path(info.orig_filename)[0], own=True))
    if total > MAX_ARCHIVE_UNPACKED:
        raise Refused(f"it unpacks to {size_text(total)}, more than {size_text(MAX_ARCHIVE_UNPACKED)}")
    return zip_entries(archive)
