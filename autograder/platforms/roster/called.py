"""Finds whom of the roster a word means that is no folder: by a real name, or by any of the ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from autograder.intake.attempts import Told, told_of
from autograder.intake.identity import id_key
from autograder.platforms.roster.kept import FIELDS, course_roster, label
from autograder.platforms.roster.matching import matches
from autograder.platforms.roster.names import spoken
from autograder.platforms.roster.table import Member


def is_called(member: Member, word: str) -> bool:
    """Whether `word` is a name or an id of this person."""
    own = (spoken(member.name), *(getattr(member, field) for field in FIELDS if field != "section"))
    return id_key(word) in {id_key(each) for each in own if each}


def folders_of(members: Collection[Member], told: Mapping[str, Collection[Told]]) -> dict[int, str]:
    """The folder of each of `members` who has one of those that something is `told` of, by their places."""
    return {place: student for student, place in matches(tuple(members), told).found.items()}


def question(root: Path, submitted: Path, word: str, others: Iterable[str] = ()) -> str:
    """Whose folder may be meant by a word that is none, of `submitted` or of `others`; '' where no roster says it."""
    roster = course_roster(root)
    there = {*others, *(place.name for place in submitted.glob("[!.]*/"))}
    if roster is None or word in there:
        return ""
    folders = folders_of(roster.members, {student: told_of(submitted, student) for student in sorted(there)})
    found = [
        f"{folders[place]} ({label(member)})"
        for place, member in enumerate(roster.members)
        if place in folders and is_called(member, word)
    ]
    return f"Did you mean {' or '.join(found)}?" if found else ""
