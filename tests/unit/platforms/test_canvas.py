"""Canvas takes back its own gradebook with the scores in, everyone in the right row."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_grades import ASSIGNMENT, grade, parsed
from msgspec.structs import replace

from autograder.errors import Problem
from autograder.intake.attempts import Told
from autograder.platforms.canvas import export_canvas
from autograder.platforms.roster.table import read_roster

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,A scalar (77),Essay (78),Current Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,4,10,(read only)\r\n"
    '"Lovelace, Ada",101,S1,al1,Class 1,,9,90\r\n'
    '"O\'Neil, Ben",102,-2,bo@uni.edu,Class 1,1.00,,\r\n'
    '"=""=HYPERLINK(1)""",103,S3,eve,Class 2,N/A,,\r\n'
)


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    path = tmp_path / "canvas.csv"
    path.write_bytes(CANVAS.encode("utf-8-sig"))
    return path


def test_canvas_takes_back_its_own_gradebook_with_the_scores_in(canvas):
    exported = export_canvas(ASSIGNMENT, [grade("lovelaceada_101")], read_roster(canvas))
    assert parsed(exported.text) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A scalar (77)"],
        ["    Points Possible", "", "", "", "", "4"],
        ["Lovelace, Ada", "101", "S1", "al1", "Class 1", "2.5"],
        ["O'Neil, Ben", "102", "-2", "bo@uni.edu", "Class 1", "1.00"],
        ['\'="=HYPERLINK(1)"', "103", "S3", "eve", "Class 2", "N/A"],
    ]
    assert exported.notes == ()


@pytest.mark.parametrize("student", ["oneilben_102", "bo@uni.edu", "-2", "O'Neil_Ben"])
def test_a_student_is_found_in_canvas_by_number_login_or_name(canvas, student):
    table = parsed(export_canvas(ASSIGNMENT, [grade(student, 3.0)], read_roster(canvas)).text)
    assert [row[1] for row in table if row[5] == "3"] == ["102"]


def test_what_cannot_be_placed_or_is_not_final_is_named_and_left_out(canvas):
    grades = [
        grade("stranger"),
        grade("al1"),
        grade("lovelaceada_101"),
        grade("eve", status="ungraded"),
    ]
    exported = export_canvas(ASSIGNMENT, grades, read_roster(canvas))
    assert [row[5] for row in parsed(exported.text)[2:]] == ["", "1.00", "N/A"]
    for student in ("stranger", "al1", "lovelaceada_101", "eve"):
        assert [note for note in exported.notes if note.startswith(student)]


def test_an_export_with_semicolons_is_a_roster_too(canvas):
    canvas.write_text("Student;ID;SIS Login ID;Section;A scalar (77)\n    Points Possible;;;;4\nAda;101;al1;One;\n")
    assert parsed(export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas)).text)[2][1::4] == ["101", "2.5"]


def test_other_points_in_canvas_are_pointed_out(canvas):
    canvas.write_text(CANVAS.replace(",,,,,4,", ",,,,,100,"))
    exported = export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas))
    assert ["at 100 points, the course at 4" in note for note in exported.notes] == [True]


@pytest.mark.parametrize("column", ["", "Esay"])
def test_an_assignment_that_canvas_does_not_have_is_a_problem(canvas, column):
    canvas.write_text(CANVAS.replace("A scalar", "Homework"))
    with pytest.raises(Problem, match=r"--column; there are: Homework \(77\), Essay \(78\)"):
        export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas), column)


def test_canvas_without_a_roster_gets_the_number_that_it_gave_or_a_login():
    table = parsed(export_canvas(ASSIGNMENT, [grade("lovelaceada_101"), grade("bo7")], None, "A scalar (77)").text)
    assert table[0][-1] == "A scalar (77)"
    assert table[1] == ["    Points Possible", "", "", "", "", "4"]
    assert table[2:] == [["bo7", "", "", "bo7", "", "2.5"], ["lovelaceada_101", "101", "", "", "", "2.5"]]


