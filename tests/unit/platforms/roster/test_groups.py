"""Who works together, as Canvas, Moodle and a table of one's own say it."""

from __future__ import annotations

import pytest
from made_groups import CANVAS, MOODLE, lines_of
from msgspec.structs import replace

from autograder.errors import Problem
from autograder.platforms.roster.groups import course_groups, replaced, staying_out, write_groups


def test_of_several_groupings_one_is_to_be_named(tmp_path):
    text = MOODLE + "Labs,Lab A,Ada,Okafor,ada@uni.edu\n"
    with pytest.raises(Problem, match=r"several groupings; name one with --grouping: Project, Labs"):
        lines_of(tmp_path, text)
    assert [line.group for line in lines_of(tmp_path, text, grouping="Labs")] == ["Lab A"]


def test_blackboards_members_are_in_the_groups_of_their_codes(tmp_path):
    text = '"Group Code","User Name","Student Id","First Name","Last Name"\n"Team_1","al1815","101","Ada","Lovelace"\n'
    (line,) = lines_of(tmp_path, text)
    assert (line.group, line.member.username, line.member.name) == ("Team_1", "al1815", "Ada Lovelace")


def test_what_is_kept_is_read_again_as_it_was(tmp_path):
    lines = lines_of(tmp_path, CANVAS)
    write_groups(tmp_path, lines)
    assert course_groups(tmp_path) == lines
    assert course_groups(tmp_path / "elsewhere") == []


def test_a_table_without_groups_is_named(tmp_path):
    with pytest.raises(Problem, match=r"export\.csv says of nobody in which group: it needs a column group"):
        lines_of(tmp_path, "student\nada\n")


OWN = (
    "group,assignment,student\nTeam 1,,ada\nTeam 1,,ben\nPair 7,04_layers,ben\nPair 7,04_layers,cleo\n,02_neurons,ada\n"
)


def test_a_table_of_ones_own_keeps_its_assignments_and_whom_it_takes_out(tmp_path):
    lines = lines_of(tmp_path, OWN)
    assert replaced([], lines) == lines
    assert [(line.group, line.assignment, line.member.student) for line in lines][2:] == [
        ("Pair 7", "04_layers", "ben"),
        ("Pair 7", "04_layers", "cleo"),
        ("", "02_neurons", "ada"),
    ]


def test_importing_the_same_table_again_changes_nothing(tmp_path):
    lines = lines_of(tmp_path, OWN)
    assert sorted(map(str, replaced(lines, lines))) == sorted(map(str, lines))


def test_only_the_groups_of_the_assignments_that_a_table_names_are_replaced(tmp_path):
    kept = lines_of(tmp_path, OWN)
    new = lines_of(tmp_path, "group,student\nTrio,cleo\n")
    assert [line.group for line in replaced(kept, new)] == ["Pair 7", "Pair 7", "", "Trio"]
    assert replaced(kept, new, "04_layers") == [kept[0], kept[1], kept[4], replace(new[0], assignment="04_layers")]


def test_who_was_taken_out_for_an_assignment_and_is_grouped_for_it_is_named(tmp_path):
    lines = replaced(lines_of(tmp_path, OWN), lines_of(tmp_path, "group,student\nTrio,ada\n"), "02_neurons")
    assert list(staying_out(lines)) == [
        "ada was taken out for 02_neurons, and stays out of Trio. To change that, delete the line without a group in "
        "groups.csv."
    ]
    assert list(staying_out(lines_of(tmp_path, OWN))) == []
