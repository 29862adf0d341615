"""Writes files and folders atomically, hashes their content, and reads strangers' without following links."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO

from autograder.errors import Problem

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


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replaces `folder` by one that holds exactly `files`. Raises `Problem` if the disk refuses; the old one stays."""
    try:
        _replace(folder, files)
    except OSError as error:
        raise Problem(
            f"{folder} could not be written: {error.strerror}. It is as it was. Make room or make the folder writable, "
            "then build again."
        ) from None


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise


def digest(parts: Iterable[bytes | str]) -> str:
    """A hash of the parts in their order, in hexadecimal; where one ends and the next begins matters."""
    hashed = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        hashed.update(len(content).to_bytes(8, "big") + content)
    return hashed.hexdigest()


def digest_of(files: Mapping[str, bytes]) -> str:
    """A hash of files by name; the order they come in does not matter."""
    return digest(part for name in sorted(files) for part in (name, files[name]))


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its relative path, without caches and hidden files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


@cache
def kit_digest() -> str:
    """A hash of the kit's own code."""
    return digest_of({name: content for name, content in files_below(Path(__file__).parent).items() if ".py" in name})


def read_files(folder: Path, largest: Mapping[str, int]) -> dict[str, bytes]:
    """The files in `folder` that `largest` names, without those that have more bytes than it says.

    No link is followed, not even one that takes a file's place meanwhile: it would hand in, as the student's own,
    what only the teacher may read.
    """
    if not _OPENS_BELOW:
        if folder.is_symlink():
            return {}
        paths = {name: str(folder / name) for name in largest if not (folder / name).is_symlink()}
        return _found({name: _read(path, largest[name], None) for name, path in paths.items()})
    try:
        directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return {}
    try:
        return _found({name: _read(name, limit, directory) for name, limit in largest.items()})
    finally:
        os.close(directory)


def _found(contents: Mapping[str, bytes | None]) -> dict[str, bytes]:
    return {name: content for name, content in contents.items() if content is not None}


# Not on Windows, where students check their own files and nobody grades a class.
_OPENS_BELOW = os.open in os.supports_dir_fd
# A pipe would block without O_NONBLOCK; Windows has neither that nor O_NOFOLLOW, and O_BINARY instead.
_OPENING = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


def _read(path: str, limit: int, directory: int | None) -> bytes | None:
    try:
        file = os.open(path, _OPENING, dir_fd=directory)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return None
        with open(file, "rb", closefd=False) as opened:
            content = opened.read(limit + 1)  # a file may grow after its size was asked for
        return content if len(content) <= limit else None
    except OSError:
        return None
    finally:
        os.close(file)
