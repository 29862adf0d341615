"""Grading a pile: resumable, the same with any number of judges, and no submission stops it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
import pytest
from helpers import PATIENCE, RIGHT, message, statuses

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.grading.grade import grade
from autograder.grading.pool import JudgeSettings, judge_all, judge_observed
from autograder.intake.submitted import read_submissions
from autograder.records import Result, Status, Submission

CLASS = {
    "ada": RIGHT,
    "bob": RIGHT.replace("x + x", "3 * x"),
    "eve": RIGHT.replace("return x + x", "import os; os._exit(0)"),
    "loop": RIGHT.replace("return self.h * self.w", "while True: pass"),
    "王小明": RIGHT.replace("x + x", "2 * x"),
}


@pytest.fixture
def settings(course: Path) -> JudgeSettings:
    return JudgeSettings(find_assignment(course / "source", "01"), b"secret", frozenset())


@pytest.fixture
def pile(course: Path, settings: JudgeSettings) -> list[Submission]:
    for student, text in CLASS.items():
        folder = course / "submitted" / student / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
    return read_submissions(settings.assignment, course / "submitted")


@pytest.fixture
def quick(pile: list[Submission]) -> list[Submission]:
    """The pile without the endless loop, which takes as long as it may."""
    return [submission for submission in pile if submission.student != "loop"]


def scores(results: list[Result]) -> dict[str, float]:
    return {result.student: result.score for result in results}


def heard(of: list[str]) -> Callable[[Result], None]:
    return lambda result: of.append(result.student)


@pytest.mark.slow
def test_scores_are_the_same_with_one_judge_and_with_two(settings, pile, tmp_path):
    one = grade(settings, pile, tmp_path / "one")
    two = grade(msgspec.structs.replace(settings, jobs=2), pile, tmp_path / "two")
    assert scores(one) == scores(two) == {"ada": 5.0, "bob": 1.0, "eve": 1.0, "loop": 3.0, "王小明": 5.0}
    assert [statuses(result) for result in one] == [statuses(result) for result in two]


def test_result_files_hold_what_scripts_rely_on(settings, pile, tmp_path):
    grade(settings, pile[:1], tmp_path)
    table = msgspec.json.decode((tmp_path / "01_tiny" / "ada.json").read_bytes())
    assert {"student", "assignment", "score", "max_score", "isolation", "checks"} <= set(table)
    fields = {"name", "exercise", "hidden", "status", "points", "max_points", "message", "seconds"}
    assert all(fields <= set(check) for check in table["checks"])


def judged_again(
    settings: JudgeSettings, pile: list[Submission], results: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The students that a second run really judges."""
    judged: list[str] = []

    def listening(settings: JudgeSettings, submissions: list[Submission]):
        judged.extend(each.student for each in submissions)
        return judge_observed(settings, submissions)

    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", listening)
    grade(settings, pile, results)
    return judged


def test_an_unchanged_submission_is_not_judged_again(settings, quick, tmp_path, monkeypatch):
    grade(settings, quick, tmp_path)
    assert judged_again(settings, quick, tmp_path, monkeypatch) == []


def test_only_a_changed_submission_is_judged_again(settings, quick, tmp_path, monkeypatch):
    grade(settings, quick, tmp_path)
    changed = [Submission("ada", {"tiny.py": CLASS["bob"].encode()}), *quick[1:]]
    assert judged_again(settings, changed, tmp_path, monkeypatch) == ["ada"]


def test_an_interrupted_run_goes_on_where_it_stopped(settings, quick, tmp_path, monkeypatch):
    seen: list[str] = []

    def interrupt(result: Result) -> None:
        seen.append(result.student)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(settings, quick, tmp_path, on_result=interrupt)
    left = {submission.student for submission in quick} - set(seen)
    assert set(judged_again(settings, quick, tmp_path, monkeypatch)) == left


def test_a_half_written_result_is_judged_again(settings, pile, tmp_path, monkeypatch):
    grade(settings, pile[:1], tmp_path)
    path = tmp_path / "01_tiny" / "ada.json"
    path.write_bytes(path.read_bytes()[:100])
    assert judged_again(settings, pile[:1], tmp_path, monkeypatch) == ["ada"]


def test_force_judges_everything_again(settings, pile, tmp_path):
    grade(settings, pile[:2], tmp_path)
    before = (tmp_path / "01_tiny" / "ada.json").stat().st_mtime_ns
    grade(settings, pile[:2], tmp_path, force=True)
    assert (tmp_path / "01_tiny" / "ada.json").stat().st_mtime_ns > before


# Its import goes on at a signal; until then the process bears a name that can be seen from outside. It may not write.
HELD = """import ctypes, signal, time
going = []
signal.signal(signal.SIGUSR1, lambda *given: going.append(True))
ctypes.CDLL(None).prctl(15, b"held", 0, 0, 0)
while not going:
    time.sleep(0.01)
ctypes.CDLL(None).prctl(15, b"goes on", 0, 0, 0)
"""


def held_processes() -> list[int]:
    """The processes that are held now."""
    found = []
    for comm in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if comm.read_text() == "held\n":
                found.append(int(comm.parent.name))
    return found