def test_only_a_number_that_canvas_gave_is_one_of_its_own():
    grades = [
        grade("Jan_Novak_101", told=(Told("gradescope", "jan@uni.edu"),)),
        grade("Jan_Novak_102"),
        grade("adaokafor_103", told=(Told("moodle", "103"),)),
        grade("li_na_104", told=(Told("canvas", "104"), Told("gradescope", "li@uni.edu"))),
    ]
    rows = parsed(export_canvas(ASSIGNMENT, grades).text)[2:]
    assert {row[0]: row[1] for row in rows} == {
        "Jan_Novak_101": "",
        "Jan_Novak_102": "",
        "adaokafor_103": "",
        "li_na_104": "104",
    }


def test_nobody_gets_the_grade_of_whom_another_platform_gave_their_number(canvas):
    canvas.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,A scalar (77)\n    Points Possible,,,,,4\n"
        '"Novak, Jan",7,101,,1,\n"Novak, Jan",8,102,,1,\n"Smith, Bob",101,555,,1,\n'
    )
    jan = Told("gradescope", "jan1@uni.edu", (("sid", "101"), ("email", "jan1@uni.edu"), ("name", "Jan Novak")))
    grades = [
        grade("Jan_Novak_101", 1.0, told=(jan,)),
        grade("Jan_Novak_102", 2.0),
        grade("bobby_101", 3.0, told=(Told("canvas", "101"),)),
    ]
    exported = export_canvas(ASSIGNMENT, grades, read_roster(canvas))
    assert [(row[1], row[5]) for row in parsed(exported.text)[2:]] == [("7", "1"), ("8", "2"), ("101", "3")]
    assert exported.notes == ()


def test_who_has_two_numbers_of_canvas_gets_neither():
    two = grade("ada", 1.0, told=(Told("canvas", "7"), Told("canvas", "8")))
    (row,) = parsed(export_canvas(ASSIGNMENT, [two]).text)[2:]
    assert row[:4] == ["ada", "", "", "ada"]


def test_canvas_gets_no_row_that_names_nobody(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("student,login\nal1,al1\nat2,\n")
    exported = export_canvas(ASSIGNMENT, [grade("al1"), grade("at2")], read_roster(path))
    assert [row[3] for row in parsed(exported.text)[2:]] == ["al1"]
    assert ["at2 has no name or id" in note for note in exported.notes] == [True]


@pytest.mark.parametrize(
    ("possible", "told"), [("4", 0), ("4,00", 0), ("4.5", 1), ("N/A", 0), ("(read only)", 0), ("", 0), (" 4 ", 0)]
)
def test_points_are_compared_where_canvas_says_a_number(canvas, possible, told):
    canvas.write_text(CANVAS.replace(",,,,,4,", f',,,,,"{possible}",'))
    exported = export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas))
    assert len(exported.notes) == told
    assert parsed(exported.text)[1][5] == (possible.strip() or "4")


def test_without_grades_and_roster_the_course_has_no_points_there():
    assert parsed(export_canvas(ASSIGNMENT, []).text)[1:] == [["    Points Possible", "", "", "", "", "0"]]


def test_the_most_points_of_all_are_possible():
    grades = [replace(grade(name), max_score=best) for name, best in (("ada", 3.0), ("ben", 5.0), ("cem", 4.0))]
    assert parsed(export_canvas(ASSIGNMENT, grades).text)[1][-1] == "5"


def test_of_a_table_of_ones_own_only_who_has_a_grade_has_a_row(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,login,section\nAda,ada,1\n,,2\nBen,ben,1\n")
    exported = export_canvas(ASSIGNMENT, [grade("ben")], read_roster(path))
    assert parsed(exported.text)[0][-1] == "A scalar"
    assert [row[:4] for row in parsed(exported.text)[2:]] == [["Ben", "", "", "ben"]]
    assert parsed(export_canvas(ASSIGNMENT, [grade("ben")], read_roster(path), "Essay").text)[0][-1] == "Essay"


def test_a_row_of_canvas_that_has_but_a_section_is_left_out(canvas):
    canvas.write_text(CANVAS + ",,,,Class 3,,,\r\n")
    exported = export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas))
    assert (len(parsed(exported.text)), exported.notes) == (5, ())
