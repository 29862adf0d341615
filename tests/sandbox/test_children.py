"""A probe has no children, so that what it computes is what its own clock counts; threads it may have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.records import Limits
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.replies import Probe, Raised, Reply, Returned
from autograder.sandbox.session import Session, Work

pytestmark = pytest.mark.usefixtures("sandbox")

TEXT = """
import ctypes, os, threading, time

def forks():
    if os.fork() == 0:
        os._exit(0)
    return True

def clones():
    libc = ctypes.CDLL(None)
    answers = []
    for number in NUMBERS:
        pid = libc.syscall(number, 17, 0, 0, 0, 0)
        if pid == 0:
            os._exit(0)
        answers.append(pid)
    return answers == [-1] * len(NUMBERS)

def threads():
    done = []
    each = [threading.Thread(target=done.append, args=(n,)) for n in range(4)]
    [thread.start() for thread in each]
    [thread.join() for thread in each]
    return len(done) == 4

# clone, fork, vfork and clone3 of x86-64, or clone and clone3 of arm64
NUMBERS = (56, 57, 58, 435) if os.uname().machine == "x86_64" else (220, 435)
"""
HELPER = """
import mmap, os, time
shared = mmap.mmap(-1, 1)
if os.fork() == 0:
    while True:
        shared[0] = 1
        time.sleep(0.01)

def helped():
    shared[0] = 0
    time.sleep(0.3)
    return shared[0] == 1
"""


@pytest.fixture(scope="module", params=["strict", "without seccomp"])
def launcher(request: pytest.FixtureRequest) -> Iterator[SandboxLauncher]:
    left = frozenset({"seccomp"}) if request.param != "strict" else frozenset[str]()
    launcher = SandboxLauncher(layers=LAYERS - left)
    yield launcher
    launcher.stop()


def answer(launcher: SandboxLauncher, text: str, call: str, seconds: float = 5.0) -> Reply:
    session = Session(launcher, Work({"own.py": text.encode()}, ("own",), (), Limits()))
    try:
        return session.observe(
            Probe("probe", f"def probe(own):\n    return own.{call}()", ("own",), (), bool, ""), (), seconds
        )
    finally:
        session.close()


def strict(launcher: SandboxLauncher) -> bool:
    return "seccomp" in launcher._layers


def test_a_probe_starts_no_process_and_would_without_the_layer(launcher):
    reply = answer(launcher, TEXT, "forks")
    if strict(launcher):
        assert isinstance(reply, Raised)
        assert reply.type == "PermissionError"
    else:
        assert reply == Returned(True)


def test_no_system_call_starts_one_either(launcher):
    if strict(launcher):
        assert answer(launcher, TEXT, "clones") == Returned(True)


def test_a_probe_starts_threads(launcher):
    assert answer(launcher, TEXT, "threads") == Returned(True)


def test_what_was_started_at_import_helps_no_probe(launcher):
    assert answer(launcher, HELPER, "helped") == Returned(False)
