"""Grades for other systems: results or a gradebook enter, what spreadsheets and learning platforms take leaves."""

from __future__ import annotations

from autograder.export.canvas import export_canvas
from autograder.export.cells import Exported, as_text_cell
from autograder.export.grades import Grade, grades_of, read_results
from autograder.export.gradescope import results_json
from autograder.export.moodle import export_moodle
from autograder.export.roster import Roster, read_roster
from autograder.export.spreadsheet import export_csv

__all__ = [
    "Exported",
    "Grade",
    "Roster",
    "as_text_cell",
    "export_canvas",
    "export_csv",
    "export_moodle",
    "grades_of",
    "read_results",
    "read_roster",
    "results_json",
]
