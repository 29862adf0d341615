"""A name that can be read in two ways is nobody's, and a person looks before anyone whom it may mean is graded 0."""

from __future__ import annotations

from datetime import UTC

import msgspec
import pytest
from class_exports import CODE, assignment_of, modules_of, take, why, written, zipped

from autograder.intake.attempts import encoded, needs_person, receipt_of
from autograder.intake.collect import collect
from autograder.intake.doubts import doubted
from autograder.intake.exports.export import Unclear
from autograder.intake.holders import Holders
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.platforms.grades import unclear_students
from autograder.records import Receipt, Refusal

ZOE = "zoe_9_2_x_3_4_engine.py"  # of zoe, 9, or of zoe_9_2_x, 3
CLASS = {"ada_5_1_engine.py": CODE, "bob_6_1_engine.py": CODE}


def unclear(tmp_path) -> set[str]:
    return unclear_students(assignment_of(), tmp_path / "submitted")


CROWDS = {
    "Canvas": ({"mallory_666_1_engine.py": CODE, **CLASS}, "mallory_666_{}_x_{}_900_engine.py", "mallory_666"),
    "Moodle": (
        {f"{who}_assignsubmission_file_engine.py": CODE for who in ("Mal_666", "Ada_5", "Bob_6")},
        "Mal_666_assignsubmission_file_{}_{}_assignsubmission_file_engine.py",
        "Mal",
    ),
}


@pytest.mark.parametrize("platform", CROWDS)
def test_nobody_keeps_from_being_graded_who_handed_in_all_files_by_a_clear_name(tmp_path, platform):
    clear, name, author = CROWDS[platform]
    receipts = take(tmp_path, {**clear, **{name.format(at, at): CODE for at in (5, 6)}})
    assert unclear(tmp_path) == {author}
    assert all("could be theirs" in why(receipt) for student, receipt in receipts.items() if student)


def test_but_a_person_looks_at_who_has_not(tmp_path):
    given = {"mallory_666_1_engine.py": CODE, **CLASS, "zoe_9_1_notes.md": b""}
    take(tmp_path, {**given, "mallory_666_2_x_9_900_engine.py": CODE})
    assert unclear(tmp_path) == {"mallory_666", "zoe_9"}


@pytest.mark.parametrize("beside", ["zoe_9_1_notes.md", "zoe_9_1_engine.py"])
def test_whoever_else_in_the_export_it_may_mean_needs_a_person(tmp_path, beside):
    receipts = take(tmp_path, {**CLASS, ZOE: b"hers", beside: CODE})
    assert f"{ZOE}: could be theirs, or of zoe_9_2_x_3; find out whose" in why(receipts["zoe_9"])
    assert unclear(tmp_path) == {"zoe_9"}
    assert msgspec.json.decode(written(tmp_path)["zoe_9/01_autograd/receipt.json"], type=Receipt) == receipts["zoe_9"]


def test_whoever_is_known_from_another_assignment_does_too_and_what_they_have_stays(tmp_path):
    take(tmp_path, {**CLASS, "zoe_9_1_engine.py": CODE})
    source = tmp_path / "next.zip"
    source.write_bytes(zipped({"ada_5_1_engine.py": CODE, ZOE: b"hers"}))
    later = msgspec.structs.replace(assignment_of(), folder=assignment_of().folder.with_name("02_neurons"))
    receipts = {each.student: each for each in collect(later, source, tmp_path / "submitted", one=True)}
    assert receipts["zoe_9"].missing == ("engine.py",)
    assert needs_person(tmp_path / "submitted/zoe_9/02_neurons")
    again = take(tmp_path, {**CLASS, ZOE: b"hers"})
    assert again["zoe_9"].taken == ("engine.py",)
    assert modules_of(tmp_path)["zoe_9/01_autograd/engine.py"] == CODE
    assert "zoe_9" in unclear(tmp_path)


def test_whoever_is_not_known_gets_no_folder(tmp_path):
    assert set(take(tmp_path, {**CLASS, ZOE: b"hers"})) == {"", "ada_5", "bob_6"}


def test_no_crowd_of_such_names_hides_what_else_was_refused(tmp_path):
    crowd = {f"eve_8_{n}_x_5_{n}_y.py": b"" for n in range(1, 300)}
    receipts = take(tmp_path, {**CLASS, **crowd, "ada_5_2_work.rar": b""})
    assert len(receipts["ada_5"].refused) == 6
    assert "ada_5_2_work.rar" in why(receipts["ada_5"]) or "work.rar" in why(receipts["ada_5"])


def test_once_it_is_renamed_nobody_needs_to_look_any_more(tmp_path):
    take(tmp_path, {**CLASS, "zoe_9_1_engine.py": b"first", ZOE: b"hers"})
    take(tmp_path, {**CLASS, "zoe_9_1_engine.py": b"first", "zoe_9_2_engine.py": b"hers"})
    assert unclear(tmp_path) == set()
    assert modules_of(tmp_path)["zoe_9/01_autograd/engine.py"] == b"hers"


ROSTER = b"identifier,github_username,github_id,name\n,x-ada,1,X Ada\n,ada,2,Ada\n,bob,3,Bob\n,cy,4,Cy\n"
NO_TIME = b"""---
submission_1:
  :submitters:
  - :name: Ada
    :email: ada@uni.edu
  :created_at: 2026-10-19 05:15:00 Z
submission_2:
  :submitters:
  - :name: Ada
    :email: ada@uni.edu
  :created_at: soon
"""
OTHERS = {
    "Brightspace": {
        "1-1 - Ada - Oct 18, 2026 926 AM/engine.py": CODE,
        "2-1 - Bob - Oct 18, 2026 926 AM/engine.py": CODE,
        "1-1 - Ada - Oct 1, 2026 100 AM - Oct 19, 2026 926 AM/engine.py": CODE,
    },
    "Blackboard": {
        "HW_ada_attempt_2026-10-18-10-00-00_engine.py": CODE,
        "HW_bob_attempt_2026-10-18-10-00-00_engine.py": CODE,
        "HW_ada_attempt_2026-13-18-10-00-00_engine.py": CODE,
    },
    "Gradescope": {
        "submission_metadata.yml": NO_TIME,
        "submission_1/engine.py": CODE,
        "submission_2/engine.py": CODE,
    },
}


