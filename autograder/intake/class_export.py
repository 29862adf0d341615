"""Opens what a learning platform exported of a whole class, a folder or an archive, and lists its entries."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from autograder.errors import Problem
from autograder.intake.archives import (
    BROKEN,
    MAX_ARCHIVE_ENTRIES,
    MB,
    Entry,
    Refused,
    damage_refused,
    gunzipped,
    is_junk,
    marked_duplicates,
    read_capped,
    tar_entries,
)
from autograder.intake.owners import Owner, is_wrapper, owner_by, stem_of, wrappers
from autograder.intake.quota import MAX_LISTED, Quota
from autograder.intake.zip_list import listed_zip
from autograder.text import printable_name

MAX_CLASS_UNPACKED = 8192 * MB


@contextmanager
def open_class_export(source: Path, platform: str = "", wanted: Collection[str] = ()) -> Iterator[list[Entry]]:
    """The entries of the folder, zip, tar or tar.gz at `source`, readable while the context lasts.

    How many are kept of each student depends on the names that `platform` writes, or any if it is not known, and on
    the files `wanted`. Raises `Problem` if there is nothing at `source`, or nothing that can be read.
    """
    with ExitStack() as stack:
        try:
            entries = marked_duplicates(_entries(source, stack, _Bounds(owner_by(platform), source, wanted)))
        except FileNotFoundError:
            raise Problem(
                f"There is nothing at {source}. Give the folder or the archive that your learning platform exported."
            ) from None
        except (Refused, *BROKEN) as error:
            raise Problem(
                f"{source} cannot be read: {printable_name(str(error))}. Give a folder, a zip or a tar archive; "
                "if it is one, export it or download it again."
            ) from None
        yield entries


@dataclass(frozen=True)
class _Bounds:
    """What decides how much of a class export is kept."""

    owner: Owner
    source: Path
    wanted: Collection[str]

    def quota(self, listed: Iterator[Entry]) -> Quota:
        """An empty one for what is `listed`, or at least at its top."""
        around = wrappers(listed, self.owner, self.wanted)
        return Quota(self.owner, lambda top: top in around or is_wrapper(top, {stem_of(self.source)}))


def _entries(source: Path, stack: ExitStack, bounds: _Bounds) -> list[Entry]:
    if source.is_dir():
        return _folder_entries(source, bounds)
    stream: IO[bytes] = stack.enter_context(source.open("rb"))
    magic = stream.read(2)
    stream.seek(0)
    if magic == b"PK":
        return _within(partial(listed_zip, stream), bounds)
    if magic == b"\x1f\x8b":
        unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
        stream = gunzipped(stream, unpacked, MAX_CLASS_UNPACKED)
    return _within(partial(_listed_tar, stream), bounds)


def _listed_tar(stream: IO[bytes]) -> Iterator[Entry]:
    stream.seek(0)
    return tar_entries(stream, MAX_LISTED + 2, MAX_LISTED)


def _within(listed: Callable[[], Iterator[Entry]], bounds: _Bounds) -> list[Entry]:
    """What `listed` yields, twice if need be, as far as it is kept."""
    quota = bounds.quota(listed())
    quota.take(listed())
    return quota.entries()


def _folder_entries(folder: Path, bounds: _Bounds) -> list[Entry]:
    with os.scandir(folder) as listing:
        quota = bounds.quota(_disk_entry(item, (item.name,)) for item in listing)
    todo: list[tuple[str, ...]] = [()]
    while todo:
        above = todo.pop()
        if quota.is_over(above):
            continue
        try:
            with os.scandir(folder.joinpath(*above)) as listing:
                names = (item for item in listing if not _is_left_out(quota, (*above, item.name)))
                # A student's folder of millions is not read to its end.
                most = MAX_LISTED if len(above) < quota.depth(above) else MAX_ARCHIVE_ENTRIES + 1
                items = sorted(islice(names, most), key=lambda item: item.name)
        except OSError:  # no permission, gone meanwhile, or so deep that its path is too long
            if not above:
                raise
            quota.refuse(above, "a folder that cannot be read")
            continue
        found = [_disk_entry(item, (*above, item.name)) for item in items]
        quota.take(found)
        todo += [entry.parts for entry in found if entry.folder]
    return quota.entries()


def _is_left_out(quota: Quota, parts: tuple[str, ...]) -> bool:
    """Whether that is junk, which is then noted."""
    if junk := is_junk(parts):
        quota.leave_out(parts)
    return junk


def _disk_entry(item: os.DirEntry[str], parts: tuple[str, ...]) -> Entry:
    path, read = printable_name("/".join(parts)), partial(_read_file, Path(item.path))
    try:
        info = item.stat(follow_symlinks=False)  # a link may lead to another student's file, or to the solution
    except OSError:  # gone meanwhile, or so deep that its path is too long
        return Entry(path, parts, False, (), "cannot be read", read)
    kinds = {stat.S_IFREG: "", stat.S_IFDIR: "", stat.S_IFLNK: "a symbolic link"}
    refusal = kinds.get(stat.S_IFMT(info.st_mode), "a device or another special file")
    return Entry(path, parts, stat.S_ISDIR(info.st_mode), (info.st_mtime,), refusal, read)


def _read_file(path: Path, cap: int) -> bytes:
    with damage_refused(), path.open("rb") as stream:
        return read_capped(stream, cap)
