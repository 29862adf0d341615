"""Gathers what a course calls one person, and tells where that stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.course.course import Course
from autograder.files import read_files
from autograder.intake.attempts import ARCHIVE, Told, is_own, receipt_of, told_of
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.platforms.roster.groups import GROUPS
from autograder.platforms.roster.kept import FIELDS, ROSTER, people_finder
from autograder.platforms.roster.matching import matches
from autograder.platforms.roster.names import spoken
from autograder.platforms.roster.table import Member, read_roster

SHORTEST = 4  # characters of an id that is looked for anywhere; a shorter one is only a word
SMALLEST = 40  # bytes of code that could be anybody's


class Known(msgspec.Struct, frozen=True):
    """A student's folder, their lines in the tables of people, and code that is theirs alone."""

    student: str
    members: tuple[Member, ...] = ()
    code: tuple[bytes, ...] = ()

    @property
    def names(self) -> list[str]:
        """What somebody who looks would look for: names and ids, but no short number."""
        found = [self.student]
        for member in self.members:
            found += [member.name, spoken(member.name)]
            ids = [getattr(member, field) for field in FIELDS if field not in ("name", "section")]
            found += [each for each in ids if len(each) >= SHORTEST and not each.isdigit()]
        return [name for name in dict.fromkeys(found) if name]

    def is_named_in(self, content: bytes) -> bool:
        """Whether one of the names stands in `content`, as a word of its own."""
        words = (re.escape(name).encode() for name in self.names)
        return re.search(rb"(?<![\w-])(?:%s)(?![\w-])" % b"|".join(words), content) is not None

    def is_member(self, member: Member) -> bool:
        """Whether a line of a table of people is theirs."""
        cells = msgspec.structs.replace(member, cells={})
        return any(cells == msgspec.structs.replace(each, cells={}) for each in self.members)


def known_person(course: Course, student: str) -> Known:
    """What the course knows of the student in the folder of this name."""
    members: list[Member] = []
    everybody = {student, *(place.name for place in course.submitted.glob("[!.]*/"))}
    told = {each: told_of(course.submitted, each) for each in everybody}
    for name in (ROSTER, GROUPS):
        if (path := course.root / name).exists():
            lines = read_roster(path).members
            same = people_finder(lines)
            found = {*_lines_of(lines, [tuple(same(line)) for line in lines], student, told)}
            found |= {place for member in members for place in same(member)}
            members += [lines[place] for place in sorted(found)]
    return Known(student, tuple(members), tuple(dict.fromkeys(_code(course, student))))


def _lines_of(
    lines: Sequence[Member], alike: Sequence[tuple[int, ...]], student: str, told: Mapping[str, Collection[Told]]
) -> tuple[int, ...]:
    """The lines of the student, where `alike` says which lines each may be of one person with."""
    people = {own: place for place, own in reversed([*enumerate(alike)])}
    place = matches([lines[place] for place in people.values()], told).found.get(student)
    own = () if place is None else [*people][place]
    # Of two people of one name, neither's lines are taken for theirs.
    return own if all(alike[each] == own for each in own) else ()


def _code(course: Course, student: str) -> Iterator[bytes]:
    """The modules that the student handed in alone and that are not as they were given out."""
    given = {path.read_bytes() for path in course.assignments.glob("*/*.py")}
    modules = {each.name: each.files for each in course.all_assignments()}
    for place in _hand_ins(course, student):
        if is_own(receipt_of(place), student):
            names = dict.fromkeys(modules.get(place.name, ()), MAX_MODULE_BYTES)
            for content in read_files(place, names).values():
                if len(content) >= SMALLEST and content not in given:
                    yield content


def _hand_ins(course: Course, student: str) -> Iterator[Path]:
    for root in (course.submitted, *sorted((course.submitted / ARCHIVE).glob("*/"))):
        folder = root / student
        yield from sorted(folder.iterdir()) if folder.is_dir() else ()
