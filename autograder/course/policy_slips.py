"""Says in words what cannot be in course.toml: which key it is, what stands there, and what may."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

UNKNOWN = re.compile(r"unknown field `(?P<key>.+?)`")
PLACE = re.compile(r" - at `\$\.?(?P<place>.*)`$")
SHARE, DATE = "a share of the score, from 0 to 1", "a date and a time, like 2026-10-19T23:59:00"
ALLOWED = {
    "timezone": 'the name of a time zone, like "Europe/Berlin"',
    "late": "a table: [late]",
    "late.per_day": SHARE,
    "late.grace_hours": "a number of hours, from 0 to 8784",
    "late.cap": SHARE,
    "late.free_days": "a whole number of days, from 0 to 366",
    "attempts": "a table: [attempts]",
    "attempts.keep": '"last" or "best"',
    "grading": "a table: [grading]",
    "grading.carried": '"forgive" or "charge"',
    "feedback": "a table: [feedback]",
    "feedback.hidden": '"points" or "sentences"',
    "due": "a table: [due]",
    "extensions": "a table for each assignment: [extensions.01_autograd]",
}


def slip(said: str, table: Mapping[str, Any], keys: Mapping[str, Collection[str]]) -> str:
    """What msgspec `said` of the `table` of a course.toml; `keys` are those there may be, by table, '' for the top."""
    found = PLACE.search(said)
    place = found["place"] if found else ""
    if unknown := UNKNOWN.search(said):
        return _unknown(unknown["key"], place, sorted(keys.get(place, ())))
    key, value = _at(place, table)
    allowed = ALLOWED.get(key) or (ALLOWED["extensions"] if key.count(".") == 1 and key[0] == "e" else DATE)
    return f"{key}: {_shown(value)} cannot stand here. Write {allowed}."


def _unknown(key: str, place: str, known: list[str]) -> str:
    like = difflib.get_close_matches(key, known)
    meant = f" Did you mean {like[0]}?" if like else ""
    where = f"[{place}]" if place else "the file"
    return f"{place}{'.' * bool(place)}{key}: there is no such key; {where} may have {', '.join(known)}.{meant}"


def _at(place: str, table: Mapping[str, Any]) -> tuple[str, Any]:
    """The key that is meant and what stands there; msgspec leaves out which of those that a course names itself."""
    steps = place.replace("[...]", "").split(".")
    value: Any = table
    for step in steps:
        value = value[step]
    return next(_misfits(value, steps[0]), (".".join(steps), value)) if "[...]" in place else (place, value)


def _misfits(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """What of the dates of assignments, or of students in them, is none."""
    for name, each in value.items():
        if isinstance(each, Mapping) and key == "extensions":
            yield from _misfits(each, f"{key}.{name}")
        elif not isinstance(each, datetime) or key == "extensions":
            yield f"{key}.{name}", each


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    return str(value).lower() if isinstance(value, bool) else str(value)
