"""Keeps every attempt of a student: submitted/<student>/<assignment>/ holds the one that counts, and none is lost.

What does not count lies below submitted/.attempts/<number>/, each number a folder laid out like submitted/ itself.
"""

from __future__ import annotations

import contextlib
import enum
import glob
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.intake.identity import FOLDER, PLAIN
from autograder.intake.received import TIMESTAMP, received_at, timestamp
from autograder.records import Receipt

RECEIPT = "receipt.json"
ARCHIVE = ".attempts"


def needs_person(place: Path) -> bool:
    """Whether something was handed in with what lies in `place` that may be what is missing there."""
    receipt = receipt_of(place)
    return receipt is not None and any(refusal.person for refusal in receipt.refused)


def receipt_of(place: Path) -> Receipt | None:
    """The receipt of what lies in `place`; None if there is none that can be read."""
    try:
        return msgspec.json.decode((place / RECEIPT).read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None


def told_of(submitted: Path, student: str) -> tuple[tuple[str, str], ...]:
    """Whom the platforms say that the student's hand-ins are of, each as the platform's name and its key of them."""
    receipts = (receipt_of(place) for place in sorted((submitted / student).glob("*/")))
    people = dict.fromkeys(receipt.person for receipt in receipts if receipt)
    return tuple(person for person in people if person[0] not in ("", FOLDER, PLAIN))


def is_own(receipt: Receipt | None, student: str) -> bool:
    """Whether the student handed this in without a group, or for it."""
    return receipt is None or not receipt.group or receipt.by == student


def has_own(place: Path) -> bool:
    """Whether something counts in `place` that its student handed in without a group, or for it."""
    return place.is_dir() and is_own(receipt_of(place), place.parent.name)


class Stored(enum.Enum):
    """What a hand-in that was kept has changed."""

    NOTHING = enum.auto()  # of what counts
    TIME = enum.auto()  # the same files count, but were received at another time than was known
    ATTEMPT = enum.auto()  # it is now what counts, and was not before


def store(submitted: Path, receipt: Receipt, files: Mapping[str, bytes], received: datetime | None) -> Stored:
    """Keeps a hand-in; says what that has changed.

    The last one received counts, or the last one collected where times are not known. The same files again are the same
    attempt, which was made when they first came.
    """
    place = submitted / receipt.student / receipt.assignment
    before, same = received_at(place), _holds(place, files)
    if same:
        received = min((each for each in (before, received) if each), default=None)
    older = not same and before is not None and received is not None and received < before
    with _workshop(submitted / receipt.student) as workshop:
        new = workshop / "new"
        _write(new, receipt, files, received)
        archived = _free(submitted, receipt.student, receipt.assignment)
        if older:
            _move(new, archived)
        else:
            _replace(new, place, workshop / "old" if same else archived)
    if same:
        return Stored.NOTHING if received == before else Stored.TIME
    return Stored.NOTHING if older else Stored.ATTEMPT


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A new folder in the student's own, to make things ready in; what a killed run left of one is cleared up."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(".collect-*"):
        shutil.rmtree(stale, ignore_errors=True)
    workshop = Path(tempfile.mkdtemp(prefix=".collect-", dir=folder))
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _write(folder: Path, receipt: Receipt, files: Mapping[str, bytes], received: datetime | None) -> None:
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    (folder / RECEIPT).write_bytes(msgspec.json.format(msgspec.json.encode(receipt)) + b"\n")
    if received is not None:
        (folder / TIMESTAMP).write_text(timestamp(received) + "\n", encoding="utf-8")


def _holds(place: Path, files: Mapping[str, bytes]) -> bool:
    """Whether `place` holds just what was once taken as `files`."""
    try:
        receipt = msgspec.json.decode((place / RECEIPT).read_bytes(), type=Receipt)
        return set(receipt.taken) == set(files) and all((place / n).read_bytes() == files[n] for n in files)
    except (OSError, msgspec.DecodeError):
        return False


def _free(submitted: Path, student: str, assignment: str) -> Path:
    places = (submitted / ARCHIVE / f"{number:03}" / student / assignment for number in itertools.count(1))
    return next(place for place in places if not place.exists())


def _move(what: Path, where: Path) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    what.rename(where)


def _replace(new: Path, place: Path, old: Path) -> None:
    """Puts `new` in the place of what moves to `old`: a crash leaves the old, the new or none, never half."""
    if place.exists():
        _move(place, old)
    try:
        new.rename(place)
    finally:
        if old.exists() and not place.exists():
            old.rename(place)


def earlier_attempts(submitted: Path, student: str, assignment: str) -> list[Path]:
    """The folders of what `student` handed in before what counts, the first one first."""
    return sorted((submitted / ARCHIVE).glob(f"*/{glob.escape(student)}/{glob.escape(assignment)}"))


def received_times(submitted: Path, student: str, assignment: str) -> list[datetime | None]:
    """When each attempt of `student` was received, None where nothing says; last the one that counts."""
    places = (*earlier_attempts(submitted, student, assignment), submitted / student / assignment)
    return [received_at(place) for place in places if place.is_dir()]


def swap_in(submitted: Path, at: Path, student: str, assignment: str) -> Path:
    """Lets the attempt below `at` count; what counted so far is then an earlier attempt, below what is returned."""
    archived = _free(submitted, student, assignment)
    _replace(at / student / assignment, submitted / student / assignment, archived)
    return archived.parents[1]
