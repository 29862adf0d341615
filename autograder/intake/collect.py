"""Takes the hand-ins of a class export into submitted/<student>/<assignment>/, with a receipt for each student.

Only the files that the assignment asks for are written, as the bytes they are, under names of our own choosing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from msgspec.structs import replace as replace_struct

from autograder.course.released import Untouched, untouched_in
from autograder.errors import Problem
from autograder.intake.archives import LEFT
from autograder.intake.attempts import Stored, has_own, receipt_of, store
from autograder.intake.class_export import open_class_export
from autograder.intake.course_files import CourseFiles
from autograder.intake.doubts import doubted
from autograder.intake.exports import by_name
from autograder.intake.groups import Attempt, Grouping, NoGroups, by_member, share
from autograder.intake.holders import Holders, holders
from autograder.intake.identity import PLAIN, Person, folder_name, student_ids
from autograder.intake.layouts import PLATFORMS, read_export
from autograder.intake.one_student import of_student
from autograder.intake.received import TIMESTAMP, Clock, NoDate, received_at
from autograder.intake.selection import HandIn, limited, pick
from autograder.intake.taken_along import along_in, complete, told_of_along
from autograder.records import Assignment, Receipt, Refusal
from autograder.text import printable_name

Changed = Callable[[str, Stored], None]
MOST_NAMED = 20  # in one sentence
_PLATFORMS = [each.NAME for each in PLATFORMS if each is not by_name]


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
    one: bool = False,
    course: CourseFiles = CourseFiles(),  # noqa: B008  it is frozen
    student: str = "",
) -> list[Receipt]:
    """Takes the hand-ins at `source` into `submitted`; returns a receipt for each student, in order of their ids.

    `clock` tells when each was received, `changed` hears of whom something else now counts, and `told` how `source` was
    read. `platform` is which one exported it, if known, `zone` that of times which a platform wrote without one; or all
    is `student`'s. `grouping` tells who hands in together, `course` what everybody got. What is nobody's is in a first
    receipt, of the student ''. Raises `Problem` if `source` cannot be read, holds no hand-in, or only somebody's who is
    new, and not said to be the `one`; or where writing fails.
    """
    wanted = (*assignment.files, assignment.notebook)
    with open_class_export(source, platform, wanted) as entries:
        export = entries, source, assignment
        reading, how = of_student(student, submitted, *export) if student else read_export(*export, zone, platform)
        handins = _required(_by_person(by_member(reading.handins, grouping)), reading.strays, source)
        try:
            held = holders(submitted, assignment.name, wanted)
            owners = _owners(handins, held, student)
            _require_several(owners, submitted, source, one)
            attempts, notes = _shared(assignment, _every_attempt(owners, clock), grouping, submitted, course)
            take = partial(_collect_one, assignment, submitted, changed, untouched_in(assignment), course)
            receipts = {attempt.student: take(attempt) for attempt in attempts}
            for note in filter(None, (how, *notes, *_of_the_class(owners, receipts, attempts, submitted, assignment))):
                told(note)
            receipts |= doubted(reading.unclear, owners, held, submitted, assignment, receipts)
        except OSError as error:
            raise Problem(f"Cannot write to {submitted}: {error}. Make room, or choose another folder.") from None
    return _told_of(assignment, source, reading.strays) + [receipts[student] for student in sorted(receipts)]


def _told_of(assignment: Assignment, source: Path, strays: Sequence[Refusal]) -> list[Receipt]:
    """A receipt of nobody's for what belongs to nobody."""
    return [Receipt("", assignment.name, printable_name(source.name), (), (), limited(strays))] if strays else []


def _required(
    handins: Mapping[Person, Sequence[HandIn]], strays: Sequence[Refusal], source: Path
) -> Mapping[Person, Sequence[HandIn]]:
    """`handins` of the class export at `source`. Raises `Problem` if nothing in it is anybody's."""
    if not handins:
        raise Problem(
            f"No hand-in found in {source}. It should hold one folder or zip per student, or be what "
            f"{', '.join(_PLATFORMS[:-1])} or {_PLATFORMS[-1]} exports."
            f"{''.join(f' {s.path}: {s.reason}.' for s in strays[:3])}"
        )
    return handins


def _require_several(owners: Mapping[str, Sequence[HandIn]], submitted: Path, source: Path, one: bool) -> None:
    """Raises `Problem` if all is somebody's of whom nothing is there, and not said to be `one` student's."""
    (student, *others) = owners
    if not (one or others or (submitted / student).is_dir()):
        label = printable_name(owners[student][-1].label.removesuffix("/"))
        raise Problem(
            f"All of {source} would be one student's, {student}, by the name {label}. If it is, say --one. If it is a "
            f"class, name who exported it, --platform with one of {', '.join(_PLATFORMS)}; or put what each student "
            "handed in into a folder or zip that is called after them. Nothing was collected."
        )


def _of_the_class(
    owners: Mapping[str, Sequence[HandIn]],
    receipts: Mapping[str, Receipt],
    attempts: Iterable[Attempt],
    submitted: Path,
    assignment: Assignment,
) -> Iterator[str]:
    """Sentences on what is told once for all."""
    yield from _late(owners)
    yield from _stayed(attempts, submitted, assignment)
    yield from _along(receipts.values(), submitted)
    yield from _left_out(receipts.values())


def _late(owners: Mapping[str, Sequence[HandIn]]) -> Iterator[str]:
    """A sentence on whom the platform marks as late: as information, as course.toml has the rules."""
    late = [student for student, own in owners.items() if any(handin.late for handin in own)]
    if late:
        more = f" and {len(late) - MOST_NAMED} more" if len(late) > MOST_NAMED else ""
        yield f"The platform marks as late: {', '.join(late[:MOST_NAMED])}{more}. Lateness costs only by --received."


