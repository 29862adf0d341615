"""A table of grades has exact cells, safe in a spreadsheet."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_grades import ASSIGNMENT, check, grade, parsed, result

from autograder.platforms.cells import as_text_cell
from autograder.platforms.csv import export_csv
from autograder.platforms.grades import Grade, grades_of
from autograder.platforms.roster.attendance import DECIDE, Attendance
from autograder.records import Flag, Question, Result, Status


def rows(results: list[Result]) -> list[list[str]]:
    return parsed(export_csv(ASSIGNMENT, grades_of(ASSIGNMENT, results)).text)


def test_table_has_a_column_per_exercise_and_a_row_per_student():
    results = [
        result("bob", score=0.0),
        result(
            "alice",
            check("sigmoid", "sigmoid", 1.0),
            check("sigmoid_big", "sigmoid", 0.5),
            check("backward", "backward", 1.0),
            check("old", "removed", 9.0),
        ),
    ]
    assert export_csv(ASSIGNMENT, grades_of(ASSIGNMENT, results)).text == (
        "student,assignment,score,max_score,sigmoid,backward,flags,status\r\n"
        "alice,01_autograd,2.5,4,1.5,1,,graded\r\n"
        "bob,01_autograd,0,4,0,0,,graded\r\n"
    )


def test_what_the_judge_noted_is_in_a_column_of_its_own_and_changes_no_points():
    flags = (Flag("engine.py", 3, "complex numbers (complex)"), Flag("engine.py", 9, "frames (_getframe)"))
    noted = msgspec.structs.replace(result("alice", score=2.5), flags=flags)
    (head, row) = rows([noted])
    told = dict(zip(head, row, strict=True))
    assert told["flags"] == "engine.py, line 3: complex numbers (complex); engine.py, line 9: frames (_getframe)"
    assert (told["score"], told["status"]) == ("2.5", "graded")


def test_result_without_a_verdict_is_marked_ungraded():
    assert rows([result("a", check("sigmoid", "sigmoid", 0.0, Status.UNGRADED))])[1][-1] == "ungraded"


def test_points_are_rounded_only_where_floats_are_noisy():
    assert rows([result(score=0.1 + 0.2), result("b", score=1 / 3), result("c", score=100.0)])[1:][0][2] == "0.3"
    assert rows([result(score=1 / 3)])[1][2] == "0.333333"
    assert rows([result(score=100.0)])[1][2] == "100"


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0d1",
        "\uff0b1",
        "\uff20x",
        "  =1",
    ],
)
def test_name_that_starts_like_a_formula_becomes_text(name):
    assert rows([result(name)])[1][0] == f"'{name}"


def test_ordinary_names_of_every_script_stay_as_they_are():
    names = ["Ana-María", "O'Neil", "a@b", "x=1", "Müller, Jürgen", 'say "hi"', "two\nlines", "王小明", "علی"]
    assert [row[0] for row in rows([result(name) for name in names])[1:]] == sorted(names)


@given(st.text())
def test_every_name_survives_quoting_and_none_is_a_formula(name):
    cell = rows([result(name)])[1][0]
    assert cell == as_text_cell(name)
    assert cell.removeprefix("'") == name.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_score_that_is_not_final_stays_in_the_table_and_is_named():
    grades = [grade("eve", status="ungraded"), grade("ada"), grade("ben", status="to be graded by hand")]
    exported = export_csv(ASSIGNMENT, grades)
    assert [(row[0], row[2], row[-1]) for row in parsed(exported.text)[1:]] == [
        ("ada", "2.5", "graded"),
        ("ben", "2.5", "to be graded by hand"),
        ("eve", "2.5", "ungraded"),
    ]
    assert exported.notes == (
        "ben is to be graded by hand, so this score is not final.",
        "eve is ungraded, so this score is not final.",
    )


def test_whom_the_roster_does_not_know_is_told_in_the_row_and_on_the_side():
    """As the platforms' exports tell it, where the grade is left out."""
    could = {"li": "could be Ana Li or Bo Li"}
    present = Attendance({"ada": "Ada L"}, ("Cy P",), {"adda": "Ada L", "li": "Ana Li or Bo Li"}, could)
    grades = [grade("ada"), grade("adda"), grade("li", status="ungraded")]
    exported = export_csv(ASSIGNMENT, grades, present=present)
    assert [(row[0], row[-2], row[-1]) for row in parsed(exported.text)[1:]] == [
        ("ada", "Ada L", "graded"),
        ("adda", "", "graded, and not known by the roster"),
        ("li", "", "ungraded, and not known by the roster"),
        ("", "Cy P", "nothing handed in"),
    ]
    assert exported.notes == (
        "li is ungraded, so this score is not final.",
        "adda is not in the roster. Is it Ada L? Then collect what is theirs with --student ada.",
        f"li could be Ana Li or Bo Li, so is taken for nobody. {DECIDE}",
    )


ASKED = msgspec.structs.replace(ASSIGNMENT, questions=(Question("why", "Why", 2.0),))
OPEN = Grade("eve", 0.0, 0.0, {}, {}, status="ungraded", empty=True)
WRITTEN = Grade("ada", 3.5, 6.0, {"sigmoid": 2.0, "why": 1.5}, {}, penalty=0.5, flags="=line 3")
PRESENT = Attendance({"ada": "=Ada"}, ("@Cy",), {})


@pytest.mark.parametrize(
    ("how", "columns", "of_ada"),
    [
        ({}, ["flags"], ["'=line 3"]),
        ({"with_penalty": True}, ["late_penalty", "flags"], ["0.5", "'=line 3"]),
        ({"with_gradebook": True}, ["why", "late_penalty"], ["1.5", "0.5"]),
        ({"with_gradebook": True, "with_penalty": True}, ["why", "late_penalty"], ["1.5", "0.5"]),
        ({"with_gradebook": True, "present": PRESENT}, ["why", "late_penalty", "name"], ["1.5", "0.5", "'=Ada"]),
        ({"present": PRESENT}, ["flags", "name"], ["'=line 3", "'=Ada"]),
    ],
)
def test_every_row_has_a_cell_for_each_column_of_what_is_known(how, columns, of_ada):
    exported = export_csv(ASKED, [OPEN, WRITTEN], **how)
    header, ada, eve, *missing = parsed(exported.text)
    assert header == ["student", "assignment", "score", "max_score", "sigmoid", "backward", *columns, "status"]
    assert ada == ["ada", "01_autograd", "3.5", "6", "2", "0", *of_ada, "graded"]
    assert eve == ["eve", "01_autograd", *[""] * (len(header) - 3), "ungraded"]
    cy = ["", "01_autograd", *[""] * (len(header) - 4), "'@Cy", "nothing handed in"]
    assert missing == ([cy] if "present" in how else [])
    assert exported.notes == ("eve is ungraded, so there is no score.",)


def test_no_assignment_is_a_formula():
    folder = ASSIGNMENT.folder.with_name("=1")
    exported = export_csv(msgspec.structs.replace(ASSIGNMENT, folder=folder), [grade("ada"), OPEN], present=PRESENT)
    assert [row[1] for row in parsed(exported.text)[1:]] == ["'=1"] * 3
