"""Reads who is in the course from a CSV roster, with the ids that other systems know them by."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.intake.identity import folder_name, id_key
from autograder.platforms.grades import Grade
from autograder.records import Assignment

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
}
_IDS = ("student", "login", "sis_id", "email", "username", "id_number", "canvas_id")


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
    cells: Mapping[str, str] = {}


class Roster(msgspec.Struct, frozen=True):
    """The members in the roster's order, its column names, and, of Canvas, what its row of points says."""

    members: tuple[Member, ...]
    columns: tuple[str, ...]
    possible: Mapping[str, str] = {}


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file: one with columns such as student, name, email, canvas_id, sis_id, login, or the
    gradebook that Canvas or Moodle exports.

    Raises `Problem` if it cannot be read, or has no column that says who somebody is.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read as a roster: {error}. Give a CSV file in UTF-8.") from None
    rows = _rows(text, path)
    columns = [cell.strip() for cell in rows[0]] if rows else []
    fields = _fields(columns)
    if not fields.keys() & {*_IDS, "name", "first"}:
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
    separator = ";" if header.count(";") > header.count(",") else ","  # some Canvas locales write semicolons
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
    return found


def _is_note(record: Mapping[str, str], fields: Mapping[str, str]) -> bool:
    # Canvas has a row that says which assignments are posted by hand.
    return not any(record.get(column, "").strip() for column in fields.values())


def _member(record: Mapping[str, str], fields: Mapping[str, str]) -> Member:
    # Brightspace puts a # before its ids.
    values = {field: record.get(column, "").strip().removeprefix("#") for field, column in fields.items()}
    first, last = values.pop("first", ""), values.pop("last", "")
    values["name"] = values.get("name") or f"{first} {last}".strip()
    return Member(**values, cells=record)


def column_of(assignment: Assignment, roster: Roster | None, column: str, behind: str) -> str:
    """The assignment's column in what a platform exported; where that has none to look into, `column` or the title.

    `behind` is the pattern of what the platform writes behind an assignment's name. Raises `Problem` if none or several
    columns could be it.
    """
    numbered = [each for each in roster.columns if re.search(behind, each)] if roster else []
    if not numbered:
        return column or assignment.title
    names = {each: re.sub(behind, "", each) for each in numbered}
    wanted = (column,) if column else (assignment.title, assignment.name)
    fits = [each for each, name in names.items() if name in wanted or each == column]
    if len(fits) != 1:
        raise Problem(
            f"Which column is {assignment.name}? {len(fits) or 'None'} of them is called "
            f"{' or '.join(map(repr, wanted))}. Name one with --column; there are: {', '.join(names.values())}."
        )
    return fits[0]


def match_members(
    grades: Iterable[Grade], roster: Roster | None, guess: Callable[[Grade], Member]
) -> tuple[list[tuple[Member, Grade | None]], list[str]]:
    """Everyone to export with their final grade, if they have one, and a sentence on each grade that is left out.

    These are the roster's members in its order, or without a roster what `guess` makes of each grade, by student.
    """
    ordered = sorted(grades, key=lambda grade: grade.student)
    if roster is None:
        members, found, notes = [guess(grade) for grade in ordered], dict(enumerate(ordered)), list[str]()
    else:
        members = list(roster.members)
        found, notes = _match(roster, ordered)
    open_ones = {place for place, grade in found.items() if not grade.final}
    notes += [f"{found[place].student} is {found[place].status}, so the score is left out." for place in open_ones]
    final = {place: grade for place, grade in found.items() if place not in open_ones}
    return [(member, final.get(place)) for place, member in enumerate(members)], notes


def _match(roster: Roster, grades: Iterable[Grade]) -> tuple[dict[int, Grade], list[str]]:
    """Each grade by the place of its member in the roster, and a sentence on each grade that has no one place."""
    found: dict[int, Grade] = {}
    notes = []
    for grade in grades:
        places = _places(roster, grade.student)
        if len(places) == 1 and places[0] not in found:
            found[places[0]] = grade
        elif not places:
            notes.append(f"{grade.student} is not in the roster, so the grade is left out.")
        elif len(places) > 1:
            notes.append(f"{grade.student} could be {len(places)} people of the roster, so the grade is left out.")
        else:
            other = found[places[0]].student
            notes.append(f"{grade.student} and {other} are the same person of the roster; only {other} is exported.")
    return found, notes


def _places(roster: Roster, student: str) -> list[int]:
    """Where in the roster the student may be: by the surest sign that anyone there shows."""
    key = id_key(student)
    canvas = re.fullmatch(r".+_([0-9]+)", student)  # `collect` keeps Canvas's number in the folder's name
    signs = [
        *([id_key(getattr(member, field)) == key for member in roster.members] for field in _IDS),
        [bool(canvas) and member.canvas_id == canvas[1] for member in roster.members] if canvas else [],
        [bool(member.name) and id_key(folder_name(member.name)) == key for member in roster.members],
    ]
    for sign in signs:
        if any(sign):
            return [place for place, fits in enumerate(sign) if fits]
    return []
