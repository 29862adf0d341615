"""Whom the roster knows by another word than the folder is asked about, and nothing goes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers import TINY_COURSE, commands_in


@pytest.fixture
def course(tmp_path: Path) -> Path:
    course = tmp_path / "course"
    shutil.copytree(TINY_COURSE, course)
    (course / "roster.csv").write_text('name,canvas_id,sis_id\n"Turing, Alan",102,S2\n"Hopper, Grace",103,S3\n')
    (course / "submitted/turingalan_102/01_tiny").mkdir(parents=True)
    return course


def test_a_name_or_an_id_of_the_roster_is_no_folder(course):
    said = commands_in(course)
    for command in (("forget", "S2", "--dry-run"), ("forget", "Alan Turing"), ("log", "Alan Turing")):
        assert "Did you mean turingalan_102 (Alan Turing)?" in " ".join(said(*command, status=2).stderr.split())
    assert (course / "submitted/turingalan_102").is_dir()
    assert "Alan" in (course / "roster.csv").read_text()


def test_a_dry_run_says_where_somebody_is_named_of_whom_nothing_is_held(course):
    (course / "notes.txt").write_text("Ask Nora_Quist again.\n")
    assert "notes.txt" in commands_in(course)("forget", "Nora_Quist", "--dry-run", status=1).stderr
