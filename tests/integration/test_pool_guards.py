"""Judges start with nothing of the instructor's folder or shell; and what kills them costs the student nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path

import pytest
from helpers import PATIENCE, RIGHT

from autograder.errors import Problem
from autograder.grading import pool
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.records import Status, Submission
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.plain import PlainLauncher

needs_forkserver = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no server that judges come from")


@needs_forkserver
@pytest.mark.parametrize("before", [None, "1"])
def test_the_server_of_judges_looks_for_no_module_in_the_current_folder(monkeypatch, before):
    seen = []
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if before:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: seen.append(os.environ.get("PYTHONSAFEPATH")))
    pool._processes()
    assert seen == ["1"]
    assert os.environ.get("PYTHONSAFEPATH") == before


@needs_forkserver
def test_what_cannot_be_started_is_told_and_the_environment_put_back(monkeypatch):
    def refuse() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setattr(forkserver, "ensure_running", refuse)
    with pytest.raises(Problem, match="AF_UNIX path too long"):
        pool._processes()
    assert "PYTHONSAFEPATH" not in os.environ


@needs_forkserver
def test_a_file_in_the_folder_where_one_grades_is_not_taken_for_a_library(course):
    """As a student's hand-in, unpacked there, might be called."""
    folder = course / "submitted/ada/01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(RIGHT)
    for name in ("_pytest", "pytest", "pluggy", "msgspec", "numpy"):
        (course / f"{name}.py").write_text("from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n")
    command = [str(Path(sys.executable).with_name("autograder")), "grade", "01", "--sandbox", "none", "--jobs", "1"]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONSAFEPATH"}
    said = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert (course / "results/01_tiny/ada.json").exists()
    assert [path.name for path in course.glob("*.ran")] == []


def test_without_a_word_settings_mean_the_whole_sandbox_and_no_trust(tiny):
    settings = JudgeSettings(tiny, b"secret")
    assert (settings.layers, settings.trusted, settings.jobs) == (LAYERS, False, 1)
    assert isinstance(settings.launcher(), SandboxLauncher)
    assert isinstance(JudgeSettings(tiny, b"secret", frozenset()).launcher(), PlainLauncher)


def test_a_judge_is_given_the_secret_and_the_trust_of_its_settings(tiny, monkeypatch):
    made = []

    class Bench:
        def __init__(self, *given) -> None:
            made.append(given)

        def try_out(self) -> None:
            made.append("tried")

        def close(self) -> None:
            made.append("closed")

    monkeypatch.setattr("autograder.grading.remembering.RememberingBench", Bench)
    monkeypatch.setattr("autograder.grading.judge.judge_each", lambda *given: made.append("judged"))
    for trusted in (False, True):
        made.clear()
        settings = JudgeSettings(tiny, b"secret", frozenset(), trusted=trusted, needs={})
        pool.judge_submissions(settings, [], print)
        assert made[0][4:] == (b"secret", trusted, settings.diagnoses, {})
        assert made[1:] == ["tried", "judged", "closed"]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_pile_that_kills_every_judge_is_ungraded_one_by_one(tiny, monkeypatch, number):
    """Killed between request and reply, twice each: nobody loses a point for it, and the run ends."""
    hand = pool._hand
    handed = []

    def kill(judge, submission: Submission) -> None:
        handed.append(submission.student)
        judge.process.kill()
        judge.process.join()
        hand(judge, submission)

    monkeypatch.setattr(pool, "_hand", kill)
    pile = [Submission(str(n), {"tiny.py": RIGHT.encode()}) for n in range(number)]
    results = list(judge_all(JudgeSettings(tiny, b"secret", frozenset()), pile))
    assert sorted(result.student for result in results) == [str(n) for n in range(number)]
    assert {check.status for result in results for check in result.checks} <= {Status.UNGRADED}
    assert all(result.ungraded for result in results)
    assert sorted(handed) == sorted([str(n) for n in range(number)] * pool.ATTEMPTS)
