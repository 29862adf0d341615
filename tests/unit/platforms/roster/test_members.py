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
