"""Keeps who works together: groups.csv, into which the exports of Canvas and Moodle are imported.

Canvas exports a group set (*People > Groups > Download Course Roster*) with the columns name, canvas_user_id, user_id,
login_id, sections, group_name, canvas_group_id, group_id; who is in no group has an empty group_name:
https://developerdocs.instructure.com/services/canvas/group-categories/file.group_category_csv
Moodle exports *Groups > Overview* with Grouping, Group, First name, Last name and what shows who a person is, such as
Email address; who is in no group stands in the grouping "[Not in a group]":
https://docs.moodle.org/en/Groups, https://github.com/moodle/moodle/blob/main/public/group/overview.php
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.intake.groups import Groups
from autograder.intake.identity import folder_name, id_key
from autograder.platforms.cells import as_id_cell, as_text_cell, table, without_mark
from autograder.platforms.roster.attendance import closest
from autograder.platforms.roster.kept import FIELDS, label, people_finder, same_person
from autograder.platforms.roster.table import Member, Roster, Told, finder, read_roster

GROUPS = "groups.csv"
_GROUP_COLUMNS = ("group", "groupname")
_NOT_IN_A_GROUP = "[Not in a group]"
_WHERE = "docs/instructors/groups.md shows the columns."

# Whom the platforms say that a student's hand-ins are of.
TellsOf = Callable[[str], Told]


def nobody(student: str) -> Told:
    """No platform says anything."""
    return ()


class Membership(msgspec.Struct, frozen=True):
    """One line: somebody in a group, for one assignment or, where that is '', for all.

    The line for an assignment goes before the one for all; one without a group takes its member out.
    """

    group: str
    assignment: str
    member: Member


def read_groups(path: Path, grouping: str = "") -> list[Membership]:
    """The lines of a table of groups: of ours, of Canvas or, of one of its groupings, of Moodle.

    Raises `Problem` if it is none, or has several groupings and `grouping` is none of them.
    """
    roster = read_roster(path)
    columns = {re.sub(r"[\W_]", "", column).lower(): column for column in roster.columns}
    column = next((columns[name] for name in _GROUP_COLUMNS if name in columns), None)
    if column is None:
        raise Problem(f"{path} says of nobody in which group: it needs a column group. {_WHERE}")
    members = [each for each in roster.members if each.cells.get(columns.get("grouping", "")) != _NOT_IN_A_GROUP]
    if "grouping" in columns:
        members = _in_grouping(members, columns["grouping"], grouping, path)
    found: dict[bytes, Membership] = {}
    for member in members:
        cells = {name: without_mark(member.cells.get(own, "").strip()) for name, own in columns.items()}
        line = Membership(
            cells[re.sub(r"[\W_]", "", column).lower()],
            cells.get("assignment", ""),
            msgspec.structs.replace(member, section="", cells={}),
        )
        if any(getattr(member, field) for field in FIELDS) and (line.group or line.assignment):
            found[msgspec.json.encode(line)] = line  # Moodle has a line for each grouping
    return list(found.values())


def _in_grouping(members: Sequence[Member], column: str, wanted: str, path: Path) -> list[Member]:
    there = list(dict.fromkeys(member.cells.get(column, "") for member in members))
    if len(there) > 1 and wanted not in there:
        raise Problem(f"{path} has several groupings; name one with --grouping: {', '.join(there)}.")
    return [member for member in members if not wanted or member.cells.get(column, "") == wanted]


def course_groups(root: Path) -> list[Membership]:
    """The lines of the course in `root`, none if it has no groups. Raises `Problem` if they cannot be read."""
    path = root / GROUPS
    return read_groups(path) if path.exists() else []


def write_groups(root: Path, lines: Sequence[Membership]) -> Path:
    """Writes the groups of the course in `root`; the file."""
    fields = [each for each in FIELDS if each != "section" and any(getattr(line.member, each) for line in lines)]
    rows = [
        [
            as_text_cell(line.group),
            as_text_cell(line.assignment),
            *((as_text_cell if field == "name" else as_id_cell)(getattr(line.member, field)) for field in fields),
        ]
        for line in lines
    ]
    path = root / GROUPS
    write_atomically(path, table([["group", "assignment", *fields], *rows]).encode())
    return path


def replaced(kept: Iterable[Membership], new: Iterable[Membership], assignment: str = "") -> list[Membership]:
    """`kept` with the `new` groups for an assignment, or for all, in place of those there were.

    Who was taken out of a group stays out.
    """
    stay = [line for line in kept if line.assignment != assignment or not line.group]
    return [*stay, *(msgspec.structs.replace(line, assignment=assignment) for line in new if line.group)]


def taken_out(
    kept: Sequence[Membership], student: str, assignment: str, roster: Roster | None, told: TellsOf = nobody
) -> list[Membership]:
    """`kept`, where a student is in no group for an assignment."""
    people = _by_person(kept)
    ids, _ = _ids([person for person, _ in people], [student], roster, told)
    own = next(
        (each for each, found in zip(people, ids, strict=True) if found == student), (Member(student=student), [])
    )
    stay = [line for line in kept if line.assignment != assignment or line not in own[1]]
    return [*stay, Membership("", assignment, own[0])]


def groups_for(
    lines: Sequence[Membership],
    assignment: str,
    students: Collection[str],
    roster: Roster | None,
    told: TellsOf = nobody,
) -> Groups:
    """The groups for an assignment, each of their members by the id of one of the `students`, or by the one to be."""
    mine = _by_person(line for line in lines if line.assignment in ("", assignment))
    ids, notes = _ids([person for person, _ in mine], students, roster, told)
    if students and roster is None and (new := sorted({*ids} - {*students, ""})):
        notes.append(
            f"Only {GROUPS} names {', '.join(new)}: the course has no roster, and nothing came of them before."
        )
    members: dict[str, list[str]] = {}
    out = set()
    for (person, own), student in zip(mine, ids, strict=True):
        counting = [line for line in own if line.assignment] or own
        groups = list(dict.fromkeys(line.group for line in counting if line.group))
        if len(groups) > 1:
            notes.append(
                f"{label(person)} is in {' and in '.join(groups)}, so gets the hand-in of neither. Leave one line of "
                f"{GROUPS} for {assignment}."
            )
        elif student and groups:
            members.setdefault(groups[0], []).append(student)
        elif student:
            out.add(student)
    return Groups({name: tuple(each) for name, each in members.items()}, frozenset(out), tuple(notes))


def _by_person(lines: Iterable[Membership]) -> list[tuple[Member, list[Membership]]]:
    """Each person, as the first line has them, with all of their lines."""
    lines = list(lines)
    people = list({msgspec.json.encode(line.member): line.member for line in lines}.values())
    find = people_finder(people)
    first = {}
    for place, person in enumerate(people):
        same = find(person)
        # Of two people of one name, a line with that name alone is of neither.
        alike = all(same_person(people[same[0]], people[each]) for each in same)
        first[msgspec.json.encode(person)] = same[0] if alike else place
    own: dict[int, list[Membership]] = {}
    for line in lines:
        own.setdefault(first[msgspec.json.encode(line.member)], []).append(line)
    return [(people[place], each) for place, each in own.items()]


def _ids(
    people: Sequence[Member], students: Collection[str], roster: Roster | None, told: TellsOf
) -> tuple[list[str], list[str]]:
    """The id of each of `people`, '' for who cannot be told from another, and a sentence on each of those."""
    find, same = finder(Roster(tuple(people), FIELDS)), people_finder(people)
    members = roster.members if roster else ()
    known, entry_of = finder(Roster(members, FIELDS)), people_finder(members)
    ids: dict[int, str] = {}
    notes = []
    for student in sorted(students):
        places = find(student, told(student))
        if not places and len(entry := known(student, told(student))) == 1:
            places = same(members[entry[0]])
        if len(places) > 1:
            names = " or ".join(label(people[place]) for place in places)
            notes.append(f"{student} could be {len(places)} people of {GROUPS}, {names}, so is in no group.")
        elif places:
            ids.setdefault(places[0], student)
    for place, person in enumerate(people):
        entry = entry_of(person)
        ids.setdefault(place, _id_to_be(person, members[entry[0]] if len(entry) == 1 else person))
    counts = Counter(map(id_key, ids.values()))
    for place, student in ids.items():
        if counts[id_key(student)] > 1:
            notes.append(f"{label(people[place])} cannot be told from another of {GROUPS}, so is in no group.")
            ids[place] = ""
    return [ids[place] for place in range(len(people))], notes


def canvas_member(
    lines: Iterable[Membership],
    number: str,
    students: Collection[str],
    roster: Roster | None,
    told: TellsOf = nobody,
) -> str:
    """The id of a member whom Canvas knows by a number; '' if it is nobody's."""
    people = [line.member for line in lines if line.member.canvas_id == number]
    ending = sorted(student for student in students if student.endswith(f"_{number}"))
    there = [student for student in ending if ("canvas", number) in (told(student) or [("canvas", number)])]
    if not people or len(there) == 1:
        return there[0] if people else ""
    entry = people_finder(roster.members)(people[0]) if roster else []
    return _id_to_be(people[0], roster.members[entry[0]] if roster and len(entry) == 1 else people[0])


def _id_to_be(person: Member, member: Member) -> str:
    """What `collect` would call somebody of whom nothing has come yet; `member` is the one of the roster."""
    if student := person.student or member.student:
        return student
    if person.canvas_id:
        last, comma, first = member.name.partition(", ")
        if not comma:
            first, _, last = member.name.rpartition(" ")
        words = re.sub(r"\W", "", f"{last}{first}").lower()
        return f"{words}_{person.canvas_id}"
    return folder_name(next(filter(None, (person.name, *(getattr(person, field) for field in FIELDS)))))


def unknown_members(lines: Iterable[Membership], roster: Roster) -> Iterator[str]:
    """A sentence on each member whom the roster does not know."""
    find = people_finder(roster.members)
    for person, _ in _by_person(lines):
        if not find(person):
            name = label(person)
            like = closest(roster, name)
            yield f"{name} of {GROUPS} is not in the roster.{f' Is it {like}?' if like else ''}"
