"""Turns results into a table for other programs: results enter, CSV text leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.records import Assignment, Problem, Result

# What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection"), full-width forms included.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def export_csv(assignment: Assignment, results: Iterable[Result], penalties: Mapping[str, float] | None = None) -> str:
    """A row per result, sorted by student: score, maximum, the points of each exercise, `graded` or `ungraded`.

    With `penalties` by student, the points lost by lateness follow, and the final score without them.
    Quoted as in RFC 4180, lines ended by CR LF; write it with newline="" in UTF-8.
    """
    exercises = [exercise.name for exercise in assignment.exercises]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [
            "student",
            "assignment",
            "score",
            "max_score",
            *exercises,
            "status",
            *(["penalty", "final"] if penalties is not None else []),
        ]
    )
    for result in sorted(results, key=lambda result: result.student):
        points = (sum(check.points for check in result.checks if check.exercise == name) for name in exercises)
        writer.writerow(
            [
                as_text_cell(result.student),
                as_text_cell(result.assignment),
                _number(result.score),
                _number(result.max_score),
                *map(_number, points),
                "ungraded" if result.ungraded else "graded",
                *_final(result, penalties),
            ]
        )
    return text.getvalue()


def _final(result: Result, penalties: Mapping[str, float] | None) -> list[str]:
    if penalties is None:
        return []
    lost = penalties[result.student]
    return [_number(lost), _number(result.score - lost)]


def as_text_cell(text: str) -> str:
    """`text` such that no spreadsheet runs it as a formula: one that starts like a formula gets a ' before it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _number(points: float) -> str:
    return f"{round(points, 6):.6f}".rstrip("0").rstrip(".")


def read_results(folder: Path) -> list[Result]:
    """The results in results/<assignment>/, by file name.

    Raises `Problem` that names a file which is not a result, or the folder if it holds none.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise Problem(f"There are no results in {folder}. Run `autograder grade {folder.name}` first.")
    return [_read_result(path) for path in paths]


def _read_result(path: Path) -> Result:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise Problem(f"{path} is not a result: {error}. Delete it and grade that submission again.") from None
