"""Watches the results on disk through several runs, and tells which are lost, half written or made anew."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# inotify.h. A file that is written aside and then renamed is moved to its name: none of these happens to a result.
IN_MODIFY, IN_MOVED_FROM, IN_CREATE, IN_DELETE = 0x2, 0x40, 0x100, 0x200
OBSERVATIONS = "observations"  # the folder in which each result has what it was judged by
REST = ".killed.part"  # named as what a writer leaves that is killed in the middle


class Shelf:
    """A fresh folder of results, each of which appears whole and then stays as it is, unless it is `ungraded`."""

    def __init__(self, folder: Path, expected: dict[str, Any]) -> None:
        self._folder = folder
        self._expected = expected
        self.kept: dict[str, tuple[int, int]] = {}
        folder.mkdir(parents=True)
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        mask = IN_MODIFY | IN_MOVED_FROM | IN_CREATE | IN_DELETE
        if self._events < 0 or libc.inotify_add_watch(self._events, os.fsencode(folder), mask) < 0:
            raise OSError(ctypes.get_errno(), "this kernel cannot watch a folder")

    def close(self) -> None:
        """Ends the watch."""
        os.close(self._events)

    def faults(self) -> Iterator[str]:
        """What is wrong now, or was for a moment since the last look."""
        yield from (f"{name} was written in place, or deleted" for name in sorted(self._touched()))
        there = self._results()
        yield from (f"{name} is lost" for name in sorted(self.kept.keys() - there.keys()))
        for name, path in sorted(there.items()):
            yield from self._faults_of(name, path)

    def _results(self) -> dict[str, Path]:
        return {path.name: path for path in self._folder.glob("*") if _is_result(path.name)}

    def count(self) -> int:
        """How many results are on disk."""
        return len(self._results())

    def _faults_of(self, name: str, path: Path) -> Iterator[str]:
        try:
            with path.open("rb") as file:
                content, status = file.read(), os.fstat(file.fileno())
            table = timeless(content)
        except FileNotFoundError:
            yield f"{name} is lost"
            return
        except ValueError:
            yield f"{name} is half written: {content[-80:]!r}"
            return
        if any(check["status"] == "ungraded" for check in table["checks"]):
            return  # its judge was killed twice: it is to be judged again
        if table != self._expected.get(name, table):
            yield f"{name} differs: {json.dumps(table)}"
        file_now = (status.st_ino, status.st_mtime_ns)
        if self.kept.setdefault(name, file_now) != file_now:
            yield f"{name} was judged again"

    def _touched(self) -> set[str]:
        """The results that came to their names, or left them, otherwise than whole."""
        names, events = set(), b""
        with contextlib.suppress(BlockingIOError):
            events = os.read(self._events, 2**20)
        while events:
            length = struct.unpack_from("iIII", events)[3]
            names.add(os.fsdecode(events[16 : 16 + length].rstrip(b"\0")))
            events = events[16 + length :]
        return {name for name in names if _is_result(name)}

    def leave_rest(self) -> None:
        """Puts there what a writer leaves that is killed in the middle: the next run is to clear it up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / REST).write_bytes(b'{"student":')

    def faults_of_all(self) -> Iterator[str]:
        """What is wrong after a complete run."""
        yield from self.faults()
        names = {path.name for path in self._folder.glob("*") if path.name != OBSERVATIONS}
        for name in sorted(self._expected.keys() ^ names):
            yield f"missing, or left behind: {name}"

    def tables(self) -> dict[str, Any]:
        """Every result by file name, without the times it took."""
        return {name: timeless(path.read_bytes()) for name, path in self._results().items()}


def _is_result(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


def timeless(content: bytes) -> dict[str, Any]:
    """A result without the times it took. Raises `ValueError`."""
    table: dict[str, Any] = json.loads(content)
    for check in table["checks"]:
        del check["seconds"]
    return table
