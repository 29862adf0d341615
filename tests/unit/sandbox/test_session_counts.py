"""What a question costs is counted, not timed: processes, system calls, bytes and threads, the same on any machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.records import Limits
from autograder.sandbox import exchange, plain
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Probe, Returned
from autograder.sandbox.session import Session, Work

PROBE = Probe("probe", "def probe(engine, x):\n    return engine.twice(x)", ("engine",), ("x",), float, "")
TEXT = b"class Value:\n    pass\n\n\ndef twice(x):\n    return 2 * x\n"
QUESTIONS = 10
# What one question may take; each number is a little above what it took when it was written down.
FRESH = {"calls": 75, "forks": 1}
TRUSTED = {"calls": 25, "forks": 0}
BYTES = {"asked": 290, "answered": 45}


def strace_works() -> bool:
    """Whether this process may trace others, and has what it takes."""
    program = shutil.which("strace")
    return bool(program) and subprocess.run([program, "-o", "/dev/null", "true"], check=False).returncode == 0


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that lists the system calls of a plain worker and of what it forks."""
    log = tmp_path / "calls"
    command, strace = plain.python_command, shutil.which("strace") or ""
    monkeypatch.setattr(plain, "python_command", lambda *given: [strace, "-f", "-qq", "-o", str(log), *command(*given)])
    return log


def ask(fork: bool, questions: int) -> None:
    launcher = PlainLauncher()
    session = Session(launcher, Work({"engine.py": TEXT}, ("engine",), (), Limits(), fork))
    try:
        for x in range(questions):
            assert session.observe(PROBE, (float(x),), 5.0) == Returned(2.0 * x)
    finally:
        session.close()
        launcher.stop()


def counted(log: Path) -> Counter[str]:
    names = re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    return Counter("forks" if name in ("fork", "vfork", "clone", "clone3") else "calls" for name in names)


@pytest.mark.skipif(not sys.platform.startswith("linux") or not strace_works(), reason="no system calls can be counted")
@pytest.mark.parametrize(("fork", "most"), [(True, FRESH), (False, TRUSTED)], ids=["fresh", "trusted"])
def test_a_question_takes_so_many_system_calls_and_processes(traced, fork, most):
    ask(fork, 1)
    once = counted(traced)
    ask(fork, 1 + QUESTIONS)
    more = {name: (counted(traced)[name] - once[name]) / QUESTIONS for name in most}
    assert more["forks"] == most["forks"]
    assert 0 < more["calls"] <= most["calls"]


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[int]]]:
    """How many bytes each message and reply has."""
    sizes: dict[str, list[int]] = {"asked": [], "answered": []}
    send, receive = exchange.send, exchange.receive

    def sent(fd: int, data: bytes, *rest: float) -> None:
        sizes["asked"].append(len(data))
        send(fd, data, *rest)

    def received(fd: int, *rest: float) -> bytes:
        body = receive(fd, *rest)
        sizes["answered"].append(len(body))
        return body

    monkeypatch.setattr(exchange, "send", sent)
    monkeypatch.setattr(exchange, "receive", received)
    return sizes


def test_a_question_takes_so_many_bytes_each_way(passed):
    ask(True, 3)
    assert max(passed["asked"][-3:]) <= BYTES["asked"]
    assert max(passed["answered"][-3:]) <= BYTES["answered"]
    # The opening and the import, besides.
    assert len(passed["asked"]) == len(passed["answered"]) == 2 + 3


@pytest.mark.skipif(sys.platform == "win32", reason="pipes cannot be waited for there")
def test_a_question_takes_no_thread(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda thread: pytest.fail("a thread was started"))
    ask(True, 2)
