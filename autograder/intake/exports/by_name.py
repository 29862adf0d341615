"""Reads what names its owner: Canvas's and Moodle's downloads, and folders, archives or files named after students.

No name says when something was handed in. What `autograder.intake.exports.canvas` and `moodle` read may lie side by
side with folders that were added by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.intake.archives import Entry
from autograder.intake.exports.export import NOBODY, Export, Reading, Unclear, inside
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
    return read_as(export)


def read_as(export: Export, platform: str = "") -> Reading:
    """The hand-ins in `export`, whose names are read as those of Canvas or Moodle alone, if that is the platform."""
    handins: list[HandIn] = []
    strays: list[Refusal] = []
    unclear: list[Unclear] = []
    for label, group in export.tops().items():
        attribution = None if group[0].outside else whose(label, export.wanted, platform)
        if attribution is None:
            people = tuple(each.person for each in readings(label, export.wanted, platform))
            strays += [_stray(entry, [printable_name(each.name) for each in people]) for entry in group]
            unclear += [Unclear(label, people)] if people and not group[0].outside else []
            continue
        loose = (replace(entry, parts=(attribution.file,)) for entry in group)
        files = tuple(inside(group) if label.endswith("/") else loose)
        order = attribution.order or max((entry.modified for entry in group if not entry.folder), default=())
        handins.append(HandIn(label, attribution.person, order, files, late=attribution.late))
    return Reading(tuple(handins), tuple(strays), tuple(unclear))


def _stray(entry: Entry, people: Sequence[str]) -> Refusal:
    meant = f"could be of {' or '.join(people[:3])}; find out whose, and rename it"
    return Refusal(entry.path, entry.refusal or (meant if people else NOBODY))
