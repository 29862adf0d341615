"""A roster says who is who, and a file that is none is named."""

from __future__ import annotations

import pytest
from made_grades import ASSIGNMENT, grade, parsed

from autograder.errors import Problem
from autograder.platforms.moodle import export_moodle
from autograder.platforms.roster.table import read_roster, read_students


def test_people_of_one_name_are_not_mixed_up(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,username\nLi Na,li1\nLi Na,li2\n")
    exported = export_moodle(ASSIGNMENT, [grade("Li_Na"), grade("li2", 1.0)], read_roster(path))
    assert [row[2] for row in parsed(exported.text)[1:]] == ["1"]
    assert exported.notes == ("Li_Na could be 2 people called Li Na, so the grade is left out.",)


@pytest.mark.parametrize("content", [b"", b"points,notes\n1,2\n", b"student\n\xff\n", b'student\n"' + b"x" * 140_000])
def test_a_file_that_is_no_roster_is_named(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"roster\.csv .*roster"):
        read_roster(path)


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Name,Email,Role\nAda,a@x,Student\nTom,t@x,Instructor\nTia,i@x,TA\n", ("Tom (Instructor)", "Tia (TA)")),
        ("First name,Last name,Roles\nAda,O,Student\nTom,T,Non-editing teacher\n", ("Tom T (Non-editing teacher)",)),
        ('Name,Role\nAda,"Student, Teaching Assistant"\nTom,Course Builder\n', ("Tom (Course Builder)",)),
        ("Name,Role\nAda,\nTom,Observer\n", ("Tom (Observer)",)),
        (
            'Student,ID,SIS User ID,SIS Login ID,Section\nAda,1,S1,a,1\n"Student, Test",9,,8f3a,1\n',
            ("Test Student of Canvas",),
        ),
        ("Student,ID,SIS User ID,SIS Login ID,Section\nAda,1,S1,a,1\n", ()),
    ],
)
def test_who_is_no_student_is_left_out_and_told(tmp_path, text, left_out):
    path = tmp_path / "people.csv"
    path.write_text(text)
    found = read_students(path)
    assert ([member.name.split()[0] for member in found.members], found.left_out) == (["Ada"], left_out)


def test_a_student_whose_name_is_test_is_one(tmp_path):
    path = tmp_path / "canvas.csv"
    path.write_text('Student,ID,SIS User ID,SIS Login ID,Section\n"Student, Test",9,S9,ts,1\n"Test, Ann",8,,at,1\n')
    assert read_students(path).left_out == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_separates_columns_is_told_by_the_first_row(tmp_path, separator):
    path = tmp_path / "roster.csv"
    others = ",;\t".replace(separator, "") * 5
    path.write_text(f'name{separator}login\n"{others}"{separator}ada\n"Ben"{separator}ben\n')
    assert [member.login for member in read_roster(path).members] == ["ada", "ben"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ID,Section\n5,1\n", {"canvas_id": "5", "student": "", "section": "1"}),
        ("Student,ID,Section\nAda,5,1\n", {"name": "Ada", "canvas_id": "5", "student": ""}),
        ("student,name,id,section\nada,Ada O,5,1\n", {"name": "ada", "canvas_id": "5", "student": ""}),
        ("id,first_name\nada,Ada\n", {"student": "ada", "canvas_id": "", "name": "Ada"}),
        ("student,id,name\nada,5,Ada\n", {"student": "ada", "canvas_id": "", "name": "Ada"}),
        ("identifier,github_username\nBob Ross,bob\n", {"identifier": "Bob Ross", "name": "Bob Ross"}),
        ("identifier,github_username\nbob@x.org,bob\n", {"identifier": "bob@x.org", "name": ""}),
        ("identifier,github_username,name\nBob Ross 2,bob,Eve\n", {"name": ""}),
        ("identifier,name\nBob Ross,Bobby\n", {"name": "Bobby"}),
        ("First Name,Last Name,identifier,email\nAda,,Bob Ross,a@x\n", {"name": "Ada"}),
        ("First Name,Last Name,email\n,Okafor,a@x\n", {"name": "Okafor"}),
        (" E-Mail ,Own\n a@x , 1\n", {"email": "a@x", "cells": {"E-Mail": " a@x ", "Own": " 1"}}),
        ("username,name\n#ada,'=Ada\n", {"username": "ada", "name": "=Ada"}),
        ("login,name\nada\n", {"login": "ada", "name": ""}),
    ],
)
def test_columns_are_understood_as_the_system_means_them_that_wrote_them(tmp_path, text, expected):
    path = tmp_path / "export.csv"
    path.write_text(text)
    (member,) = read_roster(path).members
    assert {field: getattr(member, field) for field in expected} == expected


def test_rows_of_points_of_notes_and_of_nothing_are_nobody(tmp_path):
    path = tmp_path / "canvas.csv"
    path.write_text(
        "Student,ID,Section,A (1)\n,,,Manual Posting\n    Points Possible,,,4\nPoints Possible,,,5\n\n,,,\nAda,1,1,3\n"
    )
    found = read_roster(path)
    assert ([member.name for member in found.members], found.possible["A (1)"]) == (["Ada"], "4")
    path.write_text("Student,ID,Section\nAda,1,1\n")
    assert read_roster(path).possible == {}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_encoding_that_platforms_write_is_read(tmp_path, codec):
    path = tmp_path / "export.csv"
    path.write_bytes("name,login\nJürgen,jü\n".encode(codec))
    assert [(member.name, member.login) for member in read_roster(path).members] == [("Jürgen", "jü")]


def test_who_is_left_out_is_called_by_the_name_or_the_first_id(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('name,email,login,role\n"Li, Tom",t@x,tom,TA\n,e@x,eve,Grader\n,,,Observer\nAda,a@x,ada,Learner\n')
    assert read_students(path).left_out == ("Tom Li (TA)", "eve (Grader)", "somebody (Observer)")