@pytest.mark.parametrize("platform", OTHERS)
def test_so_does_whoever_a_platform_names_where_the_time_cannot_be_read(tmp_path, platform):
    receipts = take(tmp_path, OTHERS[platform], zone=UTC)
    assert {student.lower() for student in unclear(tmp_path)} == {"ada"}
    assert "could be theirs; find out whose" in why(receipts[next(iter(unclear(tmp_path)))])


def test_so_do_both_whom_a_clones_name_may_mean(tmp_path):
    clones = {f"hw-{login}/engine.py": CODE for login in ("x-ada", "x-bob", "x-cy", "x-x-ada")}
    receipts = take(tmp_path, {**clones, "classroom_roster.csv": ROSTER})
    assert "X_Ada" in receipts
    assert "hw-x-ada/: could be theirs, or of ada" in why(receipts["X_Ada"])
    assert unclear(tmp_path) == {"X_Ada"}


ASKED = assignment_of("engine", "layers")
ADA, BOB, CYD = (Person("canvas", key, name) for key, name in (("5", "ada_5"), ("6", "bob_6"), ("7", "")))


def doubts(
    tmp_path, *people: Person, labels=("x",), known=(ADA,), held=None, receipts=None
) -> dict[str, list[Refusal]]:
    """The lines of each who may be meant by names, where those `known` are in the export."""
    owners = {person.name: [HandIn(person.name, person, (), ())] for person in known}
    unclear = [Unclear(label, people) for label in labels]
    found = doubted(unclear, owners, held or Holders(), tmp_path / "submitted", ASKED, receipts or {})
    for student, receipt in found.items():
        assert receipt_of(tmp_path / "submitted" / student / ASKED.name) == receipt
    return {student: list(receipt.refused) for student, receipt in found.items()}


def receipt(*missing: str, refused: tuple[Refusal, ...] = ()) -> Receipt:
    return Receipt("ada_5", ASKED.name, "x", (), missing, refused)


def test_only_who_is_known_from_the_export_or_an_earlier_one_is_told_of(tmp_path):
    assert set(doubts(tmp_path, ADA, BOB)) == {"ada_5"}
    assert set(doubts(tmp_path, ADA, BOB, held=Holders(folders={BOB: "b"}))) == {"ada_5", "b"}
    assert doubts(tmp_path, BOB) == {}


def test_the_others_who_may_be_meant_are_named_two_at_most_and_not_oneself(tmp_path):
    (line,) = doubts(tmp_path, ADA)["ada_5"]
    assert line.reason.startswith("could be theirs; find out")
    (line,) = doubts(tmp_path / "2", ADA, BOB, CYD, Person("canvas", "8", "dan"))["ada_5"]
    assert line.reason.startswith("could be theirs, or of bob_6 or 7; find out")


@pytest.mark.parametrize(
    ("first", "of_ada", "person"),
    [
        (True, None, True),
        (True, receipt(), True),
        (False, None, True),
        (False, receipt(), False),
        (False, receipt("layers.py"), True),
        (False, receipt(refused=(Refusal("y", "why", person=True),)), True),
        (False, receipt(refused=(Refusal("y", "why"),)), False),
    ],
)
def test_who_is_meant_second_needs_a_person_only_if_something_is_missing(tmp_path, first, of_ada, person):
    people = (ADA, BOB) if first else (BOB, ADA)
    (line,) = doubts(tmp_path, *people, receipts={"ada_5": of_ada} if of_ada else {})["ada_5"]
    assert line.person is person


def test_of_many_names_five_are_told_those_that_need_a_person_first(tmp_path):
    owners = {"ada_5": [HandIn("ada_5", ADA, (), ())]}
    unclear = [Unclear(f"{n}", (BOB, ADA) if n < 6 else (ADA, BOB)) for n in range(8)]
    found = doubted(unclear, owners, Holders(), tmp_path / "submitted", ASKED, {"ada_5": receipt()})
    assert [(line.path, line.person) for line in found["ada_5"].refused] == [
        ("6", True),
        ("7", True),
        ("0", False),
        ("1", False),
        ("2", False),
    ]


def test_the_lines_come_before_those_that_are_there_and_again_change_nothing(tmp_path):
    place = tmp_path / "submitted/ada_5" / ASKED.name
    place.mkdir(parents=True)
    (place / "receipt.json").write_bytes(encoded(receipt("layers.py", refused=(Refusal("y", "why"),))))
    for _ in range(2):
        assert [line.path for line in doubts(tmp_path, ADA)["ada_5"]] == ["x", "y"]
    assert receipt_of(place).missing == ("layers.py",)


def test_a_new_receipt_says_what_is_there_and_what_is_not(tmp_path):
    place = tmp_path / "submitted/ada_5" / ASKED.name
    place.mkdir(parents=True)
    (place / "engine.py").write_bytes(CODE)
    doubts(tmp_path, ADA, labels=("first", "second"))
    found = receipt_of(place)
    assert (found.student, found.source, found.taken, found.missing) == (
        "ada_5",
        "first",
        ("engine.py",),
        ("layers.py",),
    )
