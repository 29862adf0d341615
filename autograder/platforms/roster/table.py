"""Reads who is in the course from a CSV roster, with the ids that other systems know them by."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.intake.identity import folder_name, id_key
from autograder.platforms.cells import without_mark

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
    "githubusername": "github",
}
IDS = ("student", "login", "sis_id", "email", "username", "id_number", "canvas_id", "github")


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
    cells: Mapping[str, str] = {}


class Roster(msgspec.Struct, frozen=True):
    """The members in the roster's order, its column names, and, of Canvas, what its row of points says."""

    members: tuple[Member, ...]
    columns: tuple[str, ...]
    possible: Mapping[str, str] = {}


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
    return found


def _is_note(record: Mapping[str, str], fields: Mapping[str, str]) -> bool:
    # Canvas has a row that says which assignments are posted by hand.
    return not any(record.get(column, "").strip() for column in fields.values())


def _member(record: Mapping[str, str], fields: Mapping[str, str]) -> Member:
    # Brightspace puts a # before its ids.
    cells = {field: record.get(column, "").strip() for field, column in fields.items()}
    values = {field: without_mark(cell.removeprefix("#")) for field, cell in cells.items()}
    first, last = values.pop("first", ""), values.pop("last", "")
    values["name"] = values.get("name") or f"{first} {last}".strip()
    return Member(**values, cells=record)


def places_of(roster: Roster, student: str) -> list[int]:
    """Where in the roster the student may be: by the surest sign that anyone there shows."""
    return finder(roster)(student)


def finder(roster: Roster) -> Callable[[str], list[int]]:
    """What tells where in the roster a student may be, for many of them."""
    signs: list[dict[str, list[int]]] = [{} for _ in range(len(IDS) + 2)]
    for place, member in enumerate(roster.members):
        for sign, field in zip(signs, IDS, strict=False):
            sign.setdefault(id_key(getattr(member, field)), []).append(place)
        signs[-2].setdefault(member.canvas_id, []).append(place)
        signs[-1].setdefault(id_key(folder_name(member.name)) if member.name else "", []).append(place)

    def find(student: str) -> list[int]:
        key = id_key(student)
        canvas = re.fullmatch(r".+_([0-9]+)", student)  # `collect` keeps Canvas's number in the folder's name
        keys = [*[key] * len(IDS), canvas[1] if canvas else "", key]
        return next((sign[key] for sign, key in zip(signs, keys, strict=True) if key and key in sign), [])

    return find
