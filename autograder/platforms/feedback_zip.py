"""Packs feedback pages as Moodle and Canvas take feedback on a whole class.

Moodle ("Upload multiple feedback files in a zip") reads `<full name>_<participant>_assignfeedback_file_<file>`:
https://github.com/moodle/moodle/blob/main/public/mod/assign/feedback/file/importziplib.php
Canvas ("Upload Submissions") takes of a name the first two numbers between underscores for the user and for a file that
this user handed in, attaches the page as a comment, and shows it under the name of that file:
https://github.com/instructure/canvas-lms/blob/master/app/models/abstract_assignment.rb
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import Problem
from autograder.intake.attempts import receipt_of
from autograder.intake.identity import platform_person
from autograder.intake.packing import pack
from autograder.platforms.feedback import Written
from autograder.records import Assignment

SYSTEMS = ("moodle", "canvas")


def feedback_zip(
    system: str, assignment: Assignment, written: Iterable[Written], submitted: Path
) -> tuple[bytes, list[str]]:
    """The zip with everyone's page, and a sentence on each who is not in it."""
    files: dict[str, bytes] = {}
    notes = []
    for each in written:
        if not each.path:
            continue
        receipt = receipt_of(submitted / each.student / assignment.name)
        source = receipt.source.removesuffix("/") if receipt else ""
        person = platform_person(source)
        if receipt and receipt.by not in ("", each.student):
            notes.append(f"{each.student} is not in the zip: {receipt.by} handed it in, whose page it would be there.")
            continue
        if person is None or person.platform != system or (system == "canvas" and not _numbers(source)):
            notes.append(f"{each.student} is not in the zip: {source or 'it'} was not collected from {system.title()}.")
            continue
        page = Path(each.path).read_bytes()
        if system == "moodle":
            name = f"{person.name.replace('_', ' ')}_{person.number}_assignfeedback_file_{assignment.name}.html"
            files[name] = page
        else:
            files[source] = pack({f"{assignment.name}.html": page}) if source.lower().endswith(".zip") else page
    if not files:
        raise Problem(f"Nobody's hand-in of {assignment.name} was collected from {system.title()}, so there is no zip.")
    return pack(files), notes


def _numbers(source: str) -> bool:
    """Whether Canvas finds a user and a file in this name: in the parts between underscores that are numbers."""
    return len([part for part in source.split("_") if re.fullmatch("[0-9]+", part, re.ASCII)]) >= 2
