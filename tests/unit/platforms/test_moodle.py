"""Moodle gets grade and comment for everyone on its own export who has a grade."""

from __future__ import annotations

import pytest
from helpers import REPO
from made_grades import ASSIGNMENT, grade, parsed

from autograder.course.manifest import check_names, find_assignment, hidden_checks, public_checks
from autograder.platforms.canvas import export_canvas
from autograder.platforms.grades import Grade
from autograder.platforms.moodle import export_moodle
from autograder.platforms.roster.table import read_roster


def test_moodle_gets_grade_and_comment_and_no_row_of_who_has_none(tmp_path):
    path = tmp_path / "moodle.csv"
    path.write_text(
        '"First name","Last name","ID number","Email address"\n'
        "Ada,Lovelace,7,ada@uni.edu\nAda,Byron,8,byron@uni.edu\n王,小明,,wang@uni.edu\n",
        encoding="utf-8",
    )
    grades = [grade("Ada_Lovelace", penalty=0.5), grade("王_小明", 1 / 3)]
    exported = export_moodle(ASSIGNMENT, grades, read_roster(path), "Quiz")
    assert parsed(exported.text) == [
        ["Full name", "ID number", "Email address", "Quiz", "Quiz comments"],
        ["Ada Lovelace", "7", "ada@uni.edu", "2.5", "sigmoid 2.5 of 3, backward 0 of 1, 0.5 off for lateness"],
        ["王 小明", "", "wang@uni.edu", "0.333333", "sigmoid 0.333333 of 3, backward 0 of 1"],
    ]
    assert exported.notes == ()


def test_a_comment_calls_extra_credit_extra_where_it_has_no_maximum():
    grade = Grade("ann", 4.5, 3.0, {"sigmoid": 3.0, "backward": 2.0}, {"sigmoid": 3.0, "backward": 0.0}, 0.5)
    comment = parsed(export_moodle(ASSIGNMENT, [grade]).text)[1][-1]
    assert comment == "sigmoid 3 of 3, backward 2 extra, 0.5 off for lateness"


def test_the_examples_in_the_docs_are_what_is_written(tmp_path):
    assignment = find_assignment(REPO / "source", "01")
    names = check_names([*public_checks(assignment), *hidden_checks(assignment)])
    best = {exercise.name: 0.0 for exercise in assignment.exercises}
    for name in names:
        best[assignment.exercise_of(name).name] += assignment.points_of(name)
    earned = [Grade("al1", sum(best.values()) - 1, sum(best.values()), {**best, "mul": best["mul"] - 1}, best)]
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",101,S1,al1,Class 1\n')
    canvas = export_canvas(assignment, earned, read_roster(roster), f"{assignment.title} (4711)").text
    roster.write_text("name,email,student\nAda Lovelace,ada@uni.edu,al1\n")
    moodle = export_moodle(assignment, earned, read_roster(roster), "Homework 1").text
    page = (REPO / "docs/instructors/integrations.md").read_text()
    assert "".join(f"    {line}\n" for line in canvas.splitlines()) in page
    header, row = moodle.splitlines()
    assert f'    {header}\n    {row[: row.index(", arithmetic")]}, ..."\n' in page


@pytest.mark.parametrize(("students", "header"), [(["a@b.c", "d@e.f"], "Email address"), (["a@b.c", "d"], "Username")])
def test_moodle_without_a_roster_gets_the_ids_that_there_are(students, header):
    table = parsed(export_moodle(ASSIGNMENT, [grade(student) for student in students]).text)
    assert table[0] == ["Full name", header, "A scalar", "A scalar comments"]
    assert [row[1] for row in table[1:]] == students


def test_moodle_gets_no_row_that_names_nobody_as_it_would_import_nothing(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,email\nAda Lovelace,ada@uni.edu\nAlan Turing,\n")
    exported = export_moodle(ASSIGNMENT, [grade("Ada_Lovelace"), grade("Alan_Turing")], read_roster(path))
    assert [row[1] for row in parsed(exported.text)] == ["Email address", "ada@uni.edu"]
    assert ["Alan_Turing has no e-mail address" in note for note in exported.notes] == [True]


@pytest.mark.parametrize("export", [export_moodle, export_canvas])
def test_without_a_roster_too_who_needs_a_person_has_no_row(export):
    """As an empty grade deletes the one that is there."""
    exported = export(ASSIGNMENT, [grade("ada"), grade("ben", status="in need of a person")])
    assert [row[0] for row in parsed(exported.text) if row[0] in ("ada", "ben")] == ["ada"]
    assert exported.notes == ("ben is in need of a person, so the score is left out.",)


@pytest.mark.parametrize(
    ("student", "header"), [("a@b", "Email address"), ("@ab", "Username"), ("ab@", "Username"), ("ab", "Username")]
)
def test_an_id_is_an_address_if_something_stands_around_its_sign(student, header):
    assert parsed(export_moodle(ASSIGNMENT, [grade(student)]).text)[0][1] == header


def test_who_comes_first_and_cannot_be_found_keeps_nobodys_grade_back(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,email\nNo Body,\nAlan Turing,\nAda Lovelace,ada@uni.edu\nBen Ito,ben@uni.edu\n")
    grades = [grade("Ada_Lovelace"), grade("Alan_Turing"), grade("Ben_Ito"), grade("eve")]
    exported = export_moodle(ASSIGNMENT, grades, read_roster(path))
    assert [row[1] for row in parsed(exported.text)[1:]] == ["ada@uni.edu", "ben@uni.edu"]
    assert [note.split()[0] for note in exported.notes] == ["eve", "Alan_Turing"]


def test_who_has_a_grade_or_a_comment_in_moodle_and_none_here_keeps_it(tmp_path):
    path = tmp_path / "moodle.csv"
    path.write_text(
        "First name,Last name,Email address,A scalar,A scalar comments\nAda,L,a@x,3,good\nBen,I,b@x,,late\n"
        "Cem,K,c@x,,\nDia,M,d@x,1,old\n"
    )
    rows = parsed(export_moodle(ASSIGNMENT, [grade("Dia_M", 2.0)], read_roster(path)).text)[1:]
    assert [row[1:3] for row in rows] == [["a@x", "3"], ["b@x", ""], ["d@x", "2"]]
    assert [row[3] for row in rows] == ["good", "late", "sigmoid 2 of 3, backward 0 of 1"]
