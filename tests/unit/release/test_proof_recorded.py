"""A proof on record counts only for this very source, whole, and without a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.course import PROOF
from autograder.course.manifest import find_assignment
from autograder.grading.keys import check_keys
from autograder.records import Assignment
from autograder.release.mutation.equivalent import EQUIVALENT
from autograder.release.proof import Proof, proof_key, record_of, recorded_proof, unproved_checks


@pytest.fixture
def assignment(course: Path) -> Assignment:
    return find_assignment(course / "source", "01")


def recorded(folder: Path, assignment: Assignment, key: str = "", faults: tuple[str, ...] = ()) -> Proof | None:
    proof = Proof(assignment.name, key or proof_key(assignment), ("double",), {"stub": ("double",)}, faults)
    (folder / PROOF).write_bytes(record_of(proof))
    return recorded_proof(folder, assignment)


def test_a_proof_of_this_source_without_faults_holds(assignment, tmp_path):
    assert recorded(tmp_path, assignment).failed == {"stub": ("double",)}


def test_a_proof_with_a_fault_does_not_hold(assignment, tmp_path):
    assert recorded(tmp_path, assignment, faults=("the solution does not pass double",)) is None


def test_no_proof_or_half_of_one_does_not_hold(assignment, tmp_path):
    assert recorded_proof(tmp_path, assignment) is None
    assert recorded(tmp_path, assignment) is not None
    path = tmp_path / PROOF
    path.write_bytes(path.read_bytes()[:-20])
    assert recorded_proof(tmp_path, assignment) is None


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("tiny.py", False),
        ("assignment.toml", False),
        ("checks/test_tiny.py", False),
        ("checks/hidden/test_tiny.py", False),
        ("wrong/area_sum.py", False),
        ("lesson.md", True),
        ("predictions.toml", True),
        ("pictures.py", True),
    ],
)
def test_a_proof_of_another_source_does_not_hold_but_lesson_and_pictures_may_change(assignment, tmp_path, name, holds):
    assert recorded(tmp_path, assignment) is not None
    path = assignment.folder / name
    path.write_text((path.read_text() if path.exists() else "") + "\n# changed\n")
    assert (recorded_proof(tmp_path, assignment) is not None) == holds


def test_a_reason_for_a_mutant_that_nobody_can_notice_needs_no_new_proof(assignment, tmp_path):
    assert recorded(tmp_path, assignment) is not None
    (assignment.folder / EQUIVALENT).write_text("")
    assert recorded_proof(tmp_path, assignment) is not None


def test_checks_that_were_edited_after_the_proof_are_named_and_others_not(course, assignment, tmp_path):
    assert recorded(tmp_path, assignment).sources == check_keys(assignment)
    assert unproved_checks(tmp_path, assignment) == ()
    (tmp_path / PROOF).write_bytes(record_of(recorded_proof(tmp_path, assignment)))
    path = assignment.folder / "checks/test_tiny.py"
    path.write_text(path.read_text().replace("approx(6.0)\n", "approx(7.0)\n"))
    assert unproved_checks(tmp_path, assignment) == ("double_by_hand",)
    (assignment.folder / "wrong/double_more.py").write_text("")
    assert unproved_checks(tmp_path, assignment) == ("double_by_hand",)


def test_without_a_proof_no_check_is_proved(assignment, tmp_path):
    assert set(unproved_checks(tmp_path, assignment)) == set(check_keys(assignment))
