"""Reads all of an archive or folder as one student's whom the instructor names: what somebody sent by mail, say."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.attempts import receipt_of
from autograder.intake.exports.export import Reading
from autograder.intake.holders import LASTING
from autograder.intake.identity import FOLDER, NAMED, Person
from autograder.intake.selection import HandIn
from autograder.records import Assignment
from autograder.text import printable_name


def of_student(
    student: str, submitted: Path, entries: Sequence[Entry], source: Path, assignment: Assignment
) -> tuple[Reading, str]:
    """One hand-in of the student's, and a sentence that says so.

    Raises `Problem` if there is nothing of theirs in `submitted` yet, as the name may be mistyped.
    """
    known = [each.name for each in submitted.glob("[!.]*/")]
    if student not in known:
        alike = difflib.get_close_matches(student, known, cutoff=0.5)
        raise Problem(
            f"{submitted} has nobody called {printable_name(student)}{f'; {_either(alike)}?' if alike else '.'} For "
            "somebody who is new, put it into a folder or zip that is called after them, and say --one. Nothing was "
            "collected."
        )
    label = printable_name(source.name)
    order = max((entry.modified for entry in entries if not entry.folder), default=())
    handin = HandIn(label, _person(student, submitted, assignment), order, tuple(entries))
    return Reading((handin,) if entries else ()), f"All of {label} is taken for {student}'s, as you said."


def _either(names: Sequence[str]) -> str:
    return f"is it {' or '.join(names)}"


def _person(student: str, submitted: Path, assignment: Assignment) -> Person:
    """Whom a platform knows by the student's folder: in this assignment, else in any other."""
    places = sorted((submitted / student).glob("*/"), key=lambda place: place.name != assignment.name)
    for place in places:
        receipt = receipt_of(place)
        if receipt and any(receipt.person) and (place.name == assignment.name or receipt.person[0] in LASTING):
            platform, key = receipt.person
            said = dict(receipt.signs)
            name = said.get("name", student) if platform in NAMED else student
            return Person(platform, key, name, "", tuple(each for each in receipt.signs if each[0] != "name"))
    return Person(FOLDER, student, student)
