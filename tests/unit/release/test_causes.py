"""A release tells students which checks fail together, and no more of what was planted."""

from __future__ import annotations

import msgspec
import pytest
from helpers import REPO

from autograder.course.manifest import find_assignment
from autograder.release.causes import causes_of, record_of_causes
from autograder.release.proof import Proof

FAILED = {
    "solution": (),
    "stub": ("double_by_hand", "area_by_hand"),
    "wrong/double_zero.py": ("double_by_hand", "double_agrees", "area_by_hand", "area_of_doubled_sides"),
    "wrong/double_again.py": ("double_by_hand", "area_by_hand"),
    "wrong/double_alone.py": ("double_by_hand",),
    "wrong/double_unseen.py": ("double_agrees", "area_by_hand"),
    "wrong/area_sum.py": ("area_by_hand", "area_of_doubled_sides"),
}


def test_only_public_checks_that_fail_through_another_exercise_are_told(tiny):
    causes = causes_of(tiny, Proof("01_tiny", "", (), FAILED))
    assert causes == {"double": [["double_by_hand", "area_by_hand"]], "area": []}


def test_the_file_can_be_read_and_has_a_line_for_each_set():
    content = record_of_causes({"a": [["a", "b"], ["a", "c"]], "b": []})
    assert msgspec.json.decode(content) == {"a": [["a", "b"], ["a", "c"]]}
    assert len(content.splitlines()) == 6


@pytest.mark.parametrize("folder", sorted(REPO.glob("assignments/*")), ids=lambda folder: folder.name)
def test_no_hidden_check_and_no_mistake_is_named_to_students(folder):
    source = find_assignment(REPO / "source", folder.name)
    told = msgspec.json.decode((folder / "checks/causes.json").read_bytes(), type=dict[str, list[list[str]]])
    texts = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("checks/test_*.py"))
    assert {
        check for sets in told.values() for each in sets for check in each if f"def test_{check}(" not in texts
    } == set()
    assert told.keys() <= {exercise.name for exercise in source.exercises}


def test_a_mistake_of_no_exercise_tells_nothing(tiny):
    failed = {"wrong/other.py": ("double_by_hand", "area_by_hand"), "wrong/area_b.py": ("area_by_hand",)}
    assert causes_of(tiny, Proof("01_tiny", "", (), failed)) == {"double": [], "area": []}


def test_what_two_mistakes_fail_alike_is_told_once_and_in_order(tiny):
    both = ("double_by_hand", "area_by_hand")
    failed = {f"wrong/double_{name}.py": both for name in "ab"} | {"wrong/double_c.py": both[::-1]}
    assert causes_of(tiny, Proof("01_tiny", "", (), failed))["double"] == [list(both[::-1]), list(both)]
