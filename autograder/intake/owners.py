"""Tells by names alone whose an entry of a class export is, before it is known which platform exported it.

This bounds what is kept of each student, and is a voice on which platform it was; it decides nobody's hand-in. A
platform writes its mark before anything that a student may choose for a file, so the first mark in a name is the
platform's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from pathlib import Path

from autograder.intake.archives import Entry, is_junk
from autograder.intake.exports import blackboard, brightspace
from autograder.intake.identity import ARCHIVES, MAX_LABEL, Person, marks, platform_person, whose

# What people and programs call the folder around those of the students.
WRAPPERS = {"export", "exports", "submissions", "submitted", "handins", "hand-ins", "inbox", "class", "students"}

Owner = Callable[[str], Hashable]


def owner_by(platform: str = "") -> Owner:
    """What tells whom a name at the top means by the marks of one platform, or by those of all; None for nobody."""
    named = platform.casefold()

    def owner(name: str) -> Hashable:
        name = name[:MAX_LABEL]
        first = marked(name, named)
        # Who calls themselves like another's mark has no name that can be read in one way, and shares nobody's part.
        return first and (first, platform_person(name) is None)

    return owner


def marked(name: str, named: str = "") -> Person | None:
    """Whom the first mark in `name` means: one of the platform `named`, or of any; None if it has none."""
    found = list(marks(name)) if named in ("", "canvas", "moodle", "names") else []
    for other in (blackboard, brightspace):
        if named in ("", other.NAME.casefold()) and (mark := other.mark(name)):
            found.append((mark[0], Person(other.NAME.casefold(), mark[1])))
    return min(found, default=(0, None), key=lambda mark: mark[0])[1]


def stem_of(source: Path) -> str:
    """What a class export is called, which is what programs call the folder that they pack it in."""
    return source.name.partition(".")[0]


def is_wrapper(name: str, known: Collection[str] = ()) -> bool:
    """Whether a folder at the top is called like one around those of the students."""
    return name in known or name.lower() in WRAPPERS


def wrappers(entries: Iterable[Entry], owner: Owner, wanted: Collection[str]) -> set[str]:
    """The one folder at the top, where nothing beside it is anybody's: it may hold those of the students."""
    folders: set[str] = set()
    beside = False
    for entry in entries:
        if not entry.parts or is_junk(entry.parts):
            continue
        top = entry.parts[0]
        if entry.folder or len(entry.parts) > 1:
            folders.add(top)
        elif not beside:
            beside = bool(top.lower().endswith(ARCHIVES) or owner(top) or whose(top, wanted))
        if len(folders) > 1:
            return set()
    return {top for top in folders if not beside and not owner(top)}
