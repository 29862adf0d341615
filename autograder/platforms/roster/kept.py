"""Keeps the course's own roster, into which the exports of several platforms are merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from autograder.files import write_atomically
from autograder.intake.identity import id_key
from autograder.platforms.cells import as_id_cell, as_text_cell, table
from autograder.platforms.roster.table import Member, Roster, read_roster

ROSTER = "roster.csv"
FIELDS = ("student", "name", "email", "login", "username", "sis_id", "id_number", "canvas_id", "github", "section")
# Platforms call the same thing by different names: who shares a value within one of these is the same person.
_SAME = (("student",), ("canvas_id",), ("email",), ("sis_id", "id_number"), ("login", "username"), ("github",))


class Merged(msgspec.Struct, frozen=True):
    """A roster, and what an import did to it: the names of who is new, who was told more about, and who was not in it.

    `notes` are sentences on people of the import that were left out.
    """

    roster: Roster
    added: tuple[str, ...]
    completed: tuple[str, ...]
    absent: tuple[str, ...]
    notes: tuple[str, ...]


def course_roster(root: Path) -> Roster | None:
    """The roster of the course in `root`, None if it has none. Raises `Problem` if it cannot be read."""
    path = root / ROSTER
    return read_roster(path) if path.exists() else None


def write_roster(root: Path, roster: Roster) -> Path:
    """Writes the roster of the course in `root`; the file."""
    used = [each for each in FIELDS if each in ("student", "name") or any(getattr(m, each) for m in roster.members)]
    rows = [[_cell(each, getattr(member, each)) for each in used] for member in roster.members]
    path = root / ROSTER
    write_atomically(path, table([used, *rows]).encode())
    return path


def _cell(field: str, text: str) -> str:
    return as_text_cell(text) if field in ("name", "section") else as_id_cell(text)


def merge(kept: Roster | None, new: Roster) -> Merged:
    """`kept` with everybody of `new`: what `new` says of somebody goes before what was known, and nobody is removed.

    People are the same if they share an id, or else the name where no two have it and no id differs.
    """
    members = list(kept.members) if kept else []
    known = len(members)
    seen: set[int] = set()
    added, completed, notes = [], [], []
    for each in new.members:
        places = _places(members[:known], each)
        if len(places) > 1 or set(places) & seen:
            others = " and ".join(label(members[place]) for place in places)
            notes.append(f"{label(each)} could be {others}, who are in the roster, so this line is left out.")
        elif places:
            seen.add(places[0])
            merged = _completed(members[places[0]], each)
            completed += [label(merged)] if _values(merged) != _values(members[places[0]]) else []
            members[places[0]] = merged
        else:
            members.append(_completed(Member(), each))
            added.append(label(each))
    absent = [label(member) for place, member in enumerate(members[:known]) if place not in seen]
    return Merged(Roster(tuple(members), FIELDS), tuple(added), tuple(completed), tuple(absent), tuple(notes))


def label(member: Member) -> str:
    """What to call a person in a sentence: the name as one says it, or the first id that there is."""
    last, _, first = member.name.partition(", ")  # as Canvas sorts
    return f"{first} {last}".strip() or next(filter(None, _values(member)), "somebody without a name")


def _places(members: Sequence[Member], wanted: Member) -> list[int]:
    """Where in `members` the person may be."""
    return people_finder(members)(wanted)


def same_person(one: Member, other: Member) -> bool:
    """Whether the two may be one person."""
    return bool(_places([one], other))


def people_finder(members: Sequence[Member]) -> Callable[[Member], list[int]]:
    """What tells where in `members` a person may be, for many of them."""
    by_id: dict[tuple[int, str], list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for place, member in enumerate(members):
        for sign in _signs(member):
            by_id.setdefault(sign, []).append(place)
        by_name.setdefault(_key(member.name), []).append(place)

    def find(wanted: Member) -> list[int]:
        found = {place for sign in _signs(wanted) for place in by_id.get(sign, ())}
        named = by_name.get(_key(wanted.name), []) if wanted.name else []
        return sorted(found) or [place for place in named if not _differs(members[place], wanted)]

    return find


def _signs(member: Member) -> set[tuple[int, str]]:
    return {(kind, text) for kind, fields in enumerate(_SAME) for text in _ids(member, fields)}


def _differs(one: Member, other: Member) -> bool:
    """Whether two people of one name each have an id of the same kind, and not the same one."""
    both = ((_ids(one, fields), _ids(other, fields)) for fields in _SAME)
    return any(mine and theirs and not mine & theirs for mine, theirs in both)


def _ids(member: Member, fields: Iterable[str]) -> set[str]:
    return {_key(getattr(member, field)) for field in fields} - {""}


def _key(text: str) -> str:
    return id_key(" ".join(text.split()))


def _completed(known: Member, new: Member) -> Member:
    told = {field: text for field in FIELDS if (text := getattr(new, field))}
    return replace(known, **told, cells={})


def _values(member: Member) -> list[str]:
    return [getattr(member, field) for field in FIELDS]
