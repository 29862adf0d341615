"""Keeps the course's own roster, into which the exports of several platforms are merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from autograder.files import write_atomically
from autograder.intake.identity import id_key
from autograder.platforms.cells import as_id_cell, as_text_cell, table
from autograder.platforms.roster.names import Names, spoken, words
from autograder.platforms.roster.table import Member, Roster, read_students

ROSTER = "roster.csv"
FIELDS = (
    "student",
    "name",
    "email",
    "login",
    "username",
    "sis_id",
    "id_number",
    "canvas_id",
    "identifier",
    "github",
    "section",
)
# Platforms call the same thing by different names: who shares a value within one of these is the same person.
_SAME = (
    ("student",),
    ("canvas_id",),
    ("email",),
    ("sis_id", "id_number"),
    ("login", "username"),
    ("github",),
    ("identifier",),
)
# What an instructor takes for GitHub Classroom's identifier may be one of these.
_IDENTIFIERS = ("sis_id", "id_number", "email", "login", "username")


class Merged(msgspec.Struct, frozen=True):
    """A roster, and what an import did to it: the names of who is new, who was told more about, and who was not in it.

    `by_name` are those taken for the ones of their name because no id is shared and none differs, `renamed` those who
    are called quite otherwise than before. `notes` are sentences on people of the import that were left out.
    """

    roster: Roster
    added: tuple[str, ...]
    completed: tuple[str, ...]
    absent: tuple[str, ...]
    by_name: tuple[str, ...]
    renamed: tuple[str, ...]
    notes: tuple[str, ...]


def course_roster(root: Path) -> Roster | None:
    """The students of the course in `root`, None if it has no roster. Raises `Problem` if that cannot be read."""
    path = root / ROSTER
    return read_students(path) if path.exists() else None


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

    People are the same if they share an id, or else the name where no two have it, in `new` either, and no id differs.
    """
    people, added = _People(kept.members if kept else ()), list[Member]()
    seen: set[int] = set()
    completed, by_name, renamed, notes = [], [], [], []
    unclear = _Unclear(new.members)
    for each in new.members:
        places, by_id = people.who(each)
        if places and (said := unclear.why(each, by_id)):
            notes.append(f"{label(each)} {said}, so this line is left out.")
        elif len(places) > 1 or set(places) & seen:
            others = " and ".join(label(people.members[place]) for place in places)
            notes.append(f"{label(each)} could be {others}, who are in the roster, so this line is left out.")
        elif places:
            seen.add(places[0])
            before = people.members[places[0]]
            merged = people.complete(places[0], each)
            completed += [label(merged)] if _values(merged) != _values(before) else []
            by_name += [] if by_id else [label(merged)]
            renamed += [f"{label(before)}, now {label(merged)}"] if _is_renamed(before, merged) else []
        else:
            added.append(_completed(Member(), each))
    absent = [label(member) for place, member in enumerate(people.members) if place not in seen]
    roster = Roster((*people.members, *added), FIELDS)
    told = (map(label, added), completed, absent, by_name, renamed, notes)
    return Merged(roster, *map(tuple, told))


class _Unclear:
    """Tells which lines of a table are of nobody for sure: several have an id, or a name, that should be one's."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._names: Counter[tuple[str, ...]] = Counter()
        self._having: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for member in members:
            self._names[words(member.name)] += 1
            for sign in _signs(member):
                self._having.setdefault(sign, set()).add(words(member.name))

    def why(self, member: Member, by_id: bool) -> str:
        """Why a line is not taken for whom an id, or else the name, says it is; '' if it is."""
        if not by_id:
            return "is the name of several in the table" if self._names[words(member.name)] > 1 else ""
        shared = any(len(self._having[sign]) > 1 for sign in _signs(member))
        return "has an id that another in the table has too" if shared else ""


def _is_renamed(before: Member, after: Member) -> bool:
    """Whether somebody is called quite otherwise than before: no word is the same."""
    old, new = words(before.name), words(after.name)
    return bool(old and new) and set(old).isdisjoint(new)


def label(member: Member) -> str:
    """What to call a person in a sentence: the name as one says it, or the first id that there is."""
    return spoken(member.name) or next(filter(None, _values(member)), "somebody without a name")


def same_person(one: Member, other: Member) -> bool:
    """Whether the two may be one person."""
    return bool(people_finder([one])(other))


def people_finder(members: Sequence[Member]) -> Callable[[Member], list[int]]:
    """What tells where in `members` a person may be, for many of them."""
    people = _People(members)
    return lambda wanted: people.who(wanted)[0]


class _People:
    """Members who can be looked up by any id, or else by name, and told more about."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = list(members)
        self._ids: dict[tuple[str, str], set[int]] = {}
        self._names = Names(member.name for member in self.members)
        for place, member in enumerate(self.members):
            self._note(place, member)

    def _note(self, place: int, member: Member) -> None:
        ids, said = _ids(member, _IDENTIFIERS), _ids(member, ("identifier",))
        for sign in _signs(member) | _each("an id", ids) | _each("an identifier", said):
            self._ids.setdefault(sign, set()).add(place)

    def who(self, wanted: Member) -> tuple[list[int], bool]:
        """Where the person may be, and whether an id says so."""
        ids, said = _ids(wanted, _IDENTIFIERS), _ids(wanted, ("identifier",))
        signs = _signs(wanted) | _each("an id", said) | _each("an identifier", ids)
        if found := {place for sign in signs for place in self._ids.get(sign, ())}:
            return sorted(found), True
        named = sorted(self._names.said(wanted.name))
        return [place for place in named if not _differs(self.members[place], wanted)], False

    def complete(self, place: int, new: Member) -> Member:
        """The member with what `new` says."""
        self.members[place] = _completed(self.members[place], new)
        self._note(place, self.members[place])
        return self.members[place]


def _signs(member: Member) -> set[tuple[str, str]]:
    return {sign for fields in _SAME for sign in _each(fields[0], _ids(member, fields))}


def _each(kind: str, texts: Iterable[str]) -> set[tuple[str, str]]:
    return {(kind, text) for text in texts}


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
