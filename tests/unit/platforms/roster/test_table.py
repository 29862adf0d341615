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
