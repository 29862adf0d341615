"""Keeps who works together: groups.csv, into which the exports of Canvas, Moodle and Blackboard are imported.

Canvas exports a group set (*People > Groups > Download Course Roster*) with the columns name, canvas_user_id, user_id,
login_id, sections, group_name, canvas_group_id, group_id; who is in no group has an empty group_name:
https://developerdocs.instructure.com/services/canvas/group-categories/file.group_category_csv
Moodle exports *Groups > Overview* with Grouping, Group, First name, Last name and what shows who a person is, such as
Email address; who is in no group stands in the grouping "[Not in a group]":
https://docs.moodle.org/en/Groups, https://github.com/moodle/moodle/blob/main/public/group/overview.php
Blackboard exports group members (*Groups > Export*) with Group Code, User Name, Student Id, First Name and Last Name:
https://help.blackboard.com/Learn/Instructor/Original/Interact/Course_Groups/Import_and_Export_Groups
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.platforms.cells import as_id_cell, as_text_cell, table, without_mark
from autograder.platforms.roster.kept import FIELDS, label, people_finder, same_person
from autograder.platforms.roster.table import Member, read_roster

GROUPS = "groups.csv"
_GROUP_COLUMNS = ("group", "groupname", "groupcode")
_NOT_IN_A_GROUP = "[Not in a group]"
_WHERE = "docs/instructors/groups.md shows the columns."


class Membership(msgspec.Struct, frozen=True):
    """One line: somebody in a group, for one assignment or, where that is '', for all.

    The line for an assignment goes before the one for all; one without a group takes its member out.
    """

    group: str
    assignment: str
    member: Member


def read_groups(path: Path, grouping: str = "") -> list[Membership]:
    """The lines of a table of groups: of ours, of Canvas, of Blackboard or, of one of its groupings, of Moodle.

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
            msgspec.structs.replace(member, section="", role="", cells={}),
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
    """`kept` with the `new` groups in place of those there were for the same assignments.

    Lines that name no assignment are for `assignment`, or for all. Who was taken out of a group stays out.
    """
    named = [msgspec.structs.replace(line, assignment=line.assignment or assignment) for line in new]
    grouped = {line.assignment for line in named if line.group}
    stay = [line for line in kept if line.assignment not in grouped or not line.group]
    return [*stay, *(line for line in named if line not in stay)]


def staying_out(lines: Iterable[Membership]) -> Iterator[str]:
    """A sentence on each who is in a group for an assignment, but was taken out for it."""
    for person, own in by_person(lines):
        for assignment in {line.assignment for line in own if not line.group}:
            if groups := [line.group for line in own if line.group and line.assignment == assignment]:
                yield (
                    f"{label(person)} was taken out for {assignment}, and stays out of {' and '.join(groups)}. To "
                    f"change that, delete the line without a group in {GROUPS}."
                )


def by_person(lines: Iterable[Membership]) -> list[tuple[Member, list[Membership]]]:
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
