"""Hashes of a class are kept for later years: no name, no code, and never compared with themselves."""

from __future__ import annotations

import msgspec
import pytest

from autograder.errors import Problem
from autograder.similarity.compare import HandIn
from autograder.similarity.earlier import Kept, keep_hashes, read_hashes
from autograder.similarity.winnowing import Place

PLACE = Place("engine.py", "backward", 1, 2)
CLASS = [HandIn(("okafor",), {7: PLACE, 3: PLACE}), HandIn(("ben", "cleo"), {9: PLACE})]
NEXT = [HandIn(("dan",), {7: PLACE})]


def test_what_was_kept_is_read_by_the_next_class_and_not_by_the_same(tmp_path):
    path = keep_hashes(tmp_path, "01_autograd", CLASS)
    assert read_hashes(tmp_path, "01_autograd", NEXT) == ([(3, 7), (9,)], [])
    same, notes = read_hashes(tmp_path, "01_autograd", CLASS[::-1])
    assert (same, notes) == ([], [f"{path} is of this very class, so it is left out."])


def test_the_file_names_nobody_and_the_same_class_is_the_same_file(tmp_path):
    path = keep_hashes(tmp_path, "01_autograd", CLASS)
    content = path.read_bytes()
    assert not any(word in content for word in (b"okafor", b"ben", b"cleo", b"backward", b"engine"))
    assert keep_hashes(tmp_path, "01_autograd", CLASS[::-1]) == path
    assert path.read_bytes() == content


def test_hashes_of_another_version_are_left_out_and_said(tmp_path):
    path = tmp_path / "01_autograd-old.json"
    path.write_bytes(msgspec.json.encode(Kept("01_autograd", "0-9-9", ((1,),))))
    found, (note,) = read_hashes(tmp_path, "01_autograd", NEXT)
    assert found == []
    assert "made by another version" in note


def test_a_folder_without_hashes_and_a_file_that_is_none_are_named(tmp_path):
    keep_hashes(tmp_path, "02_neurons", CLASS)
    with pytest.raises(Problem, match=r"has no hashes of 01_autograd\. .*--keep"):
        read_hashes(tmp_path, "01_autograd", NEXT)
    with pytest.raises(Problem, match=r"nowhere has no hashes"):
        read_hashes(tmp_path / "nowhere", "01_autograd", NEXT)
    (tmp_path / "01_autograd-x.json").write_text("{}")
    with pytest.raises(Problem, match=r"01_autograd-x\.json is no file of hashes"):
        read_hashes(tmp_path, "01_autograd", NEXT)
