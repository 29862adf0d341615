"""What would be looked for of one person, and which code is theirs alone."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.course.course import Course
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.platforms.forget.person import SMALLEST, Known, known_person
from autograder.platforms.roster.table import Member
from autograder.records import Receipt

MANIFEST = (
    'title = "Tiny"\nmodules = ["tiny"]\n[exercises.double]\ntitle = "Twice"\nstubs = ["double"]\nhints = ["Add."]\n'
)
OWN = "def double(x):\n    return x + x  # as nobody else\n"
GIVEN = "def double(x):\n    raise NotImplementedError  # as everybody has it\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of one assignment, which was given out."""
    for place, text in (("source/01_tiny/assignment.toml", MANIFEST), ("assignments/01_tiny/tiny.py", GIVEN)):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(text)
    return tmp_path


def hand_in(root: Path, text: str, at: str = "submitted", student: str = "ada", **receipt) -> None:
    place = root / at / student / "01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text(text)
    if receipt:
        of = Receipt(student, "01_tiny", "pile", ("tiny.py",), (), (), **receipt)
        (place / "receipt.json").write_bytes(msgspec.json.encode(of))


def code(root: Path) -> list[str]:
    return [each.decode() for each in known_person(Course(root), "ada").code]


@pytest.mark.parametrize("text", [OWN, "#" * SMALLEST])
def test_code_of_every_attempt_is_theirs_and_told_once(root, text):
    hand_in(root, text)
    hand_in(root, text, "submitted/.attempts/001")
    hand_in(root, OWN + "1", "submitted/.attempts/002")
    assert code(root) == [text, OWN + "1"]


def test_code_as_it_was_given_out_or_as_anybody_has_it_is_nobodys(root):
    hand_in(root, GIVEN)
    hand_in(root, "#" * (SMALLEST - 1), "submitted/.attempts/001")
    hand_in(root, "#" * (MAX_MODULE_BYTES + 1), "submitted/.attempts/002")
    assert code(root) == []


def test_what_a_group_handed_in_is_code_of_the_one_who_did(root):
    hand_in(root, OWN, group=("ben",), by="ben")
    hand_in(root, OWN + "1", "submitted/.attempts/001", group=("ben",), by="ada")
    hand_in(root, OWN + "2", "submitted/.attempts/002", group=(), by="")
    assert code(root) == [OWN + "1", OWN + "2"]


def test_only_modules_of_an_assignment_of_the_course_are_code(root):
    hand_in(root, OWN)
    (root / "submitted/ada/01_tiny/notes.txt").write_text(OWN + "1")
    (root / "submitted/ada/09_gone").mkdir()
    (root / "submitted/ada/09_gone/tiny.py").write_text(OWN + "2")
    assert code(root) == [OWN]


@pytest.mark.parametrize(
    ("member", "names"),
    [
        (Member(name="Okafor, Ada"), ["a", "Okafor, Ada", "Ada Okafor"]),
        (Member(name="Okafor, Ada, Jr."), ["a", "Okafor, Ada, Jr.", "Ada, Jr. Okafor"]),
        (Member(name="Ada Okafor", email="ada@uni.edu"), ["a", "Ada Okafor", "ada@uni.edu"]),
        (Member(login="ada1", sis_id="S12", canvas_id="1001"), ["a", "ada1"]),
        (Member(login="a", github="Ada Okafor", name="Ada Okafor"), ["a", "Ada Okafor"]),
        (Member(name="Ada", section="Class 1"), ["a", "Ada"]),
        (Member(), ["a"]),
    ],
)
def test_names_and_long_ids_are_looked_for_but_no_short_id_number_or_class(member, names):
    assert sorted(Known("a", (member,)).names) == sorted(names)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("by a.da today", True),
        ("(a.da)", True),
        ("a.da", True),
        ("aXda", False),
        ("xa.da", False),
        ("a.dam", False),
        ("a.da-2", False),
        ("2-a.da", False),
    ],
)
def test_a_name_counts_as_a_word_of_its_own_and_as_it_is_written(text, named):
    assert Known("a.da").is_named_in(text.encode()) is named


def test_the_lines_of_every_table_of_people_are_theirs_though_one_names_no_folder(root):
    (root / "submitted/ada").mkdir(parents=True)
    (root / "roster.csv").write_text("student,name,email\nada,Ada Okafor,ada@uni.edu\nben,Ben Ito,ben@uni.edu\n")
    (root / "groups.csv").write_text("group,email\nTeam,ADA@uni.edu\nTeam,ben@uni.edu\n")
    known = known_person(Course(root), "ada")
    assert [(each.name, each.email) for each in known.members] == [("Ada Okafor", "ada@uni.edu"), ("", "ADA@uni.edu")]
    assert [known.is_member(Member(email=each)) for each in ("ADA@uni.edu", "ben@uni.edu")] == [True, False]
    assert known.is_member(Member(email="ADA@uni.edu", cells={"x": "y"}))
