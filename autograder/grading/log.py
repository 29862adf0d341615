"""Keeps the story of every score in results/log.jsonl, which only grows: who got which, when, of what, and why.

An appeal needs it: a result says what is true now, and this what was said before.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import Problem
from autograder.records import CheckResult, Result, Status

LOG = "log.jsonl"
FIRST = "graded for the first time"
OTHER_FILES = "other files count now"
OTHER_CHECKS = "the same files, but checks, rules or the kit changed"
AGAIN = "judged again, and nothing else changed"
OTHER_POINTS = "the same verdicts, but points or rules changed"


class HandIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was judged: when it was received in UTC, from where, which files, and for how many `others`.

    It names none of them, so that who is forgotten is in no lines but their own. There were `attempts` by then.
    """

    attempts: int
    received: str = ""
    source: str = ""
    files: tuple[str, ...] = ()
    others: int = 0


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A score that was written down, or told to its student; `before` is the one that it replaced. Or the student's
    group was changed, for one assignment or, where that is '', for all: then there is no score.

    Or something that a score depends on has changed, without one: an `extended` deadline, lateness, marks by hand.
    `files` is the hash of the files that were judged, `key` that of all that the result depends on. `changes` say
    which checks did not pass or came out otherwise, or when it was told, what the score is made of. A regrade, and one
    that is taken back, say why in the words of whoever did it.
    """

    when: str
    student: str
    assignment: str
    event: Literal["graded", "told", "regraded", "undone", "grouped", "extended", "late", "marked"]
    score: float | None
    max_score: float | None
    why: str = ""
    before: float | None = None
    files: str = ""
    key: str = ""
    changes: tuple[str, ...] = ()
    hand_in: HandIn | None = None


def note_graded(results: Path, old: Result | None, new: Result, hand_in: HandIn | None = None) -> None:
    """Notes that `new` is written in place of `old`, unless it says the same of the same. Raises `Problem`."""
    if old is not None and (old.key, old.score, old.checks) == (new.key, new.score, new.checks):
        return
    why = FIRST if old is None else OTHER_FILES if old.files != new.files else OTHER_CHECKS
    if old is not None and old.key == new.key:
        why = OTHER_POINTS if _verdicts(old) == _verdicts(new) else AGAIN
    append(results, msgspec.structs.replace(_entry("graded", old, new, why), hand_in=hand_in))


def note_counted(
    results: Path, assignment: str, counted: Iterable[tuple[Result | None, Result, HandIn | None]]
) -> None:
    """Notes of each result that it counts now, and of which hand-in, unless the log says it already.

    With it comes what counted before. Raises `Problem`.
    """
    scored = (entry for entry in read_log(results) if entry.assignment == assignment and entry.key)
    last = {entry.student: entry for entry in scored}
    for old, new, hand_in in counted:
        said = last.get(new.student)
        if said is None:
            entry = _entry("graded", None, new, FIRST)
        elif (said.key, said.score, said.files) == (new.key, new.score, new.files):
            continue
        else:
            why = OTHER_FILES if said.files != new.files else OTHER_CHECKS if said.key != new.key else OTHER_POINTS
            entry = msgspec.structs.replace(_entry("graded", old, new, why), before=said.score)
        append(results, msgspec.structs.replace(entry, hand_in=hand_in))


def note_regraded(results: Path, old: Result, new: Result, why: str, undone: bool = False) -> None:
    """Notes that a regrade puts `new` in the place of `old`, or takes that back, if it says anything else.

    Raises `Problem`.
    """
    why = f"{why.rstrip('.')}; the result there was is held, as it would be lower" if new.held and not old.held else why
    entry = _entry("undone" if undone else "regraded", old, new, why)
    if entry.changes or (old.score, old.max_score, old.held) != (new.score, new.max_score, new.held):
        append(results, entry)


def note_grouped(results: Path, student: str, assignment: str, what: str) -> None:
    """Notes what was done with a student's group, without naming others in it. Raises `Problem`."""
    append(results, Entry(now(), student, assignment, "grouped", None, None, what))


def _entry(event: Literal["graded", "regraded", "undone"], old: Result | None, new: Result, why: str) -> Entry:
    before = None if old is None else old.score
    changes = tuple(_changes(old, new)) if old else tuple(_not_passed(new))
    student, assignment, score, best = new.student, new.assignment, new.score, new.max_score
    return Entry(now(), student, assignment, event, score, best, why, before, new.files, new.key, changes)


