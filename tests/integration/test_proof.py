"""A proof holds for a sound release, and names what does not hold of any other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.course.manifest import find_assignment
from autograder.release.proof import prove, spot_check

pytestmark = pytest.mark.slow


def faults(course: Path) -> str:
    return "\n".join(prove(find_assignment(course / "source", "01"), jobs=1).faults)


def change(course: Path, name: str, old: str, new: str) -> None:
    path = course / "source" / "01_tiny" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_sound_release_has_no_faults(course):
    assert faults(course) == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("tiny.py", "twofold = x + x", "twofold = x + 2", "the solution does not pass double_by_hand"),
        ("checks/test_tiny.py", "approx(6.0)", "approx(6.1)", "the solution does not pass double_by_hand"),
        ("checks/test_tiny.py", "tiny.double(x)", "tiny.triple(2.0)", "untouched stub is passed, not not_attempted"),
        ("wrong/double_is_six.py", "return 6.0", "return 2 * x", "survives area_of_doubled_sides, double_agrees"),
        ("wrong/area_square.py", "area_by_hand", "area_by_foot", "there is no check area_by_foot"),
        ("wrong/area_sum.py", "area_by_hand, ", "", "fails area_by_hand too, which it does not name"),
    ],
)  # fmt: skip
def test_unsound_release_is_told_with_its_fault(course, name, old, new, fault):
    change(course, name, old, new)
    assert fault in faults(course)


def test_a_check_that_catches_nothing_is_a_fault(course):
    path = course / "source/01_tiny/checks/test_tiny.py"
    check = '\ndef test_area_exists(student):\n    """area gives something."""\n\n    def probe(tiny) -> bool:\n'
    check += "        return tiny.Rectangle(1.0, 1.0).area() is not None\n\n    assert student(probe)\n"
    path.write_text(path.read_text() + check)
    assert "no mistake is caught by area_exists" in faults(course)


def test_too_few_mistakes_are_a_fault(course):
    (course / "source/01_tiny/wrong/area_sum.py").unlink()
    assert "exercise area has 3 planted mistakes of the 4 it needs: add files wrong/area_<what>.py" in faults(course)


def test_a_spot_check_agrees_with_a_proof_and_not_with_a_record_that_says_otherwise(tiny):
    proof = prove(tiny, jobs=1)
    assert spot_check(tiny, proof, jobs=1) == []
    forged = msgspec.structs.replace(proof, failed={**proof.failed, "stub": ()})
    (fault,) = spot_check(tiny, forged, jobs=1)
    assert fault.startswith("stub fails double_by_hand")
    assert fault.endswith("on record nothing")
