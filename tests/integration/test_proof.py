"""A proof holds for a sound release, and names what does not hold of any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from helpers import TINY_COURSE

from autograder.course.manifest import find_assignment
from autograder.grading.alike import VARIES, behaviours
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Result
from autograder.release.proof import Proof, planted_submissions, prove, spot_check

pytestmark = pytest.mark.slow


def faults(course: Path) -> str:
    return "\n".join(prove(find_assignment(course / "source", "01"), jobs=1).faults)


def change(course: Path, name: str, old: str, new: str) -> None:
    path = course / "source" / "01_tiny" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


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


COUNTS = """    def area(self, calls=[]) -> float:
        calls.append(1)
        return self.height * self.width * len(calls)
"""


@pytest.fixture(scope="module")
def of_the_area(tmp_path_factory) -> str:
    """The faults of a course in which several things do not hold of one exercise."""
    course = shutil.copytree(TINY_COURSE, tmp_path_factory.mktemp("proof") / "course")
    path = course / "source/01_tiny/checks/test_tiny.py"
    check = '\ndef test_area_exists(student):\n    """area gives something."""\n\n    def probe(tiny) -> bool:\n'
    check += "        return tiny.Rectangle(1.0, 1.0).area() is not None\n\n    assert student(probe)\n"
    path.write_text(path.read_text() + check)
    (course / "source/01_tiny/wrong/area_sum.py").unlink()
    path = course / "source/01_tiny/wrong/area_square.py"
    path.write_text(f'"""Counts.\n\nCaught by: area_of_doubled_sides\n"""\n\n\nclass Rectangle:\n{COUNTS}')
    return faults(course)


def test_a_check_that_catches_nothing_is_a_fault(of_the_area):
    assert "no mistake is caught by area_exists" in of_the_area


def test_too_few_mistakes_are_a_fault(of_the_area):
    assert "exercise area has 3 planted mistakes of the 4 it needs: add files wrong/area_<what>.py" in of_the_area


def test_a_check_that_fails_only_after_another_is_a_fault(of_the_area):
    assert "wrong/area_square.py: area_of_doubled_sides fails only after another call" in of_the_area


@pytest.fixture(scope="module")
def proof(tiny) -> Proof:
    return prove(tiny, jobs=1)


def test_sound_release_has_no_faults(proof):
    assert proof.faults == ()


def test_a_spot_check_agrees_with_a_proof_and_not_with_a_record_that_says_otherwise(tiny, proof):
    assert spot_check(tiny, proof, jobs=1) == []
    forged = msgspec.structs.replace(proof, failed={**proof.failed, "stub": ()})
    (fault,) = spot_check(tiny, forged, jobs=1)
    assert fault.startswith("stub fails double_by_hand")
    assert fault.endswith("on record nothing")


AT_THE_SECOND_CALL = "def double(x, calls=[]):\n    calls.append(x)\n    return 2 * x if calls[1:] == [] else x * x"
DRAWS = "import random\n\n\ndef double(x):\n    return random.SystemRandom().uniform(x + 1, x + 2)"


def test_what_a_mistake_keeps_from_call_to_call_is_seen_as_in_students_code_and_what_it_draws_is_no_value(course):
    change(course, "wrong/double_squares.py", "def double(x: float) -> float:\n    return x * x", AT_THE_SECOND_CALL)
    change(course, "wrong/double_triples.py", "def double(x: float) -> float:\n    return 3 * x", DRAWS)
    tiny = find_assignment(course / "source", "01")
    proof = prove(tiny, jobs=1)
    assert set(proof.seen["wrong/double_triples.py"].values()) == {VARIES}
    kept = {each.student: each for each in planted_submissions(tiny)}["wrong/double_squares.py"]
    results: list[Result] = []
    settings = JudgeSettings(tiny, b"a course's own", frozenset(), needs={})
    judge_submissions(settings, [kept], lambda judged: results.append(judged.result))
    seen = {name: seen for name, seen in behaviours(results[0])["double"] if seen}
    assert seen == {"double_agrees": proof.seen[kept.student]["double_agrees"]}
