"""Files of a student's folder: a folder and names enter, the content of each that is a plain file leaves."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path


def read_files(folder: Path, largest: Mapping[str, int]) -> dict[str, bytes]:
    """The files in `folder` that `largest` names, without those that have more bytes than it says.

    No link is followed, not even one that takes a file's place meanwhile: it would hand in, as the student's own,
    what only the teacher may read.
    """
    try:
        directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return {}
    try:
        found = {name: _read(name, limit, directory) for name, limit in largest.items()}
    finally:
        os.close(directory)
    return {name: content for name, content in found.items() if content is not None}


def _read(name: str, limit: int, directory: int) -> bytes | None:
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)  # a pipe would block
    except OSError:
        return None
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or about.st_size > limit:
            return None
        with open(file, "rb", closefd=False) as opened:
            return opened.read()
    finally:
        os.close(file)
