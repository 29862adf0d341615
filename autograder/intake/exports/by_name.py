"""Reads what names its owner: Canvas's and Moodle's downloads, and folders, archives or files named after students.

Canvas and Moodle write a number into each name; see `autograder.intake.identity`. No name says when something was
handed in.
Source: https://community.canvaslms.com/t5/Instructor-Guide/ta-p/717, https://docs.moodle.org/en/Assignment_settings
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.intake.archives import Entry
from autograder.intake.exports.export import NOBODY, Export, Reading, inside
from autograder.intake.identity import readings, whose
from autograder.intake.selection import HandIn
from autograder.records import Refusal
from autograder.text import printable_name

NAME = "names"


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export: whatever is no other platform's is."""
    return "names say whose each is"


def read(export: Export) -> Reading:
    """The hand-ins in `export`."""
    handins: list[HandIn] = []
    strays: list[Refusal] = []
    for label, group in export.tops().items():
        attribution = None if group[0].outside else whose(label, export.wanted)
        if attribution is None:
            strays += [_stray(entry, label, export.wanted) for entry in group]
            continue
        loose = (replace(entry, parts=(attribution.file,)) for entry in group)
        files = tuple(inside(group) if label.endswith("/") else loose)
        order = attribution.order or max((entry.modified for entry in group if not entry.folder), default=())
        handins.append(HandIn(label, attribution.person, order, files))
    return Reading(tuple(handins), tuple(strays))


def _stray(entry: Entry, label: str, wanted: Sequence[str]) -> Refusal:
    reason = NOBODY
    if (people := [each.person.name for each in readings(label, wanted)])[1:]:
        reason = f"could be of {' or '.join(map(printable_name, people[:3]))}; find out whose, and rename it"
    return Refusal(entry.path, entry.refusal or reason)
