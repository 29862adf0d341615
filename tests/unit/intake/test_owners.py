"""Whom a name means by its first mark, and what is around all students rather than one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.archives import Entry
from autograder.intake.identity import Person
from autograder.intake.owners import is_wrapper, marked, owner_by, stem_of, wrappers

T = "2026-10-19-10-00-00"
D = "Oct 19, 2026 926 PM"
CANVAS, MOODLE = "ada_5_1_engine.py", "Ada B_7_assignsubmission_file_engine.py"
BLACKBOARD, BRIGHTSPACE = f"HW_ada_attempt_{T}_engine.py", f"9-1 - Ada - {D}"


@pytest.mark.parametrize(
    ("name", "platform", "key"),
    [
        (CANVAS, "canvas", "5"),
        ("anon_x7_1_engine.py", "canvas", "anon_x7"),
        (MOODLE, "moodle", "7"),
        (BLACKBOARD, "blackboard", "HW_ada"),
        (BRIGHTSPACE, "brightspace", "9"),
    ],
)
def test_a_mark_means_somebody_of_its_platform_or_of_any(name, platform, key):
    for named in ("", platform):
        assert marked(name, named) == Person(platform, key)
    other = "blackboard" if platform != "blackboard" else "brightspace"
    assert marked(name, other) is None


@pytest.mark.parametrize("named", ["", "canvas", "moodle", "names"])
def test_by_names_canvas_and_moodle_are_looked_for(named):
    assert marked(CANVAS, named) == Person("canvas", "5")


def test_the_first_mark_in_a_name_counts():
    assert marked(f"ada_5_1_x_attempt_{T}_y.py") == Person("canvas", "5")
    assert marked(f"HW_ada_attempt_{T}_x_5_1_y.py") == Person("blackboard", "HW_ada")
    assert marked(f"9-1 - Ada_5_1_x - {D}") == Person("brightspace", "9")
    assert marked("ada/engine.py") is None


def test_all_files_of_one_are_one_owners_and_what_has_no_mark_is_nobodys():
    owner = owner_by()
    assert owner("ada_5_1_engine.py") == owner("ada_5_2_notes.txt") == owner("other_5_3_x.py")
    assert owner("ada_5_1_engine.py") != owner("bob_6_2_engine.py")
    assert owner("ada") is None
    assert owner_by("Blackboard")(BLACKBOARD) == owner(BLACKBOARD)
    assert owner_by("Blackboard")(CANVAS) is None


def test_who_is_called_like_anothers_mark_shares_nobodys_part():
    owner = owner_by()
    assert owner("eve_5_1_x_7_2_y.py") != owner("ada_5_1_y.py")


def test_of_a_name_of_any_length_the_beginning_counts():
    owner = owner_by()
    assert owner(BLACKBOARD + "x" * 5000) == owner(BLACKBOARD)


@pytest.mark.parametrize("name", ["class.zip", "class.tar.gz", "class", "class.2026.zip"])
def test_an_export_is_called_what_stands_before_the_first_dot(name):
    assert stem_of(Path("/somewhere.else") / name) == "class"


@pytest.mark.parametrize(
    ("name", "known", "is_one"),
    [
        ("submissions", (), True),
        ("Submissions", (), True),
        ("hw1", (), False),
        ("hw1", ("hw1",), True),
        ("HW1", ("hw1",), False),
        ("class", ("hw1",), True),
    ],
)
def test_a_folder_around_all_is_called_so_or_like_the_export(name, known, is_one):
    assert is_wrapper(name, known) is is_one


@pytest.mark.parametrize(
    ("paths", "around"),
    [
        ([], set()),
        (["hw/ada/x"], {"hw"}),
        (["hw/"], {"hw"}),
        (["hw"], set()),
        (["hw/ada/x", "hw/bob/x", "README"], {"hw"}),
        (["README", "hw/ada/x"], {"hw"}),
        (["hw/ada/x", "bob.zip"], set()),
        (["BOB.ZIP", "hw/ada/x"], set()),
        (["hw/ada/x", "bob_engine.py"], set()),
        (["hw/ada/x", CANVAS], set()),
        (["hw/ada/x", BLACKBOARD], set()),
        (["bob.zip", "hw/ada/x", "README"], set()),
        (["hw/ada/x", "lab/bob/x"], set()),
        ([f"{BRIGHTSPACE}/x"], set()),
        (["__MACOSX/x", "hw/ada/x", ".DS_Store"], {"hw"}),
        (["", "hw/ada/x"], {"hw"}),
    ],
)
def test_one_folder_with_nobodys_files_beside_it_may_hold_those_of_the_students(paths, around):
    entries = [
        Entry(path, tuple(filter(None, path.split("/"))), path.endswith("/"), (), "", lambda cap: b"") for path in paths
    ]
    assert wrappers(entries, owner_by(), ("engine.py",)) == around
