"""Tells which files are still as students got them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable

from autograder.course.course import Course
from autograder.course.markers import stub_text
from autograder.errors import Problem
from autograder.records import Assignment

# Of a file's name and content, whether its student has written nothing into it.
Untouched = Callable[[str, bytes], bool]


def untouched_in(assignment: Assignment) -> Untouched:
    """What tells it of the assignment's files, as far as its source and its release are there.

    Of the notebook it is asked only where there are questions: else nobody needs to write into it.
    """
    texts: dict[str, bytes] = {}
    for name in assignment.files:
        with contextlib.suppress(OSError, UnicodeDecodeError, Problem):
            path = assignment.folder / name
            texts[name] = _text(stub_text(path.read_text(encoding="utf-8"), str(path)).encode())
    release = Course(assignment.folder.parent.parent).assignments / assignment.name / assignment.notebook
    if assignment.questions:
        with contextlib.suppress(OSError):
            texts[assignment.notebook] = _cells(release.read_bytes())

    def untouched(name: str, content: bytes) -> bool:
        read = _cells if name == assignment.notebook else _text
        return bool(texts.get(name)) and read(content) == texts[name]

    return untouched


def _text(content: bytes) -> bytes:
    """The content without what editors change by themselves: the ends of lines, the mark at the start, spaces."""
    return b"".join(content.removeprefix(b"\xef\xbb\xbf").split())


def _cells(notebook: bytes) -> bytes:
    """What the cells of a notebook say, without what running them leaves; nothing of one that is none."""
    try:
        sources: Iterable[str | list[str]] = (cell["source"] for cell in json.loads(notebook)["cells"])
        return _text("".join(map("".join, sources)).encode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError, KeyError, TypeError):
        return b""
