"""Picks an assignment's files out of one student's hand-ins, and says why the others are not taken.

For each file the last hand-in that holds it counts, and within that one the file nearest to the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.intake.archives import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_ENTRIES, Entry, Refused, unpack
from autograder.intake.identity import ARCHIVES, Person, copy_number
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.records import Assignment, Refusal

MAX_ARCHIVES = 5  # of one student, opened
MAX_REFUSALS = 100  # in one receipt
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class HandIn:
    """One folder, archive or loose file of a class export, and whose it is; a later one has a higher `order`."""

    label: str
    person: Person
    order: tuple[float, ...]
    entries: tuple[Entry, ...]


def limited(refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """`refusals`, without repetition, as many as a person would read."""
    different = tuple(dict.fromkeys(refusals))
    if len(different) <= MAX_REFUSALS:
        return different
    return (*different[:MAX_REFUSALS], Refusal("...", f"and {len(different) - MAX_REFUSALS} more"))


def pick(assignment: Assignment, handins: Sequence[HandIn]) -> tuple[dict[str, bytes], list[Refusal]]:
    """The bytes of each of the assignment's files in `handins` (in order of time), and why others are not taken."""
    opened = [_opened(handin) for handin in handins]
    refusals = [Refusal(entry.path, entry.refusal) for entries in opened for entry in entries if entry.refusal]
    taken: dict[str, bytes] = {}
    for name in (*assignment.files, assignment.notebook):
        chosen, passed_over = _choose(name, opened)
        refusals += passed_over
        if chosen is None:
            continue
        try:
            taken[name] = chosen.read(MAX_MODULE_BYTES if name in assignment.files else MAX_NOTEBOOK_BYTES)
        except Refused as refused:
            refusals.append(Refusal(chosen.path, str(refused)))
    return taken, refusals + list(_unexpected_files(assignment, opened))


def _opened(handin: HandIn) -> list[Entry]:
    """The entries of `handin` and of its archives; an archive that is not opened says why."""
    if len(handin.entries) > MAX_ARCHIVE_ENTRIES:
        return [replace(handin.entries[0], path=handin.label, refusal=f"more than {MAX_ARCHIVE_ENTRIES} entries")]
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
        return None, [Refusal(entry.path, reason) for entry in (chosen, *rivals)] + earlier
    return chosen, [Refusal(entry.path, f"{chosen.path} counts as {name}") for _, entry in others] + earlier


def _ranked(name: str, entries: Sequence[Entry]) -> list[tuple[tuple[int, bool], Entry]]:
    ranked = [
        ((len(entry.parts), copy > 0), entry)
        for entry in entries
        if not entry.folder and not entry.refusal and (copy := copy_number(entry.parts[-1], name)) is not None
    ]
    return sorted(ranked, key=lambda pair: pair[0])


def _unexpected_files(assignment: Assignment, opened: Sequence[Sequence[Entry]]) -> Iterator[Refusal]:
    """What was handed in beside the assignment's files: last in the receipt, as it seldom matters."""
    names = (*assignment.files, assignment.notebook)
    for entry in (entry for entries in opened for entry in entries if not entry.refusal):
        if entry.folder or any(part in names for part in entry.parts[:-1]):
            if any(part in names for part in entry.parts):
                yield Refusal(entry.path, "a folder, where a file belongs")
        elif entry.parts[-1].lower().endswith(OTHER_ARCHIVES):
            yield Refusal(entry.path, "an archive of another kind; hand in a zip")
        elif all(copy_number(entry.parts[-1], name) is None for name in names):
            yield Refusal(entry.path, f"not one of the files of this assignment ({', '.join(names)})")
