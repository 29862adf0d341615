"""Lists what a course holds of one student, each with how it is removed.

docs/instructors/privacy.md is the same list for people.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.log import LOG
from autograder.intake.attempts import ARCHIVE
from autograder.platforms.forget.mentions import log_lines, receipts, table_rows
from autograder.platforms.forget.person import Known
from autograder.platforms.nbgrader.people import forget_student
from autograder.platforms.roster.groups import GROUPS
from autograder.platforms.roster.kept import ROSTER

NBGRADER_LOG = ".nbgrader.log"


class Step(msgspec.Struct, frozen=True):
    """One thing that goes, in words, and what makes it go."""

    what: str
    remove: Callable[[], None]


def steps(course: Course, known: Known) -> list[Step]:
    """Everything that goes, in an order in which a run that was stopped can be repeated: what everybody shares first,
    the table of people last. Where nothing is the student's, nothing goes.

    Raises `Problem` if there is a gradebook that cannot be opened, or a table or course.toml that cannot be read.
    """
    own = [
        *(Step(*each) for each in forget_student(course, known.student)),
        *_own(course, known.student),
        *_lines(course, known),
        *(Step(*each) for each in receipts(course.submitted, known.student)),
        *_extensions(course, known),
        *(Step(*each) for name in (GROUPS, ROSTER) for each in table_rows(course.root / name, known)),
    ]
    return [*_everybodys(course), *own] if own else []


def _own(course: Course, student: str) -> Iterator[Step]:
    """What is the student's alone, by its name."""
    for folder in (course.submitted, course.autograded, course.feedback):
        if (folder / student).exists():
            yield _removal(course, folder / student)
    for place in sorted((course.submitted / ARCHIVE).glob("*/")):
        if (place / student).exists():
            yield _removal(course, place / student)
    for path in sorted(course.results.rglob("*")):
        if path.name in (student, f"{student}{path.suffix}") and path != course.results / LOG:
            yield _removal(course, path)


def _everybodys(course: Course) -> Iterator[Step]:
    """What holds something of everybody, and is written anew by a command."""
    for path in (*sorted(course.feedback.glob("*.zip")), *sorted((course.root / "report").glob("*"))):
        yield _removal(course, path, ", which holds everybody; write it anew")


def _removal(course: Course, path: Path, more: str = "") -> Step:
    count = sum(each.is_file() for each in path.rglob("*")) if path.is_dir() else 0
    files = f" ({count} file{'' if count == 1 else 's'})" if count else ""
    return Step(f"{path.relative_to(course.root)}{files}{more}", partial(remove, path))


def remove(path: Path) -> None:
    """Removes a file or a folder with all in it. Raises `Problem` if the disk refuses."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            f"{path} cannot be removed: {error.strerror}. Make it writable, then give the same command again: what was "
            "removed before is gone."
        ) from None


def _lines(course: Course, known: Known) -> Iterator[Step]:
    """Lines of files that only grow: the log of scores, and nbgrader's."""

    def is_entry(line: bytes) -> bool:
        try:
            entry: Any = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return known.is_named_in(line)
        return isinstance(entry, dict) and entry.get("student") == known.student

    for path, own in ((course.results / LOG, is_entry), (course.root / NBGRADER_LOG, known.is_named_in)):
        for what, shorten in log_lines(path, own):
            yield Step(f"{path.relative_to(course.root)}: {what}", shorten)


def _extensions(course: Course, known: Known) -> Iterator[Step]:
    """The student's own dates in course.toml, as `[extensions.01_autograd]` has them, a line each.

    Raises `Problem` if that file cannot be understood.
    """
    path = course.policy_file
    if not course.policy.extensions:
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    table, own = "", []
    for number, line in enumerate(lines):
        table = line.strip() if line.lstrip().startswith("[") else table
        if table.startswith("[extensions") and line.partition("=")[0].strip().strip("\"'") == known.student:
            own.append(number)
    if own:
        kept = "".join(line for number, line in enumerate(lines) if number not in own)
        what = f"{path.relative_to(course.root)}: {len(own)} date{'' if len(own) == 1 else 's'} of their own"
        yield Step(what, partial(write_atomically, path, kept.encode()))
