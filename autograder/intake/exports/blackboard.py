"""Reads what Blackboard Learn packs with *Grade Center > Assignment File Download*.

Every file lies at the top, as `<assignment>_<username>_attempt_<time>_<file>`. Beside the files of an attempt lies
`<assignment>_<username>_attempt_<time>.txt`, whose first line is `Name: <full name> (<username>)`. Blackboard writes
the assignment, the username and the time, in the institution's zone; the student writes the file's name, which comes
last, and the rest of the text.
Source: https://help.blackboard.com/Learn/Instructor/Original/Assignments/Grade_Assignments/Download_Assignments
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from autograder.intake.archives import Entry, Refused
from autograder.intake.exports.export import Export, Reading, common_start, matching, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn

NAME = "Blackboard"
# The first time that stands in a name is Blackboard's: what follows is the student's.
_NAME = re.compile(r"(?P<who>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:\.txt|_(?P<file>.+))")
_FIRST_LINE = re.compile(r"Name: (?P<name>.*) \((?P<username>[^()]+)\)\s*")
_MAX_TEXT = 1024 * 1024


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    return matching([name for name in names if not name.endswith("/")], _NAME)


def read(export: Export) -> Reading:
    """The attempts in `export`."""
    attempts: dict[tuple[str, str], list[Entry]] = {}
    texts: dict[str, Entry] = {}
    others: dict[str, list[Entry]] = {}
    for label, group in export.tops().items():
        match = _NAME.fullmatch(label)
        if match is None:
            others[label] = group
        elif match["file"] is None:
            texts[match["who"]] = group[0]
            attempts.setdefault((match["who"], match["time"]), [])
        else:
            own = attempts.setdefault((match["who"], match["time"]), [])
            own.append(replace(group[0], parts=(match["file"],), path=match["file"]))
    people = _people({who for who, _ in attempts}, texts)
    handins = []
    for (who, time), files in sorted(attempts.items()):
        moment = _moment(time, export)
        if moment is None:
            others[f"{who}_attempt_{time}"] = files
        else:
            handins.append(HandIn(f"{who}_attempt_{time}", people[who], (moment.timestamp(),), tuple(files), moment))
    return Reading(tuple(handins), strays(others))


def _moment(time: str, export: Export) -> datetime | None:
    try:
        moment = datetime.strptime(time, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
    return export.in_utc(moment, NAME)


def _people(whos: set[str], texts: Mapping[str, Entry]) -> dict[str, Person]:
    """The person of each `<assignment>_<username>`: by the texts, else by what all begin with."""
    told = {who: _first_line(texts[who]) for who in whos if who in texts}
    known = {who: (name, username) for who, (name, username) in told.items() if who.endswith(f"_{username}")}
    titles = {who.removesuffix(username) for who, (_, username) in known.items()}
    title = titles.pop() if len(titles) == 1 else _common_title(whos)
    people = {}
    for who in whos:
        _, username = known.get(who, ("", who.removeprefix(title)))
        people[who] = Person("blackboard", username, username)
    return people


def _common_title(whos: set[str]) -> str:
    common = common_start(whos) if len(whos) > 1 else next(iter(whos))
    return common[: common.rfind("_") + 1]


def _first_line(text: Entry) -> tuple[str, str]:
    try:
        line = text.read(_MAX_TEXT).decode("utf-8-sig", "replace").partition("\n")[0]
    except Refused:
        return "", ""
    match = _FIRST_LINE.fullmatch(line)
    return (match["name"], match["username"]) if match else ("", "")
