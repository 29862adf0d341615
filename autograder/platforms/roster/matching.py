"""Tells who of a roster hand-ins are of, by what the platforms write about them: where that is unclear, nobody.

A sign counts for as much as whoever controls it. Canvas's numbers, a username on Blackboard, and the columns of the
roster are nobody's to choose. A Gradescope account's e-mail address is verified, and its student id is the
instructor's, or the student's own where people enter with a code; GitHub's logins are the students', who also link them
to the instructor's identifiers. Full names, on Canvas, Moodle, Brightspace and Gradescope, are in many places the
students' to choose, and so are the folders that are called by them. So a name is looked up only as a name, never as an
id; each number only among those of its own kind; and of several who claim to be one person, the surest sign wins, or
nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

import msgspec

from autograder.intake.attempts import Told
from autograder.intake.identity import NAMED, id_key
from autograder.platforms.roster.names import Names, fits, spoken
from autograder.platforms.roster.table import IDS, Member

# Which fields each kind of sign may be found in.
_FIELDS = {
    "canvas": ("canvas_id",),
    "sid": ("sis_id", "id_number"),
    "email": ("email", "login", "username"),
    "blackboard": ("username", "login"),
    "github": ("github",),
    "identifier": ("identifier", "sis_id", "id_number", "email", "login", "username"),
}
# What speaks against a name if it differs.
_AGAINST = {"canvas": ("canvas_id",), "sid": ("sis_id", "id_number"), "email": ("email",)}
_NUMBERS = ("canvas_id", "sis_id", "id_number")
_MIXED = "not all that came in that folder is theirs"
_DIFFERS = "has another id or e-mail address"

# Whom the platforms say that a student's hand-ins are of.
TellsOf = Callable[[str], Collection[Told]]


class Doubt(msgspec.Struct, frozen=True):
    """Why somebody is taken for nobody: who in the roster may be meant, `but` what speaks against it, in words.

    `rivals` are students of whom the same is true; if one is `surer`, that one is taken for the one in question.
    """

    places: tuple[int, ...]
    rivals: tuple[str, ...] = ()
    surer: bool = False
    but: str = ""


class Matches(msgspec.Struct, frozen=True):
    """Where in a roster students are, and of whom that is in doubt; whoever else was asked for is not in it."""

    found: Mapping[str, int]
    doubts: Mapping[str, Doubt]


class Rank(IntEnum):
    """How sure a claim is: by name alone, by an id, or by what the instructor wrote about the folder."""

    NAME = 1
    ID = 2
    SAID = 3


class Claim(NamedTuple):
    """Who in the roster a student may be, and `but` what speaks against it, in words."""

    places: frozenset[int]
    rank: Rank
    but: str = ""


def matches(members: Sequence[Member], told: Mapping[str, Collection[Told]]) -> Matches:
    """Who of `members` the students are, given what is `told` of each: at most one is taken for one."""
    signs = _Signs(members, [each for own in told.values() for each in own])
    claims = {student: signs.claim(student, own) for student, own in told.items()}
    rivals: dict[int, list[str]] = {}
    found, doubts = {}, {}
    for student, claim in claims.items():
        if len(claim.places) == 1:
            rivals.setdefault(min(claim.places), []).append(student)
        if claim.places and (claim.but or len(claim.places) > 1):
            doubts[student] = Doubt(tuple(sorted(claim.places)), but=claim.but)
    for place, students in rivals.items():
        best = max(claims[student].rank for student in students)
        surest = [student for student in students if claims[student].rank == best]
        if len(surest) == 1 and surest[0] not in doubts:
            found[surest[0]] = place
        for student in students:
            if others := tuple(each for each in surest if each != student):
                doubts.setdefault(student, Doubt((place,), others, others[0] in found))
    return Matches(found, doubts)


def why(doubt: Doubt, members: Sequence[Member]) -> str:
    """What there is to say of somebody who is taken for nobody, to go on after their name."""
    named = [spoken(members[place].name) or _first_id(members[place]) for place in doubt.places]
    different = list(dict.fromkeys(named))
    who = " or ".join(different) if len(different) == len(named) else f"{len(named)} people called {different[0]}"
    if doubt.rivals:
        others = ", ".join(doubt.rivals)
        return f"could be {who}, but {others} surely is" if doubt.surer else f"could be {who}, and so could {others}"
    return f"could be {who}" if len(named) > 1 else f"could be {who}, but {doubt.but}"


def _first_id(member: Member) -> str:
    return next(filter(None, (getattr(member, field) for field in IDS)), "somebody without a name")


class _Signs:
    """Looks signs up in a roster."""

    def __init__(self, members: Sequence[Member], told: Iterable[Told]) -> None:
        self._members = members
        self._names = Names(member.name for member in members)
        self._by_id: dict[tuple[str, str], set[int]] = {}
        for place, member in enumerate(members):
            for field in IDS:
                if text := getattr(member, field):
                    self._by_id.setdefault((field, id_key(text)), set()).add(place)
        every = {(kind, id_key(text)) for each in told for kind, text in _signs_of(each) if kind in _AGAINST}
        # Two systems may number people differently: then no number says anything about the other's.
        self._comparable = {"canvas", *(kind for kind, text in every if self._among(text, _AGAINST[kind]))}

    def _among(self, text: str, fields: Iterable[str]) -> set[int]:
        key = id_key(text)
        return {place for field in fields for place in self._by_id.get((field, key), ())}

    def claim(self, student: str, told: Collection[Told]) -> Claim:
        """Who the student in this folder may be."""
        own = self._among(student, ["student"])
        if not told:
            return self._by_folder(student, own)
        each = [self._by_platform(student, one) for one in told]
        agreed = frozenset.intersection(*(claim.places for claim in each))
        every = frozenset[int]().union(*(claim.places for claim in each))
        if own:
            if any(claim.rank is Rank.ID and own.isdisjoint(claim.places) for claim in each):
                return Claim(every | own, Rank.NAME, _MIXED)
            sure = agreed & own and not any(claim.but for claim in each)
            return Claim(frozenset(own), Rank.SAID if sure else Rank.NAME)
        but = next((claim.but for claim in each if claim.but), "" if agreed else _MIXED)
        return Claim(every if but else agreed, max(claim.rank for claim in each), but)

    def _by_folder(self, student: str, own: set[int]) -> Claim:
        """Whom somebody meant who named the folder, and was no platform."""
        if sure := own or self._among(student, IDS) or self._numbered(student):
            return Claim(frozenset(sure), Rank.SAID if own else Rank.ID)
        return Claim(frozenset(self._names.places(student)), Rank.NAME)

    def _numbered(self, student: str) -> set[int]:
        name, _, number = student.rpartition("_")
        places = self._among(number, _NUMBERS) if name and number.isdecimal() else set()
        return {place for place in places if fits(name, self._members[place].name)}

    def _by_platform(self, student: str, told: Told) -> Claim:
        """Whom one platform means."""
        signs = _signs_of(told)
        known = [places for kind, text in signs if kind in _FIELDS and (places := self._among(text, _FIELDS[kind]))]
        if known:
            agreed = set.intersection(*known)
            return Claim(frozenset(agreed or set.union(*known)), Rank.ID, "" if agreed else _MIXED)
        # Receipts of earlier versions of the kit say no name, which is then the folder's.
        names = [text for kind, text in signs if kind in ("name", "identifier")]
        names += [student] if told.platform in NAMED and not told.signs else []
        named = {place for name in names for place in self._names.places(name)}
        if told.platform == "canvas" and student.endswith(f"_{told.key}"):
            named |= self._names.joined(student.removesuffix(f"_{told.key}"))
        differs = len(named) == 1 and self._differs(self._members[min(named)], signs)
        return Claim(frozenset(named), Rank.NAME, _DIFFERS if differs else "")

    def _differs(self, member: Member, signs: Iterable[tuple[str, str]]) -> bool:
        """Whether somebody of this name is another: an id is not the member's, where ids can be compared."""
        for kind, text in signs:
            own = {id_key(getattr(member, field)) for field in _AGAINST.get(kind, ())} - {""}
            if kind in self._comparable and own and id_key(text) not in own:
                return True
        return False


def _signs_of(told: Told) -> list[tuple[str, str]]:
    """What a platform says of somebody: each sign with its kind."""
    signs = list(told.signs)
    if told.platform in ("canvas", "blackboard", "github"):
        signs.append((told.platform, told.key))
    if told.platform == "gradescope" and not told.signs:
        signs.append(("email", told.key))
    # Where there is no address, a receipt may have a name in its place.
    return [(kind, text) for kind, text in signs if kind != "email" or "@" in text]
