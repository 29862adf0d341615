"""Who works together, as Canvas, Moodle and a table of one's own say it."""

from __future__ import annotations

import pytest
from made_groups import CANVAS, MOODLE, lines_of
from msgspec.structs import replace

from autograder.errors import Problem
from autograder.platforms.roster.groups import Membership, by_person, course_groups, replaced, staying_out, write_groups
from autograder.platforms.roster.table import Member


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


def test_a_class_or_a_role_makes_nobody_another_member(tmp_path):
    text = "group,student,section,role\nTeam 1,ada,Class 1,Student\nTeam 1,ada,Class 2,\n"
    (line,) = lines_of(tmp_path, text)
    assert line.member == Member(student="ada")
    assert write_groups(tmp_path, [line]).read_text().splitlines() == ["group,assignment,student", "Team 1,,ada"]


def test_a_line_without_a_person_or_without_what_it_is_for_says_nothing(tmp_path):
    text = "group,assignment,student\nTeam 1,,\n,,ada\n,01,ada\n,01,\n"
    assert lines_of(tmp_path, text) == [Membership("", "01", Member(student="ada"))]


def test_a_file_of_groups_runs_in_no_spreadsheet_and_keeps_ids_as_they_are(tmp_path):
    line = Membership("=T", "@01", Member(name="-Ada", student="+4912", login="-2"))
    written = write_groups(tmp_path, [line])
    assert written.read_text().splitlines()[1] == "'=T,'@01,+4912,'-Ada,-2"
    assert course_groups(tmp_path) == [line]


def test_one_grouping_is_taken_though_nobody_names_it_and_another_has_no_lines(tmp_path):
    assert [line.group for line in lines_of(tmp_path, MOODLE)] == ["Team 1", "Team 1"]
    assert lines_of(tmp_path, MOODLE, grouping="Labs") == []


@pytest.mark.parametrize("second", ["ben,ada@uni.edu", ",ada@uni.edu"])
def test_the_lines_of_one_person_are_together_though_each_says_something_else(tmp_path, second):
    text = f"group,student,email\nA,ada,ada@uni.edu\nB,cleo,cleo@uni.edu\nC,{second}\n"
    people = by_person(lines_of(tmp_path, text))
    assert [(person.student, [line.group for line in own]) for person, own in people] == [
        ("ada", ["A", "C"]),
        ("cleo", ["B"]),
    ]


def test_a_line_that_only_has_the_name_of_two_people_is_of_neither(tmp_path):
    text = "group,name,email\nA,Li Na,1@x\nB,Li Na,2@x\nC,Li Na,\n"
    assert [[line.group for line in own] for _, own in by_person(lines_of(tmp_path, text))] == [["A"], ["B"], ["C"]]
