"""Feedback goes back under the names by which Moodle and Canvas find whose it is."""

from __future__ import annotations

import io
import re
import zipfile

import msgspec
import pytest
from made_grades import ASSIGNMENT

from autograder.errors import Problem
from autograder.platforms.feedback import Written
from autograder.platforms.feedback_zip import feedback_zip
from autograder.records import Receipt

NAME = ASSIGNMENT.name


@pytest.fixture
def written(tmp_path):
    def made(student: str, source: str) -> Written:
        folder = tmp_path / "submitted" / student / NAME
        folder.mkdir(parents=True)
        receipt = Receipt(student, NAME, source, (), (), ())
        (folder / "receipt.json").write_bytes(msgspec.json.encode(receipt))
        page = tmp_path / f"{student}.html"
        page.write_text(f"page of {student}")
        return Written(student, str(page), 1.0, 2.0)

    return made


def unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def moodles_reading(name: str) -> tuple[int, str, str, str]:
    """Participant, kind and name of the plugin, and the file, as assignfeedback_file_zip_importer takes them."""
    _, participant, kind, plugin, file = name.split("_", 4)
    return int(participant), kind, plugin, file


def canvass_reading(name: str) -> list[str]:
    """The numbers of the user and of the file, as infer_comment_context_from_filename takes them."""
    return [part for part in name.split("_") if re.fullmatch("[0-9]+", part)][:2]


@pytest.mark.parametrize(
    "source", ["Ada Okafor_4711_assignsubmission_file_", "Ada Okafor_4711_assignsubmission_file_engine.py"]
)
def test_moodle_reads_whose_it_is(written, tmp_path, source):
    packed, notes = feedback_zip("moodle", ASSIGNMENT, [written("Ada_Okafor", source)], tmp_path / "submitted")
    ((name, content),) = unpacked(packed).items()
    assert moodles_reading(name) == (4711, "assignfeedback", "file", f"{NAME}.html")
    assert name.startswith("Ada Okafor_")
    assert (content, notes) == (b"page of Ada_Okafor", [])


def test_an_underscore_in_a_name_does_not_move_the_number(written, tmp_path):
    one = written("Ada_O", "Ada_O_4711_assignsubmission_file_")
    (name,) = unpacked(feedback_zip("moodle", ASSIGNMENT, [one], tmp_path / "submitted")[0])
    assert moodles_reading(name)[0] == 4711


def test_canvas_reads_whose_it_is_and_shows_a_zip_where_a_zip_was_handed_in(written, tmp_path):
    ada = written("okaforada_101", f"okaforada_101_9001_{NAME}.zip")
    bob = written("rossbob_102", "rossbob_LATE_102_9002_engine.py")
    files = unpacked(feedback_zip("canvas", ASSIGNMENT, [ada, bob], tmp_path / "submitted")[0])
    assert sorted(map(canvass_reading, files)) == [["101", "9001"], ["102", "9002"]]
    assert unpacked(files[f"okaforada_101_9001_{NAME}.zip"]) == {f"{NAME}.html": b"page of okaforada_101"}
    assert files["rossbob_LATE_102_9002_engine.py"] == b"page of rossbob_102"


def test_who_came_another_way_is_named(written, tmp_path):
    ada, bob = written("ada", "Ada_1_assignsubmission_file_"), written("bob", "bob/")
    packed, notes = feedback_zip("moodle", ASSIGNMENT, [ada, bob], tmp_path / "submitted")
    assert len(unpacked(packed)) == 1
    assert notes == ["bob is not in the zip: bob was not collected from Moodle."]


def test_where_nobody_came_from_there_no_zip_is_made(written, tmp_path):
    with pytest.raises(Problem, match="was collected from Canvas, so there is no zip"):
        feedback_zip("canvas", ASSIGNMENT, [written("bob", "bob/")], tmp_path / "submitted")


def test_a_member_whose_group_handed_in_under_anothers_name_is_named(written, tmp_path):
    ada, ben = written("okaforada_101", "team1_101_9001_engine.py"), written("itoben_102", "team1_101_9001_engine.py")
    receipt = Receipt("itoben_102", NAME, "team1_101_9001_engine.py", (), (), (), by="okaforada_101")
    (tmp_path / "submitted/itoben_102" / NAME / "receipt.json").write_bytes(msgspec.json.encode(receipt))
    packed, notes = feedback_zip("canvas", ASSIGNMENT, [ada, ben], tmp_path / "submitted")
    assert list(unpacked(packed).values()) == [b"page of okaforada_101"]
    assert notes == ["itoben_102 is not in the zip: okaforada_101 handed it in, whose page it would be there."]


def test_who_is_left_out_keeps_nobody_behind_out(written, tmp_path):
    one, other = "okaforada_101_9001_engine.py", "rossbob_102_9002_engine.py"
    by, elsewhere, ada = written("ben", "x_1_2_y.py"), written("cem", "cem/"), written("okaforada_101", one)
    receipt = Receipt("ben", NAME, "x_1_2_y.py", (), (), (), by="cleo")
    (tmp_path / "submitted/ben" / NAME / "receipt.json").write_bytes(msgspec.json.encode(receipt))
    own = Receipt("rossbob_102", NAME, other, (), (), (), by="rossbob_102", group=("ben",))
    bob = written("rossbob_102", other)
    (tmp_path / "submitted/rossbob_102" / NAME / "receipt.json").write_bytes(msgspec.json.encode(own))
    people = [Written("eve", "", 0.0, 0.0), Written("dan", ada.path, 0.0, 0.0), by, elsewhere, ada, bob]
    packed, notes = feedback_zip("canvas", ASSIGNMENT, people, tmp_path / "submitted")
    assert unpacked(packed) == {one: b"page of okaforada_101", other: b"page of rossbob_102"}
    assert [note.split()[0] for note in notes] == ["dan", "ben", "cem"]
    assert "it was not collected from Canvas" in notes[0]


@pytest.mark.parametrize("source", ["okaforada_101_text.html", "okaforada_LATE_101_link.html"])
def test_canvas_finds_no_file_of_whom_it_has_only_a_text(written, tmp_path, source):
    with pytest.raises(Problem, match="there is no zip"):
        feedback_zip("canvas", ASSIGNMENT, [written("okaforada_101", source)], tmp_path / "submitted")


def test_a_folder_that_moodle_named_is_one(written, tmp_path):
    ada = written("Ada_Okafor", "Ada Okafor_4711_assignsubmission_file_/")
    (name,) = unpacked(feedback_zip("moodle", ASSIGNMENT, [ada], tmp_path / "submitted")[0])
    assert moodles_reading(name)[0] == 4711
