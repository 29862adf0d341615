"""Blackboard's upload: usernames and the whole title of the column, as its own download has them."""

from __future__ import annotations

import pytest
from made_grades import ASSIGNMENT, grade, parsed

from autograder.errors import Problem
from autograder.platforms.blackboard import export_blackboard
from autograder.platforms.roster.table import read_roster

COLUMN = "A scalar [Total Pts: 4 Score] |4711"


def roster_of(tmp_path, *columns):
    path = tmp_path / "gc.csv"
    header = ",".join(f'"{each}"' for each in ("Last Name", "First Name", "Username", "Student ID", *columns))
    path.write_text(header + "\nLovelace,Ada,al1815,101" + "," * len(columns) + "\nTuring,Alan,at1912,102\n")
    return read_roster(path)


def test_grades_stand_under_the_title_that_blackboard_knows(tmp_path):
    exported = export_blackboard(
        ASSIGNMENT, [grade("al1815")], roster_of(tmp_path, "Quiz [Total Pts: 4 Score] |1", COLUMN)
    )
    assert parsed(exported.text) == [
        ["Last Name", "First Name", "Username", COLUMN],
        ["Lovelace", "Ada", "al1815", "2.5"],
    ]
    assert exported.notes == ()


def test_a_person_is_found_by_student_id_or_name_too(tmp_path):
    people = roster_of(tmp_path, COLUMN)
    rows = parsed(export_blackboard(ASSIGNMENT, [grade("101"), grade("Alan_Turing")], people).text)
    assert [row[2] for row in rows[1:]] == ["al1815", "at1912"]


@pytest.mark.parametrize("columns", [("Quiz [Total Pts: 4 Score] |1",), (COLUMN, "A scalar [Total Pts: 4 Score] |2")])
def test_a_column_that_is_not_there_or_there_twice_is_asked_for(tmp_path, columns):
    with pytest.raises(Problem, match=r"Which column is 01_autograd.*--column"):
        export_blackboard(ASSIGNMENT, [grade("al1815")], roster_of(tmp_path, *columns))


def test_without_a_roster_ids_are_usernames_and_the_title_is_the_column():
    rows = parsed(export_blackboard(ASSIGNMENT, [grade("al1815")]).text)
    assert rows == [["Last Name", "First Name", "Username", "A scalar"], ["", "", "al1815", "2.5"]]


def test_who_is_unknown_or_not_final_is_named_and_left_out(tmp_path):
    grades = [grade("eve"), grade("al1815", status="ungraded")]
    exported = export_blackboard(ASSIGNMENT, grades, roster_of(tmp_path, COLUMN))
    assert len(parsed(exported.text)) == 1
    assert len(exported.notes) == 2


def test_who_has_no_username_is_left_out_and_said(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,username\nAda Lovelace,al1815\nAlan Turing,\n")
    exported = export_blackboard(ASSIGNMENT, [grade("Ada_Lovelace"), grade("Alan_Turing")], read_roster(path))
    assert [row[2] for row in parsed(exported.text)] == ["Username", "al1815"]
    assert exported.notes == (
        "Alan_Turing has no username in the roster, by which Blackboard finds people, so the grade is left out.",
    )


def test_a_login_does_where_there_is_no_username_and_no_name_is_a_formula(tmp_path):
    path = tmp_path / "gc.csv"
    path.write_text('"Last Name","First Name",Login,Username\n=1,@Ada,al1,\nTuring,Alan,x,at1\nLee,Dan,dl1,\n')
    exported = export_blackboard(ASSIGNMENT, [grade("al1"), grade("at1")], read_roster(path))
    assert [row[:3] for row in parsed(exported.text)[1:]] == [["'=1", "'@Ada", "al1"], ["Turing", "Alan", "at1"]]
    assert exported.notes == ()
