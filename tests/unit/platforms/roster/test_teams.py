"""Which students are in the groups that a table names, by whatever ids they have."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_groups import CANVAS, MOODLE, lines_of

from autograder.errors import Problem
from autograder.intake.attempts import Told
from autograder.intake.groups import Groups
from autograder.platforms.roster.groups import Membership, replaced
from autograder.platforms.roster.table import Member, Roster, read_roster
from autograder.platforms.roster.teams import (
    canvas_member,
    changed_groups,
    folder_meant,
    groups_for,
    taken_out,
    unknown_members,
)


def canvas_says(student: str) -> list[Told]:
    """As the receipt of a hand-in from Canvas has it, where a number stands at the end."""
    return [Told("canvas", number)] if (number := student.rpartition("_")[2]).isdigit() else []


def members_of(tmp_path: Path, text: str, *students: str, roster: Roster | None = None, assignment: str = "01"):
    return groups_for(lines_of(tmp_path, text), assignment, students, roster, canvas_says).members


def test_canvas_finds_members_by_its_number_and_names_those_to_come_as_it_would(tmp_path):
    assert members_of(tmp_path, CANVAS, "team1_101") == {"Team 1": ("team1_101", "itoben_102")}


def test_whom_canvas_names_after_a_group_has_the_folder_of_other_assignments(tmp_path):
    lines = lines_of(tmp_path, CANVAS)
    assert canvas_member(lines, "101", [], None) == "okaforada_101"
    assert canvas_member(lines, "101", ["okafora_101"], None) == "okafora_101"
    there = ["Jan_Novak_101", "okafora_101"]
    told = {"Jan_Novak_101": [Told("gradescope", "101")]}
    assert canvas_member(lines, "101", there, None, lambda student: told.get(student, ())) == "okafora_101"
    assert canvas_member(lines, "999", ["x_999"], None) == ""
    roster = Roster((Member(canvas_id="101", name="Okafor Ito, Ada"),), ())
    assert canvas_member(lines, "101", [], roster) == "okaforitoada_101"


def test_a_number_of_another_platform_puts_nobody_into_a_group(tmp_path):
    lines = lines_of(tmp_path, CANVAS)
    assert groups_for(lines, "01", ["Jan_Novak_101"], None).members == {"Team 1": ("okaforada_101", "itoben_102")}
    found = groups_for(lines, "01", ["Ada_Okafor_101"], None, lambda student: [Told("moodle", "101")])
    assert found.members == {"Team 1": ("okaforada_101", "itoben_102")}


def test_moodle_leaves_out_who_is_in_no_group(tmp_path):
    assert members_of(tmp_path, MOODLE, "Ada_Okafor") == {"Team 1": ("Ada_Okafor", "Ben_Ito")}


def test_the_roster_joins_the_ids_of_two_systems(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,email,login\nAda Okafor,ada@uni.edu,ada-codes\nBen Ito,ben@uni.edu,benito\n")
    found = members_of(tmp_path, MOODLE, "ada-codes", "benito", roster=read_roster(path))
    assert found == {"Team 1": ("ada-codes", "benito")}


def test_a_line_for_an_assignment_goes_before_the_one_for_all(tmp_path):
    text = "group,assignment,student\nTeam 1,,ada\nTeam 1,,ben\nPair,02,ada\nPair,02,cleo\n"
    assert members_of(tmp_path, text, assignment="01") == {"Team 1": ("ada", "ben")}
    assert members_of(tmp_path, text, assignment="02") == {"Pair": ("ada", "cleo"), "Team 1": ("ben",)}


def test_who_is_in_two_groups_is_in_neither_and_named(tmp_path):
    lines = lines_of(tmp_path, "group,student\nTeam 1,ada\nTeam 1,ben\nTeam 2,ben\nTeam 2,cleo\n")
    found = groups_for(lines, "01", ["ada"], Roster((), ()))
    assert found.members == {"Team 1": ("ada",), "Team 2": ("cleo",)}
    assert found.notes == (
        "ben is in Team 1 and in Team 2, so gets the hand-in of neither. Leave one line of groups.csv for 01.",
    )


def test_two_people_of_one_name_are_in_no_group_and_named(tmp_path):
    text = "group,name,email\nTeam 1,Li Na,li1@uni.edu\nTeam 1,Ben Ito,ben@uni.edu\nTeam 2,Li Na,li2@uni.edu\n"
    found = groups_for(lines_of(tmp_path, text), "01", ["Li_Na", "Ben_Ito"], None)
    assert found.members == {"Team 1": ("Ben_Ito",)}
    assert "By groups.csv, Li_Na could be 2 people called Li Na, so is in no group." in found.notes


def test_members_of_whom_nothing_is_known_are_named(tmp_path):
    lines = lines_of(tmp_path, "group,student\nTeam 1,ada\nTeam 1,bne\n")
    assert groups_for(lines, "01", ["ada"], None).notes == (
        "Only groups.csv names bne: the course has no roster, and nothing came of them before.",
    )
    roster = Roster((Member(student="ada"), Member(student="ben")), ())
    assert list(unknown_members(lines, roster)) == ["bne of groups.csv is not in the roster. Is it ben?"]


def test_who_was_taken_out_stays_out_when_groups_are_imported_again(tmp_path):
    lines = taken_out(lines_of(tmp_path, CANVAS), "itoben_102", "01", None)
    found = groups_for(replaced(lines, lines_of(tmp_path, CANVAS)), "01", ["team1_101"], None, canvas_says)
    assert (found.members, found.out) == ({"Team 1": ("team1_101",)}, {"itoben_102"})
    assert groups_for(lines, "02", ["team1_101"], None, canvas_says).members == {"Team 1": ("team1_101", "itoben_102")}


def test_who_is_in_no_table_can_be_taken_out_too():
    assert groups_for(taken_out([], "Grace_Hopper", "01", None), "01", ["Grace_Hopper"], None).out == {"Grace_Hopper"}


def test_the_sentence_on_two_groups_for_all_assignments_says_so(tmp_path):
    lines = lines_of(tmp_path, "group,student\nTeam 1,ben\nTeam 2,ben\n")
    (note,) = groups_for(lines, "", ["ben"], None).notes
    assert note.endswith("Leave one line of groups.csv for all assignments.")


def test_who_was_taken_out_for_an_assignment_is_out_whatever_else_is_there_for_it(tmp_path):
    lines = lines_of(tmp_path, "group,assignment,student\nTeam,02,ben\n,02,ben\nTeam,02,ada\n")
    found = groups_for(lines, "02", ["ada", "ben"], None)
    assert (found.members, found.out) == ({"Team": ("ada",)}, {"ben"})


def moodle(name: str) -> list[Told]:
    return [Told("moodle", "9", (("name", name),))]


def test_who_took_the_name_of_a_member_is_in_no_group_and_neither_is_taken_for_them(tmp_path):
    lines = lines_of(tmp_path, "group,name\nTeam,Ada Lovelace\nTeam,Ben Ito\n")
    found = groups_for(lines, "01", ["Ada_Lovelace", "Ada_Lovelace_12"], None, lambda student: moodle("Ada Lovelace"))
    assert found.members == {"Team": ("Ben_Ito",)}
    assert found.notes[0] == (
        "By groups.csv, Ada_Lovelace could be Ada Lovelace, and so could Ada_Lovelace_12, so is in no group."
    )


def test_a_member_whom_canvas_sorts_by_the_last_name_is_found_by_the_other_systems_folder(tmp_path):
    text = 'group_name,name,canvas_user_id\nTeam,"Okafor, Ada",101\n'
    found = groups_for(lines_of(tmp_path, text), "01", ["Ada_Okafor"], None, lambda student: moodle("Ada Okafor"))
    assert found.members == {"Team": ("Ada_Okafor",)}


def test_nobody_can_be_taken_out_who_is_not_there(tmp_path):
    lines = lines_of(tmp_path, CANVAS)
    roster = Roster((Member(name="Grace Hopper", login="grace"),), ())
    for known in ("okaforada_101", "x_9", "Grace_Hopper"):
        assert folder_meant(known, lines, ["x_9"], roster) == known
    with pytest.raises(Problem, match=r"Nobody is called nobody: .* Nothing is changed\.$"):
        folder_meant("nobody", lines, ["x_9"], roster)
    for wrong, meant in (("okaforad_101", "okaforada_101"), ("Ada Okafor", "okaforada_101"), ("grace", "Grace_Hopper")):
        with pytest.raises(Problem, match=rf"Did you mean {meant}\?"):
            folder_meant(wrong, lines, ["x_9"], roster)


def test_a_name_or_an_id_of_the_roster_means_the_folder_that_is_there():
    told = {"Alan_Turing": [Told("gradescope", "at2@uni.edu", (("name", "Alan Turing"),))]}
    roster = Roster((Member(name="Turing, Alan", canvas_id="102"), Member(name="Hopper, Grace", canvas_id="103")), ())
    for word in ("Alan_Turing", "alan_turing", "Alan Turing", "Turing, Alan", "102"):
        assert folder_meant(word, [], ["Alan_Turing"], roster, told.__getitem__) == "Alan_Turing"
    with pytest.raises(Problem, match=r"Did you mean Alan_Turing\?"):
        folder_meant("turingalan_102", [], ["Alan_Turing"], roster, told.__getitem__)
    assert folder_meant("hoppergrace_103", [], ["Alan_Turing"], roster, told.__getitem__) == "hoppergrace_103"
    twins = Roster((*roster.members, Member(name="Turing, Alan", canvas_id="104")), ())
    with pytest.raises(Problem, match="Nobody is called Alan Turing"):
        folder_meant("Alan Turing", [], ["Alan_Turing"], twins, told.__getitem__)


def test_without_a_roster_a_name_or_an_id_of_one_in_groups_csv_means_their_folder(tmp_path):
    text = "name,canvas_user_id,user_id,login_id,group_name\nAda Okafor,101,S1,ada,T\nBen Ito,102,S2,ben,T\n"
    lines = lines_of(tmp_path, text)
    for word in ("Ben Ito", "102", "S2", "s2", "ben", "itoben_102"):
        assert folder_meant(word, lines, ["okaforada_101"], None) == "itoben_102"
    twins = lines_of(tmp_path, f"{text}Ben Ito,103,S3,ben3,T\n")
    unclear = [("Ben Ito", twins, []), ("Ben Ito", lines, ["itoben_102", "Ben_Ito"]), ("Ben I", lines, [])]
    for word, those, students in unclear:
        with pytest.raises(Problem, match=r"Nothing is changed"):
            folder_meant(word, those, students, None, canvas_says)


def test_whose_group_has_changed_is_told():
    before = Groups({"Team 1": ("ada", "ben"), "Team 2": ("cleo",)})
    after = Groups({"Team 2": ("ben", "cleo", "dan")}, frozenset({"ada", "eve"}))
    assert list(changed_groups(before, after)) == [
        ("ada", "taken out of Team 1"),
        ("ben", "put into Team 2, before that in Team 1"),
        ("dan", "put into Team 2"),
        ("eve", "in no group"),
    ]
    assert list(changed_groups(after, after)) == []


def test_members_whom_one_folder_would_be_are_in_no_group_and_each_is_named(tmp_path):
    text = "group,name,email\nTeam 1,Li Na,li1@uni.edu\nTeam 1,Ben Ito,ben@uni.edu\nTeam 2,li na,li2@uni.edu\n"
    found = groups_for(lines_of(tmp_path, text), "01", [], None)
    assert (found.members, found.out) == ({"Team 1": ("Ben_Ito",)}, frozenset())
    assert found.notes == tuple(
        f"{name} cannot be told from another of groups.csv, so is in no group." for name in ("Li Na", "li na")
    )


def test_a_folder_that_the_roster_takes_for_several_is_of_no_member_and_named(tmp_path):
    lines = lines_of(tmp_path, "group,email\nTeam 1,li1@uni.edu\nTeam 1,ben@uni.edu\n")
    twins = [Member(name="Li Na", email="li1@uni.edu"), Member(name="Li Na", email="li2@uni.edu")]
    roster = Roster((*twins, Member(name="Ben Ito", email="ben@uni.edu")), ())
    found = groups_for(lines, "01", ["Li_Na", "Ben_Ito"], roster)
    assert found.members == {"Team 1": ("Ben_Ito",)}
    assert found.notes == ("By groups.csv, Li_Na could be 2 people called Li Na, so is in no group.",)


def test_one_folder_of_whom_two_lines_may_be_is_neithers_and_named(tmp_path):
    lines = lines_of(tmp_path, "group,email,login\nA,li@uni.edu,\nB,,li1\n")
    roster = Roster((Member(name="Li Na", email="li@uni.edu", login="li1", sis_id="S1"),), ())
    found = groups_for(lines, "01", ["S1"], roster)
    assert found == Groups({}, frozenset(), ("By groups.csv, S1 could be li@uni.edu or li1, so is in no group.",))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Okafor, Ada Maria", "okaforadamaria_101"),
        ("King, Martin, Jr.", "kingmartinjr_101"),
        ("Ada Maria Okafor", "okaforadamaria_101"),
        ("Plato", "plato_101"),
    ],
)
def test_who_is_to_come_from_canvas_is_called_by_the_last_name_first(name, folder):
    lines = [Membership("T", "", Member(name=name, canvas_id="101", login="x"))]
    assert groups_for(lines, "01", [], None).members == {"T": (folder,)}


def test_who_is_meant_is_told_by_names_that_are_not_their_folders(tmp_path):
    lines = lines_of(tmp_path, "group,student,name\nT,x17,Ada Okafor\nT,y18,Ben Ito\n")
    with pytest.raises(Problem, match=r"Did you mean x17\?"):
        folder_meant("Ada Okafr", lines, [], None)
    roster = Roster((Member(student="x17", name="Ada Okafor", login="ao1815"), Member(student="y18")), ())
    for word in ("Ada Okafr", "ao1816"):
        with pytest.raises(Problem, match=r"Did you mean x17\?"):
            folder_meant(word, [], [], roster)


@pytest.mark.parametrize("known", [(), ("Okafor Ito, Ada",), ("Okafor Ito, Ada", "Okafor-Ito, Ada")])
def test_whom_canvas_will_name_is_told_by_the_one_line_of_the_roster_or_else_by_the_groups(tmp_path, known):
    members = tuple(Member(canvas_id="101", name=name) for name in known)
    named = canvas_member(lines_of(tmp_path, CANVAS), "101", [], Roster((*members, Member(name="Ben")), ()))
    assert named == ("okaforitoada_101" if len(known) == 1 else "okaforada_101")


@pytest.mark.parametrize(
    ("known", "folder"),
    [
        ([], "okaforada_101"),
        ([Member(canvas_id="101", name="Okafor Ito, Ada")], "okaforitoada_101"),
        ([Member(canvas_id="101", name="Okafor Ito, Ada", student="ada")], "ada"),
        ([Member(canvas_id="101", name="Okafor Ito, Ada"), Member(canvas_id="101", name="X, Y")], "okaforada_101"),
    ],
)
def test_who_is_to_come_is_called_as_the_one_line_of_the_roster_says(known, folder):
    lines = [Membership("T", "", Member(name="Ada Okafor", canvas_id="101"))]
    roster = Roster((Member(name="Ben", login="ben"), *known), ())
    assert groups_for(lines, "01", [], roster).members == {"T": (folder,)}
