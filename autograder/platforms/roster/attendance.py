"""Says who of the roster has handed in, who has not, and who handed in without being in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import msgspec

from autograder.intake.attempts import told_of
from autograder.platforms.roster.kept import label
from autograder.platforms.roster.table import Roster, finder

ALIKE = 0.6  # difflib's own least similarity


class Attendance(msgspec.Struct, frozen=True):
    """The names of the students with a hand-in, of whom `missing` has none, and the student or name that each of
    `unknown` may be meant for, '' for none."""

    names: Mapping[str, str]
    missing: tuple[str, ...]
    unknown: Mapping[str, str]


def attendance(roster: Roster, students: Iterable[str], submitted: Path) -> Attendance:
    """Of `students`, who have handed in, and of the roster; the receipts in `submitted` say whom a platform means."""
    find = finder(roster)
    places = {student: find(student, told_of(submitted, student)) for student in sorted(students)}
    known = {student: own[0] for student, own in places.items() if len(own) == 1}
    there = set(known.values())
    names = [label(member) for member in roster.members]
    missing = tuple(name for place, name in enumerate(names) if place not in there)
    unknown = {student: closest(roster, student) for student in places if student not in known}
    return Attendance({student: names[place] for student, place in known.items()}, missing, unknown)


def closest(roster: Roster, student: str) -> str:
    """The name of whoever in the roster is called most like the student."""
    wanted = _words(student)

    def likeness(called: Iterable[str]) -> float:
        return max((SequenceMatcher(None, wanted, _words(each)).ratio() for each in called if each), default=0.0)

    likely = [(likeness((m.student, m.name, m.login, m.username, m.email)), label(m)) for m in roster.members]
    best = max(likely, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else ""


def _words(name: str) -> str:
    """The words of a name in an order that does not depend on which comes first."""
    return " ".join(sorted(re.findall(r"[^\W_]+", name.casefold())))


def sentences(found: Attendance, assignment: str) -> Iterator[str]:
    """What there is to say of it: nothing if everybody has handed in, and nobody else."""
    if found.missing:
        yield f"Nothing of {len(found.missing)} for {assignment}: {', '.join(found.missing)}."
    for student, like in found.unknown.items():
        meant = f" Is it {like}?" if like else ""
        yield f"{student} is not in the roster, or could be several people of it.{meant}"
