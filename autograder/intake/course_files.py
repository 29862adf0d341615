"""Sorts out of a hand-in what the course gave to everybody, and what belongs to another assignment.

Whoever works in a copy of the course's template hands in all of it each time. None of that is a student's work on this
assignment, so a line for each kind says how much there is, and nobody has to look for that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.intake.archives import Entry
from autograder.intake.identity import copy_number
from autograder.records import Assignment, Refusal

# Of a file's name and what reads it up to a number of bytes, whether it is as students got it.
AsHandedOut = Callable[[str, Callable[[int], bytes]], bool]


class Sorted(NamedTuple):
    """The entries that may be work on this assignment, and others."""

    own: list[Entry]
    handed_out: list[Entry]
    elsewhere: list[Entry]


@dataclass(frozen=True)
class CourseFiles:
    """What students got; `others` are the files of each other assignment, by their paths in the folder called so."""

    as_handed_out: AsHandedOut = lambda name, read: False
    others: Mapping[str, Collection[str]] = field(default_factory=dict)

    def sort(self, assignment: Assignment, entries: Sequence[Entry]) -> Sorted:
        """The `entries` of one hand-in.

        A file of the assignment stays, though it is as handed out, where there is no other of its name. What is only
        called like another assignment's may have been handed in by mistake, unless all that was asked for is there.
        """
        names = (*assignment.files, assignment.notebook)
        files = [entry for entry in entries if not (entry.folder or entry.refusal or entry.junk)]
        elsewhere = {id(entry) for entry in files if self._is_in_another(entry)}
        here = [entry for entry in files if id(entry) not in elsewhere]
        given = {id(entry) for entry in here if self._is_handed_out(entry)}
        candidates = {name: [entry for entry in here if _is_called(entry, (name,))] for name in names}
        for found in candidates.values():
            if all(id(entry) in given for entry in found):
                given -= {id(entry) for entry in found}
        asked = (*assignment.files, *([assignment.notebook] if assignment.questions else []))
        if all(candidates[name] for name in asked):
            elsewhere |= {id(entry) for entry in here if not _is_called(entry, names) and self._is_called_like(entry)}
        given |= {id(each) for each in files if id(each) in elsewhere and self._is_handed_out(each)}
        return Sorted(
            [entry for entry in entries if id(entry) not in given | elsewhere],
            [entry for entry in files if id(entry) in given],
            [entry for entry in files if id(entry) in elsewhere - given],
        )

    def _is_in_another(self, entry: Entry) -> bool:
        """Whether a file lies where another assignment has one of this name, or a copy of it."""
        for at, folder in enumerate(entry.parts[:-1]):
            path = "/".join(entry.parts[at + 1 :])
            if any(path == file or copy_number(path, file) is not None for file in self.others.get(folder, ())):
                return True
        return False

    def _is_called_like(self, entry: Entry) -> bool:
        """Whether a file is called like another assignment's module or notebook."""
        files = [file for own in self.others.values() for file in own if file.endswith((".py", ".ipynb"))]
        return _is_called(entry, files)

    def _is_handed_out(self, entry: Entry) -> bool:
        return self.as_handed_out(entry.parts[-1], entry.read)


def _is_called(entry: Entry, names: Iterable[str]) -> bool:
    return any(copy_number(entry.parts[-1], name) is not None for name in names)


def lines_on(handins: Iterable[Sorted]) -> list[Refusal]:
    """One line on each kind of what was sorted out of somebody's hand-ins."""
    handed_out, elsewhere = [], []
    for each in handins:
        handed_out += each.handed_out
        elsewhere += each.elsewhere
    lines = [Refusal(_files(handed_out), "as handed out")] if handed_out else []
    if elsewhere:
        more = f" and {len(elsewhere) - 1} more" if elsewhere[1:] else ""
        lines.append(Refusal(_files(elsewhere), f"of other assignments: {elsewhere[0].path}{more}"))
    return lines


def _files(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} file{'s' if entries[1:] else ''}"
