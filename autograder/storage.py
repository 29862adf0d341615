"""Writes files whole: content enters, the file is there complete or not at all, and a killed writer's rest is swept."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from autograder.records import Problem

PREFIX, SUFFIX = ".", ".part"


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all. Raises `Problem` if the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part_beside(path) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
    except OSError as error:
        raise Problem(
            f"{path} could not be written: {error.strerror}. What was written before is intact. Make room or make the "
            "folder writable, then run the same command: it goes on where it stopped."
        ) from None


@contextlib.contextmanager
def _part_beside(path: Path) -> Iterator[IO[bytes]]:
    """A new locked file beside `path`, deleted if the writing fails."""
    while True:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=PREFIX, suffix=SUFFIX, delete=False) as file:
            try:
                _lock(file)
                if os.path.exists(file.name):  # a sweep that came before the lock has taken it away
                    yield file
                    return
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(file.name)
                raise


def _lock(file: IO[bytes]) -> bool:
    """Whether the file is now this process's alone, until it is closed; a killed process holds no lock."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing is swept
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def sweep(folder: Path) -> None:
    """Deletes the half-written files that killed writers left in `folder`; never one that is being written."""
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError), path.open("rb") as file:
            if _lock(file):
                path.unlink()
