"""A platform's export has a column for each assignment, and the one to fill is found by its name."""

from __future__ import annotations

import pytest
from made_grades import ASSIGNMENT, grade

from autograder.errors import Problem
from autograder.platforms.roster import members
from autograder.platforms.roster.members import column_of, match_members
from autograder.platforms.roster.table import Member, Roster

BEHIND = r" \(([0-9]+)\)$"


def test_a_column_is_found_by_title_name_or_word():
    title, name = f"{ASSIGNMENT.title} (1)", f"{ASSIGNMENT.name} (2)"
    assert column_of(ASSIGNMENT, Roster((), ("Student", title)), "", BEHIND) == title
    assert column_of(ASSIGNMENT, Roster((), ("Student", name)), "", BEHIND) == name
    assert column_of(ASSIGNMENT, Roster((), (title, "Homework (3)")), "Homework", BEHIND) == "Homework (3)"
    assert column_of(ASSIGNMENT, Roster((), ("Student",)), "", BEHIND) == ASSIGNMENT.title


def test_which_of_two_or_none_is_asked():
    for columns in ((f"{ASSIGNMENT.title} (1)", f"{ASSIGNMENT.title} (2)"), ("Homework (3)",)):
        with pytest.raises(Problem, match="--column"):
            column_of(ASSIGNMENT, Roster((), columns), "", BEHIND)


def test_the_roster_is_looked_through_once_for_all_grades(monkeypatch):
    made = []
    look = members.matches
    monkeypatch.setattr(members, "matches", lambda found, told: made.append(found) or look(found, told))
    roster = Roster((Member(login="ada"), Member(login="ben")), ())
    people, notes = match_members([grade("ada"), grade("ben")], roster, lambda grade: Member())
    assert ([each.student for _, each in people], notes, made) == (["ada", "ben"], [], [roster.members])


def test_without_an_export_the_word_or_the_title_is_the_column():
    for roster in (None, Roster((), ("Student", "Homework"))):
        assert column_of(ASSIGNMENT, roster, "", BEHIND) == ASSIGNMENT.title
        assert column_of(ASSIGNMENT, roster, "Homework", BEHIND) == "Homework"


def test_a_column_is_named_with_its_number_where_two_have_the_name():
    columns = ("Homework (1)", "Homework (2)", f"{ASSIGNMENT.title} (3)")
    assert column_of(ASSIGNMENT, Roster((), columns), "Homework (2)", BEHIND) == "Homework (2)"
    with pytest.raises(Problem, match="2 of them"):
        column_of(ASSIGNMENT, Roster((), columns), "Homework", BEHIND)


def test_everybody_of_the_roster_is_there_in_its_order_and_each_grade_left_out_is_told():
    roster = Roster(tuple(Member(login=each) for each in ("zoe", "ada", "ben")), ())
    grades = [grade("ada"), grade("eve"), grade("zoe", status="ungraded")]
    people, notes = match_members(grades, roster, lambda grade: Member())
    assert [(member.login, each and each.student) for member, each in people] == [
        ("zoe", None),
        ("ada", "ada"),
        ("ben", None),
    ]
    assert notes == [
        "eve is not in the roster, so the grade is left out.",
        "zoe is ungraded, so the score is left out.",
    ]


def test_without_a_roster_there_is_who_has_a_grade_by_student():
    grades = [grade("ben", status="ungraded"), grade("ada")]
    people, notes = match_members(grades, None, lambda grade: Member(login=grade.student))
    assert [(member.login, each and each.student) for member, each in people] == [("ada", "ada"), ("ben", None)]
    assert notes == ["ben is ungraded, so the score is left out."]
