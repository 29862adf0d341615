"""Reads what Blackboard Learn packs with *Grade Center > Assignment File Download*.

Every file lies at the top, as `<assignment>_<username>_attempt_<time>_<file>`. Beside the files of an attempt lies
`<assignment>_<username>_attempt_<time>.txt`, whose first line is `Name: <full name> (<username>)`, and which holds what
was typed into the submission field and the comments. Blackboard writes the assignment, the username and the time, in
the institution's zone; the student writes the file's name, which comes last, and the rest of the text.
Source: https://help.blackboard.com/Learn/Instructor/Original/Assignments/Grade_Assignments/Download_Assignments
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from autograder.errors import Problem
from autograder.intake.archives import Entry, Refused
from autograder.intake.exports.export import MOST, Export, Reading, Unclear, common_start, matching, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.records import Refusal
from autograder.text import printable_name

NAME = "Blackboard"
_TIME = re.compile(r"_[^\W\d_]+_\d{4}(?:-\d\d){5}[._]")  # behind `attempt` in any language
# The first time that stands in a name is Blackboard's: what follows is the student's.
_NAME = re.compile(r"(?P<who>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:\.txt|_(?P<file>.+))")
# The same in another language, which says another word for `attempt`.
_FOREIGN = re.compile(r".+?_(?P<word>(?!attempt_)[^\W\d_]+)_\d{4}(?:-\d\d){5}(?:\.txt|_.+)")
_FIRST_LINE = re.compile(r"Name: .* \((?P<username>[^()]+)\)[ \r]*(?:\n|$)")
_MAX_TEXT = 1024 * 1024
_HEADER = re.compile(r"\A(?:(?:Name|Assignment|Date Submitted|Current Grade):.*\n)*")
_FIELD, _COMMENTS, _FILES = "Submission Field:\n", "\n\nComments:\n", "\n\nFiles:\n"
_COMMENT = "a comment of the student's; read it there"
_NOTHING = re.compile(r"There (?:is|are) no student (?:submission text data|comments) for this assignment\.\s*")


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    files = [name for name in names if not name.endswith("/")]
    if len(files) <= MOST * len(names):
        return ""
    return matching(files, _NAME.fullmatch) or matching(files, _FOREIGN.fullmatch)


def mark(name: str) -> tuple[int, str] | None:
    """Where in `name` Blackboard put the time, and what it wrote before: the assignment and the username."""
    found = _TIME.search(name, 1)
    return (found.start(), name[: found.start()]) if found else None


def read(export: Export) -> Reading:
    """The attempts in `export`. Raises `Problem` if most of its names are in another language than English."""
    _require_english(export.tops())
    attempts: dict[tuple[str, str], list[Entry]] = {}
    texts: dict[tuple[str, str], Entry] = {}
    others: dict[str, list[Entry]] = {}
    for label, group in export.tops().items():
        match = _NAME.fullmatch(label)
        if match is None or label.endswith("/"):
            others[label] = group
            continue
        own = attempts.setdefault((match["who"], match["time"]), [])
        if match["file"] is None:
            texts[match["who"], match["time"]] = group[0]
        else:
            own.append(replace(group[0], parts=(match["file"],), path=match["file"]))
    said = {attempt: _read(text) for attempt, text in texts.items()}
    people = _people({who for who, _ in attempts}, said)
    handins, unclear = [], []
    for (who, time), files in sorted(attempts.items()):
        label, text = f"{who}_attempt_{time}", texts.get((who, time))
        if (moment := _moment(time, export)) is None:
            unclear.append(Unclear(label, (people[who],)))
            others[label] = [*files, *([text] if text else [])]
        else:
            notes = list(_notes(text, said[who, time])) if text else []
            comments = tuple(note for note in notes if note.reason == _COMMENT)
            notes = [note for note in notes if note.reason != _COMMENT]
            handin = HandIn(label, people[who], (moment.timestamp(),), tuple(files), moment)
            handins.append(replace(handin, notes=tuple(notes), comments=comments))
    return Reading(tuple(handins), strays(others), tuple(unclear))


def _require_english(labels: Collection[str]) -> None:
    foreign = [(label, match["word"]) for label in labels if (match := _FOREIGN.fullmatch(label))]
    english = [label for label in labels if _NAME.fullmatch(label)]
    if len(foreign) > len(english):
        label, word = foreign[0]
        raise Problem(
            f"{printable_name(label)}: Blackboard writes attempt where this says {word}, so its names are in another "
            "language. Set your language there to English (in your profile), and download the submissions again; if "
            "they are not Blackboard's, say --platform names. Nothing was collected."
        )


def _read(text: Entry) -> str | None:
    """What a text of Blackboard's says; None if it cannot be read."""
    try:
        return text.read(_MAX_TEXT).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except Refused:
        return None


def _notes(entry: Entry, text: str | None) -> Iterator[Refusal]:
    """What is to be told of the text of an attempt, which may stand for all of its student's."""
    reasons = [entry.refusal] if entry.refusal else _typed(text)
    yield from (Refusal(entry.path, reason, person=entry.all) for reason in reasons)


def _typed(text: str | None) -> Iterator[str]:
    """What is to be told of a text in which a student may have typed something that no file holds."""
    if text is None:
        yield "Blackboard's text on this attempt cannot be read; what was typed there is not taken"
        return
    body = _HEADER.sub("", text).strip() + "\n"
    field, titled, rest = body.removeprefix(_FIELD).partition(_COMMENTS)
    if not (body.startswith(_FIELD) and titled):
        if body.strip():
            yield "holds more than Blackboard's own lines: what was typed there is not taken; read it"
        return
    if not _NOTHING.fullmatch(field):
        yield "text was typed into the submission field, and is not taken; read it there"
    if not _NOTHING.fullmatch(rest.partition(_FILES)[0]):
        yield _COMMENT


def _moment(time: str, export: Export) -> datetime | None:
    try:
        moment = datetime.strptime(time, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
    return export.in_utc(moment, NAME)


def _people(whos: set[str], said: Mapping[tuple[str, str], str | None]) -> dict[str, Person]:
    """The person of each `<assignment>_<username>`: by the texts, else by what all begin with."""
    told = {who: _FIRST_LINE.match(text or "") for (who, _), text in said.items()}
    usernames = {who: match["username"] for who, match in told.items() if match}
    known = {who: username for who, username in usernames.items() if who.endswith(f"_{username}")}
    titles = {who.removesuffix(username) for who, username in known.items()}
    title = titles.pop() if len(titles) == 1 else _common_title(whos)
    people = {}
    for who in whos:
        username = known.get(who) or who.removeprefix(title)
        people[who] = Person("blackboard", username, username)
    return people


def _common_title(whos: set[str]) -> str:
    common = common_start(whos) if whos else ""
    return common[: common.rfind("_") + 1]
