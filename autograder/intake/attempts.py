"""Keeps every attempt of a student: submitted/<student>/<assignment>/ holds the one that counts, and none is lost.

What does not count lies below submitted/.attempts/<number>/, each number a folder laid out like submitted/ itself.
"""

from __future__ import annotations

import contextlib
import enum
import glob
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.intake.identity import FOLDER, PLAIN, Person
from autograder.intake.received import TIMESTAMP, received_at, timestamp
from autograder.records import Receipt

RECEIPT = "receipt.json"
ARCHIVE = ".attempts"


def needs_person(place: Path) -> bool:
    """Whether something was handed in with what lies in `place` that may be what is missing there."""
    receipt = receipt_of(place)
    return receipt is not None and any(refusal.person for refusal in receipt.refused)


def encoded(receipt: Receipt) -> bytes:
    """The receipt as it stands in submitted/."""
    return msgspec.json.format(msgspec.json.encode(receipt)) + b"\n"


def receipt_of(place: Path) -> Receipt | None:
    """The receipt of what lies in `place`; None if there is none that can be read."""
    try:
        return msgspec.json.decode((place / RECEIPT).read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None


class Told(NamedTuple):
    """Whom a platform says that a hand-in is of: its key of them, and what else it says, each with its kind."""

    platform: str
    key: str
    signs: tuple[tuple[str, str], ...] = ()


def told_by(person: Person) -> tuple[Told, ...]:
    """Whom a platform says that the person's hand-in is of; nothing where only a folder's name says it."""
    told = Told(person.platform, person.key, person.told)
    return () if person.platform in ("", FOLDER, PLAIN) else (told,)


def told_of(submitted: Path, student: str) -> tuple[Told, ...]:
    """Whom the platforms say that the student's hand-ins are of."""
    receipts = (receipt_of(place) for place in sorted((submitted / student).glob("*/")))
    people = dict.fromkeys(Told(*receipt.person, receipt.signs) for receipt in receipts if receipt)
    return tuple(person for person in people if person.platform not in ("", FOLDER, PLAIN))


def is_own(receipt: Receipt | None, student: str) -> bool:
    """Whether the student handed this in without a group, or for it."""
    return receipt is None or not receipt.group or receipt.by == student


def has_own(place: Path, others: Collection[str]) -> bool:
    """Whether something counts in `place` that its student handed in, and not together with any of the `others`."""
    receipt = receipt_of(place)
    together = receipt is not None and not set(receipt.group).isdisjoint(others)
    return place.is_dir() and is_own(receipt, place.parent.name) and not together


class Stored(enum.Enum):
    """What a hand-in that was kept has changed."""

    NOTHING = enum.auto()  # of what counts
    TIME = enum.auto()  # the same files count, but were received at another time than was known
    ATTEMPT = enum.auto()  # it is now what counts, and was not before


def store(submitted: Path, receipt: Receipt, files: Mapping[str, bytes], received: datetime | None) -> Stored:
    """Keeps a hand-in; says what that has changed.

    The last one received counts, or the last one collected where times are not known. The same files again are the same
    attempt, which was made when they first came, unless another one came between.
    """
    place = submitted / receipt.student / receipt.assignment
    before, same = received_at(place), _holds(place, files)
    kept = _archived(submitted, receipt, files)
    if received is not None and received in map(received_at, kept):
        return Stored.NOTHING
    again = None if same else next(reversed(kept), None)
    then = received_at(again) if again else None
    if same:
        received = _earlier(before, received)
    elif received is None:
        received = then
    older = not same and before is not None and received is not None and received < before
    with _workshop(submitted / receipt.student) as workshop:
        new = workshop / "new"
        _write(new, receipt, files, _earlier(then, received) if older else received)
        if again and (older or then in (None, received)):
            _move(again, workshop / "again")
        archived = again if again and older else _free(submitted, receipt.student, receipt.assignment)
        if older:
            _move(new, archived)
        else:
            _replace(new, place, workshop / "old" if same else archived)
    if same:
        return Stored.NOTHING if received == before else Stored.TIME
    return Stored.NOTHING if older else Stored.ATTEMPT


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each), default=None)


def _archived(submitted: Path, receipt: Receipt, files: Mapping[str, bytes]) -> list[Path]:
    """Where just these files lie as an earlier attempt."""
    earlier = earlier_attempts(submitted, receipt.student, receipt.assignment)
    return [place for place in earlier if _holds(place, files)]


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
    (folder / RECEIPT).write_bytes(encoded(receipt))
    if received is not None:
        (folder / TIMESTAMP).write_text(timestamp(received) + "\n", encoding="utf-8")


def _holds(place: Path, files: Mapping[str, bytes]) -> bool:
    """Whether `place` holds just what was once taken as `files`."""
    receipt = receipt_of(place)
    try:
        return receipt is not None and set(receipt.taken) == set(files) and _same(place, files)
    except OSError:
        return False


def _same(place: Path, files: Mapping[str, bytes]) -> bool:
    return all((place / name).read_bytes() == content for name, content in files.items())


def _free(submitted: Path, student: str, assignment: str) -> Path:
    """A place behind all earlier attempts of the student's, so that they stay in order."""
    numbers = (place.parents[1].name for place in earlier_attempts(submitted, student, assignment))
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return submitted / ARCHIVE / f"{last + 1:03}" / student / assignment


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
