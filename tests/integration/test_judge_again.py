"""Judging again by what was kept gives the verdicts of a full run, and runs none of the submission's code."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE, message, statuses

from autograder.checks.bench import Bench
from autograder.checks.observations import MAX_VALUE_BYTES, Observations
from autograder.course.manifest import find_assignment
from autograder.course.solutions import solutions_needed
from autograder.grading.grade import grade
from autograder.grading.judge import judge_here
from autograder.grading.judge_again import judge_again
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings
from autograder.records import Result, Submission
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.plain import PlainLauncher

pytestmark = pytest.mark.slow

CLASS = {
    "right": RIGHT,
    "fourfold": RIGHT.replace("x + x", "4 * x"),
    "seven": RIGHT.replace("x + x", "x + x + 1"),
    "raises": RIGHT.replace("return x + x", "raise ValueError('no')"),
    "endless": RIGHT.replace("return x + x", "while True: pass"),
    "prints": RIGHT.replace("return x + x", "print('looking at', x); return 3 * x"),
    "no_import": "import nothing_such\n" + RIGHT,
    "stub": RIGHT.replace("return x + x", "raise NotImplementedError()"),
    "no_data": RIGHT.replace("x + x", "object()"),
    "long": RIGHT.replace("x + x", f"'x' * {MAX_VALUE_BYTES}"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def pile() -> dict[str, Submission]:
    return {name: Submission(name, {"tiny.py": code.encode()}) for name, code in CLASS.items()}


@pytest.fixture(scope="module")
def course_folder(home: Path) -> Path:
    return Path(shutil.copytree(TINY_COURSE, home / "course"))


@pytest.fixture(scope="module")
def kept(home: Path, course_folder: Path, pile: dict[str, Submission]) -> dict[str, Observations]:
    """What each submission answered when it was graded, as it is on disk."""
    settings = jury_of(course_folder)
    graded = grade(settings, list(pile.values()), home / "results")
    found = {result.student: read_observations(home / "results", result) for result in graded}
    assert None not in found.values()
    return found


def jury_of(course_folder: Path) -> JudgeSettings:
    return JudgeSettings(find_assignment(course_folder / "source", "01"), b"secret", frozenset(), jobs=2)


def timeless(result: Result) -> Result:
    checks = tuple(msgspec.structs.replace(check, seconds=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, key="")


@pytest.fixture
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError("a launcher for submissions was made")

    monkeypatch.setattr(JudgeSettings, "launcher", refuse)
    monkeypatch.setattr(SandboxLauncher, "start", refuse)


@pytest.fixture
def edited(course_folder: Path):
    """Changes a file of checks for as long as a test lasts."""
    restored: list[tuple[Path, str]] = []

    def edit(name: str, old: str, new: str) -> JudgeSettings:
        path = course_folder / "source/01_tiny/checks" / name
        text = path.read_text()
        assert old in text
        restored.append((path, text))
        rewrite(path, text.replace(old, new))
        return jury_of(course_folder)

    yield edit
    for path, text in restored:
        rewrite(path, text)


def rewrite(path: Path, text: str) -> None:
    """Changes a file so that Python sees it, though no second has passed and its size is the same."""
    changed = path.stat().st_mtime + 2
    path.write_text(text)
    os.utime(path, (changed, changed))


SEVEN = ("test_tiny.py", "approx(6.0)", "approx(7.0)")
SAME = ("test_tiny.py", "approx", "approx")


def again(settings: JudgeSettings, submission: Submission, observations: Observations | None) -> Result:
    """One submission judged again."""
    (result,) = judge_again(settings, [submission], {submission.student: observations} if observations else {})
    return result


@pytest.mark.slow
def test_a_changed_expected_side_gives_what_a_full_run_gives(pile, kept, edited, nothing_starts):
    settings = edited(*SEVEN)
    short = [each for name, each in pile.items() if name != "long"]
    results = judge_again(settings, short, kept)
    assert [result.student for result in results if result.ungraded] == []
    verdicts = {result.student: statuses(result)["double_by_hand"] for result in results}
    assert (verdicts["right"], verdicts["seven"]) == ("failed", "passed")
    assert {result.student: timeless(result) for result in results} == full_run(settings, short)


def full_run(settings: JudgeSettings, pile: list[Submission]) -> dict[str, Result]:
    needed = solutions_needed(settings.assignment)
    bench = Bench(settings.assignment, PlainLauncher(), needed, PlainLauncher(), settings.secret)
    results = judge_here(bench, [settings.assignment.folder / "checks"], pile)
    return {result.student: timeless(result) for result in results}


def test_an_answer_that_was_too_long_to_keep_needs_a_full_run(pile, kept, edited, nothing_starts):
    assert len(kept["long"].truncated) == 2
    result = again(edited(*SAME), pile["long"], kept["long"])
    assert statuses(result)["double_by_hand"] == "ungraded"
    assert "The answer to call 1 was not kept" in message(result, "double_by_hand")
    assert "autograder grade --force" in message(result, "double_by_hand")
    assert statuses(result)["area_by_hand"] == "passed"


@pytest.mark.parametrize(
    ("old", "new"), [("tiny.double(x)", "tiny.double(x) + 0"), ("student(probe, 3.0)", "student(probe, 4.0)")]
)
def test_a_question_that_was_not_asked_before_needs_a_full_run(pile, kept, edited, nothing_starts, old, new):
    result = again(edited("test_tiny.py", old, new), pile["right"], kept["right"])
    assert statuses(result)["double_by_hand"] == "ungraded"
    assert "It asks in call 1 what it did not ask before" in message(result, "double_by_hand")


def test_a_damaged_answer_is_not_used(pile, kept, edited, nothing_starts):
    (call,) = [call for call in kept["fourfold"].calls if call.check == "double_by_hand"]
    assert bytes(kept["fourfold"].values[call.value]) == b"12.0"
    values = {**kept["fourfold"].values, call.value: msgspec.Raw(b"6.0")}
    damaged = msgspec.structs.replace(kept["fourfold"], values=values)
    assert statuses(again(edited(*SAME), pile["fourfold"], damaged))["double_by_hand"] == "ungraded"


@pytest.mark.parametrize("of", ["fourfold", ""], ids=["of other files", "none"])
def test_other_answers_are_not_used(pile, kept, edited, nothing_starts, of):
    result = again(edited(*SAME), pile["right"], kept.get(of))
    assert set(statuses(result).values()) == {"ungraded"}
    assert "No answers are kept of these files" in message(result, "double_by_hand")


def test_other_limits_need_a_full_run(course_folder, pile, kept, nothing_starts):
    settings = jury_of(course_folder)
    limits = msgspec.structs.replace(settings.assignment.limits, seconds=9.0)
    longer = msgspec.structs.replace(settings, assignment=msgspec.structs.replace(settings.assignment, limits=limits))
    assert again(longer, pile["right"], kept["right"]).ungraded
    assert not again(settings, pile["right"], kept["right"]).ungraded


def test_equal_answers_have_equal_hashes_whoever_gave_them(kept):
    def answer(name: str) -> str:
        return next(call.value for call in kept[name].calls if call.check == "double_by_hand")

    assert answer("right") != answer("fourfold")
    twice = next(call for call in kept["right"].calls if call.check == "double_by_hand")
    assert twice.arguments == next(c.arguments for c in kept["fourfold"].calls if c.check == "double_by_hand")
    assert len(set(map(answer, ("raises", "endless", "no_import", "stub", "no_data")))) == 1  # there was none
