"""Takes a student out of files that are of others too: lines of logs and tables, and receipts of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.intake.attempts import ARCHIVE, RECEIPT, encoded, receipt_of
from autograder.intake.doubts import DOUBT
from autograder.intake.identity import folder_name, readings
from autograder.platforms.cells import table
from autograder.platforms.forget.person import Known
from autograder.platforms.roster.table import read_roster
from autograder.records import Receipt, Refusal

SOMEBODY = "somebody who was forgotten"

# What goes, in words, and what makes it go.
Change = tuple[str, Callable[[], None]]


def log_lines(path: Path, own: Callable[[bytes], bool]) -> Iterator[Change]:
    """The lines of a log that are the student's `own`."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    kept = [line for line in lines if not own(line)]
    if gone := len(lines) - len(kept):
        yield f"{gone} line{'' if gone == 1 else 's'}", partial(write_atomically, path, b"".join(kept))


def table_rows(path: Path, known: Known) -> Iterator[Change]:
    """The student's rows of a table of people."""
    if not path.exists():
        return
    roster = read_roster(path)
    kept = [member for member in roster.members if not known.is_member(member)]
    if gone := len(roster.members) - len(kept):
        rows = [[member.cells.get(column, "") for column in roster.columns] for member in kept]
        remove = partial(write_atomically, path, table([roster.columns, *rows]).encode())
        yield f"{path.name}: {gone} line{'' if gone == 1 else 's'}", remove


def receipts(submitted: Path, student: str) -> Iterator[Change]:
    """The student's name in what others have of a group's hand-in, which stays theirs, or of what may be of either."""
    roots = (submitted, *sorted((submitted / ARCHIVE).glob("*/")))
    for path in (path for root in roots for path in sorted(root.glob(f"*/*/{RECEIPT}"))):
        receipt = receipt_of(path.parent)
        if receipt is None or receipt.student == student:
            continue
        if student not in (*receipt.group, receipt.by) and not any(_means(each, student) for each in receipt.refused):
            continue
        content = encoded(_without(receipt, student))
        place = path.relative_to(submitted.parent)
        yield f"{place}: the name; what they handed in together stays", partial(write_atomically, path, content)


def _means(refusal: Refusal, student: str) -> bool:
    """Whether this is a line on a name that could be the student's too."""
    people = (each.person for each in readings(refusal.path, ()))
    return refusal.reason.startswith(DOUBT) and student in (folder_name(person.name) for person in people)


def _without(receipt: Receipt, student: str) -> Receipt:
    unclear = Refusal("hand-in", f"{DOUBT}, or of {SOMEBODY}", person=True)
    refused = tuple(unclear if _means(each, student) else each for each in receipt.refused)
    receipt = msgspec.structs.replace(receipt, refused=refused)
    group = tuple(each for each in receipt.group if each != student)
    if receipt.by != student:
        return msgspec.structs.replace(receipt, group=group)
    # The platform's name for it was theirs, and so are the paths in it.
    told = [Refusal(each.path, each.reason.replace(student, SOMEBODY), each.person) for each in receipt.refused]
    own = tuple(msgspec.structs.replace(each, path="hand-in") if each.path == receipt.source else each for each in told)
    return msgspec.structs.replace(receipt, group=group, by="", source="hand-in", refused=own)
