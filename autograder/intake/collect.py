"""Takes the hand-ins of a class export into submitted/<student>/<assignment>/, with a receipt for each student.

Only the files that the assignment asks for are written, as the bytes they are, under names of our own choosing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.attempts import RECEIPT, Stored, store
from autograder.intake.class_export import open_class_export
from autograder.intake.identity import FOLDER, Person, folder_name, id_key, readings, student_ids, whose
from autograder.intake.layouts import unwrapped
from autograder.intake.received import Clock, NoDate
from autograder.intake.selection import HandIn, limited, pick
from autograder.records import Assignment, Receipt, Refusal
from autograder.text import printable_name

Changed = Callable[[str, Stored], None]


def collect(
    assignment: Assignment,
    source: Path,
    submitted: Path,
    clock: Clock = lambda student, modified: None,
    changed: Changed = lambda student, stored: None,
) -> list[Receipt]:
    """Takes the hand-ins at `source` into `submitted`; returns a receipt for each student, in order of their ids.

    `clock` tells when each was received, and `changed` hears of each student of whom something else now counts. What
    belongs to nobody is listed in a first receipt whose student is '', which is not written. Raises `Problem` if
    `source` cannot be read or holds no hand-in, or `submitted` cannot be written.
    """
    wanted = (*assignment.files, assignment.notebook)
    with open_class_export(source) as entries:
        handins, strays = _attribute(unwrapped(entries, source, assignment), wanted)
        _require_handins(handins, strays, source)
        try:
            owners = _owners(handins, _held(submitted, assignment, wanted))
            times = {student: _time(clock, student, own) for student, own in owners.items()}
            receipts = [
                _collect_one(assignment, student, own, times[student], submitted, changed)
                for student, own in owners.items()
            ]
        except OSError as error:
            raise Problem(f"Cannot write to {submitted}: {error}. Make room, or choose another folder.") from None
    nobody = Receipt("", assignment.name, printable_name(source.name), (), (), limited(strays))
    return [nobody, *receipts] if strays else receipts


def _require_handins(handins: Mapping[Person, Sequence[HandIn]], strays: Sequence[Refusal], source: Path) -> None:
    """Raises `Problem` if nothing in the class export at `source` is anybody's."""
    if not handins:
        raise Problem(
            f"No hand-in found in {source}. It should hold one folder or zip per student, or be what "
            f"Canvas or Moodle exports.{''.join(f' {s.path}: {s.reason}.' for s in strays[:3])}"
        )


def _attribute(entries: Sequence[Entry], wanted: Sequence[str]) -> tuple[dict[Person, list[HandIn]], list[Refusal]]:
    """Each person's hand-ins in order of time, and what is nobody's."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        loose = len(entry.parts) == 1 and not entry.folder
        groups.setdefault(printable_name(entry.parts[0]) + ("" if loose else "/"), []).append(entry)
    handins: dict[Person, list[HandIn]] = {}
    strays: list[Refusal] = []
    for label, group in groups.items():
        attribution = None if group[0].outside else whose(label, wanted)
        if attribution is None:
            strays += [_stray(entry, label, wanted) for entry in group]
            continue
        kept = [_inside(entry) if label.endswith("/") else replace(entry, parts=(attribution.file,)) for entry in group]
        order = attribution.order or max((entry.modified for entry in group if not entry.folder), default=())
        handin = HandIn(label, attribution.person, order, tuple(e for e in kept if e.parts or e.refusal))
        handins.setdefault(attribution.person, []).append(handin)
    for own in handins.values():
        own.sort(key=lambda handin: (handin.order, handin.label))
    return handins, strays


def _inside(entry: Entry) -> Entry:
    """`entry` as its own student knows it: without the folder that the learning platform put it in."""
    return replace(entry, parts=entry.parts[1:], path=printable_name("/".join(entry.parts[1:])) or entry.path)


def _stray(entry: Entry, label: str, wanted: Sequence[str]) -> Refusal:
    reason = "belongs to no student; put it into a folder or zip named after one"
    if (people := [each.person.name for each in readings(label, wanted)])[1:]:
        reason = f"could be of {' or '.join(map(printable_name, people[:3]))}; find out whose, and rename it"
    return Refusal(entry.path, entry.refusal or reason)


def _owners(handins: Mapping[Person, Sequence[HandIn]], held: Mapping[str, Person]) -> dict[str, Sequence[HandIn]]:
    """Everyone's hand-ins by their ids, in order."""
    ids = student_ids(handins.keys(), held)
    return {student: handins[person] for person, student in sorted(ids.items(), key=lambda item: item[1])}


def _dates(handins: Sequence[HandIn]) -> list[tuple[float, ...]]:
    """What the class export, not what a student packed, says of when its files were made."""
    return [entry.modified for handin in handins for entry in handin.entries if not entry.folder]


def _time(clock: Clock, student: str, handins: Sequence[HandIn]) -> tuple[datetime | None, str]:
    """When `student` handed in, and why nobody knows if a date is none: the others have theirs."""
    try:
        return clock(student, _dates(handins)), ""
    except NoDate as error:
        return None, f"a file is dated {error}, which is no date; collect it by itself, with --received TIME"


def _held(submitted: Path, assignment: Assignment, wanted: Sequence[str]) -> Mapping[str, Person]:
    """Who has which folder of `submitted`, by `id_key`, as the receipts of this assignment say."""
    held = {}
    for folder in sorted(submitted.iterdir()) if submitted.is_dir() else ():
        held[id_key(folder.name)] = Person(FOLDER, folder.name)
        try:
            receipt = msgspec.json.decode((folder / assignment.name / RECEIPT).read_bytes(), type=Receipt)
        except (OSError, msgspec.DecodeError):
            continue
        attribution = whose(receipt.source, wanted)
        if attribution is not None:
            held[id_key(folder.name)] = attribution.person
    return held


def _collect_one(
    assignment: Assignment,
    student: str,
    handins: Sequence[HandIn],
    time: tuple[datetime | None, str],
    submitted: Path,
    changed: Changed,
) -> Receipt:
    taken, refusals = pick(assignment, handins)
    last, (received, undated) = handins[-1], time
    if undated:
        refusals.insert(0, Refusal(last.label, undated))
    if student != folder_name(last.person.name):
        reason = f"the name is also another hand-in's, so this one is kept apart as {student}"
        refusals.insert(0, Refusal(printable_name(last.person.name), reason))
    missing = tuple(name for name in assignment.files if name not in taken)
    receipt = Receipt(student, assignment.name, last.label, tuple(taken), missing, limited(refusals))
    if (stored := store(submitted, receipt, taken, received)) is not Stored.NOTHING:
        changed(student, stored)
    return receipt