class Killer(threading.Thread):
    """Lets a module that is held go on each time, after it has killed the judge that is at it the first few `times`."""

    def __init__(self, times: int) -> None:
        super().__init__(daemon=True)
        self.times = times
        self.killed: list[BaseProcess] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.01):
            for worker in held_processes():
                if len(self.killed) < self.times:
                    (judge,) = multiprocessing.active_children()
                    os.kill(judge.pid, signal.SIGKILL)
                    self.killed.append(judge)
                self._let_go(worker)

    def _let_go(self, worker: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            while worker in held_processes():
                os.kill(worker, signal.SIGUSR1)
                time.sleep(0.01)


def judged_while_killing(settings: JudgeSettings, pile: list[Submission], times: int) -> dict[str, Result]:
    """The results, where the judge that is at bob's submission is killed so many times."""
    pile = [
        Submission(each.student, {"tiny.py": HELD.encode() + each.files["tiny.py"]}) if each.student == "bob" else each
        for each in pile
    ]
    killer = Killer(times)
    killer.start()
    try:
        results = list(judge_all(settings, pile))
    finally:
        killer.over.set()
        killer.join()
    assert [judge.exitcode for judge in killer.killed] == [-signal.SIGKILL] * times
    return {result.student: timeless(result) for result in results}


def timeless(result: Result) -> Result:
    checks = tuple(msgspec.structs.replace(check, seconds=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)


def test_a_judge_that_is_killed_costs_nobody_a_grade(settings, quick):
    undisturbed = judged_while_killing(settings, quick, times=0)
    assert scores(list(undisturbed.values())) == {"ada": 5.0, "bob": 1.0, "eve": 1.0, "王小明": 5.0}
    assert judged_while_killing(settings, quick, times=1) == undisturbed


def test_a_submission_whose_judge_is_killed_twice_is_ungraded_and_says_so(settings, quick):
    results = judged_while_killing(settings, quick, times=2)
    (told,) = results["bob"].checks
    assert told.status is Status.UNGRADED
    assert "The judge ended while it was at this submission, twice. Grade it again" in told.message
    others = {name: result.score for name, result in results.items() if name != "bob"}
    assert others == {"ada": 5.0, "eve": 1.0, "王小明": 5.0}


@pytest.mark.parametrize("where", ["checks", "checks/hidden"])
def test_checks_that_import_what_is_not_installed_say_so_and_what_installs_it(course, settings, pile, where):
    (course / "source/01_tiny" / where / "test_tiny.py").write_text("import not_here.at_all\n")
    with pytest.raises(Problem, match=r"01_tiny import not_here, which is not .*\[grading\]\"\n.*assignment\.toml\.$"):
        grade(settings, pile, course / "results")


def test_checks_that_cannot_be_collected_are_a_problem_that_says_why(course, settings, pile):
    path = course / "source" / "01_tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text() + "\ndef test_nothing_known(student):\n    '''It exists.'''\n")
    with pytest.raises(Problem, match=r"test_nothing_known.*double, area"):
        list(judge_all(settings, pile))


STRETCHED = """import numpy as np


def test_area_stretches(student):
    '''A column beside its row.'''

    def probe(tiny) -> np.ndarray:
        return tiny.Rectangle(1.0, 1.0).column()

    column = student(probe)
    assert (column == column.T).any()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is limited on Linux only")
def test_data_that_stretches_in_a_check_costs_the_judge_no_memory(course, settings):
    (course / "source/01_tiny/checks/test_stretched.py").write_text(STRETCHED)
    column = "    def column(self):\n        import numpy\n        return numpy.ones(({0}, 1))\n"
    pile = [Submission(str(n), {"tiny.py": (RIGHT + column.format(n)).encode()}) for n in (10, 2**16)]
    results = {result.student: result for result in judge_all(settings, pile)}
    assert statuses(results["10"])["area_stretches"] == "passed"
    assert statuses(results[str(2**16)])["area_stretches"] == "failed"
    assert "MemoryError" in message(results[str(2**16)], "area_stretches")
    assert results[str(2**16)].score == results["10"].score - 1


def test_a_folder_for_temporary_files_with_too_long_a_path_is_told(course, tmp_path):
    folder = course / "submitted" / "ada" / "01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(RIGHT)
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    command = [sys.executable, "-m", "autograder", "grade", "01", "--sandbox", "none"]
    environment = {**os.environ, "TMPDIR": str(deep)}
    said = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert said.returncode == 2
    assert "TMPDIR" in said.stderr
    assert "Traceback" not in said.stderr


def test_what_killed_writers_left_is_swept_from_results(settings, quick, tmp_path):
    rest = tmp_path / "01_tiny" / ".rest.part"
    rest.parent.mkdir(parents=True)
    rest.write_text("half")
    grade(settings, quick, tmp_path)
    assert not rest.exists()


def test_hand_ins_of_the_same_files_are_judged_once_and_have_a_result_each(settings, tmp_path, monkeypatch):
    judged: list[str] = []

    def counted(settings, submissions):
        judged.extend(each.student for each in submissions)
        return judge_observed(settings, submissions)

    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", counted)
    both, other = {"tiny.py": RIGHT.encode()}, {"tiny.py": b""}
    pile = [Submission("ada", both), Submission("bob", both), Submission("cem", other)]
    told: list[str] = []
    ada, bob, cem = grade(settings, pile, tmp_path, on_result=heard(told))
    assert (judged, sorted(told)) == (["ada", "cem"], ["ada", "bob", "cem"])
    assert (ada.score, bob.score, cem.score) == (5.0, 5.0, 0.0)
    assert msgspec.structs.replace(bob, student="ada") == ada
    assert [result.student for result in grade(settings, pile, tmp_path)] == ["ada", "bob", "cem"]
    assert judged == ["ada", "cem"]
