"""Grading that is killed, or that the disk refuses: nothing is lost, changed, half written or left running."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import probes
import pytest
from helpers import PATIENCE, REPO
from skips import require

from autograder.files import sweep, write_atomically
from autograder.records import Limits
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.replies import Died, Probe, Returned
from autograder.sandbox.session import Session, Work

pytestmark = pytest.mark.slow
STUDENTS = 8
TEXT = "def double(x):\n    return x + x\nclass Rectangle:\n    def area(self):\n        return 0\n"
PROBE = Probe("probe", "def probe(tiny, x):\n    return tiny.double(x)", ("tiny",), ("x",), object, "")


@pytest.mark.usefixtures("sandbox")
def test_kills_at_random_moments_change_no_result_and_leave_nothing():
    script = REPO / "tests/robustness/faults.py"
    kinds = ["zygote", "worker", "judge", "coordinator"]
    command = [sys.executable, str(script), "--kills", "4", "--seed", "9", "--kinds", *kinds]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.stdout.endswith("wrong: 0\n"), ended.stdout + ended.stderr
    assert ended.stdout.startswith("4 kills (1 zygote, 1 worker, 1 judge, 1 coordinator); ")
    assert "; 0 results kept" not in ended.stdout


@pytest.fixture
def launcher(sandbox: None) -> Iterator[SandboxLauncher]:
    started = SandboxLauncher()
    yield started
    started.stop()


def opened(launcher: SandboxLauncher, text: str) -> Session:
    return Session(launcher, Work({"tiny.py": text.encode()}, ("tiny",), (), Limits()))


def test_a_session_survives_the_death_of_its_zygote(launcher):
    session = opened(launcher, TEXT)
    session.observe(PROBE, (1,), 5)
    assert launcher._process is not None
    launcher._process.kill()
    launcher._process.wait()
    assert session.observe(PROBE, (2,), 5) == Returned(4)
    session.close()


def test_code_that_ends_its_process_every_time_is_not_asked_for_ever(launcher):
    for text in ("import os\nos._exit(0)\n", TEXT.replace("return x + x", "import os; os._exit(0)")):
        session = opened(launcher, text)
        assert session.observe(PROBE, (1,), 5) == Died()
        session.close()


def test_a_failed_import_is_told_without_importing_again(launcher):
    session = opened(launcher, "import os\nos._exit(0)\n")
    session.observe(PROBE, (1,), 5)
    launcher.stop()
    assert session.observe(PROBE, (1,), 5) == Died()
    assert launcher._process is None


def killed_while_writing(path: Path) -> None:
    writer = "import os, sys, pathlib, autograder.files as s\nos.fsync = lambda fd: os.kill(os.getpid(), 9)\n"
    writer += "s.write_atomically(pathlib.Path(sys.argv[1]), b'new')"
    ended = subprocess.run([sys.executable, "-c", writer, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_writer_that_is_killed_leaves_the_old_file_and_a_rest_that_is_swept(tmp_path):
    path = tmp_path / "ada.json"
    write_atomically(path, b"old")
    killed_while_writing(path)
    assert len(list(tmp_path.iterdir())) == 2
    sweep(tmp_path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]


def test_a_sweep_spares_what_is_being_written(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.files.os.fsync", lambda fd: sweep(tmp_path))
    write_atomically(tmp_path / "ada.json", b"new")
    assert (tmp_path / "ada.json").read_bytes() == b"new"


def test_a_file_that_is_swept_before_it_is_locked_is_made_anew(tmp_path, monkeypatch):
    swept: list[str] = []

    def too_late(file: IO[bytes]) -> bool:
        if not swept:
            swept.append(file.name)
            os.unlink(file.name)
        return True

    monkeypatch.setattr("autograder.files._lock", too_late)
    write_atomically(tmp_path / "ada.json", b"new")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"new"]
    assert swept


def graded_on(course: Path, *preparation: str) -> tuple[int, str, dict[str, bytes]]:
    """Grades with results/ on a small file system of its own; the exit status, what was said, and what is in results/.

    `preparation` are shell commands that come before.
    """
    for number in range(STUDENTS):
        folder = course / f"submitted/student{number}/01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(TEXT)
    (course / "results").mkdir()
    command = f"{shlex.quote(str(Path(sys.executable).with_name('autograder')))} grade 01 --sandbox none --jobs 1"
    lines = ["set -e", "mount -t tmpfs -o size=16k tmpfs results", *preparation, "set +e"]
    lines += [f"{command} > said 2>&1", "echo $? > status", "mkdir copy; cp -r results/. copy"]
    script = "\n".join(lines)
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=course,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "300"},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    copies = {path.name: path.read_bytes() for path in (course / "copy/01_tiny").iterdir() if path.is_file()}
    return int((course / "status").read_text()), (course / "said").read_text(), copies


def test_a_full_disk_is_told_and_every_result_on_it_is_whole(course):
    require(probes.user_namespaces("--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"), "unshare and user namespaces")
    status, said, copies = graded_on(course)
    assert status == 2
    assert "No space left on device" in said
    assert "Make room" in said
    assert "Traceback" not in said
    assert 0 < len(copies) < STUDENTS
    assert all(json.loads(content)["max_score"] == 5.0 for content in copies.values())


def test_a_read_only_folder_is_told_and_earlier_results_stay_as_they_were(course):
    require(probes.user_namespaces("--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"), "unshare and user namespaces")
    earlier = ["mkdir results/01_tiny", "echo earlier > results/01_tiny/student0.json", "mount -o remount,ro results"]
    status, said, copies = graded_on(course, *earlier)
    assert status == 2
    assert "Read-only file system" in said
    assert "Traceback" not in said
    assert copies == {"student0.json": b"earlier\n"}
