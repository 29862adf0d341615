"""Picks the assignment's files out of what nbgrader collects, as `collect` would, and keeps a receipt of the rest."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from autograder.course.course import Course
from autograder.course.released import untouched_in
from autograder.files import read_files, write_atomically
from autograder.intake.archives import (
    LEFT,
    MAX_ARCHIVE_ENTRIES,
    MAX_LISTED_ENTRIES,
    Entry,
    Refused,
    is_junk,
    left_out,
)
from autograder.intake.attempts import RECEIPT, encoded, receipt_of
from autograder.intake.for_a_person import for_a_person, where_work_may_be
from autograder.intake.identity import FOLDER, Person
from autograder.intake.received import TIMESTAMP
from autograder.intake.selection import HandIn, limited, pick
from autograder.records import Assignment, Receipt, Refusal
from autograder.text import printable_name, size_text

SECRET = "submission_secret.txt"  # names a student's feedback in the exchange; without one, nbgrader releases nobody's


def taken_from(course: Course, assignment: Assignment, student: str, folder: Path) -> tuple[dict[str, bytes], Receipt]:
    """The assignment's files in the `folder` of a stranger, and the receipt. Raises `OSError` if it is gone.

    No link is followed, and no folder in it is looked into: somebody could put a link in its place meanwhile.
    """
    own = tuple(_entries(course, assignment, folder))
    handin = HandIn(printable_name(folder.name), Person(FOLDER, student, student), (), own)
    files, refusals, left = pick(assignment, [handin], untouched_in(assignment))
    return files, _receipt(assignment, student, handin.label, files, refusals, left)


def _receipt(
    assignment: Assignment, student: str, source: str, taken: Iterable[str], refusals: list[Refusal], left: int
) -> Receipt:
    taken = tuple(taken)
    missing = tuple(name for name in assignment.files if name not in taken)
    person = (FOLDER, student)
    return Receipt(student, assignment.name, source, taken, missing, limited(refusals), person, left_out=left)


def _entries(course: Course, assignment: Assignment, folder: Path) -> Iterator[Entry]:
    """What lies in the folder, but for what was released with the assignment and what nbgrader puts there."""
    wanted = (*assignment.files, assignment.notebook)
    release = course.assignments / assignment.name
    known = {path.name for path in release.iterdir()} if release.is_dir() else set()
    known |= {TIMESTAMP, SECRET}
    with os.scandir(folder) as listing:
        listed = [item.name for item in islice(listing, MAX_LISTED_ENTRIES)]
    others = sorted({*listed} - {*wanted} - known)
    junk = [(name,) for name in others if is_junk((name,), own=True)]
    names = [name for name in others if not is_junk((name,), own=True)]
    there = [name for name in wanted if os.path.lexists(folder / name)]
    if junk:
        yield left_out((), junk)
    most = MAX_ARCHIVE_ENTRIES - len(there) - 1
    if len(names) > most or len(listed) == MAX_LISTED_ENTRIES:
        name, refusal = printable_name(folder.name), f"more than {most} other files; hand in the assignment's alone"
        yield Entry(name, (name,), True, (), refusal, partial(_read, folder, name), all=True)
    for name in (*there, *names[:most]):
        path, refusal = folder / name, ""
        if path.is_symlink():
            refusal = "a symbolic link"
        elif not path.is_file():
            refusal = "a folder, which is not looked into; hand in the files that are in it"
        yield Entry(printable_name(name), (name,), False, (), refusal, partial(_read, folder, name), all=path.is_dir())


def _read(folder: Path, name: str, cap: int) -> bytes:
    content = read_files(folder, {name: cap}).get(name)
    if content is None:
        size = os.lstat(folder / name).st_size
        raise Refused(f"{size_text(size)}, larger than {size_text(cap)}" if size > cap else "cannot be read")
    return content


def note_refused(
    submitted: Path, assignment: Assignment, student: str, refusals: list[Refusal], junk: Collection[str] = ()
) -> Receipt:
    """Notes in submitted/<student>/<assignment>/ what of the student's was not taken, `junk` too; the receipt there."""
    place = submitted / student / assignment.name
    wanted = {name: place / name for name in (*assignment.files, assignment.notebook)}
    taken = {name: path.read_bytes() for name, path in wanted.items() if path.is_file() and not path.is_symlink()}
    untouched = untouched_in(assignment)
    written = {name for name, content in taken.items() if not untouched(name, content)}
    earlier = receipt_of(place)
    before = earlier.refused if earlier else ()
    told = [*where_work_may_be(assignment, taken, written, junk), *refusals, *before]
    marked = for_a_person(assignment, taken, written, told, ())
    source = earlier.source if earlier else "zip_collect"
    receipt = _receipt(assignment, student, source, taken, marked, len(junk))
    write_atomically(place / RECEIPT, encoded(receipt))
    return receipt


def sentence(receipt: Receipt) -> str:
    """What was not taken of a student's, in ASCII, for a log; '' if that is nothing."""
    lines = [f"{each.path}: {each.reason}" for each in receipt.refused]
    told = "; ".join([*lines, *([f"{LEFT}: {receipt.left_out}"] if receipt.left_out else [])])
    person = " A person has to look." if any(each.person for each in receipt.refused) else ""
    said = f"{receipt.student}, not taken: {told}.{person}" if told else ""
    return said.encode("ascii", "backslashreplace").decode()
