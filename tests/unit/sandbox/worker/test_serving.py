"""A session in a thread of this process answers probes, each in a fork of its own, within its limits of time."""

from __future__ import annotations

import base64
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers import PATIENCE
from worker_requests import MODULE, request

from autograder.sandbox.worker import fresh, serving
from autograder.sandbox.worker.serving import serve
from autograder.sandbox.worker.wire import frame, receive, send, unpriced


def allowance(seconds: float, left: float = 100.0) -> dict[str, float]:
    return {"seconds": seconds, "left": left, "clock": 3 * seconds, "patience": 120.0}


class Conversation:
    """A session in a thread of this process, and the judge's side of its channel."""

    def __init__(self, folder: Path, text: str, fork: bool, import_seconds: float = 1.0) -> None:
        self.prices: list[float] = []
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
        opening |= {
            "fork": fork,
            "check_cpu_seconds": 5,
            "preload": ["wave", "not_installed"],
            "allowance": allowance(import_seconds),
        }
        send(self.writer, frame(opening))

    def _end(self) -> None:
        self.ended += 1

    def confined(self) -> Any:
        return json.loads(receive(self.reader))

    def answer(self) -> Any:
        price, body = unpriced(receive(self.reader))
        self.prices.append(price)
        return json.loads(body)

    def ask(self, body: str, seconds: float = 5.0, left: float = 100.0, **arguments: Any) -> Any:
        send(self.writer, frame({**request(body, **arguments), "allowance": allowance(seconds, left)}))
        return self.answer()


TEXT = "import os, time\ncalls = []\ndef note():\n    calls.append(1)\n    print('noted')\n    return len(calls)\n"


@pytest.mark.parametrize(("fork", "second"), [(True, 1), (False, 2)])
def test_a_session_answers_until_the_judge_hangs_up(tmp_path, fork, second):
    session = Conversation(tmp_path, TEXT, fork)
    assert session.confined() == {"kind": "confined", "layers": ["thread"]}
    assert session.answer() == {"kind": "ready"}
    assert session.ask("return quartet.note()")["value"] == 1
    assert session.ask("return quartet.note()")["value"] == second
    assert session.ask("import sys; return 'wave' in sys.modules")["value"]
    os.close(session.writer)
    session.thread.join(PATIENCE)
    assert not session.thread.is_alive()


