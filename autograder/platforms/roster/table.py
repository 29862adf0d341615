"""Reads who is in the course from a CSV roster, with the ids that other systems know them by."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Protocol

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
# What a platform's key of a person is, as a receipt keeps it.
_KEYS = {
    "canvas": ("canvas_id",),
    "gradescope": ("email", "sis_id", "id_number"),
    "blackboard": ("username", "login"),
    "github": ("github",),
}
# What the number behind a name is. Moodle and Brightspace put one there that no roster has.
_NUMBERS = {"canvas": ("canvas_id",), "gradescope": ("sis_id", "id_number")}

# Whom hand-ins are of, each as a platform's name and its key of them; none where no platform says.
Told = Collection[tuple[str, str]]


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


class Finder(Protocol):
    """Tells where in a roster a student may be."""

    def __call__(self, student: str, told: Told = ()) -> list[int]:
        """The places of whoever it may be."""


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


def finder(roster: Roster) -> Finder:
    """What tells where in the roster a student may be, by the surest sign that anyone there shows.

    It takes the student's folder, and whom the platforms say that the hand-ins in it are of.
    """
    by_id: dict[str, dict[str, list[int]]] = {field: {} for field in IDS}
    by_name: dict[str, list[int]] = {}
    for place, member in enumerate(roster.members):
        for field, places in by_id.items():
            places.setdefault(id_key(getattr(member, field)), []).append(place)
        by_name.setdefault(id_key(folder_name(member.name)) if member.name else "", []).append(place)

    def known_by(text: str, fields: Iterable[str]) -> list[int]:
        key = id_key(text)
        return sorted({place for field in fields for place in by_id[field].get(key, ())} if key else ())

    def find(student: str, told: Told = ()) -> list[int]:
        platforms = {platform for platform, _ in told}
        exact = [field for field in IDS if field != "canvas_id" or not told or "canvas" in platforms]
        said = [known_by(key, _KEYS.get(platform, ())) for platform, key in told]
        signs = (
            known_by(student, ["student"]),
            sorted({place for places in said for place in places}),
            *(known_by(student, [field]) for field in exact),
            numbered(student, platforms or _NUMBERS.keys()),
            by_name.get(id_key(student), []),
        )
        return next(filter(None, signs), [])

    def numbered(student: str, platforms: Iterable[str]) -> list[int]:
        name, _, number = student.rpartition("_")
        fields = [field for platform in platforms for field in _NUMBERS.get(platform, ())]
        places = known_by(number, fields) if name and number.isdecimal() else []
        return [place for place in places if _fits(name, roster.members[place].name)]

    return find


def _fits(name: str, other: str) -> bool:
    """Whether `name` has the letters of `other` in any order; accents, or the letters with them, may be missing."""
    return _letters(name)[0] in {*_letters(other)} - {""}


def _letters(name: str) -> tuple[str, str]:
    """The letters of a name, sorted: without their accents, and only those that have none."""
    plain = (unicodedata.normalize("NFKD", name), name.encode("ascii", "ignore").decode())
    without, only = ("".join(sorted(char for char in each.casefold() if char.isalnum())) for each in plain)
    return without, only
