"""Clones of GitHub Classroom: a student per login, with the roster's name where there is one."""

from __future__ import annotations

import pytest
from class_exports import CODE, modules_of, take

from autograder.errors import Problem

CLONES = {f"hw1-submissions/hw1-{login}/engine.py": login.encode() for login in ("ada", "grace-hopper", "at1912")}
ROSTER = (
    b"identifier,github_username,github_id,name\nal1,ada,1,Ada Lovelace\ngh3,Grace-Hopper,2,Grace Hopper\nx,,,Nobody\n"
)


def test_the_assignments_name_is_taken_off(tmp_path):
    assert set(take(tmp_path, CLONES)) == {"ada", "grace-hopper", "at1912"}
    assert modules_of(tmp_path)["grace-hopper/01_autograd/engine.py"] == b"grace-hopper"


def test_the_roster_gives_names(tmp_path):
    receipts = take(tmp_path, {**CLONES, "hw1-submissions/classroom_roster.csv": ROSTER})
    assert set(receipts) == {"Ada_Lovelace", "Grace_Hopper", "at1912"}


def test_the_longest_login_of_the_roster_that_fits_counts(tmp_path):
    roster = b"identifier,github_username,github_id,name\n1,hopper,1,Hop Per\n2,grace-hopper,2,Grace Hopper\n"
    export = {"classroom_roster.csv": roster, "hw1-grace-hopper/engine.py": CODE, "hw1-hopper/engine.py": CODE}
    assert set(take(tmp_path, export)) == {"Grace_Hopper", "Hop_Per"}


def test_what_git_keeps_is_not_looked_at(tmp_path):
    receipts = take(tmp_path, {**CLONES, "hw1-submissions/hw1-ada/.git/engine.py": b"older"})
    assert modules_of(tmp_path)["ada/01_autograd/engine.py"] == b"ada"
    assert receipts["ada"].refused == ()


def test_students_whose_names_begin_alike_are_no_clones(tmp_path):
    assert set(take(tmp_path, {f"hw1-{who}/engine.py": CODE for who in ("ada", "bob")})) == {"hw1-ada", "hw1-bob"}


def test_a_roster_that_cannot_be_read_is_a_problem(tmp_path):
    with pytest.raises(Problem, match=r"classroom_roster\.csv cannot be read.*Download it again"):
        take(tmp_path, {**CLONES, "hw1-submissions/classroom_roster.csv": b"\xff\xfe\x00"})
