"""Marks what was refused and may be what is missing, so that a person looks before a grade is final."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from autograder.intake.identity import ARCHIVES
from autograder.records import Assignment, Refusal

# What people write answers or code in, and photograph them with; and what lies beside it.
WRITTEN = (
    ".pdf",
    ".doc",
    ".docx",
    ".odt",
    ".rtf",
    ".md",
    ".txt",
    ".html",
    ".jpg",
    ".jpeg",
    ".png",
    ".heic",
    ".json",
    ".pyw",
)
BESIDE = ("readme", "license", "licence", "notes", "requirements", "changelog", "receipt")
PART_OF_ARCHIVE = re.compile(r"\.(7z|zip)\.[0-9]{3}$|\.zipx$|\.r[0-9]{2}$")
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")


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
    missing = [name for name in (*assignment.files, assignment.notebook) if name not in written]
    marked = []
    for each in refusals:
        late = each.path in newer and (each.person or _is_packed(each.path))
        marked.append(replace(each, person=late or any(_may_be(each, name) for name in missing)))
    return strange + sorted(marked, key=lambda each: not each.person)


def _may_be(refusal: Refusal, name: str) -> bool:
    """Whether what was refused may be, or hold, the file `name`."""
    stem, suffix = os.path.splitext(name.lower())
    file = refusal.path.rpartition("/")[2].lower()
    written = file.endswith(WRITTEN) and not file.startswith(BESIDE)
    return refusal.person or _is_packed(file) or written or file.endswith((suffix, f"{suffix}.txt")) or stem in file


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
    if name.endswith(".ipynb") and b'"cells"' not in data:
        return "taken, but no notebook; it may have been cut off"
    return ""
