"""Finds the line on which a check broke, and groups broken checks by cause: one missing import is one fault."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from pathlib import Path

import msgspec

from autograder.errors import ProbeError, Problem
from autograder.records import CheckResult, Fault, Status
from autograder.text import printable

# A name that is not defined, a module that is not there: no data of a student's brings that about. An
# UnboundLocalError is a NameError too, but a loop over an empty list can cause it.
OWN = (NameError, ImportError, ModuleNotFoundError)
MAX_TEXT = 300
MAX_NAMED = 5


class Cause(msgspec.Struct, frozen=True):
    """One reason why checks could not run: in which file, at which of its lines, and which checks it stopped."""

    file: str
    lines: tuple[int, ...]
    text: str
    checks: tuple[str, ...]

    def told(self) -> str:
        """Where and what, then how many checks it stopped."""
        few, many = "1 check", f"{len(self.checks)} checks"
        count = few if len(self.checks) == 1 else many
        return f"{self._place()}{self.text.rstrip('.')}. {count} could not run because of it: {named(self.checks)}."

    def _place(self) -> str:
        if not self.file:
            return ""
        more = len(self.lines) - 1
        places = f" (and {more} more place{'s' if more > 1 else ''})" if more else ""
        return f"{self.file}, line {self.lines[0]}{places}: "


def named(checks: Iterable[str]) -> str:
    """Some names, and how many there are beyond the first few."""
    names = list(checks)
    more = len(names) - MAX_NAMED
    return ", ".join(names[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def fault_of(error: BaseException, folder: Path, file: str = "", line: int = 0) -> Fault:
    """What `error` says, and where below the assignment's `folder` it came from: if nowhere, `file` and `line`."""
    for frame, number in traceback.walk_tb(error.__traceback__):  # the innermost comes last
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(folder):
            file, line = path.relative_to(folder).as_posix(), number
    said = str(error).replace(f"{folder}{os.sep}", "")
    kind = "" if isinstance(error, Problem | ProbeError) and said else type(error).__name__
    text = ": ".join(part for part in (kind, said) if part)
    return Fault(file, line, printable(text[:MAX_TEXT]))


def not_your_fault(fault: Fault) -> str:
    """What a student reads about a check that is broken."""
    place = f"{fault.file}, line {fault.line}: " if fault.file else ""
    return f"This check is broken, which is not your fault. {place}{fault.text}"


def breaks_by_itself(error: BaseException) -> bool:
    """Whether the check is at fault, whatever a student's code returned."""
    return type(error) in OWN


def causes(checks: Iterable[CheckResult], status: Status = Status.UNGRADED) -> list[Cause]:
    """Why checks have this status, the reason that stopped most of them first."""
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for check in checks:
        if check.status is status:
            fault = check.fault or Fault("", 0, check.reason)
            groups.setdefault((fault.file, fault.text), []).append((fault.line, check.name))
    found = [_cause(file, text, places) for (file, text), places in groups.items()]
    return sorted(found, key=lambda cause: (-len(cause.checks), cause.file, cause.lines))


def _cause(file: str, text: str, places: list[tuple[int, str]]) -> Cause:
    names = dict.fromkeys(name for _, name in places)
    return Cause(file, tuple(sorted({line for line, _ in places})), text, tuple(names))
