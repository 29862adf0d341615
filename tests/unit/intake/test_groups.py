"""A group's hand-in is everybody's in it, and what is not given on is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from class_exports import GRADESCOPE as EXPORT
from class_exports import modules_of, take

from autograder.intake.groups import Attempt, Groups, canvas_member, moodle_teams, share
from autograder.intake.identity import Person
from autograder.intake.received import received_at
from autograder.intake.selection import HandIn
from autograder.records import Receipt


class Given:
    """Groups as a test says them."""

    def __init__(self, members: Mapping[str, tuple[str, ...]], out: Collection[str] = ()) -> None:
        self.names: Collection[str] = list(members)
        self._groups = Groups(members, frozenset(out))

    def canvas_member(self, number: str) -> str:
        return {"101": "okaforada_101"}.get(number, "")

    def __call__(self, students: Mapping[str, Person]) -> Groups:
        self.students = students
        return self._groups


def collected(
    tmp_path: Path, export: dict[str, bytes], members: Mapping[str, tuple[str, ...]], out: Collection[str] = (), **how
) -> tuple[dict[str, Receipt], str]:
    told: list[str] = []
    receipts = take(tmp_path, export, grouping=Given(members, out), told=told.append, **how)
    return receipts, "\n".join(told)


TEAM = {"Team 1": ("ada", "ben", "cleo")}


def test_a_hand_in_of_one_is_everybodys_and_each_receipt_says_whose(tmp_path):
    receipts, told = collected(tmp_path, {"ada/engine.py": b"1", "dan/engine.py": b"2"}, TEAM)
    assert {path.partition("/")[0]: data for path, data in modules_of(tmp_path).items()} == {
        "ada": b"1",
        "ben": b"1",
        "cleo": b"1",
        "dan": b"2",
    }
    assert receipts["ben"].group == ("ada", "cleo")
    assert (receipts["ben"].by, receipts["ada"].by, receipts["dan"].by) == ("ada", "ada", "")
    assert receipts["ben"].refused[0].reason == "handed in by ada, for all of Team 1"
    assert told == ""


def test_who_handed_in_alone_keeps_that_and_it_is_said(tmp_path):
    export = {"ada/engine.py": b"1", "ben/engine.py": b"2"}
    _, told = collected(tmp_path, export, TEAM)
    files = modules_of(tmp_path)
    assert (files["ada/01_autograd/engine.py"], files["ben/01_autograd/engine.py"]) == (b"1", b"2")
    assert "Team 1: ada and ben each handed in, so each keeps their own, and cleo gets all, of which the last" in told
    assert (tmp_path / "submitted/.attempts/001/cleo/01_autograd/engine.py").read_bytes() == b"1"
    assert files["cleo/01_autograd/engine.py"] == b"2"


def test_the_same_files_of_two_members_are_one_hand_in(tmp_path):
    _, told = collected(tmp_path, {"ada/engine.py": b"1", "ben/engine.py": b"1"}, TEAM)
    assert told == ""
    assert len(modules_of(tmp_path)) == 3


def test_who_handed_in_alone_before_keeps_that(tmp_path):
    take(tmp_path, {"ben/engine.py": b"own"})
    _, told = collected(tmp_path, {"ada/engine.py": b"1"}, TEAM)
    assert modules_of(tmp_path)["ben/01_autograd/engine.py"] == b"own"
    assert "Team 1: ben has handed in without ada before and keeps that; what ada handed in is not theirs." in told


def test_a_later_hand_in_of_the_group_is_everybodys_again(tmp_path):
    collected(tmp_path, {"ada/engine.py": b"1"}, TEAM)
    receipts, told = collected(tmp_path, {"cleo/engine.py": b"2"}, TEAM)
    assert modules_of(tmp_path)["ben/01_autograd/engine.py"] == b"2"
    assert modules_of(tmp_path)["ada/01_autograd/engine.py"] == b"2"
    assert (receipts["ben"].by, receipts["ada"].by, receipts["ada"].group) == ("cleo", "cleo", ("cleo", "ben"))
    assert (tmp_path / "submitted/.attempts/001/ada/01_autograd/engine.py").read_bytes() == b"1"
    assert told == ""


def test_a_hand_in_for_another_group_is_not_followed_by_this_ones(tmp_path):
    collected(tmp_path, {"ada/engine.py": b"1"}, {"Team 0": ("ada", "dan")})
    _, told = collected(tmp_path, {"cleo/engine.py": b"2"}, TEAM)
    assert modules_of(tmp_path)["ada/01_autograd/engine.py"] == b"1"
    assert "Team 1: ada has handed in without cleo before and keeps that; what cleo handed in is not theirs." in told


def test_all_members_have_the_time_of_the_one(tmp_path):
    moment = datetime(2026, 10, 19, 5, tzinfo=UTC)
    collected(tmp_path, {"ada/engine.py": b"1"}, TEAM, clock=lambda student, modified: moment)
    assert received_at(tmp_path / "submitted/cleo/01_autograd") == moment


def test_a_member_who_is_known_only_as_such_keeps_a_folder_of_their_own(tmp_path):
    collected(tmp_path, {"ada/engine.py": b"1"}, TEAM)
    receipts, _ = collected(tmp_path, {"ben/engine.py": b"his"}, {})
    assert set(receipts) == {"ben"}
    assert modules_of(tmp_path)["ben/01_autograd/engine.py"] == b"his"


def test_whom_gradescope_names_and_the_course_took_out_is_left_out_and_said(tmp_path):
    receipts, told = collected(tmp_path, EXPORT, {}, out=["Grace_Hopper"])
    assert set(receipts) == {"Ada_Lovelace", "Alan_Turing"}
    assert receipts["Alan_Turing"].group == ()
    assert "Grace_Hopper was taken out of the group of submission_7002/" in told


def test_whoever_gradescope_does_not_name_but_the_course_does_gets_it_too(tmp_path):
    receipts, _ = collected(tmp_path, EXPORT, {"Team": ("Alan_Turing", "Grace_Hopper", "Ken_Thompson")})
    assert receipts["Ken_Thompson"].by == "Alan_Turing"
    assert receipts["Grace_Hopper"].by == ""
    assert receipts["Grace_Hopper"].group == ("Alan_Turing", "Ken_Thompson")


def test_who_is_in_a_gradescope_group_and_alone_is_said(tmp_path):
    metadata = EXPORT["assignment_4711_export/submission_metadata.yml"].decode()
    alone = metadata.replace("  - :name: Alan Turing\n    :sid: '102'\n    :email: at2@uni.edu\n", "").replace(
        "Ada Lovelace\n    :sid: '101'\n    :email: al1@uni.edu",
        "Grace Hopper\n    :sid: '103'\n    :email: gh3@uni.edu\n  - :name: Ada Lovelace\n    :sid: '101'\n"
        "    :email: al1@uni.edu",
    )
    export = {**EXPORT, "assignment_4711_export/submission_metadata.yml": alone.encode()}
    _, told = collected(tmp_path, export, {})
    assert "Grace_Hopper handed in with Ada_Lovelace and alone: the last counts" in told


MOODLE = {
    "Team 1-Ada Lovelace_11_assignsubmission_file/engine.py": b"1",
    "Team 1-Ben-Ali Ito_12_assignsubmission_file/engine.py": b"1",
    "Default group-Dan Lee_13_assignsubmission_file/engine.py": b"2",
}


def test_moodles_groups_are_read_from_its_names(tmp_path):
    receipts, told = collected(tmp_path, MOODLE, {"Team 1": ("Ada_Lovelace", "Ben-Ali_Ito"), "Team": ()})
    assert set(receipts) == {"Ada_Lovelace", "Ben-Ali_Ito", "Dan_Lee"}
    assert receipts["Ada_Lovelace"].group == ("Ben-Ali_Ito",)
    assert receipts["Ada_Lovelace"].signs == (("name", "Ada_Lovelace"),)
    assert receipts["Dan_Lee"].group == ()
    assert told == "Read as an export of Moodle: 3 of 3 names are like Team 1-Ada Lovelace_11_assignsubmission_file/."


def test_a_member_whom_moodle_names_can_be_taken_out(tmp_path):
    receipts, told = collected(tmp_path, MOODLE, {"Team 1": ("Ada_Lovelace",)}, out=["Ben-Ali_Ito"])
    assert set(receipts) == {"Ada_Lovelace", "Dan_Lee"}
    assert "Ben-Ali_Ito was taken out of the group" in told


def test_canvas_names_the_group_and_it_is_its_members(tmp_path):
    receipts, _ = collected(tmp_path, {"team1_101_4711_engine.py": b"1"}, {"Team 1": ("okaforada_101", "itoben_102")})
    assert set(receipts) == {"okaforada_101", "itoben_102"}
    assert receipts["okaforada_101"].person == ("canvas", "101")
    assert receipts["itoben_102"].person == ("folder", "itoben_102")
    assert receipts["itoben_102"].by == "okaforada_101"


def test_canvas_own_names_stay(tmp_path):
    receipts, _ = collected(tmp_path, {"okafor_101_4711_engine.py": b"1"}, {"Team 1": ("okafor_101",)})
    assert set(receipts) == {"okafor_101"}


def attempt(student: str, *group: str, content: str = "x", label: str = "") -> Attempt:
    handin = HandIn(label or f"{student}/", Person("plain", student, student), (), ())
    return Attempt(student, [handin], datetime(2026, 10, 19, tzinfo=UTC), content, group)


def shared(
    *attempts: Attempt, own: Collection[str] = (), out: Collection[str] = (), notes: tuple[str, ...] = (), **teams
) -> tuple[list[Attempt], list[str]]:
    """What everybody gets, where those of `own` have handed in alone before."""
    groups = Groups({name.replace("_", " "): tuple(who) for name, who in teams.items()}, frozenset(out), notes)

    def same(one: Attempt, other: Attempt) -> bool:
        return one.undated == other.undated

    return share(attempts, groups, lambda student, others: student in own and "x" not in others, same)


def given(attempts: list[Attempt]) -> list[tuple[str, tuple[str, ...], str, str]]:
    return [(each.student, each.group, each.by, each.team) for each in attempts]


def test_without_groups_everybodys_stays_theirs_in_the_order_of_students():
    bob, ada, later = attempt("bob"), attempt("ada"), attempt("ada", label="later")
    assert shared(bob, ada, later) == ([ada, later, bob], [])
    assert shared(bob, T=["ada", "cleo"]) == ([bob], [])


def test_each_member_who_did_not_hand_in_gets_what_one_did():
    found, notes = shared(attempt("ada", label="ada's"), attempt("dan"), T_1=["ada", "ben", "cleo"])
    assert given(found) == [
        ("ada", ("ben", "cleo"), "ada", "T 1"),
        ("ben", ("ada", "cleo"), "ada", "T 1"),
        ("cleo", ("ada", "ben"), "ada", "T 1"),
        ("dan", (), "", ""),
    ]
    assert notes == []
    assert {each.handins[0].label for each in found[:3]} == {"ada's"}
    assert [each.handins[0].person for each in found[1:3]] == [Person("folder", "ben"), Person("folder", "cleo")]
    assert found[1].handins[0].person.name == "ben"
    assert found[0].handins[0].person == Person("plain", "ada")


def test_each_attempt_of_who_handed_in_is_given_on():
    found, _ = shared(attempt("ada", label="1"), attempt("ada", label="2"), T=["ada", "ben"])
    assert [(each.student, each.handins[0].label) for each in found] == [
        ("ada", "1"),
        ("ada", "2"),
        ("ben", "1"),
        ("ben", "2"),
    ]


def test_where_all_members_handed_in_each_keeps_theirs_and_differences_are_told():
    both = [attempt("ada"), attempt("ben")]
    assert shared(*both, T=["ada", "ben"]) == (both, [])
    found, (note,) = shared(attempt("ada"), attempt("ben", content="other"), T=["ada", "ben"])
    assert given(found) == [("ada", (), "", ""), ("ben", (), "", "")]
    assert note.startswith("T: ada and ben each handed in")
    assert "gets all" not in note


def test_who_did_not_gets_all_of_several_that_differ():
    found, (note,) = shared(
        attempt("ada"), attempt("ben", content="other"), attempt("dan", content="y"), T=["ada", "ben", "cleo", "dan"]
    )
    assert "ada, ben and dan each handed in" in note
    assert "and cleo gets all" in note
    assert [each.by for each in found if each.student == "cleo"] == ["ada", "ben", "dan"]
    assert [each.group for each in found if each.student == "ada"] == [("cleo",)]


def test_who_has_handed_in_alone_before_keeps_that_and_it_is_told():
    found, (note,) = shared(attempt("ada"), own=["ben"], T=["ada", "ben", "cleo"])
    assert [each.student for each in found] == ["ada", "cleo"]
    assert note.startswith("T: ben has handed in without ada before")
    found, notes = shared(attempt("ada"), own=["ben"], T=["ada", "ben"])
    assert given(found) == [("ada", (), "", "")]
    assert len(notes) == 1


def test_what_a_platform_says_is_of_several_is_given_on_once_and_of_all():
    found, notes = shared(attempt("ada", "ben"), attempt("ben", "ada"), T=["ada", "ben", "cleo"])
    assert given(found) == [
        ("ada", ("ben", "cleo"), "", "T"),
        ("ben", ("ada", "cleo"), "", "T"),
        ("cleo", ("ada", "ben"), "ada", "T"),
    ]
    assert notes == []


def test_who_is_in_several_of_a_platforms_groups_is_told_of():
    _, notes = shared(attempt("ada", "cyd", "ben"), attempt("ada", "dan"), attempt("ada"), attempt("eve", "fay"))
    (note,) = notes
    assert note.startswith("ada handed in with ben and cyd, with dan and alone:")
    assert shared(attempt("ada", "ben", "cyd"), attempt("ada", "cyd", "ben"))[1] == []
    assert shared(attempt("ada"), attempt("ada"))[1] == []


def test_whom_the_course_took_out_gets_nothing_of_their_group_and_is_told_of():
    found, notes = shared(
        attempt("ada", "ben", label="of both"), attempt("ben", "ada", label="of both"), out=["ben"], notes=("before",)
    )
    assert given(found) == [("ada", (), "", "")]
    assert notes[0] == "before"
    assert "ben was taken out of the group of of both" in notes[1]
    alone = attempt("ben")
    assert shared(alone, out=["ben"]) == ([alone], [])


def test_what_is_told_of_all_groups_is_told_together():
    _, notes = shared(
        *(attempt(who, content=who) for who in ("ada", "ben", "cyd", "dan")), S=["ada", "ben"], T=["cyd", "dan"]
    )
    assert [note.partition(":")[0] for note in notes] == ["S", "T"]


def handin_of(platform: str, key: str, name: str) -> HandIn:
    return HandIn(name, Person(platform, key, name), (), ())


def test_canvas_names_a_group_in_small_letters_without_anything_between():
    given_names = Given({"Team One!": ("ada",)})
    assert canvas_member(handin_of("canvas", "101", "teamone_101"), given_names).person.name == "okaforada_101"
    for other in (
        handin_of("canvas", "101", "okaforada_101"),
        handin_of("canvas", "9", "teamone_9"),
        handin_of("moodle", "101", "teamone_101"),
    ):
        assert canvas_member(other, given_names) is other


@pytest.mark.parametrize(
    ("name", "called", "together"),
    [
        ("Team A-Ada B", "Ada_B", True),
        ("Team A-Extra-Ada B", "Ada_B", True),
        ("Default group-Ada B", "Ada_B", False),
        ("Team B-Ada B", "Team B-Ada B", False),
        ("Team A", "Team A", False),
        ("Team AB-Ada", "Team AB-Ada", False),
    ],
)
def test_moodle_puts_the_longest_group_that_fits_before_the_name(name, called, together):
    both = [handin_of("moodle", "1", name), handin_of("moodle", "2", name.rpartition("-")[0] + "-Zoe")]
    ada, _ = moodle_teams(both, ["Team A", "Team A-Extra"])
    assert ada.person.name == called
    assert ada.group == ((Person("moodle", "2"),) if together else ())


def test_others_are_no_groups_of_moodles():
    both = [handin_of("canvas", "1", "Team A-Ada"), handin_of("plain", "2", "Team A-Zoe")]
    assert moodle_teams(both, ["Team A"]) == both
    alone = [handin_of("moodle", "1", "Default group-Ada")]
    assert moodle_teams(alone, []) == alone
