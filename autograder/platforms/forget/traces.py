"""Looks through a course for what still names a student, or holds code of theirs."""

from __future__ import annotations

import io
import os
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path

from autograder.course.course import Course
from autograder.intake.archives import BROKEN
from autograder.platforms.forget.person import Known

LARGEST = 64 << 20  # bytes of a file that is read
_ELSEWHERE = {".git", ".venv", "node_modules", "__pycache__"}


def traces(course: Course, known: Known) -> list[str]:
    """A sentence on each file of the course that names the student, holds their code, or could not be read."""
    own = {course.source, course.assignments, course.solutions}
    found = []
    for folder, folders, files in os.walk(course.root):
        folders[:] = sorted(each for each in folders if each not in _ELSEWHERE and Path(folder, each) not in own)
        for name in sorted(files):
            path = Path(folder, name)
            place = path.relative_to(course.root)
            if why := "is named after them" if _is_theirs(place, known) else _trace(path, known):
                found.append(f"{place} {why}")
    return found


def _is_theirs(place: Path, known: Known) -> bool:
    return known.is_named_in(str(place).encode("utf-8", "surrogateescape"))


def _trace(path: Path, known: Known) -> str:
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return "is too large to be looked into" if not path.is_symlink() else ""
        content = path.read_bytes()
    except OSError as error:
        return f"could not be read: {error.strerror}"
    return next((why for each in _contents(content) if (why := _why(each, known))), "")


def _contents(content: bytes) -> Iterator[bytes]:
    """The text of a file and, of a zip, though it may follow a program that unpacks it, the names and texts in it."""
    yield content
    if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        yield content.decode("utf-16", "replace").encode()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield "\n".join(archive.namelist()).encode()
            for info in archive.infolist():
                if info.file_size <= LARGEST:
                    yield archive.read(info)
    except BROKEN:
        return


def _why(content: bytes, known: Known) -> str:
    if known.is_named_in(content):
        return "names them"
    return "holds code of theirs" if any(code.strip() in content for code in known.code) else ""
