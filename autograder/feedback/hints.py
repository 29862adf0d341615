"""Gives hints one at a time, first the one that speaks of the mistake which the last check showed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.checks.diagnosis import diagnosed, read_diagnoses
from autograder.course.manifest import read_assignment
from autograder.errors import Problem
from autograder.feedback.check import place_of, require_exercise
from autograder.records import Assignment, CheckResult

HINTS_SEEN = ".hints.json"
MISTAKES = ".mistakes.json"


class Hint(msgspec.Struct, frozen=True):
    """A hint, the how-manieth of how many, and the section of the notebook that it is about.

    `mistake` is what the last check named if the hint is shown out of turn because of it; `again` if none is left.
    """

    number: int
    total: int
    text: str
    again: bool
    section: str = ""
    mistake: str = ""


def hints_offered(folder: Path) -> dict[str, int]:
    """How many hints there are, by exercise; without those that have none."""
    return {each.name: len(each.hints) for each in read_assignment(folder).exercises if each.hints}


def next_hint(folder: Path, exercise: str, repeat: bool = False) -> Hint:
    """The next hint for an exercise, or with `repeat` the one that was shown last; after the last one, that one again.

    If the last check showed a known mistake, of which one of the hints speaks, that one comes first. Raises `Problem`
    if there is no such exercise.
    """
    assignment = read_assignment(folder)
    require_exercise(assignment, exercise)
    hints = next(each.hints for each in assignment.exercises if each.name == exercise)
    if not hints:
        raise Problem(f"There are no hints for {exercise}. Read its docstring: {place_of(assignment, exercise)}.")
    seen = _read(folder / HINTS_SEEN, dict[str, tuple[int, ...]])
    shown = [number for number in seen.get(exercise, ()) if number <= len(hints)]
    left = [number for number in range(1, len(hints) + 1) if number not in shown]
    mistake = _read(folder / MISTAKES, dict[str, str]).get(exercise, "")
    fits = _fitting(folder, exercise, mistake)
    if shown and (repeat or not left):
        number = shown[-1]
    else:
        number = fits if fits in left else left[0]
        _write(folder / HINTS_SEEN, {**seen, exercise: (*shown, number)})
    told = mistake if number == fits and number in left and number != left[0] and not repeat else ""
    again = not left and not repeat
    return Hint(number, len(hints), hints[number - 1], again, section_of(assignment, exercise), told)


def note_mistakes(assignment: Assignment, checks: Iterable[CheckResult]) -> None:
    """Remembers, in the assignment's folder, the known mistake of each exercise that was checked, if it showed one."""
    path = assignment.folder / MISTAKES
    known = _read(path, dict[str, str])
    checks = list(checks)
    ran = {exercise.name: "" for check in checks if (exercise := assignment.exercise_of(check.name))}
    found = diagnosed(assignment, checks, read_diagnoses(assignment.folder)).values()
    ran |= {each.exercise: each.says for each in found}
    now = {name: text for name, text in {**known, **ran}.items() if text}
    if now != known:
        _write(path, now)


def _fitting(folder: Path, exercise: str, mistake: str) -> int:
    """The number of the hint that speaks of a known mistake; 0 if none does."""
    known = (each for each in read_diagnoses(folder).known if (each.exercise, each.says) == (exercise, mistake))
    return next((each.hint for each in known), 0)


def section_of(assignment: Assignment, exercise: str) -> str:
    """The heading above the exercise's check in the notebook; "" without a notebook that has both."""
    book = _read(assignment.folder / assignment.notebook, dict[str, Any])
    heading = ""
    for cell in book.get("cells", []):
        text = "".join(cell.get("source", ""))
        if cell.get("cell_type") == "markdown":
            found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            heading = found[-1] if found else heading
        elif re.search(rf"""^check\(["']{exercise}["']\)""", text, re.MULTILINE):
            return heading
    return ""


def _read(path: Path, kind: Any) -> Any:
    """What a JSON file holds; an empty one of its kind if there is none, or none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return {}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with contextlib.suppress(OSError):  # in a folder that cannot be written to, the first hint comes again
        path.write_text(json.dumps(content), encoding="utf-8")
