"""Recognises which platform packed a class export, takes off what is wrapped around it, and refuses to guess."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Protocol

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.exports import blackboard, brightspace, by_name, github, gradescope
from autograder.intake.exports.export import Export, Reading
from autograder.intake.identity import ARCHIVES, copy_number, platform_person
from autograder.records import Assignment
from autograder.text import printable_name

# What people and programs call the folder around those of the students.
WRAPPERS = {"export", "exports", "submissions", "submitted", "handins", "hand-ins", "inbox", "class", "students"}


class Platform(Protocol):
    """A module of `autograder.intake.exports`."""

    NAME: str

    def recognised(self, names: Sequence[str], around: str) -> str:
        """Why `names`, in what is called `around`, are at the top of an export of this platform; '' if they are not."""

    def read(self, export: Export) -> Reading:
        """What `export` says."""


PLATFORMS: tuple[Platform, ...] = (gradescope, blackboard, brightspace, github, by_name)


def read_export(
    entries: Sequence[Entry], source: Path, assignment: Assignment, zone: tzinfo | None = None, platform: str = ""
) -> tuple[Reading, str]:
    """What the class export at `source` says, and one sentence on how it was read; by `platform`, if that is given.

    Raises `Problem` if there is no such platform, its export cannot be understood, or several folders of one could be
    students'.
    """
    forced = [each for each in PLATFORMS if each.NAME.casefold() == platform.casefold()]
    if platform and not forced:
        raise Problem(f"There is no platform {platform!r}; give one of {', '.join(each.NAME for each in PLATFORMS)}.")
    wanted = (*assignment.files, assignment.notebook)
    stem = source.name.partition(".")[0]
    (top, inner) = _only_folder(entries)
    for around, candidate in ((stem, entries), (top, inner)):
        names = _names(candidate)
        for each in forced or PLATFORMS[:-1]:
            if candidate and (why := each.recognised(names, around)) and each is not by_name:
                return each.read(Export(candidate, wanted, zone, around)), _sentence(each, why)
    if forced and forced[0] is not by_name:
        export = Export(inner or entries, wanted, zone, top if inner else stem)
        return forced[0].read(export), _sentence(forced[0], "you said so")
    export = Export(_unwrapped(entries, source, assignment, top, inner), wanted, zone)
    return by_name.read(export), ""


def _sentence(platform: Platform, why: str) -> str:
    return f"Read as an export of {platform.NAME}: {why}. If it is none, say --platform names."


def _names(entries: Sequence[Entry]) -> list[str]:
    """The names at the top of `entries`, a folder's with /, without those that Canvas or Moodle wrote."""
    names = (name for name in Export(entries, ()).tops())
    return [name for name in names if not platform_person(name.removesuffix("/"))]


def _only_folder(entries: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """The one folder at the top of `entries`, if there is just one, and what is in it."""
    folders = {entry.parts[0] for entry in entries if entry.folder or len(entry.parts) > 1}
    if len(folders) != 1:
        return "", []
    (top,) = folders
    return top, [
        replace(entry, parts=entry.parts[1:]) for entry in entries if entry.parts[0] == top and entry.parts[1:]
    ]


def _unwrapped(
    entries: Sequence[Entry], source: Path, assignment: Assignment, top: str, inside: Sequence[Entry]
) -> list[Entry]:
    """`entries` without the folder `top` that a program put around everything it packed, which holds `inside`.

    Raises `Problem` where several folders in it could be students'.
    """
    tops = {entry.parts[0] for entry in entries if not entry.outside}
    wanted = (*assignment.files, assignment.notebook)
    packed = {each for each in tops - {top} if each.lower().endswith(ARCHIVES) or platform_person(each)}
    if not top or packed or platform_person(top) or any(_is_wanted(entry.parts[0], wanted) for entry in inside):
        return list(entries)
    rivals = sorted({entry.parts[0] for entry in inside if _holds_wanted(entry, wanted)})
    known = {source.name.partition(".")[0], assignment.name, *WRAPPERS}
    if inside and (top in known or top.lower() in known or any(platform_person(entry.parts[0]) for entry in inside)):
        return [*inside, *(entry for entry in entries if entry.parts[0] != top)]
    if len(rivals) > 1:
        names = ", ".join(map(printable_name, rivals[:3]))
        raise Problem(
            f"{source} holds one folder, {printable_name(top)}, and several in it could be students: {names}. If they "
            f"are, collect what is in {printable_name(top)}, or call that folder submissions; if all of it is one "
            "student's, keep one of each file. Nothing was collected."
        )
    return list(entries)


def _is_wanted(name: str, wanted: Collection[str]) -> bool:
    return any(copy_number(name, file) is not None for file in wanted)


def _holds_wanted(entry: Entry, wanted: Collection[str]) -> bool:
    """Whether `entry` is an archive, or one of the assignment's files in a folder."""
    if entry.folder:
        return False
    return entry.parts[-1].lower().endswith(ARCHIVES) or (len(entry.parts) > 1 and _is_wanted(entry.parts[-1], wanted))
