"""Takes the hand-ins of a class export into submitted/<student>/<assignment>/, with a receipt for each student.

Only the files that the assignment asks for are written, as the bytes they are, under names of our own choosing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.intake.attempts import RECEIPT, Stored, has_own, store
from autograder.intake.class_export import open_class_export
from autograder.intake.groups import Attempt, Grouping, Groups, NoGroups, by_member, share
from autograder.intake.identity import FOLDER, Person, folder_name, id_key, student_ids, whose
from autograder.intake.layouts import PLATFORMS, read_export
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
    platform: str = "",
    zone: tzinfo | None = None,
    told: Callable[[str], None] = lambda sentence: None,
    grouping: Grouping = NoGroups(),  # noqa: B008  it holds nothing
) -> list[Receipt]:
    """Takes the hand-ins at `source` into `submitted`; returns a receipt for each student, in order of their ids.

    `clock` tells when each was received, and `changed` hears of each student of whom something else now counts.
    `platform` is which one exported `source`, where that is not to be recognised, `zone` that of times which a platform
    wrote without one, and `told` hears how `source` was read. `grouping` tells who hands in together. What belongs to
    nobody is listed in a first receipt whose student is '', which is not written. Raises `Problem` if `source` cannot
    be read or holds no hand-in, or `submitted` cannot be written.
    """
    wanted = (*assignment.files, assignment.notebook)
    with open_class_export(source) as entries:
        reading, how = read_export(entries, source, assignment, zone, platform)
        if how:
            told(how)
        handins = _by_person(by_member(reading.handins, grouping))
        _require_handins(handins, reading.strays, source)
        try:
            owners = _owners(handins, _held(submitted, assignment, wanted))
            every = _every_attempt(owners, clock)
            people = {student: own[0].person for student, own in owners.items()}
            attempts, notes = _shared(assignment, every, grouping(people), submitted)
            for note in notes:
                told(note)
            receipts = {attempt.student: _collect_one(assignment, attempt, submitted, changed) for attempt in attempts}
        except OSError as error:
            raise Problem(f"Cannot write to {submitted}: {error}. Make room, or choose another folder.") from None
    nobody = Receipt("", assignment.name, printable_name(source.name), (), (), limited(reading.strays))
    return [nobody, *receipts.values()] if reading.strays else list(receipts.values())


def _require_handins(handins: Mapping[Person, Sequence[HandIn]], strays: Sequence[Refusal], source: Path) -> None:
    """Raises `Problem` if nothing in the class export at `source` is anybody's."""
    if not handins:
        raise Problem(
            f"No hand-in found in {source}. It should hold one folder or zip per student, or be what "
            f"{', '.join(each.NAME for each in PLATFORMS[:-1])}, Canvas or Moodle exports."
            f"{''.join(f' {s.path}: {s.reason}.' for s in strays[:3])}"
        )


def _by_person(handins: Iterable[HandIn]) -> dict[Person, list[HandIn]]:
    """Each person's hand-ins in order of time."""
    found: dict[Person, list[HandIn]] = {}
    for handin in handins:
        found.setdefault(handin.person, []).append(handin)
    for own in found.values():
        own.sort(key=lambda handin: (handin.order, handin.label))
    return found


def _every_attempt(owners: Mapping[str, Sequence[HandIn]], clock: Clock) -> list[Attempt]:
    ids = {own[0].person: student for student, own in owners.items()}
    return [
        Attempt(student, own, *_time(clock, student, own), tuple(ids[each] for each in own[-1].group))
        for student, all_own in owners.items()
        for own in _attempts(all_own)
    ]


def _shared(
    assignment: Assignment, attempts: Sequence[Attempt], groups: Groups, submitted: Path
) -> tuple[list[Attempt], list[str]]:
    """Everybody's attempts, those of their groups too, and sentences on what is not given on."""

    def own_before(student: str) -> bool:
        return has_own(submitted / student / assignment.name)

    def same(one: Attempt, other: Attempt) -> bool:
        return pick(assignment, one.handins)[0] == pick(assignment, other.handins)[0]

    return share(attempts, groups, own_before, same)


def _attempts(handins: Sequence[HandIn]) -> list[Sequence[HandIn]]:
    """The hand-ins of each attempt: each by itself where the platform says when, and all together where it does not.

    What holds no file at all is no attempt, if there is another.
    """
    if any(handin.received is None for handin in handins):
        return [handins]
    return [[handin] for handin in handins if handin.entries] or [handins[-1:]]


def _owners(handins: Mapping[Person, Sequence[HandIn]], held: Mapping[str, Person]) -> dict[str, Sequence[HandIn]]:
    """Everyone's hand-ins by their ids, in order."""
    ids = student_ids(handins.keys(), held)
    return {student: handins[person] for person, student in sorted(ids.items(), key=lambda item: item[1])}


def _dates(handins: Sequence[HandIn]) -> list[tuple[float, ...]]:
    """What the class export, not what a student packed, says of when its files were made."""
    return [entry.modified for handin in handins for entry in handin.entries if not entry.folder]


def _time(clock: Clock, student: str, handins: Sequence[HandIn]) -> tuple[datetime | None, str]:
    """When `student` handed in, and why nobody knows if a date is none: the others have theirs.

    What the instructor says goes before what the platform wrote.
    """
    try:
        return clock(student, _dates(handins)) or handins[-1].received, ""
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
        if any(receipt.person):
            held[id_key(folder.name)] = Person(*receipt.person)
        elif attribution is not None:
            held[id_key(folder.name)] = attribution.person
    return held


def _collect_one(assignment: Assignment, attempt: Attempt, submitted: Path, changed: Changed) -> Receipt:
    student, last = attempt.student, attempt.handins[-1]
    taken, refusals = pick(assignment, attempt.handins)
    if attempt.undated:
        refusals.insert(0, Refusal(last.label, attempt.undated))
    if student != folder_name(last.person.name):
        reason = f"the name is also another hand-in's, so this one is kept apart as {student}"
        refusals.insert(0, Refusal(printable_name(last.person.name), reason))
    if attempt.by not in ("", student):
        refusals.insert(0, Refusal(last.label, f"handed in by {attempt.by}, for all of {attempt.team}"))
    receipt = Receipt(
        student,
        assignment.name,
        last.label,
        tuple(taken),
        tuple(name for name in assignment.files if name not in taken),
        limited(refusals),
        (last.person.platform, last.person.key),
        attempt.group,
        attempt.by,
        signs=last.person.told,
    )
    if (stored := store(submitted, receipt, taken, attempt.received)) is not Stored.NOTHING:
        changed(student, stored)
    return receipt
