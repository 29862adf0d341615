"""A session in a thread of this process answers probes, each in a fork of its own, within its limits of time."""

from __future__ import annotations

import base64
import itertools
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from worker_requests import MODULE, request

from autograder.sandbox.worker.serving import serve
from autograder.sandbox.worker.wire import frame, receive, send


class Conversation:
    """A session in a thread of this process, and the judge's side of its channel."""

    def __init__(self, folder: Path, text: str, fork: bool) -> None:
        worker_reader, self.writer = os.pipe()
        self.reader, worker_writer = os.pipe()
        self.ended = 0
        arguments = (
            worker_reader,
            worker_writer,
            str(folder),
            lambda opening: ["thread"],
            self._end,
            lambda opening: False,
        )
        self.thread = threading.Thread(target=serve, args=arguments, daemon=True)
        self.thread.start()
        content = base64.b64encode(text.encode()).decode()
        opening = {"files": {f"{MODULE}.py": content}, "modules": [MODULE], "packages": ["numpy"]}
        opening |= {"fork": fork, "preload": ["wave", "not_installed"]}
        send(self.writer, frame(opening))

    def _end(self) -> None:
        self.ended += 1

    def answer(self) -> Any:
        return json.loads(receive(self.reader))

    def ask(self, body: str, seconds: float = 5.0, **arguments: Any) -> Any:
        send(self.writer, frame({**request(body, **arguments), "seconds": seconds}))
        return self.answer()


TEXT = "import os, time\ncalls = []\ndef note():\n    calls.append(1)\n    print('noted')\n    return len(calls)\n"


@pytest.mark.parametrize(("fork", "second"), [(True, 1), (False, 2)])
def test_a_session_answers_until_the_judge_hangs_up(tmp_path, fork, second):
    session = Conversation(tmp_path, TEXT, fork)
    assert session.answer() == {"kind": "confined", "layers": ["thread"]}
    assert session.answer() == {"kind": "ready"}
    assert session.ask("return quartet.note()")["value"] == 1
    assert session.ask("return quartet.note()")["value"] == second
    assert session.ask("import sys; return 'wave' in sys.modules")["value"]
    os.close(session.writer)
    session.thread.join(10)
    assert not session.thread.is_alive()


def test_a_fork_that_hangs_or_dies_is_answered_for_and_cleaned_up_after(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.answer()
    session.answer()
    assert session.ask("quartet.time.sleep(60)", seconds=0.2) == {"kind": "timeout"}
    assert session.ask("quartet.os._exit(0)") == {"kind": "died"}
    assert session.ask("return quartet.note()")["value"] == 1
    assert session.ended == 4
    os.close(session.writer)


BUSY = """def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell a process's time")
def test_waiting_is_not_computing_and_costs_three_times_the_limit_at_most(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.answer()
    session.answer()
    assert session.ask("return quartet.time.sleep(2.0) is None", seconds=1.0)["value"]
    start = time.monotonic()
    assert session.ask("quartet.time.sleep(60)", seconds=0.3) == {"kind": "timeout"}
    assert time.monotonic() - start > 0.9
    os.close(session.writer)


def test_computing_for_longer_than_the_limit_is_ended(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY, fork=True)
    session.answer()
    session.answer()
    assert session.ask("return quartet.busy(0.1)", seconds=0.5)["value"]
    assert session.ask("return quartet.busy(1.0)", seconds=0.5) == {"kind": "timeout"}
    os.close(session.writer)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell a process's time")
def test_what_the_modules_left_computing_beside_a_probe_counts_for_it(tmp_path, monkeypatch):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.answer()
    session.answer()
    monkeypatch.setattr("time.process_time", itertools.count(0.0, 10.0).__next__)
    assert session.ask("return quartet.time.sleep(2.0) is None", seconds=1.0) == {"kind": "timeout"}
    os.close(session.writer)
