"""Picks an assignment's files out of one student's hand-ins, and says why the others are not taken.

For each file the last hand-in that holds it counts, and within that one the file nearest to the top.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from autograder.course.released import Untouched
from autograder.intake.archives import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_ENTRIES, Entry, Refused, unpack
from autograder.intake.course_files import CourseFiles, lines_on
from autograder.intake.for_a_person import OTHER_ARCHIVES, for_a_person, where_work_may_be
from autograder.intake.identity import ARCHIVES, Person, copy_number
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.intake.misplaced import elsewhere
from autograder.records import Assignment, Refusal
from autograder.text import in_utf8

MAX_ARCHIVES = 5  # of one student, opened
MAX_REFUSALS = 100  # in one receipt


@dataclass(frozen=True)
class HandIn:
    """One folder, archive or loose file of a class export, and whose it is; a later one has a higher `order`.

    Where the platform says when it `received` a hand-in, each is an attempt of its own; `group` are those who handed in
    together with `person`. `notes` tell what of it is no file, and could not be taken; `comments`
    hold nothing of it where all modules are there. `late` is the platform's mark.
    """

    label: str
    person: Person
    order: tuple[float, ...]
    entries: tuple[Entry, ...]
    received: datetime | None = None
    group: tuple[Person, ...] = ()
    notes: tuple[Refusal, ...] = ()
    comments: tuple[Refusal, ...] = ()
    late: bool = False


class Picked(NamedTuple):
    """The bytes of each file that is taken, why others are not, and how many are junk."""

    files: dict[str, bytes]
    refusals: list[Refusal]
    left_out: int


def limited(refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """`refusals`, without repetition, as many as a person would read."""
    different = tuple(dict.fromkeys(refusals))
    if len(different) <= MAX_REFUSALS:
        return different
    return (*different[:MAX_REFUSALS], Refusal("...", f"and {len(different) - MAX_REFUSALS} more"))


def pick(
    assignment: Assignment,
    handins: Sequence[HandIn],
    untouched: Untouched = lambda name, content: False,
    course: CourseFiles = CourseFiles(),  # noqa: B008  it is frozen
) -> Picked:
    """The assignment's files in `handins` (in order of time), and what is told of the others.

    Where a file is still `untouched`, what was refused may be the one that was meant; but nothing of the `course`.
    """
    opened, of_the_course = _own(assignment, handins, course)
    refused = [entry for entries in opened for entry in entries if entry.refusal and not entry.junk]
    refusals = [Refusal(entry.path, entry.refusal, person=entry.all or not entry.parts) for entry in refused]
    taken, chosen, passed_over = _take(assignment, opened)
    unexpected = list(_unexpected_files(assignment, opened))
    misplaced = list(elsewhere(assignment, taken, (entry for entry, _ in unexpected if not entry.folder)))
    found = {each.path for each in misplaced}
    refusals += [*passed_over, *(refusal for _, refusal in unexpected if refusal.path not in found)]
    notes = [note for handin in handins for note in handin.notes]
    comments = [comment for handin in handins for comment in handin.comments]
    junk = [entry for entries in opened for entry in entries if entry.junk]
    doubtful = refusals or notes or comments or junk or misplaced
    written = {name: data for name, data in taken.items() if not untouched(name, data)} if doubtful else taken
    refusals += where_work_may_be(assignment, taken, written, [each.path for each in junk])
    if not (taken or refusals or notes or comments or misplaced):
        reason = f"holds no file {'of this assignment' if of_the_course else 'at all'}; ask for the work"
        refusals.append(Refusal(handins[-1].label, reason, person=True))
    newer = _newer(opened, chosen) | {note.path for note in notes if note.person}
    whole = all(name in written for name in assignment.files)
    told = for_a_person(assignment, taken, written, [*notes, *([] if whole else comments), *refusals], newer)
    return Picked(taken, misplaced + told + of_the_course + comments * whole, sum(each.junk for each in junk))


def _take(
    assignment: Assignment, opened: Sequence[Sequence[Entry]]
) -> tuple[dict[str, bytes], list[Entry], list[Refusal]]:
    """The bytes of each file, the entries that they were read from, and why others do not count."""
    taken: dict[str, bytes] = {}
    chosen: list[Entry] = []
    refusals: list[Refusal] = []
    for name in (*assignment.files, assignment.notebook):
        entry, passed_over = _choose(name, opened)
        refusals += passed_over
        if entry is None:
            continue
        try:
            data = entry.read(MAX_MODULE_BYTES if name in assignment.files else MAX_NOTEBOOK_BYTES)
            taken[name] = in_utf8(data)
            chosen.append(entry)
        except Refused as refused:
            refusals.append(Refusal(entry.path, str(refused), person=True))
        except UnicodeError:
            refusals.append(Refusal(entry.path, "UTF-16, but damaged; save it as UTF-8", person=True))
    return taken, chosen, refusals


def _own(
    assignment: Assignment, handins: Sequence[HandIn], course: CourseFiles
) -> tuple[list[list[Entry]], list[Refusal]]:
    """The entries of each hand-in that may be work on the assignment, and a line on each kind of others."""
    sorted_out = [course.sort(assignment, _opened(handin)) for handin in handins]
    pairs = zip(handins, sorted_out, strict=True)
    return [_without_own_name(assignment, handin.person, each.own) for handin, each in pairs], lines_on(sorted_out)


def _newer(opened: Sequence[Sequence[Entry]], chosen: Sequence[Entry]) -> set[str]:
    """The paths of what was handed in after all that is `chosen`."""
    last = max(
        (at for at, own in enumerate(opened) for entry in own if any(entry is each for each in chosen)), default=-1
    )
    return {entry.path for own in opened[last + 1 :] for entry in own}


def _without_own_name(assignment: Assignment, person: Person, entries: Sequence[Entry]) -> list[Entry]:
    """`entries`, where `engine_ada.py` of Ada's is taken for the `engine.py` that is not there.

    Not what has any other word in its name: `test_engine.py` and `engine_old.py` may be something else.
    """
    own = set(_words_of(person.name))
    found = list(entries)
    for name in (*assignment.files, assignment.notebook):
        if not own or any(_is_file(entry) and copy_number(entry.parts[-1], name) is not None for entry in entries):
            continue
        for at, entry in enumerate(entries):
            if _is_file(entry) and _named_after(entry.parts[-1], name, own):
                found[at] = replace(entry, parts=(*entry.parts[:-1], name))
    return found


def _is_file(entry: Entry) -> bool:
    return not entry.folder and not entry.refusal


def _named_after(file: str, name: str, own: Collection[str]) -> bool:
    """Whether `file` is `name` with words of somebody's `own` name before or behind it, and no others."""
    (stem, suffix), (found, kind) = os.path.splitext(name.lower()), os.path.splitext(file.lower())
    parts = re.fullmatch(f"(?:(.+)[_-])?{re.escape(stem)}(?:[_-](.+))?", found)
    words = _words_of(" ".join(filter(None, parts.groups()))) if parts else []
    return kind == suffix and bool(words) and set(own).issuperset(words)


