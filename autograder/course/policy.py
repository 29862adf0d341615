"""Reads the course's rules from course.toml, and reckons what lateness costs.

Everything but `read_policy` is pure, so that `grade`, `export` and the gradebook come to the same numbers.
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from autograder.course.policy_slips import slip
from autograder.errors import Problem

SECONDS_PER_DAY = 86_400
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Days = Annotated[int, msgspec.Meta(ge=0, le=366)]
Hours = Annotated[float, msgspec.Meta(ge=0, le=24 * 366)]


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lateness costs, as shares of the score from 0 to 1: `per_day` for each day begun, `cap` at most.

    `free_days` are days that cost nothing, which each student has once for the whole course.
    """

    per_day: Share = 0.0
    grace_hours: Hours = 0.0
    cap: Share = 1.0
    free_days: Days = 0


class Attempts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of a student's attempts counts."""

    keep: Literal["last", "best"] = "last"


class Grading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a failure is worth that is carried from another exercise: its points, or nothing."""

    carried: Literal["forgive", "charge"] = "forgive"


class Feedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What students read of hidden checks: their points by exercise, or of each its sentence and whether it passed."""

    hidden: Literal["points", "sentences"] = "points"


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One course.toml: `due` by assignment, and in `extensions`, by assignment and student, a date of their own.

    A date without an offset is meant in `timezone`; in a record that `read_policy` gives, all are in UTC.
    """

    timezone: str = ""
    late: Late = Late()
    attempts: Attempts = Attempts()
    due: dict[str, datetime] = {}
    extensions: dict[str, dict[str, datetime]] = {}
    grading: Grading = Grading()
    feedback: Feedback = Feedback()

    def deadline(self, assignment: str, student: str) -> datetime | None:
        """When `student` has to hand `assignment` in; None if course.toml does not say."""
        return self.extensions.get(assignment, {}).get(student, self.due.get(assignment))

    def closed(self, assignments: Iterable[str], now: datetime) -> bool:
        """Whether nobody can hand in any of these at no cost any more; one without a date is never closed."""
        return all(name in self.due and self.last_chance(name) < now for name in assignments)

    def last_chance(self, assignment: str) -> datetime:
        """Until when somebody may hand in an assignment that has a date at no cost: with all free days, and grace."""
        last = max([self.due[assignment], *self.extensions.get(assignment, {}).values()])
        return last + timedelta(days=self.late.free_days, hours=self.late.grace_hours)

    def seconds_late(self, assignment: str, student: str, received: datetime | None) -> float:
        """The seconds from the deadline to `received`; 0 for what is on time, or if either is not known."""
        deadline = self.deadline(assignment, student)
        if deadline is None or received is None:
            return 0.0
        return max(0.0, (received - deadline).total_seconds())

    def penalty(self, assignment: str, student: str, received: datetime | None, score: float) -> float:
        """The points that `student` loses by handing in at `received` what is worth `score`."""
        return late_penalty(score, self.seconds_late(assignment, student, received), self.late)


KEYS = {
    "": Policy.__struct_fields__,
    "late": Late.__struct_fields__,
    "attempts": Attempts.__struct_fields__,
    "grading": Grading.__struct_fields__,
    "feedback": Feedback.__struct_fields__,
}


def late_penalty(score: float, seconds_late: float, late: Late) -> float:
    """score * min(cap, per_day * days), days counted from the deadline and rounded up, none within the grace period."""
    if seconds_late <= late.grace_hours * 3600:
        return 0.0
    return score * min(late.cap, late.per_day * math.ceil(seconds_late / SECONDS_PER_DAY))


def unknown_students(policy: Policy, assignment: str, students: Iterable[str]) -> list[str]:
    """A sentence on each extension of `assignment` for nobody among `students`, with the closest name."""
    known = sorted(students)
    warnings = []
    for student in sorted(policy.extensions.get(assignment, {}).keys() - set(known)):
        like = difflib.get_close_matches(student, known)
        meant = f" Did you mean {like[0]}?" if like else ""
        warnings.append(f"course.toml, extensions.{assignment}.{student}: nobody of this name has handed in.{meant}")
    return warnings


def read_policy(path: Path, assignments: Collection[str]) -> Policy:
    """The rules in the file at `path`; without that file, nothing is late and the last attempt counts.

    Raises `Problem` if it is not TOML, or holds an unknown key, or an assignment that is not in `assignments`.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        policy = msgspec.convert(table, Policy)
    except FileNotFoundError:
        return Policy()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None
    except tomllib.TOMLDecodeError as error:
        is_name = re.search("after a key|Invalid statement", str(error))
        hint = " If a student is called so, put the name into quotes." if is_name else ""
        raise Problem(f"{path} is not valid TOML: {error}.{hint}") from None
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not valid TOML: {error}.") from None
    except msgspec.ValidationError as error:
        told = slip(str(error), table, KEYS)
        raise Problem(f"{path}, {told} See docs/instructors/policies.md for what the file holds.") from None
    _require_sense(policy, path, assignments)
    zone = zone_of(policy.timezone, path)
    due = {name: _deadline(moment, zone, f"{path}, due.{name}") for name, moment in policy.due.items()}
    extensions = {name: _read_extensions(own, due[name], zone, path, name) for name, own in policy.extensions.items()}
    return msgspec.structs.replace(policy, due=due, extensions=extensions)


def _require_sense(policy: Policy, path: Path, assignments: Collection[str]) -> None:
    for key, names in (("due", policy.due), ("extensions", policy.extensions)):
        if unknown := sorted(names.keys() - set(assignments)):
            have = ", ".join(sorted(assignments)) or "none"
            raise Problem(f"{path}, {key}.{unknown[0]}: there is no such assignment; the course has: {have}.")
    if policy.late.free_days and policy.attempts.keep == "best":
        raise Problem(
            f'{path}, late.free_days: which days are spent depends on what counts, so keep = "best" cannot depend on '
            'them. Write keep = "last" in [attempts], or leave free_days out.'
        )
    if undue := sorted(policy.extensions.keys() - policy.due.keys()):
        raise Problem(f"{path}, extensions.{undue[0]}: there is nothing to extend; give {undue[0]} a date in [due].")


def _read_extensions(
    own: Mapping[str, datetime], due: datetime, zone: tzinfo | None, path: Path, name: str
) -> dict[str, datetime]:
    extended = {}
    for student, moment in own.items():
        extended[student] = _deadline(moment, zone, f"{path}, extensions.{name}.{student}")
        if extended[student] < due:
            raise Problem(f"{path}, extensions.{name}.{student}: this is before the date in [due]; check the two.")
    return extended


def zone_of(name: str, path: Path) -> tzinfo | None:
    """The time zone called `name` in the file at `path`, None for ''. Raises `Problem` if there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Problem(
            f'{path}, timezone: there is no zone {name!r}; write one like "Europe/Berlin" or "UTC".'
        ) from None


def _deadline(moment: datetime, zone: tzinfo | None, place: str) -> datetime:
    """`moment` in UTC; where clocks are put back and it comes twice, the later one, as students would read it."""
    return max(in_utc(moment.replace(fold=fold), zone, place) for fold in (0, 1))


def in_utc(moment: datetime, zone: tzinfo | None, place: str) -> datetime:
    """`moment` in UTC, read in `zone` if it has no offset. Raises `Problem` that names `place` if there is neither."""
    if moment.tzinfo is None:
        if zone is None:
            raise Problem(
                f"{place}: {moment} has no time zone. Write one behind it, like {moment}+01:00, "
                f'or set timezone = "Europe/Berlin" at the top of course.toml.'
            )
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
