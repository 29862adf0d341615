"""Says of an answer what may be told where earlier solutions were at hand: nothing that a student's code can spell.

Whatever a submission prints, raises or returns as text can be a piece of what it has read. What stays is worded by the
judge or by the author of a check; numbers stay too, but few and rounded. docs/security/channels.md counts what can
still get out.
"""

from __future__ import annotations

import builtins
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType
from typing import Any

import numpy as np
from msgspec.structs import replace

from autograder.records import CheckResult, Detail, Label

WITHHELD = (
    "Left out here is what your code says itself, like messages of exceptions and prints, and most numbers: it ran "
    "beside the solutions of earlier assignments, which are still open. `autograder check` on your machine shows all "
    "of the checks that you have."
)
# Of these the text is its author's, whatever a student's code does; all others tell of an answer.
WORDS = frozenset({Label.REASON, Label.CALLED, Label.LIKELY})
MOST_SHOWN = 1000  # of a length; and of axes
MOST_AXES = 3
SHORTEST_WORDS = 8
LONGEST_LINE = 200
PLACE = re.compile(r"(\[[0-9, ]{1,12}\]){1,3}")


def guarded(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """The checks with what may be told: of hidden ones nothing, of each exercise numbers and a line but once."""
    told: set[str] = set()
    found = []
    for check in checks:
        details = () if check.hidden else tuple(_guarded(check, check.exercise not in told))
        told |= {check.exercise} if details else set()
        found.append(replace(check, message="", details=details))
    return found


def _guarded(check: CheckResult, numbers: bool) -> Iterator[Detail]:
    for each in check.details:
        if each.guarded and (numbers or each.label in WORDS):
            yield replace(each, text=each.guarded)


def brief(value: Any) -> str:
    """A number to three digits, and of anything longer its kind and shape."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return f"{value:.3g}"
    if isinstance(value, np.ndarray):
        shown = value.ndim <= MOST_AXES and all(length < MOST_SHOWN for length in value.shape)
        return f"an array of shape {value.shape}" if shown else "an array of another shape"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if len(value) < MOST_SHOWN else "a long list"
    return "a text" if isinstance(value, str) else f"a {type(value).__name__}"


def at_place(path: str, seen: Any, wanted: Any) -> str:
    """Which entry differs most, if whole numbers say it, and how."""
    return f"most at {path}: {brief(seen)} for {brief(wanted)}" if PLACE.fullmatch(path) else ""


def raised(name: str) -> str:
    """The name of an exception if it is one of Python's own."""
    kind = getattr(builtins, name, None)
    return name if isinstance(kind, type) and issubclass(kind, BaseException) else "an exception"


def own_place(frames: Iterable[tuple[str, int, str]], files: Mapping[str, bytes]) -> tuple[str, int] | None:
    """The file and the innermost line of the submission's own `files`; None if no frame is in them."""
    for file, number, _ in reversed(list(frames)):
        if 0 < number <= len(_lines(files, file)):
            return file, number
    return None


def own_line(frames: Iterable[tuple[str, int, str]], files: Mapping[str, bytes]) -> str:
    """The innermost line of the submission's own `files`, as it was handed in; '' if there is none."""
    if (place := own_place(frames, files)) is None:
        return ""
    file, number = place
    return f"{file}, line {number}:  {_lines(files, file)[number - 1].strip()[:LONGEST_LINE]}"


def _lines(files: Mapping[str, bytes], file: str) -> list[str]:
    return files.get(file, b"").decode("utf-8", "replace").splitlines()


def own_words(error: BaseException, text: str) -> str:
    """How `text`, with which `error` ended a check, begins in the check's source; '…' for what was put into it."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    written = [words for code in codes for words in _texts(code) if text.startswith(words)]
    longest = max(written, key=len, default="")
    if len(longest) < SHORTEST_WORDS:
        return ""
    return longest if longest == text else f"{longest.rstrip()} …"


def _texts(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _texts(constant)
