"""No result outlives what it depends on, and a disk that fills up between two writes leaves none half done."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import RIGHT

from autograder import files
from autograder.checks.observations import Observations
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading import grade as grading
from autograder.grading import outcomes
from autograder.grading.cache import is_graded, read_result
from autograder.grading.judged import Judged
from autograder.grading.keys import keys_of
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status, Submission

ADA = Submission("ada", {"tiny.py": RIGHT.encode()})


@pytest.fixture
def settings(course: Path) -> JudgeSettings:
    return JudgeSettings(Course(course).assignment("01"), b"secret", frozenset())


def test_the_kits_digest_is_of_all_its_code(monkeypatch):
    before = files.kit_digest()
    below = files.files_below(Path(files.__file__).parent)
    monkeypatch.setattr(files, "files_below", lambda folder: {**below, "sandbox/worker/seccomp.py": b"# other"})
    assert files.kit_digest.__wrapped__() != before
    monkeypatch.setattr(files, "files_below", lambda folder: below)
    assert files.kit_digest.__wrapped__() == before


def check(status: Status) -> CheckResult:
    return CheckResult("double", "double", False, status, 1.0, 1.0, "", 0.1)


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """The students that `grade` has judged: eve without a verdict, everybody else with one."""
    seen: list[str] = []

    def judge_observed(settings, submissions):
        for each in submissions:
            seen.append(each.student)
            status = Status.UNGRADED if each.student == "eve" else Status.PASSED
            # The failing check is the second: of several, one is enough.
            checks = (check(Status.PASSED), check(status))
            yield Judged(Result(each.student, "01_tiny", 1.0, 1.0, (), checks), Observations("work"))

    monkeypatch.setattr(outcomes, "judge_observed", judge_observed)
    return seen


def test_an_ungraded_result_is_judged_again_each_time_and_a_graded_one_never(settings, judged, tmp_path):
    pile = [ADA, Submission("eve", {**ADA.files, "notes.txt": b"of her own"})]
    for _ in range(3):
        assert [result.student for result in grading.grade(settings, pile, tmp_path)] == ["ada", "eve"]
    assert judged == ["ada", "eve", "eve", "eve"]
    grading.grade(settings, pile, tmp_path, force=True)
    assert judged[-2:] == ["ada", "eve"]


def test_a_result_on_disk_bears_the_key_of_what_it_depends_on(settings, judged, tmp_path):
    (result,) = grading.grade(settings, [ADA], tmp_path)
    assert result.key == keys_of(settings, [ADA])["ada"]
    assert read_result(tmp_path / "01_tiny/ada.json") == result
    assert read_observations(tmp_path, result).key == result.key


def test_a_disk_that_is_full_between_two_writes_leaves_a_submission_to_be_judged(
    settings, judged, tmp_path, monkeypatch
):
    """There is no result without what it was judged by; the other way round, the next run mends it."""
    heard: list[str] = []

    def full(results: Path, result: Result, hand_in: object, note: bool) -> None:
        raise Problem("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(grading, "write_result", full)
        with pytest.raises(Problem, match="no space left"):
            grading.grade(settings, [ADA], tmp_path, on_result=lambda result: heard.append(result.student))
    assert heard == []
    assert not is_graded(settings, ADA, tmp_path)

    def refuses(results: Path, result: Result, observations: Observations) -> None:
        raise Problem("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(grading, "keep_observations", refuses)
        with pytest.raises(Problem, match="no space left"):
            grading.grade(settings, [ADA], tmp_path)
    assert not is_graded(settings, ADA, tmp_path)
    (result,) = grading.grade(settings, [ADA], tmp_path, on_result=lambda result: heard.append(result.student))
    assert heard == ["ada"]
    assert is_graded(settings, ADA, tmp_path)
    assert read_observations(tmp_path, result) is not None
    assert judged == ["ada"] * 3


def test_the_old_result_is_not_taken_for_judged_by_the_new_answers(settings, judged, tmp_path, monkeypatch):
    """The disk fills up after the answers to a changed file were written, before its result."""
    (old,) = grading.grade(settings, [ADA], tmp_path)
    changed = Submission("ada", {"tiny.py": RIGHT.encode() + b"# changed\n"})
    with monkeypatch.context() as patch:
        patch.setattr(grading, "write_result", lambda *given: (_ for _ in ()).throw(Problem("full")))
        with pytest.raises(Problem, match="full"):
            grading.grade(settings, [changed], tmp_path)
    assert read_result(tmp_path / "01_tiny/ada.json") == old
    assert read_observations(tmp_path, old) is None
