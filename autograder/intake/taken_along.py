"""Takes along into each attempt what it leaves out: of each file the last one counts that its student handed in.

Only from earlier attempts, so that none is made better by what came after it. When an attempt was received stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from autograder.course.released import Untouched
from autograder.files import read_files, write_atomically
from autograder.intake.attempts import RECEIPT, earlier_attempts, encoded, receipt_of
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.intake.received import received_at
from autograder.records import Assignment, Receipt

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_Held = tuple[str, bytes]  # when it was received, in words, and a content


def complete(assignment: Assignment, submitted: Path, student: str, untouched: Untouched) -> None:
    """Takes along into every attempt of the student's.

    A file that a person put there stays, if it is more than an `untouched` one.
    """
    attempts = [*earlier_attempts(submitted, student, assignment.name), submitted / student / assignment.name]
    caps = dict.fromkeys(assignment.files, MAX_MODULE_BYTES) | {assignment.notebook: MAX_NOTEBOOK_BYTES}
    held: dict[str, _Held] = {}
    for folder in _in_order(attempts) if len(attempts) > 1 else ():
        if receipt := receipt_of(folder):
            there = read_files(folder, caps)
            absent = {name: each for name, each in held.items() if name not in receipt.taken}
            free = [name for name in absent if _is_free(receipt, name, there.get(name), absent[name], untouched)]
            if free:
                _add(assignment, folder, receipt, {name: absent[name] for name in free})
            when = _in_words(received_at(folder))
            held |= {name: (when, there[name]) for name in receipt.taken if name in there}


def _in_order(attempts: Sequence[Path]) -> list[Path]:
    """The attempts as they were received; one of no known time was after those that had been collected before."""
    latest, times = _LONG_AGO, dict[Path, datetime]()
    for folder in attempts:
        times[folder] = received_at(folder) or latest
        latest = max(latest, times[folder])
    return sorted(attempts, key=lambda folder: times[folder])


def _is_free(receipt: Receipt, name: str, there: bytes | None, held: _Held, untouched: Untouched) -> bool:
    """Whether what is `held` of an earlier attempt is to be put in the place of what is `there`."""
    known, (when, content) = dict(receipt.along).get(name), held
    if there is None or known is None:
        return there is None or there == content or untouched(name, there)
    return known != when


def _add(assignment: Assignment, folder: Path, receipt: Receipt, new: Mapping[str, _Held]) -> None:
    for name, (_, content) in new.items():
        write_atomically(folder / name, content)
    along = {**dict(receipt.along), **{name: when for name, (when, _) in new.items()}}
    missing = tuple(name for name in assignment.files if name not in {*receipt.taken, *along})
    write_atomically(folder / RECEIPT, encoded(replace(receipt, along=tuple(along.items()), missing=missing)))


def along_in(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """What was taken along into an attempt, of the files that may be."""
    receipt = receipt_of(folder)
    taken_along = dict(receipt.along) if receipt else {}
    return read_files(folder, {name: MAX_NOTEBOOK_BYTES for name in names if name in taken_along})


def take_out(assignment: Assignment, folder: Path, given: Mapping[str, Iterable[bytes]]) -> list[str]:
    """Removes what was taken along and is one of the contents `given` by name; the names of what was removed."""
    names = (*assignment.files, assignment.notebook)
    out = [name for name, content in along_in(folder, names).items() if content in given.get(name, ())]
    if out and (receipt := receipt_of(folder)):
        for name in out:
            (folder / name).unlink()
        along = tuple(pair for pair in receipt.along if pair[0] not in out)
        missing = tuple(name for name in assignment.files if name not in {*receipt.taken, *dict(along)})
        write_atomically(folder / RECEIPT, encoded(replace(receipt, along=along, missing=missing)))
    return out


def told_of_along(receipts: Iterable[Receipt], submitted: Path) -> Iterator[str]:
    """A sentence on each file that is of an earlier attempt than what counts."""
    for receipt in receipts:
        known = _in_words(received_at(submitted / receipt.student / receipt.assignment))
        last = f"attempt of {known}" if known else "last one"
        for name, when in receipt.along:
            of = f"that of {when}" if when else "of an earlier attempt"
            yield f"{receipt.student}: {name} is {of}, as the {last} holds none."


def _in_words(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
