"""What several platforms say of the same people becomes one roster, and nobody is lost or taken for another."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.platforms.roster.kept import FIELDS, course_roster, merge, write_roster
from autograder.platforms.roster.table import Member, Roster, read_roster

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Autograd (4711)\n"
    '    Points Possible,,,,,62\n"Okafor, Ada",101,S1,ada,Group 1,\n"Ross, Bob",102,S2,bob,Group 1,\n'
)
EXPORTS = {
    "canvas": (CANVAS.encode(), {"canvas_id": "101", "sis_id": "S1", "login": "ada", "name": "Okafor, Ada"}),
    "moodle": (
        "First name,Last name,ID number,Email address\nAda,Okafor,S1,ada@uni.edu\n".encode("utf-8-sig"),
        {"id_number": "S1", "email": "ada@uni.edu", "name": "Ada Okafor"},
    ),
    "blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\n"Okafor"\t"Ada"\t"ada"\t"S1"\n'.encode("utf-16"),
        {"username": "ada", "sis_id": "S1", "name": "Ada Okafor"},
    ),
    "brightspace": (
        b"OrgDefinedId,Username,Last Name,First Name,Email\n#S1,#ada,Okafor,Ada,ada@uni.edu\n",
        {"id_number": "S1", "username": "ada", "name": "Ada Okafor"},
    ),
    "gradescope": (
        b"First Name,Last Name,SID,Email,Role\nAda,Okafor,S1,ada@uni.edu,Student\n",
        {"sis_id": "S1", "email": "ada@uni.edu"},
    ),
    "github": (
        b'"identifier","github_username","github_id","name"\n"S1","ada-codes","77","Ada Okafor"\n',
        {"github": "ada-codes", "identifier": "S1", "name": ""},
    ),
    "nbgrader": (b"id,first_name,last_name,email\nada,Ada,Okafor,ada@uni.edu\n", {"student": "ada"}),
}


def roster(*members: Member) -> Roster:
    return Roster(members, ())


def names(found: Roster) -> list[str]:
    return [member.name for member in found.members]


@pytest.mark.parametrize("platform", EXPORTS)
def test_what_each_platform_exports_is_read_as_it_writes_it(platform, tmp_path):
    content, expected = EXPORTS[platform]
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    ada = read_roster(path).members[0]
    assert {field: getattr(ada, field) for field in expected} == expected


def test_exports_of_several_platforms_become_one_line_for_each_person(tmp_path):
    known = None
    for platform in ("canvas", "moodle", "brightspace", "github", "nbgrader"):
        path = tmp_path / f"{platform}.csv"
        path.write_bytes(EXPORTS[platform][0])
        merged = merge(known, read_roster(path))
        assert merged.notes == ()
        known = merged.roster
    (ada,) = [member for member in known.members if member.email]
    assert names(known) == ["Ada Okafor", "Ross, Bob"]
    assert (ada.canvas_id, ada.id_number, ada.username, ada.github) == ("101", "S1", "ada", "ada-codes")
    assert merged.by_name == ()
    assert (ada.student, ada.section) == ("ada", "Group 1")
    assert merged.absent == ("Bob Ross",)


def test_an_import_says_who_is_new_who_it_told_more_about_and_who_is_not_in_it():
    kept = roster(Member(name="Ada", login="ada"), Member(name="Bob", login="bob"), Member(name="Cem", login="cem"))
    merged = merge(kept, roster(Member(name="Ada", login="ada", email="a@x"), Member(login="BOB"), Member(name="Dia")))
    assert (merged.added, merged.completed, merged.absent) == (("Dia",), ("Ada", "Bob"), ("Cem",))
    assert merge(merged.roster, merged.roster).completed == ()


def test_people_of_one_name_stay_apart_where_an_id_differs():
    merged = merge(roster(Member(name="Li Na", login="li1")), roster(Member(name="Li Na", login="li2")))
    assert [member.login for member in merged.roster.members] == ["li1", "li2"]
    assert merge(roster(Member(name="Li Na", login="li1")), roster(Member(name="li  na", email="x@y"))).added == ()


def test_a_line_that_could_be_two_people_is_left_out_and_told():
    kept = roster(Member(name="Ada", login="ada"), Member(name="Bob", email="bob@x"))
    merged = merge(kept, roster(Member(name="Ada", login="ada", email="bob@x")))
    assert merged.roster.members == kept.members
    assert merged.notes == ("Ada could be Ada and Bob, who are in the roster, so this line is left out.",)
    twice = merge(kept, roster(Member(login="ada", section="1"), Member(login="ada", section="2")))
    assert [member.section for member in twice.roster.members] == ["1", ""]
    assert len(twice.notes) == 1


def test_two_people_of_one_import_are_two_even_if_one_is_new():
    merged = merge(None, roster(Member(name="Li Na", email="1@x"), Member(name="Li Na", email="2@x")))
    assert names(merged.roster) == ["Li Na", "Li Na"]


def test_a_name_is_the_same_in_the_order_that_canvas_sorts_by_and_is_told_to_be_all_there_is():
    merged = merge(
        roster(Member(name="Lovelace, Ada", canvas_id="1")), roster(Member(name="Ada Lovelace", email="a@x"))
    )
    assert (len(merged.roster.members), merged.by_name) == (1, ("Ada Lovelace",))
    reversed_name = merge(merged.roster, roster(Member(name="Lovelace Ada", github="al")))
    assert reversed_name.added == ("Lovelace Ada",)


def test_who_took_a_name_gets_nothing_into_the_line_of_its_owner():
    kept = roster(Member(name="Lovelace, Ada", canvas_id="1"))
    eve, ada = Member(name="Ada Lovelace", email="eve@x"), Member(name="Ada Lovelace", email="ada@x")
    merged = merge(kept, roster(eve, ada))
    assert [member.email for member in merged.roster.members] == [""]
    assert merged.notes == ("Ada Lovelace is the name of several in the table, so this line is left out.",) * 2


def test_who_took_the_id_of_somebody_gets_nothing_into_their_line():
    kept = roster(Member(name="Ross, Bob", sis_id="S2"))
    eve, bob = Member(name="Eve Li", sis_id="S2", email="eve@x"), Member(name="Bob Ross", sis_id="S2", email="bob@x")
    merged = merge(kept, roster(eve, bob))
    assert [member.email for member in merged.roster.members] == [""]
    assert merged.notes[0] == "Eve Li has an id that another in the table has too, so this line is left out."
    assert merge(kept, roster(bob)).renamed == ()
    assert merge(kept, roster(eve)).renamed == ("Bob Ross, now Eve Li",)


def classroom(tmp_path: Path, *lines: str) -> Roster:
    path = tmp_path / "classroom_roster.csv"
    path.write_text("\n".join(['"identifier","github_username","github_id","name"', *lines]))
    return read_roster(path)


def test_who_has_linked_no_account_on_github_is_known_by_the_instructors_identifier(tmp_path):
    first = merge(None, classroom(tmp_path, '"S1","","",""', '"Bob Ross","","",""', '"c@x.org","cem","3","C"'))
    assert first.added == ("S1", "Bob Ross", "c@x.org")
    kept = roster(Member(name="Ada", sis_id="S1"), Member(name="Cem", email="C@x.org"), Member(name="Ross, Bob"))
    merged = merge(kept, first.roster)
    assert (merged.added, merged.by_name) == ((), ("Bob Ross",))
    assert [(member.name, member.github) for member in merged.roster.members[:2]] == [("Ada", ""), ("Cem", "cem")]
    linked = merge(merged.roster, classroom(tmp_path, '"S1","ada-codes","7",""'))
    assert linked.roster.members[0].github == "ada-codes"
    assert merge(first.roster, kept).roster.members[0].sis_id == "S1"


def test_what_a_student_calls_themselves_on_github_makes_them_nobody(tmp_path):
    kept = roster(Member(name="Ada Lovelace", sis_id="S1"), Member(name="Eve", sis_id="S5"))
    merged = merge(kept, classroom(tmp_path, '"S5","eve","5","Ada Lovelace"', '"S9","mal","9","Ada Lovelace"'))
    assert [(member.name, member.github) for member in merged.roster.members] == [
        ("Ada Lovelace", ""),
        ("Eve", "eve"),
        ("", "mal"),
    ]


def test_an_identifier_is_no_number_of_canvas():
    merged = merge(roster(Member(name="Bob", canvas_id="101")), roster(Member(identifier="101", github="eve")))
    assert merged.added == ("101",)


def test_a_large_class_is_gone_through_once():
    many = roster(*(Member(name=f"Student {number}", sis_id=f"S{number}") for number in range(1000)))
    began = time.process_time()
    merged = merge(many, roster(*(replace(each, email=f"{each.sis_id}@x") for each in many.members)))
    assert time.process_time() - began < 5.0
    assert len(merged.completed) == len(merged.roster.members) == 1000


def test_what_is_written_is_read_back_and_runs_in_no_spreadsheet(tmp_path):
    written = roster(Member(name='=HYPERLINK("http://x")', login="+a", email="ada@uni.edu"), Member(name="Bob, B."))
    everything = Member(**{field: f"{field} 1" for field in FIELDS})
    write_roster(tmp_path, roster(everything))
    assert [replace(each, cells={}) for each in course_roster(tmp_path).members] == [everything]
    text = write_roster(tmp_path, written).read_text()
    assert "'=HYPERLINK" in text
    read = course_roster(tmp_path)
    assert [(member.name, member.login, member.email) for member in read.members] == [
        ('=HYPERLINK("http://x")', "+a", "ada@uni.edu"),
        ("Bob, B.", "", ""),
    ]
    assert course_roster(tmp_path / "elsewhere") is None


def test_a_file_has_the_columns_that_somebody_fills_and_no_cell_that_runs(tmp_path):
    ada, ben = Member(name="-Ada", section="@1", sis_id="-2"), Member(name="Ben", login="+49")
    assert write_roster(tmp_path, roster(ada, ben)).read_text().splitlines() == [
        "student,name,login,sis_id,section",
        ",'-Ada,,-2,'@1",
        ",Ben,+49,,",
    ]


def test_what_an_export_says_beside_who_somebody_is_is_not_kept():
    kept = roster(Member(name="Ada", login="ada", cells={"points": "1"}))
    merged = merge(
        kept, roster(Member(login="ada", email="a@x", cells={"points": "2"}), Member(name="Ben", cells={"p": "3"}))
    )
    assert [member.cells for member in merged.roster.members] == [{}, {}]


def test_what_one_line_told_of_somebody_counts_for_the_lines_below():
    kept = roster(Member(name="Ada", login="ada"))
    merged = merge(kept, roster(Member(login="ada", email="a@x"), Member(email="A@x", section="2")))
    assert (merged.added, len(merged.notes), [each.section for each in merged.roster.members]) == ((), 1, [""])
