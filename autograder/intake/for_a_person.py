"""Marks what was refused and may be what is missing, so that a person looks before a grade is final."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from autograder.intake.archives import CHECKPOINTS, NO_WORK
from autograder.intake.identity import ARCHIVES, copy_number
from autograder.intake.misplaced import in_the_notebook, saved_as, told_of
from autograder.records import Assignment, Refusal

# What holds neither answers nor code of a student's: anything else may.
COMPILED = (".pyc", ".pyo", ".so", ".pyd", ".dll", ".whl")
DATA = (".npy", ".npz", ".pkl", ".pickle", ".pt", ".pth", ".csv", ".tsv", ".log")
SETTINGS = (".toml", ".cfg", ".ini", ".lock", ".yml", ".yaml", ".css", ".js")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")  # of code none, of written answers perhaps
ABOUT = ("license", "licence", "requirements", "changelog", "receipt", "makefile")
BESIDE = ("readme", "notes")  # beside code; where words are missing, these may be them
OF_THE_KIT = ("diagnoses.json", "causes.json")
PART_OF_ARCHIVE = re.compile(r"\.(7z|zip)\.[0-9]{3}$|\.zipx$|\.r[0-9]{2}$")
OTHER_ARCHIVES = (
    *(".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".arj", ".lz4", ".z", ".lzma", ".lzh", ".ace", ".cab", ".br"),
    *(".dmg", ".iso", ".part", ".crdownload"),
)


def for_a_person(
    assignment: Assignment,
    taken: Mapping[str, bytes],
    written: Collection[str],
    refusals: Sequence[Refusal],
    newer: Collection[str],
) -> list[Refusal]:
    """What is odd about what was `taken`, then `refusals`, first those that may be what is missing.

    Missing is also what was not `written` by its student; and an archive that could not be opened, or a note that asks
    for a person, may be anything if it is `newer` than all that was taken.
    """
    strange = [Refusal(name, why, person=True) for name, data in taken.items() if (why := _strange(name, data))]
    if found := in_the_notebook(assignment, taken):
        strange.append(Refusal(assignment.notebook, told_of(assignment, found), person=True))
    missing = [name for name in (*assignment.files, assignment.notebook) if name not in written]
    marked = []
    for each in refusals:
        late = each.path in newer and (each.person or _is_packed(each.path))
        marked.append(replace(each, person=late or any(_may_be(assignment, each, name) for name in missing)))
    return strange + sorted(marked, key=lambda each: not each.person)


def where_work_may_be(
    assignment: Assignment, taken: Collection[str], written: Collection[str], junk: Collection[str]
) -> list[Refusal]:
    """The first path of `junk` that may hold the work, as none was `written` or a file is not there.

    That is a copy by Jupyter, or anything where nothing was `taken`.
    """
    wanted = (*assignment.files, *([assignment.notebook] if assignment.questions else []))
    missing = not written or any(name not in taken for name in wanted)
    may_be = sorted((path for path in junk if not taken or missing), key=lambda path: CHECKPOINTS not in path)[:1]
    return [Refusal(path, NO_WORK, person=True) for path in may_be if not taken or CHECKPOINTS in path]


def _may_be(assignment: Assignment, refusal: Refusal, name: str) -> bool:
    """Whether what was refused may be, or hold, the file `name`."""
    stem, suffix = os.path.splitext(name.lower())
    *above, file = refusal.path.lower().rstrip("/").split("/")
    if refusal.person or _is_packed(file):
        return True
    if "checks" in above or file in OF_THE_KIT or _is_another(assignment, file, name):
        return False
    return stem in file or file.endswith((suffix, f"{suffix}.txt")) or not _is_harmless(assignment, file, name)


def _is_another(assignment: Assignment, file: str, name: str) -> bool:
    """Whether a file is called like another one of the assignment than `name`."""
    others = {*assignment.files, assignment.notebook} - {name}
    return any(copy_number(file, other) is not None for other in others)


def _is_harmless(assignment: Assignment, file: str, name: str) -> bool:
    """Whether a file, which is not of its kind, can hold nothing that belongs into `name`."""
    if file.startswith((".", *ABOUT)) or file.endswith((*COMPILED, *DATA, *SETTINGS)):
        return True
    if file.endswith(PICTURES) and name in assignment.files:
        return True
    words = name == assignment.notebook and bool(assignment.questions)
    return (file.startswith(BESIDE) and not words) or (file.endswith(".py") and name == assignment.notebook)


def _is_packed(path: str) -> bool:
    """Whether a file is called like an archive of some kind, or a part of one."""
    file = path.lower()
    return file.endswith((*ARCHIVES, *OTHER_ARCHIVES)) or PART_OF_ARCHIVE.search(file) is not None


def _strange(name: str, data: bytes) -> str:
    """Why what was taken as `name` is hardly what was meant; '' if it may well be."""
    if not data.strip():
        return "taken, but empty"
    if data.startswith(b"version https://git-lfs"):
        return "taken, but only a pointer of Git LFS; ask for the file itself"
    if b"\0" in data:
        return "taken, but no text; save it as UTF-8"
    if name.endswith(".ipynb") and not _is_notebook(data):
        return "taken, but no notebook that can be read; it may have been cut off, or merged"
    if name.endswith(".py") and (kind := saved_as(data)):
        return f"taken, but saved as {kind}, which Python does not read; ask for the code itself"
    return ""


def _is_notebook(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data)["cells"], list)
    except (ValueError, RecursionError, KeyError, TypeError):
        return False