def test_a_fork_that_hangs_or_dies_is_answered_for_and_cleaned_up_after(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.confined()
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
def test_waiting_is_not_computing_and_costs_twice_the_limit_at_most(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.confined()
    session.answer()
    assert session.ask("return quartet.time.sleep(0.3) is None", seconds=0.15)["value"]
    start = time.monotonic()
    assert session.ask("quartet.time.sleep(60)", seconds=0.1) == {"kind": "timeout"}
    assert time.monotonic() - start > 0.3
    os.close(session.writer)


@pytest.mark.parametrize(
    ("share", "of_others", "lasts"),
    [
        *((share, fair, 3.0) for share in (0.0, 0.01, 0.0199) for fair in (0.02, 1.0)),
        *((share, fair, 13.0) for share, fair in ((0.0201, 0.02), (0.0201, 0.08), (0.05, 0.05), (0.05, 0.19))),
        *((share, fair, 5.0) for share, fair in ((0.0201, 0.1), (0.04, 1.0), (0.05, 0.21), (0.05, 1.0))),
        (0.2, 0.2, 5.0),
        (0.5, 1.0, 2.0),
        (1.0, 1.0, 1.0),
    ],
)
def test_who_has_to_wait_for_a_processor_is_told_from_who_sleeps(monkeypatch, share, of_others, lasts):
    """By what others get that compute: who gets a quarter of that, or more, is waited for, however busy the machine."""
    clock = [0.0]

    def pass_time(readers, writers, errors, seconds):
        clock[0] += seconds
        return [], [], []

    monkeypatch.setattr(fresh.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(fresh.select, "select", pass_time)
    monkeypatch.setattr(fresh, "_processor_time", lambda pid: share * clock[0])
    monkeypatch.setattr(fresh, "processor_share", lambda: of_others)
    with pytest.raises(TimeoutError):
        fresh._wait(0, 0, 1.0, clock=3.0, patience=10.0)
    # The judge counts on it: it waits a second more. Whether somebody sleeps is looked at once a second.
    asleep = 0.02 < share < of_others / 4
    assert lasts - 0.05 <= clock[0] <= lasts + (1.0 if asleep else 0.05)


def test_computing_for_longer_than_the_limit_or_than_is_left_is_ended(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY, fork=True)
    session.confined()
    session.answer()
    assert session.ask("return quartet.busy(0.05)", seconds=0.15)["value"]
    assert session.ask("return quartet.busy(9.0)", seconds=0.15) == {"kind": "timeout"}
    assert session.ask("return quartet.busy(9.0)", seconds=9.0, left=0.15) == {"kind": "timeout"}
    os.close(session.writer)


def test_an_answer_says_what_was_computed_for_it_the_import_included(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY + "busy(0.08)\n", fork=True)
    session.confined()
    session.answer()
    session.ask("return quartet.time.sleep(1.5)")
    session.ask("return quartet.busy(0.1)")
    session.ask("quartet.busy(9.0)", seconds=0.1)
    session.ask("quartet.os._exit(quartet.busy(0.1))")
    # Children's time is told in hundredths of a second.
    least = [0.08, 0.08, 0.18, 0.16, 0.18]
    assert all(price > wanted - 0.02 for price, wanted in zip(session.prices, least, strict=True)), session.prices
    # A fork of the process that runs the tests costs up to 0.3 s of its own, beside others.
    assert session.prices[1] < 1.5
    os.close(session.writer)


@pytest.mark.parametrize("fork", [True, False])
def test_an_import_costs_no_more_than_is_computed_meanwhile(tmp_path, fork):
    before = serving._processor_seconds()
    session = Conversation(tmp_path, TEXT, fork)
    session.confined()
    session.answer()
    # Children's time is told in hundredths of a second.
    assert 0 <= session.prices[0] <= serving._processor_seconds() - before + 0.02
    os.close(session.writer)


def test_temporary_files_are_looked_for_where_the_modules_are(tmp_path):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.confined()
    session.answer()
    assert session.ask("import tempfile; return tempfile.gettempdir()")["value"] == str(tmp_path)
    os.close(session.writer)


@pytest.fixture
def unforked(tmp_path, monkeypatch) -> Iterator[Callable[..., Conversation]]:
    """Starts sessions that answer in the process that imported the module; what they tell the garbage collector."""
    told: list[str] = []
    collector = {name: lambda name=name: told.append(name) for name in ("collect", "freeze")}
    monkeypatch.setattr(serving, "gc", SimpleNamespace(**collector))
    started: list[Conversation] = []

    def start(text: str, import_seconds: float = 1.0) -> Conversation:
        started.append(Conversation(tmp_path, text, fork=False, import_seconds=import_seconds))
        started[-1].confined()
        return started[-1]

    start.told = told
    yield start
    for session in started:
        os.close(session.writer)


def test_without_forks_each_question_has_its_own_output_generators_and_broken_rules(unforked):
    session = unforked(TEXT + "os.write(1, b'at import')\n")
    session.answer()
    say = "return quartet.os.write(1, b'said')"
    assert [session.ask(say)["output"] for _ in range(2)] == ["said"] * 2
    draw = "import random; return [random.random(), float(np.random.rand())]"
    first, second = (session.ask(draw)["value"] for _ in range(2))
    assert first == second
    assert session.ask("open('/nowhere/at/all')")["breach"] == "read"
    assert session.ask("raise OSError")["breach"] == ""


def test_without_forks_what_was_imported_is_no_garbage_to_look_for(unforked):
    unforked(TEXT).answer()
    assert unforked.told == ["collect", "freeze"]


def test_without_forks_an_import_that_sleeps_for_twice_what_it_may_compute_is_late(unforked):
    assert unforked(TEXT + "time.sleep(1)\n", import_seconds=0.2).answer() == {"kind": "timeout"}


def test_what_is_printed_goes_to_the_file_for_a_while_and_then_where_it_went_before(tmp_path, monkeypatch):
    flushed: list[bool] = []
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(flush=lambda: flushed.append(True)))
    before = [os.fstat(number) for number in (1, 2)]
    kept: list[int] = []
    dup = os.dup
    monkeypatch.setattr(os, "dup", lambda number: kept.append(dup(number)) or kept[-1])
    with open(tmp_path / "printed", "w+b") as file, serving._printing_to(file.fileno()):
        os.write(1, b"printed ")
        os.write(2, b"warned")
        assert flushed == []
    assert (tmp_path / "printed").read_bytes() == b"printed warned"
    assert flushed == [True]
    assert [os.path.samestat(os.fstat(number), was) for number, was in zip((1, 2), before, strict=True)] == [True] * 2
    assert len(kept) == 2
    for number in kept:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(number)


FORKS = """def forks():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if busy(0.1) else 1)
    return os.waitpid(pid, 0)[1] == 0
"""


def test_it_says_what_children_computed_too(tmp_path):
    """Where nothing keeps a question from starting them; the sandbox does."""
    session = Conversation(tmp_path, TEXT + BUSY + FORKS, fork=True)
    session.confined()
    session.answer()
    assert session.ask("return quartet.forks()")["value"]
    assert session.prices[-1] > 0.08
    os.close(session.writer)


def test_an_answer_has_so_long_to_end_once_it_has_begun(tmp_path, monkeypatch):
    session = Conversation(tmp_path, TEXT, fork=True)
    session.confined()
    session.answer()
    monkeypatch.setattr(fresh, "REPLY_SECONDS", 0.2)
    monkeypatch.setattr(fresh, "send", lambda fd, data: (os.write(fd, data[:1]), time.sleep(60)))
    assert session.ask("return quartet.note()", seconds=20.0) == {"kind": "timeout"}
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
    session.confined()
    session.answer()
    assert [session.ask("return quartet.meet()")["value"] for _ in range(3)] == [0, 0, 0]
    os.close(session.writer)


def test_what_an_import_computes_is_granted_to_each_question_and_no_more(tmp_path):
    session = Conversation(tmp_path, TEXT + BUSY + "busy(0.15)\n", fork=True)
    session.confined()
    assert session.answer() == {"kind": "ready"}
    assert session.ask("return quartet.busy(0.05)", seconds=0.12) == {"kind": "returned", "value": True}
    assert session.ask("return quartet.busy(9.0)", seconds=0.1) == {"kind": "timeout"}
    os.close(session.writer)


@pytest.mark.parametrize("fork", [True, False])
def test_an_import_that_computes_for_longer_than_it_may_is_told(tmp_path, fork):
    session = Conversation(tmp_path, TEXT + BUSY + "busy(0.2)\n", fork, import_seconds=0.1)
    session.confined()
    assert session.answer() == {"kind": "timeout"}
    os.close(session.writer)


def test_generators_start_the_same_in_every_question_whatever_an_import_draws(tmp_path):
    text = "import random\nimport numpy as np\nrandom.random(), np.random.rand()\n"
    session = Conversation(tmp_path, text, fork=True)
    session.confined()
    session.answer()
    drawn = [session.ask("import random; return [random.random(), float(np.random.rand())]")["value"] for _ in range(2)]
    random.seed(0)
    np.random.seed(0)
    assert drawn == [[random.random(), float(np.random.rand())]] * 2
    os.close(session.writer)
