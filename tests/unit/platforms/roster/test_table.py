"""A roster says who is who, and a file that is none is named."""

from __future__ import annotations

import pytest
from made_grades import ASSIGNMENT, grade, parsed

from autograder.errors import Problem
from autograder.platforms.moodle import export_moodle
from autograder.platforms.roster.table import Member, Roster, finder, read_roster


def test_people_of_one_name_are_not_mixed_up(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,username\nLi Na,li1\nLi Na,li2\n")
    exported = export_moodle(ASSIGNMENT, [grade("Li_Na"), grade("li2", 1.0)], read_roster(path))
    assert [row[2] for row in parsed(exported.text)[1:]] == ["1"]
    assert exported.notes == ("Li_Na could be 2 people of the roster, so the grade is left out.",)


@pytest.mark.parametrize("content", [b"", b"points,notes\n1,2\n", b"student\n\xff\n", b'student\n"' + b"x" * 140_000])
def test_a_file_that_is_no_roster_is_named(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"roster\.csv .*roster"):
        read_roster(path)


JANS = Roster(
    (
        Member(name="Novak, Jan", canvas_id="7", sis_id="101", email="jan@uni.edu", github="jan-n"),
        Member(name="Novak, Jan", canvas_id="8", sis_id="102", username="jnovak2"),
        Member(name="Smith, Bob", canvas_id="101", sis_id="555"),
    ),
    (),
)


@pytest.mark.parametrize(
    ("student", "told", "places"),
    [
        ("Jan_Novak_101", ("gradescope", "101"), [0]),
        ("Jan_Novak_101", ("gradescope", "nobody@uni.edu"), [0]),
        ("Jan_Novak_555", ("gradescope", "nobody@uni.edu"), []),
        ("Jan_Novak_9", ("gradescope", "jan@uni.edu"), [0]),
        ("Jan_Novak_101", ("moodle", "101"), []),
        ("Bob_Smith_101", ("moodle", "101"), []),
        ("Jan_Novak_8", ("brightspace", "8"), []),
        ("101", ("moodle", "101"), [0]),
        ("8", ("moodle", "8"), []),
        ("Jan_Novak_jan-n", ("github", "jan-n"), [0]),
        ("Jan_Novak_0f3a", ("blackboard", "jnovak2"), [1]),
        ("smithbob_101", ("canvas", "101"), [2]),
        ("bobby_tables_101", ("canvas", "101"), [2]),
        ("Jan_Novak_101", ("canvas", "8"), [1]),
    ],
)
def test_the_number_behind_a_name_is_the_platforms_that_the_receipt_names(student, told, places):
    assert finder(JANS)(student, [told]) == places


@pytest.mark.parametrize(
    ("student", "places"),
    [("Jan_Novak_101", [0]), ("novakjan_8", [1]), ("Bob_Smith_101", [2]), ("smithbob_101", [2]), ("Eve_101", [])],
)
def test_without_a_receipt_a_number_counts_only_behind_the_name_of_its_owner(student, places):
    assert finder(JANS)(student) == places


@pytest.mark.parametrize("student", ["mllerjrg_5", "mullerjorg_5", "müllerjörg_5", "Jörg_Müller_5"])
def test_a_name_fits_in_any_order_and_without_accents_or_the_letters_that_have_them(student):
    assert finder(Roster((Member(name="Müller, Jörg", canvas_id="5"),), ()))(student) == [0]


@pytest.mark.parametrize("student", ["Jan_Novk_8", "Jan_8", "Jana_Novak_8", "-_8"])
def test_a_number_behind_half_a_name_is_nobodys(student):
    assert finder(JANS)(student) == []
