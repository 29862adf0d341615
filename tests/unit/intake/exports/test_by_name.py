"""Names that say whose each is: those of Canvas and Moodle, and folders, archives and files called after students."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.intake.archives import ABOVE, Entry
from autograder.intake.exports import by_name, canvas, moodle
from autograder.intake.exports.export import NOBODY

CANVAS = ["ada_5_1_engine.py", "bob_LATE_6_2_engine.py", "cyd_7_text.html"]
MOODLE = [
    "Ada B_1_assignsubmission_file_/",
    "Bob C_2_assignsubmission_file_engine.py",
    "Cy_3_assignsubmission_onlinetext_/",
]
NEITHER = ["ada/", "bob.zip", "README.md"]


@pytest.mark.parametrize(("platform", "own", "others"), [(canvas, CANVAS, MOODLE), (moodle, MOODLE, CANVAS)])
def test_canvas_and_moodle_are_known_by_how_they_call_most_of_what_they_export(platform, own, others):
    assert platform.recognised(own, "").startswith("3 of 3 names are like")
    assert platform.recognised([*own, *NEITHER[:2]], "").startswith("3 of 5 names are like")
    for names in (others, NEITHER, [*own, *NEITHER], []):
        assert platform.recognised(names, "") == ""


def test_what_is_no_other_platforms_is_read_by_its_names():
    assert by_name.recognised([], "")


def test_each_name_is_somebodys_hand_in_or_nobodys_in_whatever_order(pile):
    paths = ["README.md", "ada/engine.py", "x_7_1_4711_9_x.py", "bob.zip", "notes.md", "cyd_engine.py"]
    for order in (paths, paths[::-1]):
        reading = by_name.read(pile(*order))
        assert {handin.label: [each.parts for each in handin.entries] for handin in reading.handins} == {
            "ada/": [("engine.py",)],
            "bob.zip": [("bob.zip",)],
            "cyd_engine.py": [("engine.py",)],
        }
        told = {each.path: each.reason for each in reading.strays}
        assert set(told) == {"README.md", "x_7_1_4711_9_x.py", "notes.md"}
        assert (told["README.md"], told["notes.md"]) == (NOBODY, NOBODY)
        assert told["x_7_1_4711_9_x.py"].startswith("could be of")
        assert [each.label for each in reading.unclear] == ["x_7_1_4711_9_x.py"]
        assert [each.key for each in reading.unclear[0].people] == ["7", "1", "4711"]


def test_what_was_refused_is_told_so_though_nobody_knows_whose_it_is(pile):
    link = Entry("link", ("link",), False, (), "a symbolic link", lambda cap: b"")
    assert [each.reason for each in by_name.read(pile(link, "README.md")).strays] == ["a symbolic link", NOBODY]


def test_what_lies_above_is_nobodys_and_may_mean_nobody(pile):
    above = Entry("../ada/x.py", (ABOVE, "ada", "x.py"), False, (), "leaves its folder", lambda cap: b"")
    reading = by_name.read(pile(above, "bob/x.py"))
    assert ([each.path for each in reading.strays], reading.unclear) == (["../ada/x.py"], ())
    assert [each.person.name for each in reading.handins] == ["bob"]


def test_folders_are_ordered_by_their_latest_file_and_canvass_files_by_its_numbers(pile):
    folder, *files = pile("ada/", "ada/a.py", "ada/b.py").entries
    dated = [
        replace(folder, modified=(9.0,)),
        *(replace(each, modified=(n,)) for n, each in zip((3.0, 2.0), files, strict=True)),
    ]
    (handin,) = by_name.read(pile(*dated)).handins
    assert handin.order == (3.0,)
    (handin,) = by_name.read(pile(folder)).handins
    assert handin.order == ()
    (handin,) = by_name.read(pile("ada_5_41_engine-2.py")).handins
    assert handin.order == (41, 2)


def test_canvass_mark_of_lateness_is_kept(pile):
    handins = by_name.read(pile("ada_LATE_5_1_engine.py", "bob_6_2_engine.py")).handins
    assert [handin.late for handin in handins] == [True, False]


def test_read_as_one_platforms_only_its_names_count(pile):
    mixed = pile("ada_5_1_engine.py", "Bob C_2_assignsubmission_file_engine.py", "cyd/engine.py")
    assert [each.person.key for each in canvas.read(mixed).handins] == ["5"]
    assert [each.person.key for each in moodle.read(mixed).handins] == ["2"]
    assert len(by_name.read(mixed).handins) == 3
