"""A session in a thread of this process answers probes, each in a fork of its own, within its limits of time."""

from __future__ import annotations

import base64
import json
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worker_requests import MODULE, request

from autograder.sandbox.worker import fresh
from autograder.sandbox.worker.importing import Importer
from autograder.sandbox.worker.rules import Rules
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
        opening |= {"fork": fork, "preload": ["wave", "not_installed"], "import_seconds": 1.0}
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


@pytest.mark.parametrize(
    ("share", "lasts"),
    [(0.0, 3.0), (0.01, 3.0), (0.0199, 3.0), (0.0201, 13.0), (0.05, 13.0), (0.2, 5.0), (0.5, 2.0), (1.0, 1.0)],
)
def test_who_has_to_wait_for_a_processor_is_told_from_who_sleeps(monkeypatch, share, lasts):
    """As on a machine with others: in three times its limit it has computed for little, but for more than nothing."""
    clock = [0.0]

    def pass_time(readers, writers, errors, seconds):
        clock[0] += seconds
        return [], [], []

    monkeypatch.setattr(fresh.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(fresh.select, "select", pass_time)
    monkeypatch.setattr(fresh, "_processor_time", lambda pid: share * clock[0])
    with pytest.raises(TimeoutError):
        fresh._wait(0, 0, 1.0, patience=10.0)
    # The judge counts on it: it waits a second more.
    assert clock[0] == pytest.approx(lasts, abs=0.05)


def test_patience_is_for_all_questions_together(tmp_path, monkeypatch):
    processes = fresh.FreshProcesses(Importer((), str(tmp_path)), Rules(str(tmp_path), False), set(), int, int)
    given = []
    moments = iter([0.0, 9.0, 10.0, 11.0])
    monkeypatch.setattr(fresh, "_wait", lambda fd, child, seconds, patience: given.append(patience))
    monkeypatch.setattr(fresh.time, "monotonic", lambda: next(moments))
    processes._await(0, 0, 2.0)
    processes._await(0, 0, 2.0)
    assert given == [fresh.PATIENCE_SECONDS, fresh.PATIENCE_SECONDS - 3.0]


def test_computing_for_longer_than_the_limit_is_ended(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY, fork=True)
    session.answer()
    session.answer()
    assert session.ask("return quartet.busy(0.1)", seconds=0.5)["value"]
    assert session.ask("return quartet.busy(1.0)", seconds=0.5) == {"kind": "timeout"}
    os.close(session.writer)


TAKES_OVER = """import builtins, mmap, sys
met = mmap.mmap(-1, 1)
for module in [module for name, module in sys.modules.items() if "worker" in name]:
    for name in ("_bare_fork", "import_modules"):
        if hasattr(module, name):
            setattr(module, name, None)
read, write = __import__("os").pipe()
def meet():
    times, met[0] = met[0] + getattr(builtins, "times", 0), 1
    builtins.times = 1
    __import__("os").write(write, b"1")
    return times
"""


def test_nothing_that_a_module_does_as_it_is_imported_is_there_for_the_next_question(tmp_path):
    session = Conversation(tmp_path, TAKES_OVER, fork=True)
    session.answer()
    session.answer()
    assert [session.ask("return quartet.meet()")["value"] for _ in range(3)] == [0, 0, 0]
    os.close(session.writer)


def test_what_an_import_computes_is_granted_to_each_question_and_no_more(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY + "busy(0.4)\n", fork=True)
    session.answer()
    assert session.answer() == {"kind": "ready"}
    assert session.ask("return quartet.busy(0.2)", seconds=0.4) == {"kind": "returned", "value": True}
    assert session.ask("return quartet.busy(1.2)", seconds=0.4) == {"kind": "timeout"}
    os.close(session.writer)


@pytest.mark.parametrize("fork", [True, False])
def test_an_import_that_computes_for_longer_than_it_may_is_told(tmp_path, fork):
    session = Conversation(tmp_path, TEXT + BUSY + "busy(1.5)\n", fork)
    session.answer()
    assert session.answer() == {"kind": "timeout"}
    os.close(session.writer)


def test_generators_start_the_same_in_every_question_whatever_an_import_draws(tmp_path):
    text = "import random\nimport numpy as np\nrandom.random(), np.random.rand()\n"
    session = Conversation(tmp_path, text, fork=True)
    session.answer()
    session.answer()
    drawn = [session.ask("import random; return [random.random(), float(np.random.rand())]")["value"] for _ in range(2)]
    random.seed(0)
    np.random.seed(0)
    assert drawn == [[random.random(), float(np.random.rand())]] * 2
    os.close(session.writer)
