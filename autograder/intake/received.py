"""Says when each hand-in was received, by what the instructor tells of a class export, and keeps it in a file.

Nothing that a student packs says when it was handed in: times inside of their archives, and a timestamp.txt of their
own, are never read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path

from autograder.course.policy import Policy, in_utc, zone_of
from autograder.errors import Problem

TIMESTAMP = "timestamp.txt"  # nbgrader's name and format
NO_DATE = 1980  # where the calendar of zip files begins: what their writers put for "no date"
PLATFORM_DATES = "files"

Modified = tuple[float, ...]
Clock = Callable[[str, Iterable[Modified]], datetime | None]


class NoDate(Exception):
    """What a file of one student is dated, where that is no date."""


def received_at(folder: Path) -> datetime | None:
    """When the hand-in in `folder` was received, in UTC; None if nothing says.

    Raises `Problem` if the file that says so cannot be understood.
    """
    path = folder / TIMESTAMP
    try:
        text = path.read_text(encoding="utf-8").strip()
        day, time, *zone = text.split(" ") if text else ("", "")
        if not day:
            return None
        moment = datetime.fromisoformat(f"{day} {time}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        raise Problem(f"{path} does not hold a time like 2026-10-19 21:59:00 UTC. Mend it, or delete it.") from None
    return in_utc(moment, zone_of(zone[0] if zone else "UTC", path), str(path))


def timestamp(moment: datetime) -> str:
    """`moment` as nbgrader writes it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'microseconds')} UTC"


def clock(said: str, policy: Policy) -> Clock:
    """What tells when a student's hand-in was received, as `--received` says.

    `said` is one time for the whole class; `files`, for the dates that the platform gave the files of its export; the
    path of a CSV file with the columns student and received; or nothing. Raises `Problem` for anything else.
    """
    zone = zone_of(policy.timezone, Path("course.toml"))
    if not said:
        return lambda student, modified: None
    if said == PLATFORM_DATES:
        return partial(_by_files, zone)
    if said.lower().endswith(".csv"):
        return partial(_by_list, Path(said), _listed(Path(said), zone))
    moment = _moment(said, zone, "--received")
    return lambda student, modified: moment


def _moment(text: str, zone: tzinfo | None, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Problem(f"{place}: {text!r} is no time; write it like 2026-10-19T23:59+02:00.") from None
    return in_utc(moment, zone, place)


def _by_files(zone: tzinfo | None, student: str, modified: Iterable[Modified]) -> datetime | None:
    """The latest date of the files. Those in a zip are wall-clock times without a zone."""
    moments = []
    for each in modified:
        if len(each) == 1:
            moments.append(_instant(each[0]))
        elif each[0] > NO_DATE:
            place = f"--received {PLATFORM_DATES}, {student or 'a file'}"
            moments.append(in_utc(_wall_clock(each), zone, place))
    return max(moments, default=None)


def _instant(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise NoDate(f"{seconds:.4g} seconds after 1970") from None


def _wall_clock(parts: Modified) -> datetime:
    try:
        return datetime(*map(int, parts))  # type: ignore[arg-type]
    except ValueError:
        raise NoDate(str(parts)) from None


def _listed(path: Path, zone: tzinfo | None) -> dict[str, datetime]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"student", "received"} <= set(rows.fieldnames or ()):
                raise Problem(f"{path}, line 1: the columns must be student and received.")
            listed = {}
            for row in rows:
                place = f"{path}, line {rows.line_num}"
                student, said = row["student"], row["received"]
                if not student or not said or student in listed:
                    raise Problem(f"{place}: a student needs one line, with a time.")
                listed[student] = _moment(said, zone, place)
            return listed
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"{path}, for --received, cannot be read: {error}.") from None


def _by_list(path: Path, listed: dict[str, datetime], student: str, modified: Iterable[Modified]) -> datetime:
    try:
        return listed[student]
    except KeyError:
        raise Problem(f"{path} has no line for {student}, who handed in. Add one; nothing was collected.") from None
