"""Opens what a learning platform exported of a whole class, a folder or an archive, and lists its entries."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from autograder.errors import Problem
from autograder.intake.archives import (
    BROKEN,
    MB,
    Entry,
    Refused,
    damage_refused,
    gunzipped,
    marked_duplicates,
    read_capped,
    tar_entries,
    zip_entries,
)
from autograder.text import printable_name

MAX_CLASS_ENTRIES = 200_000
MAX_CLASS_UNPACKED = 8192 * MB


@contextmanager
def open_class_export(source: Path) -> Iterator[list[Entry]]:
    """The entries of the folder, zip, tar or tar.gz at `source`, readable while the context lasts.

    Raises `Problem` if there is nothing at `source`, or nothing that can be read.
    """
    with ExitStack() as stack:
        try:
            entries = marked_duplicates(_entries(source, stack))
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


def _entries(source: Path, stack: ExitStack) -> list[Entry]:
    if source.is_dir():
        return _folder_entries(source)
    stream = stack.enter_context(source.open("rb"))
    magic = stream.read(2)
    stream.seek(0)
    if magic == b"PK":
        entries = zip_entries(stack.enter_context(zipfile.ZipFile(stream)))
        if len(entries) > MAX_CLASS_ENTRIES:
            raise Refused(f"more than {MAX_CLASS_ENTRIES} entries")
        return entries
    if magic == b"\x1f\x8b":
        unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
        return tar_entries(gunzipped(stream, unpacked, MAX_CLASS_UNPACKED), MAX_CLASS_ENTRIES)
    return tar_entries(stream, MAX_CLASS_ENTRIES)


def _folder_entries(folder: Path) -> list[Entry]:
    entries: list[Entry] = []
    todo: list[tuple[str, ...]] = [()]
    while todo:
        above = todo.pop()
        try:
            with os.scandir(folder.joinpath(*above)) as listing:
                items = sorted(listing, key=lambda item: item.name)
        except PermissionError:
            if not above:
                raise
            entries = [
                replace(entry, refusal="a folder that cannot be read") if entry.parts == above else entry
                for entry in entries
            ]
            continue
        found = [_disk_entry(item, (*above, item.name)) for item in items]
        entries += found
        if len(entries) > MAX_CLASS_ENTRIES:
            raise Refused(f"more than {MAX_CLASS_ENTRIES} entries")
        todo += [entry.parts for entry in found if entry.folder]
    return entries


def _disk_entry(item: os.DirEntry[str], parts: tuple[str, ...]) -> Entry:
    info = item.stat(follow_symlinks=False)  # a link may lead to another student's file, or to the solution
    kinds = {stat.S_IFREG: "", stat.S_IFDIR: "", stat.S_IFLNK: "a symbolic link"}
    refusal = kinds.get(stat.S_IFMT(info.st_mode), "a device or another special file")
    return Entry(
        printable_name("/".join(parts)),
        parts,
        stat.S_ISDIR(info.st_mode),
        (info.st_mtime,),
        refusal,
        partial(_read_file, Path(item.path)),
    )


def _read_file(path: Path, cap: int) -> bytes:
    with damage_refused(), path.open("rb") as stream:
        return read_capped(stream, cap)
