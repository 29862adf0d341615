"""Every submission has its result on disk before anybody hears of it, from the cache where nothing has changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.course.manifest import find_assignment
from autograder.files import PREFIX, SUFFIX
from autograder.grading.cache import encoded_result, read_result
from autograder.grading.grade import grade
from autograder.grading.judged import Judged
from autograder.grading.observations import FOLDER
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status, Submission

ADA, BOB = Submission("ada", {"tiny.py": b"a"}), Submission("bob", {"tiny.py": b"b"})


def result(student: str, *carried: str) -> Result:
    """One check of double that failed, and one of area that failed because double did, or by itself."""
    first = CheckResult("double_by_hand", "double", False, Status.FAILED, 0.0, 1.0, "", 0.1)
    second = CheckResult("area_by_hand", "area", False, Status.FAILED, 0.0, 1.0, "", 0.1, carried=carried)
    return Result(student, "01_tiny", 0.0, 2.0, (), (first, second))


@pytest.fixture
def settings(course: Path) -> JudgeSettings:
    return JudgeSettings(find_assignment(course / "source", "01"), b"secret", frozenset())


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Whom the judges are asked about; all fail, and what fails second comes from the first."""
    found: list[str] = []

    def judge_observed(settings, submissions):
        for each in submissions:
            found.append(each.student)
            yield Judged(result(each.student, "double"))

    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", judge_observed)
    return found


def test_what_has_not_changed_is_taken_from_disk_unless_forced(settings, asked, tmp_path):
    first = grade(settings, [ADA, BOB], tmp_path)
    assert [each.student for each in first] == asked == ["ada", "bob"]
    assert grade(settings, [ADA, BOB], tmp_path) == first
    assert asked == ["ada", "bob"]
    changed = Submission("bob", {"tiny.py": b"c"})
    assert [each.student for each in grade(settings, [changed, ADA], tmp_path)] == ["bob", "ada"]
    assert asked == ["ada", "bob", "bob"]
    grade(settings, [ADA], tmp_path, force=True)
    assert asked[3:] == ["ada"]


def test_each_result_is_on_disk_when_it_is_heard_of_judged_or_not(settings, asked, tmp_path):
    heard: list[Result] = []

    def on_result(each: Result) -> None:
        assert read_result(tmp_path / f"01_tiny/{each.student}.json") == each
        heard.append(each)

    for _ in range(2):
        found = grade(settings, [ADA, BOB], tmp_path, on_result=on_result)
        assert heard == found
        heard.clear()


def test_what_is_said_to_many_is_kept_in_memory_once(settings, tmp_path, monkeypatch):
    said = tuple(encoded_result(told(student)) for student in ("ada", "bob"))

    def judge_observed(settings, submissions):
        yield from (Judged(msgspec.json.decode(each, type=Result)) for each in said)

    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", judge_observed)
    for _ in range(2):  # judged, and from disk
        found = grade(settings, [ADA, BOB], tmp_path)
        ada, bob = (each.checks[0] for each in found)
        assert ada.message == bob.message == "It is 3, and should be 6."
        shared = (ada.name, ada.message, ada.details, ada.key), (bob.name, bob.message, bob.details, bob.key)
        assert [one is other for one, other in zip(*shared, strict=True)] == [True] * 4


def told(student: str) -> Result:
    """A result with a sentence that others are told too."""
    first, second = result(student).checks
    said = msgspec.structs.replace(first, message="It is 3, and should be 6.", details=())
    return msgspec.structs.replace(result(student), checks=(said, second))


def test_another_rule_on_what_is_carried_changes_results_that_are_kept(settings, asked, tmp_path):
    (forgiven,) = grade(settings, [ADA], tmp_path)
    charging = msgspec.structs.replace(settings, forgive=False)
    (charged,) = grade(charging, [ADA], tmp_path)
    assert (forgiven.score, charged.score, asked) == (1.0, 0.0, ["ada"])
    assert read_result(tmp_path / "01_tiny/ada.json") == charged


def test_what_is_carried_is_charged_of_who_is_judged_only_now(settings, asked, tmp_path):
    (charged,) = grade(msgspec.structs.replace(settings, forgive=False), [ADA], tmp_path)
    assert (charged.score, asked) == (0.0, ["ada"])


def test_a_kept_result_that_the_rules_leave_is_not_written_again(settings, asked, tmp_path, monkeypatch):
    grade(settings, [ADA], tmp_path)
    monkeypatch.setattr("autograder.grading.grade.write_result", lambda *given: pytest.fail("written again"))
    grade(settings, [ADA], tmp_path)


def test_what_killed_writers_and_gone_results_left_is_swept(settings, asked, tmp_path):
    folder = tmp_path / "01_tiny"
    (folder / FOLDER).mkdir(parents=True)
    kept = folder / "eve.json"
    kept.write_bytes(b"{}")
    left = [folder / f"{PREFIX}x{SUFFIX}", folder / FOLDER / f"{PREFIX}x{SUFFIX}", folder / FOLDER / "gone.json"]
    for path in left:
        path.write_bytes(b"{}")
    grade(settings, [ADA], tmp_path)
    assert [path for path in left if path.exists()] == []
    assert kept.exists()


def test_a_group_for_sandboxes_is_there_before_any_judge_is(settings, asked, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.grading.grade.own_group", lambda: "own")
    monkeypatch.setattr("autograder.grading.grade.divide", lambda group: asked.append(f"divided {group}"))
    grade(settings, [ADA], tmp_path)
    assert asked == ["divided own", "ada"]
