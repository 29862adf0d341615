"""Writes grades as a table for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.platforms.cells import Exported, as_text_cell, number, table
from autograder.platforms.grades import Grade
from autograder.platforms.roster.attendance import Attendance, strangers
from autograder.records import Assignment

MISSING = "nothing handed in"
UNKNOWN = "and not known by the roster"


def export_csv(
    assignment: Assignment,
    grades: Iterable[Grade],
    with_gradebook: bool = False,
    with_penalty: bool = False,
    present: Attendance | None = None,
) -> Exported:
    """A row per grade, sorted by student: score, maximum, the points of each exercise, and the status.

    A score that is not final has a row too, and a sentence that says so. From a gradebook, the points of written
    questions and the late penalty too; `with_penalty`, the latter in any case. What the judge noted in the source is in
    `flags`; a gradebook knows of none. With `present`, which a roster gives, there are real names, below a row for
    each who has handed in nothing, and a sentence on each whom the roster does not know.
    """
    parts = [exercise.name for exercise in assignment.exercises]
    parts += [question.name for question in assignment.questions] if with_gradebook else []
    header = ["student", "assignment", "score", "max_score", *parts]
    late = with_gradebook or with_penalty
    header += ["late_penalty"] if late else []
    header += [] if with_gradebook else ["flags"]
    header += [] if present is None else ["name"]
    ordered = sorted(grades, key=lambda grade: grade.student)
    rows = [[*_row(assignment, grade, parts, late), *_words(grade, with_gradebook, present)] for grade in ordered]
    for name in present.missing if present else ():
        rows.append(["", as_text_cell(assignment.name), *[""] * (len(header) - 3), as_text_cell(name), MISSING])
    notes = [_note(grade) for grade in ordered if not grade.final]
    notes += strangers(present) if present else []
    return Exported(table([[*header, "status"], *rows]), tuple(notes))


def _note(grade: Grade) -> str:
    so = "there is no score" if grade.empty else "this score is not final"
    return f"{grade.student} is {grade.status}, so {so}."


def _words(grade: Grade, with_gradebook: bool, present: Attendance | None) -> list[str]:
    flags = [] if with_gradebook else [as_text_cell(grade.flags)]
    name = [] if present is None else [as_text_cell(present.names.get(grade.student, ""))]
    unknown = present is not None and grade.student in present.unknown
    return [*flags, *name, f"{grade.status}, {UNKNOWN}" if unknown else grade.status]


def _row(assignment: Assignment, grade: Grade, parts: Sequence[str], late: bool) -> list[str]:
    if grade.empty:
        return [as_text_cell(grade.student), as_text_cell(assignment.name), *[""] * (2 + len(parts) + late)]
    points = [number(grade.points.get(part, 0.0)) for part in parts]
    penalty = [number(grade.penalty)] if late else []
    earned = [number(grade.score), number(grade.max_score), *points, *penalty]
    return [as_text_cell(grade.student), as_text_cell(assignment.name), *earned]
