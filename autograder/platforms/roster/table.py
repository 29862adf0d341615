"""Reads who is in the course from a CSV roster, with the ids that other systems know them by."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.platforms.cells import without_mark
from autograder.platforms.roster.names import spoken

# What a column may be called, as its letters and digits in lower case. Canvas calls the name "Student".
_FIELDS = {
    "student": "student",
    "name": "name",
    "fullname": "name",
    "firstname": "first",
    "lastname": "last",
    "surname": "last",
    "email": "email",
    "emailaddress": "email",
    "canvasid": "canvas_id",
    "canvasuserid": "canvas_id",
    "userid": "sis_id",
    "loginid": "login",
    "sisid": "sis_id",
    "sisuserid": "sis_id",
    "sisloginid": "login",
    "login": "login",
    "section": "section",
    "idnumber": "id_number",
    "orgdefinedid": "id_number",
    "studentid": "sis_id",
    "sid": "sis_id",
    "username": "username",
    "github": "github",
    "githubusername": "github",
    "identifier": "identifier",
    "role": "role",
    "roles": "role",
}
IDS = ("student", "login", "sis_id", "email", "username", "id_number", "canvas_id", "github", "identifier")
# Words of roles as the platforms and their sites call them.
_STUDENTS = {"student", "students", "learner", "learners"}
_STAFF = {
    *("instructor", "teacher", "faculty", "professor", "lecturer", "tutor", "ta", "tas", "assistant", "facilitator"),
    *("grader", "reader", "marker", "observer", "auditor", "mentor", "parent", "guest"),
    *("designer", "builder", "editor", "manager", "administrator", "admin", "staff", "coordinator"),
}


class Member(msgspec.Struct, frozen=True):
    """One row of a roster: `student` is the folder below submitted/, if it says so; `cells` is the whole row."""

    student: str = ""
    name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    section: str = ""
    id_number: str = ""
    username: str = ""
    github: str = ""
    identifier: str = ""
    role: str = ""
    cells: Mapping[str, str] = {}


class Roster(msgspec.Struct, frozen=True):
    """The members in the roster's order, its column names, and, of Canvas, what its row of points says.

    `left_out` are people of the table who are no students, as one calls them.
    """

    members: tuple[Member, ...]
    columns: tuple[str, ...]
    possible: Mapping[str, str] = {}
    left_out: tuple[str, ...] = ()


def read_students(path: Path) -> Roster:
    """The roster in a CSV file without those who are no students: Canvas's test student, and whose role says so.

    Raises `Problem` as `read_roster` does.
    """
    roster = read_roster(path)
    others = {place: why for place, member in enumerate(roster.members) if (why := _no_student(member))}
    students = tuple(member for place, member in enumerate(roster.members) if place not in others)
    return msgspec.structs.replace(roster, members=students, left_out=tuple(others.values()))


def _no_student(member: Member) -> str:
    """Who somebody is, if no student; '' for a student."""
    if member.canvas_id and not member.sis_id and spoken(member.name) == "Test Student":
        return "Test Student of Canvas"
    # Who is an assistant here and a student too is a student.
    roles = re.findall(r"[^\W\d_]+", member.role.casefold())
    if _STAFF.isdisjoint(roles) or not _STUDENTS.isdisjoint(roles):
        return ""
    who = spoken(member.name) or next(filter(None, (getattr(member, field) for field in IDS)), "somebody")
    return f"{who} ({member.role})"


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file: one with columns such as student, name, email, canvas_id, sis_id, login, or what
    Canvas, Moodle, Blackboard, Brightspace, Gradescope, GitHub Classroom or nbgrader export.

    Raises `Problem` if it cannot be read, or has no column that says who somebody is.
    """
    try:
        content = path.read_bytes()
        # Blackboard writes UTF-16, with its mark.
        text = content.decode("utf-16" if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read as a roster: {error}. Give a CSV file in UTF-8.") from None
    rows = _rows(text, path)
    columns = [cell.strip() for cell in rows[0]] if rows else []
    fields = _fields(columns)
    if not fields.keys() & {*IDS, "name", "first"}:
        raise Problem(
            f"{path} is no roster: its first row needs a column such as student, email, login, canvas_id or name; "
            "it may also be the gradebook as Canvas or Moodle exports it."
        )
    records = [dict(zip(columns, row, strict=False)) for row in rows[1:]]
    possible = [record for record in records if record[columns[0]].strip() == "Points Possible"]
    people = [record for record in records if record not in possible and not _is_note(record, fields)]
    return Roster(tuple(_member(each, fields) for each in people), tuple(columns), possible[0] if possible else {})


def _rows(text: str, path: Path) -> list[list[str]]:
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)  # some Canvas locales write semicolons, and Blackboard tabs
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise Problem(f"{path} cannot be read as a roster: {error}. Give a CSV file.") from None


def _fields(columns: Iterable[str]) -> dict[str, str]:
    """The column of each field."""
    plain = {re.sub(r"[\W_]", "", column).lower(): column for column in columns}
    found = {field: plain[key] for key, field in _FIELDS.items() if key in plain}
    if {"id", "section"} <= plain.keys():  # Canvas: the name is called Student, and its own number ID
        found |= {"name": found.pop("student")} if "student" in found else {}
        found["canvas_id"] = plain["id"]
    elif "id" in plain:  # nbgrader: the folder's name
        found.setdefault("student", plain["id"])
    if {"identifier", "githubusername"} <= plain.keys():
        # GitHub Classroom: its name is what a student wrote into their profile, the identifier is the instructor's:
        # https://github.com/education/classroom/blob/master/app/models/roster_entry.rb
        found.pop("name", "")
    return found


def _is_note(record: Mapping[str, str], fields: Mapping[str, str]) -> bool:
    # Canvas has a row that says which assignments are posted by hand.
    return not any(record.get(column, "").strip() for column in fields.values())


def _member(record: Mapping[str, str], fields: Mapping[str, str]) -> Member:
    # Brightspace puts a # before its ids.
    cells = {field: record.get(column, "").strip() for field, column in fields.items()}
    values = {field: without_mark(cell.removeprefix("#")) for field, cell in cells.items()}
    first, last = values.pop("first", ""), values.pop("last", "")
    values["name"] = values.get("name") or f"{first} {last}".strip() or _as_name(values.get("identifier", ""))
    return Member(**values, cells=record)


def _as_name(identifier: str) -> str:
    """What the instructor calls a student in GitHub Classroom, if that is a name and no id."""
    return identifier if re.fullmatch(r"[^\d@]+\s[^\d@]+", identifier) else ""
