"""A word that is no folder finds whose folder it means."""

from __future__ import annotations

import pytest

from autograder.platforms.roster.called import question


@pytest.fixture
def root(tmp_path):
    (tmp_path / "roster.csv").write_text('name,canvas_id,sis_id\n"Turing, Alan",102,S2\n"Hopper, Grace",103,S3\n')
    (tmp_path / "submitted/turingalan_102").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("word", ["S2", "s2", "102", "Alan Turing", "Turing, Alan"])
def test_a_name_or_an_id_of_the_roster_means_a_folder(root, word):
    assert question(root, root / "submitted", word) == "Did you mean turingalan_102 (Alan Turing)?"


def test_who_has_no_folder_is_not_meant_and_a_folder_is_no_question(root):
    for word in ("Grace Hopper", "turingalan_102", "Alan"):
        assert question(root, root / "submitted", word) == ""
    assert "hoppergrace_103 (Grace Hopper)" in question(root, root / "submitted", "S3", ["hoppergrace_103"])


def test_without_a_roster_nobody_is_meant(tmp_path):
    assert question(tmp_path, tmp_path / "submitted", "S2") == ""


def test_a_class_that_several_are_in_is_nobodys_name(tmp_path):
    (tmp_path / "roster.csv").write_text("name,section,login\nAlan Turing,Class 1,alan\n")
    (tmp_path / "submitted/alan").mkdir(parents=True)
    assert question(tmp_path, tmp_path / "submitted", "Class 1") == ""


def test_whom_several_may_be_meant_by_all_are_named(tmp_path):
    (tmp_path / "roster.csv").write_text("name,login\nLi Na,li1\nLi Na,li2\nLi Na,li3\n")
    for student in ("li1", "li2"):
        (tmp_path / "submitted" / student).mkdir(parents=True)
    said = question(tmp_path, tmp_path / "submitted", "Li Na")
    assert said == "Did you mean li1 (Li Na) or li2 (Li Na)?"
