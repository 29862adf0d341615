"""Notes for everyone whom an unclear name in a class export may mean that a person has to look.

What it holds may be theirs; nothing of it is taken. Who is known neither from this export nor from an earlier one is
only told of. Whoever is meant second and has all files from this export is told of it, and no more: a name's end is
anyone's to choose, and would else keep a whole class from being graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from autograder.files import write_atomically
from autograder.intake.attempts import RECEIPT, encoded, receipt_of
from autograder.intake.exports.export import Unclear
from autograder.intake.holders import Holders
from autograder.intake.identity import folder_name
from autograder.intake.selection import HandIn, limited
from autograder.records import Assignment, Receipt, Refusal
from autograder.text import printable_name

DOUBT = "could be theirs"
MOST_EACH = 5  # as one student can give many files such names


def doubted(
    unclear: Iterable[Unclear],
    owners: Mapping[str, Sequence[HandIn]],
    held: Holders,
    submitted: Path,
    assignment: Assignment,
    receipts: Mapping[str, Receipt],
) -> dict[str, Receipt]:
    """The receipts of all who may be meant, with a line for each name, as they are now in `submitted` too.

    `receipts` are those of what the export holds of each.
    """
    students = {own[0].person: student for student, own in owners.items()}
    lines: dict[str, list[Refusal]] = {}
    for each in unclear:
        for person in each.people:
            student = students.get(person) or held.folder_of(person, [folder_name(person.name)])
            others = [printable_name(other.name or other.key) for other in each.people if other != person]
            meant = f", or of {' or '.join(others[:2])}" if others else ""
            reason = f"{DOUBT}{meant}; find out whose, and rename it"
            if student:
                unsure = person == each.people[0] or not _is_complete(receipts.get(student))
                lines.setdefault(student, []).append(Refusal(printable_name(each.label), reason, person=unsure))
    return {student: _noted(submitted, assignment, student, _first(own)) for student, own in lines.items()}


def _is_complete(receipt: Receipt | None) -> bool:
    return receipt is not None and not receipt.missing and not any(each.person for each in receipt.refused)


def _first(lines: Iterable[Refusal]) -> list[Refusal]:
    return sorted(lines, key=lambda line: not line.person)[:MOST_EACH]


def _noted(submitted: Path, assignment: Assignment, student: str, lines: Sequence[Refusal]) -> Receipt:
    """The receipt of a student with `lines` in it; a new one, if nothing of theirs is there."""
    place = submitted / student / assignment.name
    there = tuple(name for name in (*assignment.files, assignment.notebook) if (place / name).is_file())
    missing = tuple(name for name in assignment.files if name not in there)
    receipt = receipt_of(place) or Receipt(student, assignment.name, lines[0].path, there, missing, ())
    receipt = replace(receipt, refused=limited([*lines, *receipt.refused]))
    write_atomically(place / RECEIPT, encoded(receipt))
    return receipt