def _words_of(name: str) -> list[str]:
    """What a name consists of, in whichever case: words, without numbers and what stands between them."""
    return re.findall(r"[^\W\d_]+", name.casefold())


def _opened(handin: HandIn) -> list[Entry]:
    """The entries of `handin` and of its archives; an archive that is not opened says why."""
    if sum(not entry.junk for entry in handin.entries) > MAX_ARCHIVE_ENTRIES:
        return [
            replace(handin.entries[0], path=handin.label, parts=(), refusal=f"more than {MAX_ARCHIVE_ENTRIES} entries")
        ]
    entries: list[Entry] = []
    archives = 0
    for entry in handin.entries:
        if not _is_archive(entry):
            entries.append(entry)
            continue
        archives += 1
        try:
            if archives > MAX_ARCHIVES:
                raise Refused(f"more than {MAX_ARCHIVES} archives in one hand-in")
            entries += _inside(entry)
        except Refused as refused:
            entries.append(replace(entry, refusal=str(refused)))
    return entries


def _is_archive(entry: Entry) -> bool:
    return not entry.folder and not entry.refusal and entry.parts[-1].lower().endswith(ARCHIVES)


def _inside(archive: Entry) -> Iterator[Entry]:
    for entry in unpack(archive.read(MAX_ARCHIVE_BYTES)):
        entry = replace(entry, path=f"{archive.path}/{entry.path}", parts=archive.parts + entry.parts)
        yield replace(entry, refusal="an archive inside an archive") if _is_archive(entry) else entry


def _choose(name: str, opened: Sequence[Sequence[Entry]]) -> tuple[Entry | None, list[Refusal]]:
    """The one entry that counts as `name`, or None, and why each other candidate does not count."""
    found = [_ranked(name, entries) for entries in opened]
    holding = [ranked for ranked in found if ranked]
    if not holding:
        return None, []
    (rank, chosen), *others = holding[-1]
    rivals = [entry for at, entry in others if at == rank]
    earlier = [
        Refusal(entry.path, f"replaced by the later {chosen.path}") for ranked in holding[:-1] for _, entry in ranked
    ]
    if rivals:
        reason = f"{1 + len(rivals)} files are equally near to the top and could be {name}; keep one"
        return None, [Refusal(entry.path, reason, person=True) for entry in (chosen, *rivals)] + earlier
    return chosen, [Refusal(entry.path, f"{chosen.path} counts as {name}") for _, entry in others] + earlier


def _ranked(name: str, entries: Sequence[Entry]) -> list[tuple[tuple[int, bool], Entry]]:
    ranked = [
        ((len(entry.parts), copy > 0), entry)
        for entry in entries
        if not entry.folder and not entry.refusal and (copy := copy_number(entry.parts[-1], name)) is not None
    ]
    return sorted(ranked, key=lambda pair: pair[0])


def _unexpected_files(assignment: Assignment, opened: Sequence[Sequence[Entry]]) -> Iterator[tuple[Entry, Refusal]]:
    """What was handed in beside the assignment's files: last in the receipt, as it seldom matters."""
    names = (*assignment.files, assignment.notebook)
    for entry in (entry for entries in opened for entry in entries if not entry.refusal):
        if entry.folder or any(part in names for part in entry.parts[:-1]):
            if any(part in names for part in entry.parts):
                yield entry, Refusal(entry.path, "a folder, where a file belongs")
        elif entry.parts[-1].lower().endswith(OTHER_ARCHIVES):
            yield entry, Refusal(entry.path, "an archive of another kind; hand in a zip")
        elif all(copy_number(entry.parts[-1], name) is None for name in names):
            advice = next((f"; rename it to {name}, then collect again" for name in names if _is_text(entry, name)), "")
            yield entry, Refusal(entry.path, f"not one of the files of this assignment ({', '.join(names)}){advice}")


def _is_text(entry: Entry, name: str) -> bool:
    """Whether an editor or a browser put .txt behind `name`."""
    return entry.parts[-1].lower() == f"{name.lower()}.txt"
