"""Reads what Brightspace (D2L) packs with *Assignments > Submissions > Download*.

Each submission is a folder `<user>-<folder> - <full name> - <Oct 19, 2026 926 PM>/`, beside an `index.html`; older
versions put the file at the top, with ` - <file>` behind the date. Brightspace writes the numbers and the time, in the
zone of who exports; the student writes the name, in some organisations, and what is in the folder.
Source: https://community.d2l.com/brightspace/kb/articles/3443-download-submissions
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from autograder.intake.exports.export import Export, Reading, inside, matching, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn

NAME = "Brightspace"
_INDEX = "index.html"
_COMMENTS = "Brightspace's list of what was handed in; comments that students wrote are in it alone: read them there"
_TIME = r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{3,4} [AP]M"
_NAME = re.compile(rf"(?P<user>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<time>{_TIME})(?: - (?P<file>.+))?")


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    return matching([name for name in names if name != _INDEX], _NAME)


def read(export: Export) -> Reading:
    """The submissions in `export`."""
    handins, others = [], {}
    for label, group in export.tops().items():
        match = _NAME.fullmatch(label.removesuffix("/"))
        folder = label.endswith("/")
        # A second date is in a person's name or in a file's: then nobody knows which one Brightspace wrote.
        dates = len(re.findall(_TIME, label))
        moment = _moment(match["time"], export) if match and dates == 1 and folder == (not match["file"]) else None
        if match is None or moment is None:
            others[label] = group
            continue
        person = Person("brightspace", match["user"], match["name"].strip(), match["user"])
        files = tuple(inside(group) if folder else (replace(group[0], parts=(match["file"],), path=match["file"]),))
        handins.append(HandIn(label, person, (moment.timestamp(),), files, moment))
    index = {label: others.pop(label) for label in (_INDEX,) if label in others}
    return Reading(tuple(handins), (*strays(others), *strays(index, _COMMENTS)))


def _moment(time: str, export: Export) -> datetime | None:
    day, clock, half = time.rsplit(" ", 2)
    try:
        # Hours and minutes without a separator, as `926 PM`; English whatever the locale of this process.
        hour, minute = int(clock[:-2]), int(clock[-2:])
        month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].index(day[:3]) + 1
        number, year = day[4:].split(", ")
        if not 1 <= hour <= 12:
            return None
        moment = datetime(int(year), month, int(number), hour % 12 + 12 * (half == "PM"), minute)
    except ValueError:
        return None
    return export.in_utc(moment, NAME)
