"""Bounds how many entries of a class export are kept, so that what one student packed never costs another.

Junk is left out before anything is counted. Who has more than one student may have, or the most where the whole class
has too many, is left with one entry that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from autograder.intake.archives import ABOVE, CHECKPOINTS, GIT, MAX_ARCHIVE_ENTRIES, Entry, Refused, is_junk, left_out
from autograder.intake.owners import Owner
from autograder.text import printable_name

MAX_CLASS_ENTRIES = 200_000  # kept of a whole class; an entry takes a kilobyte
MAX_LISTED = 5_000_000  # looked at, junk and all
MAX_OWNERS = 20_000
MAX_DEPTH = 32  # of folders, as in an archive
KEPT_SHARE = 0.9  # of the class's limit, once it is reached: making room seldom is making it fast

Parts = tuple[str, ...]


class Quota:
    """Keeps the entries that it is given, as far as their owners may have them."""

    def __init__(self, owner: Owner, is_around: Callable[[str], bool]) -> None:
        """Counts by whom a top-level name means as `owner` tells, or by the name itself.

        In a folder that `is_around` those of the students, by the second name.
        """
        self._owner_of, self._is_around = owner, is_around
        self._kept: dict[object, list[Entry]] = {}
        self._owners: dict[Parts, object] = {}
        self._over: set[object] = set()
        self._junk: dict[object, tuple[Parts, Parts, int]] = {}
        self._clones: set[object] = set()
        self._total = self._nobodys = 0
        self._unread = False

    def take(self, entries: Iterable[Entry]) -> None:
        """Keeps each of `entries` that its owner may still have."""
        entries = iter(entries)
        for entry in islice(entries, MAX_LISTED):
            if entry.parts and is_junk(entry.parts):
                self.leave_out(entry.parts)
            elif entry.parts:
                self._take_one(entry)
        self._unread = self._unread or next(entries, None) is not None

    def leave_out(self, junk: Parts) -> None:
        """Counts that somebody's `junk` is left out, and notes the first, or a copy by Jupyter rather than others."""
        label = junk[: self.depth(junk)]
        if not is_junk(label) and len(self._junk) < MAX_OWNERS:
            owner = self._owner(junk)
            where, shown, count = self._junk.get(owner, (label, junk, 0))
            if CHECKPOINTS in junk and CHECKPOINTS not in shown:
                where, shown = label, junk
            self._junk[owner] = where, shown, count + 1
            if junk[len(label)] == GIT:
                self._clones.add(owner)

    def is_over(self, parts: Parts) -> bool:
        """Whether whoever has `parts` has too much already, so that there is no need to look for more."""
        return self._owner(parts) in self._over or len(parts) > MAX_DEPTH

    def refuse(self, parts: Parts, reason: str) -> None:
        """Refuses the one entry that has these parts."""
        kept = self._kept.get(self._owner(parts), [])
        kept[:] = [replace(each, refusal=each.refusal or reason) if each.parts == parts else each for each in kept]

    def depth(self, parts: Parts) -> int:
        """At which of them whoever has `parts` is named."""
        return 2 if parts and self._is_around(parts[0]) else 1

    def _owner(self, parts: Parts) -> object:
        """Whoever the platform says it is of, as one person may have handed in very many files side by side."""
        label = parts[: self.depth(parts)]
        if label in self._owners or not label:
            return self._owners.get(label, label)
        owner = self._owner_of(label[-1]) or label
        if len(self._owners) < 10 * MAX_OWNERS:
            self._owners[label] = owner
        return owner

    def _take_one(self, entry: Entry) -> None:
        owner = self._owner(entry.parts)
        if owner in self._over:
            return
        if owner not in self._kept and len(self._kept) >= MAX_OWNERS:
            self._nobodys += 1
            return
        self._kept.setdefault(owner, []).append(entry)
        self._total += 1
        if len(self._kept[owner]) > MAX_ARCHIVE_ENTRIES:
            self._leave_one(owner, f"more than {MAX_ARCHIVE_ENTRIES} entries; hand in the assignment's files alone")
        elif self._total > MAX_CLASS_ENTRIES:
            self._make_room()

    def _make_room(self) -> None:
        for owner in sorted(self._kept, key=lambda each: len(self._kept[each]), reverse=True):
            if self._total <= KEPT_SHARE * MAX_CLASS_ENTRIES:
                return
            reason = f"the class has more than {MAX_CLASS_ENTRIES} entries, and this hand-in among the most"
            self._leave_one(owner, f"{reason}; collect it by itself")

    def _leave_one(self, owner: object, reason: str) -> None:
        entries = self._kept[owner]
        self._total -= len(entries) - 1
        self._over.add(owner)
        first = entries[0]
        label = first.parts[: self.depth(first.parts)]
        if len(first.parts) > len(label) or first.folder:
            first = replace(first, path=printable_name(label[-1]), folder=True)
        self._kept[owner] = [replace(first, parts=label, refusal=first.refusal or reason, all=True)]

    def entries(self) -> list[Entry]:
        """What is kept, owner by owner, and at the end what is not told of otherwise."""
        kept = [entry for own in self._kept.values() for entry in own]
        for owner, (label, parts, count) in self._junk.items():
            if owner not in self._over:
                kept.append(replace(left_out(label, [parts[len(label) :]], count), clone=owner in self._clones))
        if self._nobodys:
            kept.append(_note(f"{self._nobodys} entries beyond {MAX_OWNERS} students; collect the class in parts"))
        if self._unread:
            kept.append(_note(f"entries beyond the first {MAX_LISTED}; collect the class in parts"))
        return kept


def _note(reason: str) -> Entry:
    def unreadable(cap: int) -> bytes:
        raise Refused(reason)

    return Entry("...", (ABOVE,), False, (), reason, unreadable)
