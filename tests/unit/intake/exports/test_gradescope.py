"""Gradescope's export: who, in a group too, and when, as its metadata says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from class_exports import CODE, modules_of, take, why
from class_exports import GRADESCOPE as EXPORT
from class_exports import GRADESCOPE_METADATA as METADATA
from class_exports import GRADESCOPE_TOP as TOP

from autograder.errors import Problem
from autograder.intake.received import received_at


def test_each_submitter_is_a_student_with_the_time_of_the_metadata(tmp_path):
    receipts = take(tmp_path, EXPORT)
    assert set(receipts) == {"Ada_Lovelace", "Alan_Turing", "Grace_Hopper"}
    assert modules_of(tmp_path)["Ada_Lovelace/01_autograd/engine.py"] == b"hers"
    received = received_at(tmp_path / "submitted/Alan_Turing/01_autograd")
    assert received == datetime(2026, 10, 21, 5, 15, tzinfo=UTC)


def test_a_receipt_keeps_all_that_gradescope_says_of_who_it_is(tmp_path):
    signs = (("sid", "102"), ("email", "at2@uni.edu"), ("name", "Alan Turing"))
    assert take(tmp_path, EXPORT)["Alan_Turing"].signs == signs


def test_a_group_has_one_hand_in_and_each_receipt_names_the_others(tmp_path):
    receipts = take(tmp_path, EXPORT)
    for student in ("Alan_Turing", "Grace_Hopper"):
        assert modules_of(tmp_path)[f"{student}/01_autograd/engine.py"] == b"theirs"
    assert receipts["Alan_Turing"].group == ("Grace_Hopper",)
    assert receipts["Grace_Hopper"].group == ("Alan_Turing",)
    assert receipts["Ada_Lovelace"].group == ()


def test_the_folder_without_the_one_around_it_is_read_too(tmp_path):
    export = {path.partition("/")[2]: data for path, data in EXPORT.items()}
    assert len(take(tmp_path, export)) == 3


def test_what_the_metadata_does_not_name_or_the_export_does_not_hold_is_reported(tmp_path):
    export = {**EXPORT, f"{TOP}/submission_9/engine.py": CODE}
    del export[f"{TOP}/submission_7001/engine.py"]
    reasons = why(take(tmp_path, export)[""])
    assert "belongs to no student" in reasons
    assert "submission_7001: named in submission_metadata.yml, but not in the export" in reasons


@pytest.mark.parametrize("metadata", [b"", b"- 1", b"a: [", b"\xff\xfe\x00", b"a: !!python/object/apply:os.getcwd []"])
def test_metadata_that_cannot_be_understood_is_a_problem(tmp_path, metadata):
    with pytest.raises(Problem, match=r"submission_metadata\.yml .*[Ee]xport"):
        take(tmp_path, {**EXPORT, f"{TOP}/submission_metadata.yml": metadata})
    assert not (tmp_path / "submitted").exists()


def test_a_students_own_metadata_changes_nothing(tmp_path):
    forged = METADATA.replace("Ada Lovelace", "Eve").encode()
    take(tmp_path, {**EXPORT, f"{TOP}/submission_7001/submission_metadata.yml": forged})
    assert "Ada_Lovelace/01_autograd/engine.py" in modules_of(tmp_path)


def test_of_a_submission_without_a_time_the_line_says_that(tmp_path):
    untimed = METADATA.replace("2026-10-19 05:15:00.000000000 Z", "yesterday", 1).encode()
    receipts = take(tmp_path, {**EXPORT, f"{TOP}/submission_metadata.yml": untimed})
    assert set(receipts) == {"", "Alan_Turing", "Grace_Hopper"}
    assert "submission_metadata.yml says whose it is, but no time that can be read" in why(receipts[""])
    assert "belongs to no student" not in why(receipts[""])
