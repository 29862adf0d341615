"""Gives the hand-in of a group to each of its members, and says of whom it does not.

A member who handed in alone keeps that: nobody's own hand-in is ever replaced by another's. What one member handed in
for the group is followed by what another does. Where the platform itself names everybody who handed in, as Gradescope
and Moodle do, its word stands, but for members who were taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from autograder.intake.identity import FOLDER, Person, folder_name
from autograder.intake.selection import HandIn

# Moodle's English name for the group of everybody who is in none.
DEFAULT_GROUP = "Default group"


@dataclass(frozen=True)
class Attempt:
    """What one student handed in at one time, and why nobody knows when, if a date is none.

    `group` are those who handed it in too; `by` is who did for all of them, '' where each of them did.
    """

    student: str
    handins: Sequence[HandIn]
    received: datetime | None
    undated: str = ""
    group: tuple[str, ...] = ()
    by: str = ""
    team: str = ""


@dataclass(frozen=True)
class Groups:
    """The students of each group for one assignment, who was taken out of theirs, and sentences on who is unclear."""

    members: Mapping[str, tuple[str, ...]]
    out: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


class Grouping(Protocol):
    """Tells the groups, given who everybody in a class export is, by their ids; `names` are those of all groups."""

    names: Collection[str]

    def canvas_member(self, number: str) -> str:
        """The id of whom Canvas knows by a number; '' if nobody of any group."""

    def __call__(self, students: Mapping[str, Person]) -> Groups:
        """Who works together."""


class NoGroups:
    """The groups of a course that has none."""

    names: Collection[str] = ()

    def canvas_member(self, number: str) -> str:
        """Nobody."""
        return ""

    def __call__(self, students: Mapping[str, Person]) -> Groups:
        """Nobody works together."""
        return Groups({})


# Whether a student has handed in something before, without any of the others.
HasOwn = Callable[[str, Collection[str]], bool]


def by_member(handins: Iterable[HandIn], grouping: Grouping) -> list[HandIn]:
    """`handins`, each of which the platform names after a group as its member's."""
    return moodle_teams((canvas_member(handin, grouping) for handin in handins), grouping.names)


def canvas_member(handin: HandIn, grouping: Grouping) -> HandIn:
    """The hand-in, by the usual id of its member where Canvas names the group and the number of one in it.

    https://github.com/instructure/canvas-lms/blob/master/lib/content_zipper.rb
    """
    person = handin.person
    words = {re.sub(r"\W", "", name).lower() for name in grouping.names}
    teams = {f"{each}_{person.key}" for each in words}
    usual = grouping.canvas_member(person.key) if person.platform == "canvas" and person.name in teams else ""
    return replace(handin, person=replace(person, name=usual)) if usual else handin


def moodle_teams(handins: Iterable[HandIn], names: Collection[str]) -> list[HandIn]:
    """`handins`, where those that Moodle names `<group>-<full name>` are their members', together.

    So its module for assignments writes them, each member's by itself, with spaces for underscores:
    https://github.com/moodle/moodle/blob/main/public/mod/assign/locallib.php
    """
    starts = sorted({folder_name(name) for name in names}, key=len, reverse=True)
    teams: dict[str, dict[Person, None]] = {}
    split = []
    for handin in handins:
        if team := _team_of(handin.person, starts):
            name = folder_name(handin.person.name)[len(team) + 1 :]
            handin = replace(handin, person=replace(handin.person, name=name))
            teams.setdefault(team, {})[handin.person] = None
        split.append((handin, team))
    together = {**teams, "": {}, folder_name(DEFAULT_GROUP): {}}
    return [
        replace(handin, group=tuple(each for each in together[team] if each != handin.person)) if team else handin
        for handin, team in split
    ]


def _team_of(person: Person, starts: Sequence[str]) -> str:
    name = folder_name(person.name)
    fits = (start for start in (*starts, folder_name(DEFAULT_GROUP)) if name.startswith(f"{start}-"))
    return next(fits, "") if person.platform == "moodle" and starts else ""


def share(
    attempts: Sequence[Attempt], groups: Groups, has_own: HasOwn, same: Callable[[Attempt, Attempt], bool]
) -> tuple[list[Attempt], list[str]]:
    """The attempts of everybody, those of their groups included, and a sentence on each that is not given on.

    `same` says whether two attempts hold the same files.
    """
    notes = list(groups.notes)
    kept = []
    for attempt in attempts:
        if attempt.group and attempt.student in groups.out:
            label = attempt.handins[-1].label
            notes.append(f"{attempt.student} was taken out of the group of {label}, so it does not count for them.")
        else:
            kept.append(replace(attempt, group=tuple(each for each in attempt.group if each not in groups.out)))
    notes += _in_several(kept)
    for team, members in groups.members.items():
        kept, said = _share_one(kept, team, members, has_own, same)
        notes += said
    return sorted(kept, key=lambda attempt: attempt.student), notes


def _in_several(attempts: Iterable[Attempt]) -> Iterator[str]:
    """A sentence on each whom the platform names in different groups, or alone and in one."""
    groups: dict[str, dict[frozenset[str], None]] = {}
    for attempt in attempts:
        groups.setdefault(attempt.student, {})[frozenset(attempt.group)] = None
    for student, found in groups.items():
        if len(found) > 1:
            with_whom = [f"with {_and(sorted(group))}" if group else "alone" for group in found]
            yield f"{student} handed in {_and(with_whom)}: the last counts, the others are earlier attempts."


def _share_one(
    attempts: list[Attempt],
    team: str,
    members: Sequence[str],
    has_own: HasOwn,
    same: Callable[[Attempt, Attempt], bool],
) -> tuple[list[Attempt], list[str]]:
    """`attempts` with what the members of one group get of each other; what there is to say of it."""
    own = {member: [each for each in attempts if each.student == member] for member in members}
    senders = [member for member in members if own[member]]
    others = [member for member in members if senders and not own[member]]
    getting = [member for member in others if not has_own(member, senders)]
    who = _and(senders)
    notes = [
        f"{team}: {member} has handed in without {who} before and keeps that; what {who} handed in is not theirs."
        for member in others
        if member not in getting
    ]
    alone = {member: each for member in senders for each in own[member] if not each.group}
    if len(alone) > 1 and not all(same(each, next(iter(alone.values()))) for each in alone.values()):
        more = f", and {_and(getting)} gets all, of which the last counts" if getting else ""
        notes.append(f"{team}: {_and([*alone])} each handed in, so each keeps their own{more}.")
    given = [each for each in attempts if each.student not in own]
    for at, sender in enumerate(senders):
        for each in own[sender]:
            # What the platform says is of several is given on once.
            once = getting if not set(each.group).intersection(senders[:at]) else ()
            given += _copies(each, getting, once, team)
    return given, notes


def _copies(attempt: Attempt, getting: Sequence[str], once: Sequence[str], team: str) -> list[Attempt]:
    """The attempt of a group that others are `getting` too, as that of who handed it in, and of each in `once`."""
    if not getting:
        return [attempt]
    everybody = dict.fromkeys((attempt.student, *attempt.group, *getting))
    by = "" if attempt.group else attempt.student
    copies = [replace(attempt, by=by)]
    for member in once:
        # Of whom the platform said nothing: the folder says who it is.
        person = Person(FOLDER, member, member)
        handins = [replace(each, person=person) for each in attempt.handins]
        copies.append(replace(attempt, student=member, handins=handins, by=attempt.student))
    return [replace(each, team=team, group=tuple(n for n in everybody if n != each.student)) for each in copies]


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[2:] else names)
