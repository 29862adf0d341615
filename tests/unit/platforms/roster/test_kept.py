"""What several platforms say of the same people becomes one roster, and nobody is lost or taken for another."""

from __future__ import annotations

import pytest

from autograder.platforms.roster.kept import course_roster, merge, write_roster
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
        {"github": "ada-codes", "name": "Ada Okafor"},
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


def test_what_is_written_is_read_back_and_runs_in_no_spreadsheet(tmp_path):
    written = roster(Member(name='=HYPERLINK("http://x")', login="+a", email="ada@uni.edu"), Member(name="Bob, B."))
    text = write_roster(tmp_path, written).read_text()
    assert "'=HYPERLINK" in text
    read = course_roster(tmp_path)
    assert [(member.name, member.login, member.email) for member in read.members] == [
        ('=HYPERLINK("http://x")', "+a", "ada@uni.edu"),
        ("Bob, B.", "", ""),
    ]
    assert course_roster(tmp_path / "elsewhere") is None
