"""Brightspace's import: ids with their #, the grade item's title, and the sign at the end of each line."""

from __future__ import annotations

from made_grades import ASSIGNMENT, grade, parsed

from autograder.platforms.brightspace import export_brightspace
from autograder.platforms.roster.table import read_roster

ITEM = "A scalar Points Grade <Numeric MaxPoints:4 Weight:10>"


def roster_of(tmp_path, text):
    path = tmp_path / "d2l.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


def test_grades_stand_under_the_item_by_org_defined_id(tmp_path):
    people = roster_of(
        tmp_path,
        f"OrgDefinedId,Username,Last Name,First Name,{ITEM},End-of-Line Indicator\n"
        "#101,#al1,Lovelace,Ada,,#\n#102,#at2,Turing,Alan,3,#\n",
    )
    rows = parsed(export_brightspace(ASSIGNMENT, [grade("Ada_Lovelace")], people).text)
    assert rows == [["OrgDefinedId", ITEM, "End-of-Line Indicator"], ["#101", "2.5", "#"]]


def test_usernames_do_where_there_is_no_other_id(tmp_path):
    people = roster_of(tmp_path, f"Username,{ITEM},End-of-Line Indicator\n#al1,,#\n")
    rows = parsed(export_brightspace(ASSIGNMENT, [grade("al1")], people).text)
    assert rows == [["Username", ITEM, "End-of-Line Indicator"], ["#al1", "2.5", "#"]]


def test_without_a_roster_the_title_becomes_an_item():
    rows = parsed(export_brightspace(ASSIGNMENT, [grade("al1")]).text)
    assert rows == [["Username", "A scalar Points Grade", "End-of-Line Indicator"], ["#al1", "2.5", "#"]]


PARTLY = "OrgDefinedId,Username,Last Name,First Name\n#101,{},Lovelace,Ada\n#102,{},Turing,Alan\n,#gh3,Hopper,Grace\n"


def test_who_has_no_org_defined_id_is_left_out_and_said(tmp_path):
    people = roster_of(tmp_path, PARTLY.format("", ""))
    exported = export_brightspace(ASSIGNMENT, [grade("Ada_Lovelace"), grade("Grace_Hopper", 0.0)], people)
    assert [row[0] for row in parsed(exported.text)] == ["OrgDefinedId", "#101"]
    assert exported.notes == (
        "Grace_Hopper has no OrgDefinedId in the roster, by which Brightspace finds people, so the grade is left out.",
    )


def test_all_are_found_by_what_more_of_them_have(tmp_path):
    people = roster_of(tmp_path, PARTLY.format("#al1", "#at2").replace("#101", ""))
    grades = [grade("Ada_Lovelace"), grade("Alan_Turing"), grade("Grace_Hopper")]
    exported = export_brightspace(ASSIGNMENT, grades, people)
    assert [row[0] for row in parsed(exported.text)] == ["Username", "#al1", "#at2", "#gh3"]
    assert exported.notes == ()


def test_a_login_does_where_there_is_no_username_and_an_item_by_its_whole_name_is_as_it_is(tmp_path):
    people = roster_of(tmp_path, "login,username\nal1,\nx,at1\n")
    exported = export_brightspace(ASSIGNMENT, [grade("al1"), grade("at1")], people, "Lab Points Grade")
    assert parsed(exported.text) == [
        ["Username", "Lab Points Grade", "End-of-Line Indicator"],
        ["#al1", "2.5", "#"],
        ["#at1", "2.5", "#"],
    ]