def _verdicts(result: Result) -> list[tuple[str, str]]:
    return [(check.name, check.status) for check in result.checks]


class Told(msgspec.Struct, frozen=True):
    """What a page says of a score: how much of how much, and the parts that it is made of."""

    student: str
    assignment: str
    score: float
    best: float
    parts: tuple[str, ...]


def last_told(results: Path, assignment: str) -> dict[str, Entry]:
    """By student, what the last page of an assignment said. Raises `Problem` as `read_log` does."""
    told = (entry for entry in read_log(results) if entry.event == "told" and entry.assignment == assignment)
    return {entry.student: entry for entry in told}


def note_told(results: Path, told: Told, last: Entry | None) -> None:
    """Notes what a student's page says, unless the `last` one said the same. Raises `Problem`."""
    if last is None or (last.score, last.max_score, last.changes) != (told.score, told.best, told.parts):
        before = last.score if last else None
        student, assignment, parts = told.student, told.assignment, told.parts
        append(results, Entry(now(), student, assignment, "told", told.score, told.best, "", before, changes=parts))


def now() -> str:
    """The time in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"


def read_log(results: Path, student: str = "") -> list[Entry]:
    """The entries, or those of one student, in order. Raises `Problem` that names a line that cannot be read."""
    path = results / LOG
    found = []
    with contextlib.suppress(FileNotFoundError):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                entry = msgspec.json.decode(line, type=Entry)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Problem(f"{path}, line {number} is no entry: {error}. Mend or delete that line.") from None
            if student in ("", entry.student):
                found.append(entry)
    return found


def story(entry: Entry) -> str:
    """An entry in plain words, in a line, one on what was judged, and a line for each change."""
    if entry.score is None:
        return _lines(entry, entry.why)
    score = f"{entry.score:g} of {entry.max_score:g} points"
    instead = "" if entry.before is None else f", before that {entry.before:g}"
    match entry.event:
        case "told":
            said = f"told on the page: {score}{instead}"
        case "undone":
            said = f"a regrade was taken back: {score}{instead}; it had been made because: {entry.why.rstrip('.')}"
        case event:
            said = f"{event}: {score}{instead}; {entry.why.rstrip('.')}"
    return _lines(entry, said)


def _lines(entry: Entry, said: str) -> str:
    judged = [_judged(entry.hand_in)] if entry.hand_in else []
    first = f"{entry.when}  {entry.assignment or 'all assignments'}  {said}."
    return "\n".join([first, *judged, *entry.changes]).replace("\n", "\n    ")


def _judged(hand_in: HandIn) -> str:
    when = f"received {hand_in.received}" if hand_in.received else "received at a time that is not known"
    source = f", from {hand_in.source}" if hand_in.source else ""
    group = f", for {hand_in.others + 1} together" if hand_in.others else ""
    attempts = f" ({hand_in.attempts} attempts by then)" if hand_in.attempts > 1 else ""
    return f"judged was what was {when}{source}{group}: {', '.join(hand_in.files) or 'no file'}{attempts}"


def in_words(check: CheckResult) -> str:
    """A check's verdict as a person would say it."""
    return str(check.status).replace("_", " ")


def _not_passed(result: Result) -> Iterator[str]:
    for check in result.checks:
        if check.status is not Status.PASSED:
            origin = f", which comes from {' and '.join(check.carried)}" if check.carried else ""
            yield f"{check.name}: {in_words(check)}{origin}: {check.points:g} of {check.max_points:g}"


def _changes(old: Result, new: Result) -> Iterator[str]:
    """Which checks came out otherwise, by what."""
    before = {check.name: check for check in old.checks}
    for check in new.checks:
        was = before.pop(check.name, None)
        if was is None:
            yield f"{check.name}: new, {in_words(check)}, {check.points:g} of {check.max_points:g}"
        elif (was.status, was.points, was.max_points) != (check.status, check.points, check.max_points):
            yield f"{check.name}: {in_words(was)} ({was.points:g}), now {in_words(check)} ({check.points:g})"
    yield from (f"{name}: no longer there, it was {in_words(was)} ({was.points:g})" for name, was in before.items())


def append(results: Path, entry: Entry) -> None:
    """Adds a line in one write, so that lines of programs that run at once do not mix. Raises `Problem`."""
    path = results / LOG
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(opened, msgspec.json.encode(entry) + b"\n")
        finally:
            os.close(opened)
    except OSError as error:
        raise Problem(
            f"{path} cannot be written: {error.strerror}. Make room or make it writable, then again."
        ) from None