def _stayed(attempts: Iterable[Attempt], submitted: Path, assignment: Assignment) -> Iterator[str]:
    """A sentence on whose files came again with a later time, which are of the earlier one."""
    stayed: dict[str, datetime] = {}
    for attempt in attempts:
        stays = received_at(submitted / attempt.student / assignment.name)
        if attempt.received is not None and stays is not None and stays < attempt.received:
            stayed[attempt.student] = stays
    if stayed:
        named = [f"{student} ({stays:%Y-%m-%d %H:%M} UTC)" for student, stays in sorted(stayed.items())]
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        yield (
            f"The time stays that was known before, as the same files came again with a later one: "
            f"{', '.join(named[:MOST_NAMED])}{more}. Edit {TIMESTAMP} beside them if that time is wrong."
        )


def _along(receipts: Iterable[Receipt], submitted: Path) -> Iterator[str]:
    """A sentence on each file that was taken along from an earlier attempt."""
    sentences = list(told_of_along(receipts, submitted))
    yield from sentences[:MOST_NAMED]
    if sentences[MOST_NAMED:]:
        yield f"Of {len(sentences) - MOST_NAMED} more files the same holds; the table tells which."


def _left_out(receipts: Collection[Receipt]) -> Iterator[str]:
    """A sentence on what nobody looked at, one for the whole class: many have some, and know nothing of it."""
    counts = [receipt.left_out for receipt in receipts]
    if any(counts):
        yield f"L{LEFT[1:]}: {sum(counts)}, in {sum(map(bool, counts))} of {len(counts)} hand-ins."


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
    assignment: Assignment, attempts: Sequence[Attempt], grouping: Grouping, submitted: Path, course: CourseFiles
) -> tuple[list[Attempt], list[str]]:
    """Everybody's attempts, those of their groups too, and sentences on what is not given on."""

    def own_before(student: str, others: Collection[str]) -> bool:
        return has_own(submitted / student / assignment.name, others)

    def files(handins: Sequence[HandIn]) -> Mapping[str, bytes]:
        return pick(assignment, handins, course=course).files

    def same(one: Attempt, other: Attempt) -> bool:
        return files(one.handins) == files(other.handins)

    people = {attempt.student: attempt.handins[0].person for attempt in reversed(attempts)}
    return share(attempts, grouping(people), own_before, same)


def _attempts(handins: Sequence[HandIn]) -> list[Sequence[HandIn]]:
    """The hand-ins of each attempt: each by itself where the platform says when, and all together where it does not.

    What holds no file at all is no attempt, if there is another; what is told of it is told with the last one.
    """
    if any(handin.received is None for handin in handins):
        return [handins]
    full = [handin for handin in handins if any(not entry.junk for entry in handin.entries)]
    if not full:
        return [handins]
    *earlier, last = full
    said = [_newer(handin) if handin.order > last.order else handin for handin in handins if not handin.entries]
    return [*([handin] for handin in earlier), [*said, last]]


def _newer(handin: HandIn) -> HandIn:
    """A hand-in without files that is newer than all with files: a person has to see what it says."""
    return replace(handin, notes=tuple(replace_struct(note, person=True) for note in handin.notes))


def _owners(
    handins: Mapping[Person, Sequence[HandIn]], held: Holders, student: str = ""
) -> dict[str, Sequence[HandIn]]:
    """Everyone's hand-ins by their ids, in order; by that of the `student` whose all is."""
    ids = dict.fromkeys(handins, student) if student else student_ids(handins.keys(), held)
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


def _collect_one(
    assignment: Assignment,
    submitted: Path,
    changed: Changed,
    untouched: Untouched,
    course: CourseFiles,
    attempt: Attempt,
) -> Receipt:
    student, last = attempt.student, attempt.handins[-1]
    taken, refusals, left_out = pick(assignment, attempt.handins, untouched, course)
    if attempt.undated:
        refusals.insert(0, Refusal(last.label, attempt.undated))
    if student != (usual := folder_name(last.person.name)):
        reason = f"called so now, and known before: this goes to {student}, where their other hand-ins are"
        if student.startswith(f"{usual}_"):
            given = f"; if it is theirs, collect it with --student {usual}" if last.person.platform == PLAIN else ""
            reason = f"the name is also somebody else's, so this hand-in is kept apart as {student}{given}"
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
        any(handin.late for handin in attempt.handins),
        last.person.told,
        left_out,
    )
    return _kept(assignment, submitted, changed, untouched, (receipt, taken, attempt.received))


def _kept(
    assignment: Assignment,
    submitted: Path,
    changed: Changed,
    untouched: Untouched,
    attempt: tuple[Receipt, Mapping[str, bytes], datetime | None],
) -> Receipt:
    """The receipt of an attempt, with what was taken along into it if it counts, once all is on disk."""
    receipt, place = attempt[0], submitted / attempt[0].student / assignment.name
    names = (*assignment.files, assignment.notebook)
    before = along_in(place, names)
    stored = store(submitted, *attempt)
    complete(assignment, submitted, receipt.student, untouched)
    if stored is not Stored.ATTEMPT and along_in(place, names) != before:
        stored = Stored.ATTEMPT
    if stored is not Stored.NOTHING:
        changed(receipt.student, stored)
    counts = receipt_of(place)
    same = counts and counts == replace_struct(receipt, along=counts.along, missing=counts.missing)
    return counts if counts and same else receipt
