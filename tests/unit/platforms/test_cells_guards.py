"""No cell of an export is a formula, wherever in the roster it came from; and no column of grades is guessed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from autograder.errors import Problem
from autograder.platforms.canvas import export_canvas
from autograder.platforms.csv import export_csv
from autograder.platforms.grades import Grade
from autograder.platforms.moodle import export_moodle
from autograder.platforms.roster.table import read_roster
from autograder.records import Assignment, Exercise

FORMULA = '=HYPERLINK("http://evil")'
ASSIGNMENT = Assignment(
    title="A scalar",
    modules=("engine",),
    folder=Path("/course/01_autograd"),
    exercises=(Exercise(name="sigmoid", title="Sigmoid", stubs=(), hints=()),),
)
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A scalar (77)")
MOODLE = ("First name", "Last name", "ID number", "Username", "Email address", "A scalar", "A scalar comments")


def grade(student: str) -> Grade:
    return Grade(student, 2.5, 4.0, {"sigmoid": 2.5}, {"sigmoid": 4.0})


def roster_of(path: Path, *rows: tuple[str, ...]):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return read_roster(path)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("number", range(len(CANVAS)))
def test_no_cell_that_canvas_knows_of_a_person_is_a_formula(tmp_path, number):
    person = ["Ben", "102", "S2", "ben", "Class 1", "N/A"]
    person[number] = FORMULA
    possible = ("    Points Possible", "", "", "", "", "4")
    roster = roster_of(tmp_path / "roster.csv", CANVAS, possible, tuple(person))
    *_, written = cells(export_canvas(ASSIGNMENT, [], roster).text)
    assert written[number] == f"'{FORMULA}"
    assert [cell for place, cell in enumerate(written) if place != number] == [
        cell for place, cell in enumerate(person) if place != number
    ]


@pytest.mark.parametrize("number", range(len(MOODLE)))
def test_no_cell_that_moodle_knows_of_a_person_is_a_formula(tmp_path, number):
    person = ["Ben", "", "102", "ben", "ben@uni.edu", "3", "good"]
    person[number] = FORMULA
    roster = roster_of(tmp_path / "roster.csv", MOODLE, tuple(person))
    _, written = cells(export_moodle(ASSIGNMENT, [], roster).text)
    assert not [cell for cell in written if cell.startswith("=")]
    assert [cell for cell in written if FORMULA in cell]


@pytest.mark.parametrize("export", [export_canvas, export_moodle])
def test_the_name_of_a_column_is_no_formula(export):
    header = cells(export(ASSIGNMENT, [grade("ada")], None, FORMULA).text)[0]
    assert f"'{FORMULA}" in header


@pytest.mark.parametrize("export", [export_csv, export_canvas, export_moodle])
def test_no_student_without_a_roster_is_a_formula(export):
    written = [cell for row in cells(export(ASSIGNMENT, [grade(FORMULA)]).text) for cell in row]
    assert f"'{FORMULA}" in written
    assert not [cell for cell in written if cell.startswith("=")]


def two_columns(path: Path, *titles: str):
    return roster_of(
        path,
        (*CANVAS[:5], *titles),
        ("    Points Possible", "", "", "", "", *["4"] * len(titles)),
        ("Ben", "102", "S2", "ben", "Class 1", *["1"] * len(titles)),
    )


def test_of_two_columns_of_one_title_none_is_taken_unasked(tmp_path):
    roster = two_columns(tmp_path / "roster.csv", "A scalar (77)", "A scalar (78)")
    for column in ("", "A scalar"):
        with pytest.raises(Problem, match=r"2 of them is called .*there are: A scalar \(77\), A scalar \(78\)"):
            export_canvas(ASSIGNMENT, [grade("ben")], roster, column)
    for column in ("A scalar (77)", "A scalar (78)"):
        assert cells(export_canvas(ASSIGNMENT, [grade("ben")], roster, column).text)[0][5] == column


def test_two_columns_of_one_title_without_numbers_are_ambiguous_too(tmp_path):
    """As in an export whose numbers somebody took away."""
    roster = two_columns(tmp_path / "roster.csv", "A scalar", "A scalar")
    with pytest.raises(Problem, match="2 of them is called"):
        export_canvas(ASSIGNMENT, [grade("ben")], roster)


@pytest.mark.parametrize("title", ["A scalar (77)", "01_autograd (77)", "A scalar"])
def test_the_one_column_of_the_assignments_title_or_name_is_taken(tmp_path, title):
    roster = two_columns(tmp_path / "roster.csv", "Essay (76)", title)
    table = cells(export_canvas(ASSIGNMENT, [grade("ben")], roster).text)
    assert [row[5] for row in table] == [title, "4", "2.5"]


def test_title_and_name_both_being_columns_is_ambiguous_too(tmp_path):
    roster = two_columns(tmp_path / "roster.csv", "A scalar (77)", "01_autograd (78)")
    with pytest.raises(Problem, match="2 of them"):
        export_canvas(ASSIGNMENT, [grade("ben")], roster)
