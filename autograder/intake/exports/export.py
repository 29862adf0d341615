"""Holds what a platform's export says: whose each hand-in is, when the platform received it, and what is nobody's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from autograder.errors import Problem
from autograder.intake.archives import LEFT_OUT, Entry
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.records import Refusal
from autograder.text import printable_name

NOBODY = "belongs to no student; put it into a folder or zip named after one"
MOST = 0.5  # of the names at the top must be as a platform writes them: one student's are never that many


@dataclass(frozen=True)
class Export:
    """The entries of a class export, and the files wanted.

    `zone` is that of times which the platform wrote without one, `around` what the folder of the entries is called.
    """

    entries: Sequence[Entry]
    wanted: tuple[str, ...]
    zone: tzinfo | None = None
    around: str = ""

    def in_utc(self, moment: datetime, platform: str) -> datetime:
        """`moment`, which `platform` wrote without a zone, in UTC. Raises `Problem` if the course has none."""
        if self.zone is None:
            raise Problem(
                f"{platform} writes times without their zone. Set the one of its clock at the top of course.toml, like "
                'timezone = "Europe/Berlin", and collect again. Nothing was collected.'
            )
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

    def tops(self) -> dict[str, list[Entry]]:
        """The entries by their top-level names; a folder's ends with /."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.junk and entry.parts[0] == LEFT_OUT:  # around the students' folders, and nobody's
                continue
            loose = len(entry.parts) == 1 and not entry.folder
            groups.setdefault(printable_name(entry.parts[0]) + ("" if loose else "/"), []).append(entry)
        return groups


@dataclass(frozen=True)
class Unclear:
    """A name at the top that may be one of some `people`'s, but is not taken for it, so that it is nobody's."""

    label: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Reading:
    """The hand-ins of an export, each an attempt of its own if it has a time, and what is nobody's."""

    handins: tuple[HandIn, ...]
    strays: tuple[Refusal, ...] = ()
    unclear: tuple[Unclear, ...] = ()


def matching(names: Sequence[str], is_like: Callable[[str], object]) -> str:
    """How many of `names` are as `is_like` says, in words; '' if they are not most of them."""
    like = [name for name in names if is_like(name.removesuffix("/"))]
    if len(like) <= MOST * len(names):
        return ""
    return f"{len(like)} of {len(names)} names are like {printable_name(like[0])}"


def common_start(names: Iterable[str]) -> str:
    """The characters that all `names` begin with."""
    first, last = min(names := list(names)), max(names)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(char for char, _ in same)


def inside(entries: Sequence[Entry], depth: int = 1) -> Iterator[Entry]:
    """`entries` as their own student knows them: without the folders that the platform put them in."""
    for entry in entries:
        if entry.parts[depth:] or entry.refusal:
            path = "" if entry.junk else printable_name("/".join(entry.parts[depth:]))
            yield replace(entry, parts=entry.parts[depth:], path=path or entry.path)


def strays(groups: Mapping[str, Sequence[Entry]], reason: str = NOBODY) -> tuple[Refusal, ...]:
    """Each of the entries in `groups` as nobody's."""
    return tuple(Refusal(entry.path, entry.refusal or reason) for group in groups.values() for entry in group)
