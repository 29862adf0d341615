"""Recognises how a class export is laid out: what is wrapped around it, and what `collect` must not guess at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.identity import ARCHIVES, copy_number, platform_person
from autograder.records import Assignment
from autograder.text import printable_name

# What people and programs call the folder around those of the students.
WRAPPERS = {"export", "exports", "submissions", "submitted", "handins", "hand-ins", "inbox", "class", "students"}
_FOREIGN = {
    "Blackboard": re.compile(r".+_attempt_\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d(?:_.*|\.txt)"),
    "Brightspace": re.compile(r"\d+-\d+ - .+ - .+, \d{4} \d{3,4} [AP]M", re.IGNORECASE),
    "Gradescope": re.compile(r"assignment_\d+_export|submission_\d+|submission_metadata\.yml"),
}
ONE_EACH = "Make a folder for each student, named after them, with their files, and collect the folder around these"


def unwrapped(entries: Sequence[Entry], source: Path, assignment: Assignment) -> list[Entry]:
    """`entries` without the one folder that a program put around everything it packed.

    Raises `Problem` where the layout is one that is not read, or several folders could be students'.
    """
    tops = {entry.parts[0] for entry in entries if not entry.outside}
    _require_known({entry.parts[:1] for entry in entries}, source)
    wanted = (*assignment.files, assignment.notebook)
    folders = {entry.parts[0] for entry in entries if entry.folder or len(entry.parts) > 1}
    packed = {top for top in tops - folders if top.lower().endswith(ARCHIVES) or platform_person(top)}
    if len(folders) != 1 or packed or any(platform_person(top) for top in folders):
        return list(entries)
    (top,) = folders
    inside = [replace(entry, parts=entry.parts[1:]) for entry in entries if entry.parts[0] == top and entry.parts[1:]]
    if any(_is_wanted(entry.parts[0], wanted) for entry in inside):
        return list(entries)
    _require_known({entry.parts[:1] for entry in inside}, source)
    rivals = sorted({entry.parts[0] for entry in inside if _holds_wanted(entry, wanted)})
    known = {source.name.partition(".")[0], assignment.name, *WRAPPERS}
    if inside and (top in known or top.lower() in known or any(platform_person(entry.parts[0]) for entry in inside)):
        return inside + [entry for entry in entries if entry.parts[0] != top]
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


def _require_known(tops: Iterable[tuple[str, ...]], source: Path) -> None:
    """Raises `Problem` if most of `tops` are named as in a layout that is not read; one student makes no most."""
    names = [name for (name,) in tops if name and not platform_person(name)]
    for platform, pattern in _FOREIGN.items():
        if 2 * sum(pattern.fullmatch(name) is not None for name in names) > len(names):
            raise Problem(
                f"{source} looks like an export from {platform}, which is not read yet. {ONE_EACH}. Nothing was "
                "collected."
            )
