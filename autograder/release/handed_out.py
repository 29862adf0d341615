"""Knows what students of a course got, so that nobody takes it for their work."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from itertools import product
from pathlib import PurePosixPath

from autograder.course.course import Course
from autograder.errors import DISTRIBUTION, Problem
from autograder.files import files_below
from autograder.intake.archives import Refused
from autograder.intake.course_files import CourseFiles
from autograder.records import Assignment
from autograder.release.handout import IGNORED, PAGE, README, WORKFLOW, pages_beside, released

# Of any version: the kit may have been mended since, and nobody's work is in it.
_WHEEL = re.compile(rb"%s-[\w.+-]+\.whl" % DISTRIBUTION.encode())
_PAGES = tuple(PurePosixPath(path).name for path in (PAGE, README, IGNORED, WORKFLOW))


def course_files(course: Course, assignment: Assignment) -> CourseFiles:
    """What everybody has of the course, for somebody who hands in the assignment."""
    trees = {each.name: files_below(course.assignments / each.name) for each in course.all_assignments()}
    contents: dict[str, set[bytes]] = {}
    for files in trees.values():
        for path, content in files.items():
            contents.setdefault(PurePosixPath(path).name, set()).add(_text(content))
    others = {
        each.name: {*trees[each.name], *each.files, each.notebook}
        for each in course.all_assignments()
        if each.name != assignment.name
    }
    beside = cache(lambda: _beside(course))

    def as_handed_out(name: str, read: Callable[[int], bytes]) -> bool:
        if name in contents:
            return _read(read, contents[name]) in contents[name]
        if name in _PAGES:
            lines = beside().get(name, frozenset())
            return lines.issuperset(_lines(_read(read, lines)))
        return _WHEEL.fullmatch(name.encode()) is not None

    return CourseFiles(as_handed_out, others)


def _read(read: Callable[[int], bytes], like: Collection[bytes]) -> bytes:
    """A file's content, if it is no larger than what it may be `like`; else something that nothing is like."""
    try:
        return _text(read(2 * sum(map(len, like)) + 1))
    except Refused:
        return b"\0"


def _text(content: bytes) -> bytes:
    """The content without what git changes on Windows."""
    return content.replace(b"\r\n", b"\n")


def _lines(page: bytes) -> frozenset[bytes]:
    return frozenset(_WHEEL.sub(b"", _text(page)).splitlines())


def _beside(course: Course) -> Mapping[str, frozenset[bytes]]:
    """Every line that may be in what lies beside the assignments, by its name: whichever of them were handed out."""
    lines: dict[str, frozenset[bytes]] = {}
    with contextlib.suppress(Problem):  # nothing is released
        every = released(course, ())
        for chosen, template in product((every, *([each] for each in every)), (True, False)):
            for path, page in pages_beside(chosen, f"{DISTRIBUTION}-0.whl", template).items():
                name = PurePosixPath(path).name
                lines[name] = lines.get(name, frozenset()) | _lines(page)
    return lines
