"""Keeps the fingerprints of a class for later years: hashes alone, by hand-in, without a name or a line of code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.files import digest, write_atomically
from autograder.similarity.compare import HandIn
from autograder.similarity.winnowing import VERSION


class Kept(msgspec.Struct, frozen=True):
    """A file of hashes: one list for each hand-in, in an order that tells nothing."""

    assignment: str
    version: str
    handins: tuple[tuple[int, ...], ...]


def keep_hashes(folder: Path, assignment: str, handins: Iterable[HandIn]) -> Path:
    """Writes the fingerprints of a class to a file of their own in `folder`; the same class is the same file."""
    lists = tuple(sorted(tuple(sorted(each.places)) for each in handins))
    content = msgspec.json.encode(Kept(assignment, VERSION, lists)) + b"\n"
    path = folder / f"{assignment}-{digest([content])[:12]}.json"
    write_atomically(path, content)
    return path


def read_hashes(folder: Path, assignment: str, handins: Sequence[HandIn]) -> tuple[list[tuple[int, ...]], list[str]]:
    """Each earlier hand-in's fingerprints, without those of this class, and a sentence on each file left out.

    Raises `Problem` if the folder is not there, or holds nothing of the assignment.
    """
    own = sorted(tuple(sorted(each.places)) for each in handins)
    found: list[tuple[int, ...]] = []
    notes = []
    paths = sorted(folder.glob(f"{assignment}-*.json")) if folder.is_dir() else []
    for path in paths:
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError) as error:
            raise Problem(f"{path} is no file of hashes: {error}. Take it out of the folder.") from None
        if kept.version != VERSION:
            notes.append(f"{path} was made by another version of the kit, so it is left out.")
        elif sorted(kept.handins) == own:
            notes.append(f"{path} is of this very class, so it is left out.")
        elif kept.assignment == assignment:
            found += kept.handins
    if not paths:
        raise Problem(
            f"{folder} has no hashes of {assignment}. `autograder similarity {assignment} --keep FOLDER` writes them."
        )
    return found, notes
