"""A plain worker is a process of its own, with nothing of the shell's, and goes with all that it left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import PATIENCE

from autograder.sandbox import plain as module
from autograder.sandbox.layers import PINNED
from autograder.sandbox.plain import PlainLauncher

posix = pytest.mark.skipif(os.name != "posix", reason="processes as POSIX has them")
ECHO = "import os; os.write(1, os.read(0, 9))"
SLEEP = "import time; print(flush=True); time.sleep(20)"


@pytest.fixture
def started(monkeypatch) -> Iterator[Any]:
    """Starts a worker that only does this; the launcher, its process, the folder, and the channel."""
    launchers: list[PlainLauncher] = []

    def start(code: str) -> SimpleNamespace:
        monkeypatch.setattr(module, "python_command", lambda *given: [sys.executable, "-S", "-c", code])
        launchers.append(launcher := PlainLauncher())
        channel = launcher.start()
        ((process, folder),) = launcher._running.items()
        return SimpleNamespace(launcher=launcher, process=process, folder=Path(folder.name), channel=channel)

    yield start
    for launcher in launchers:
        launcher.stop()


@posix
def test_it_is_spoken_to_and_heard_and_what_it_does_not_read_holds_nobody_up(started):
    worker = started(ECHO)
    assert worker.folder.is_dir()
    assert not os.get_blocking(worker.channel.writer)
    os.write(worker.channel.writer, b"hello")
    assert os.read(worker.channel.reader, 9) == b"hello"


@posix
def test_what_it_says_of_errors_is_shown_to_nobody(started, capfd):
    worker = started("import sys; sys.stderr.write('an error'); sys.stderr.flush(); print(flush=True)")
    assert os.read(worker.channel.reader, 9) == b"\n"
    assert capfd.readouterr() == ("", "")


@posix
def test_it_is_killed_with_what_it_started_and_then_it_is_silent(started):
    worker = started(f"import os; os.fork(); {SLEEP}")
    heard = b""
    while len(heard) < 2:
        heard += os.read(worker.channel.reader, 9)
    worker.channel.kill()
    # As long as one of them lives, there is no end to what they may say.
    assert os.read(worker.channel.reader, 9) == b""
    assert worker.process.wait(PATIENCE) == -signal.SIGKILL


@posix
@pytest.mark.parametrize("how", ["close", "stop"])
def test_when_it_is_ended_nothing_of_it_is_left(started, how):
    worker = started(SLEEP)
    assert os.read(worker.channel.reader, 9) == b"\n"
    (worker.folder / "left").touch()
    worker.channel.close() if how == "close" else worker.launcher.stop()
    assert worker.process.returncode == -signal.SIGKILL
    assert worker.process.stdin.closed
    assert worker.process.stdout.closed
    assert not worker.folder.exists()
    assert worker.launcher._running == {}
    worker.channel.close()
    worker.launcher.stop()


@posix
def test_one_that_has_ended_is_not_killed_as_its_number_may_be_another_s(started, monkeypatch):
    worker, killed = started("pass"), []
    worker.process.wait(PATIENCE)
    monkeypatch.setattr(os, "killpg", lambda *asked: killed.append(asked))
    worker.channel.kill()
    worker.channel.close()
    assert killed == []


@posix
def test_a_folder_that_cannot_be_removed_is_no_error(started):
    worker = started(ECHO)
    worker.folder.rmdir()
    worker.folder.write_text("not a folder any more")
    worker.channel.close()
    worker.folder.unlink(missing_ok=True)


@posix
def test_a_worker_started_ahead_is_the_next_one_and_only_that(started):
    first = started(ECHO)
    first.launcher.start_ahead()
    ahead = first.launcher._ahead
    assert len(first.launcher._running) == 2
    assert first.launcher.start() is ahead
    assert len(first.launcher._running) == 2
    assert first.launcher.start() is not ahead
    assert len(first.launcher._running) == 3


SHELL = {"PATH": "/usr/bin", "SYSTEMROOT": "C:/Windows", "TMPDIR": "/tmp", "SECRET": "mine", "HOME": "/home/ada"}


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_of_the_shell_s_settings_only_those_are_kept_without_which_no_program_starts(monkeypatch, system):
    monkeypatch.setattr(module, "os", SimpleNamespace(name=system, environ=SHELL))
    environment = PlainLauncher()._environment
    own = {"PATH": "/usr/bin"} if system == "nt" else {}
    kept = {"SYSTEMROOT": "C:/Windows", "TMPDIR": "/tmp"}
    assert environment == {**kept, **PINNED, "TZDIR": PINNED["HOME"], **own}


@pytest.mark.parametrize("ended", [False, True])
def test_where_there_are_no_groups_of_processes_the_system_ends_the_tree(monkeypatch, ended):
    run, process = [], SimpleNamespace(pid=1234, poll=lambda: 0 if ended else None)
    monkeypatch.setattr(module, "os", SimpleNamespace(name="nt", killpg=None))
    monkeypatch.setattr(subprocess, "run", lambda command, **options: run.append((command, options)))
    module._kill_tree(process)
    quiet = {"capture_output": True, "check": False}
    assert run == ([] if ended else [(["taskkill", "/F", "/T", "/PID", "1234"], quiet)])
