"""A probe has no children, so that what it computes is what its own clock counts; threads it may have."""

from __future__ import annotations

import os
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


def test_nor_does_an_import(launcher):
    """It is in the same process, and what it starts could compute for the probe."""
    reply = answer(launcher, HELPER, "helped")
    if strict(launcher):
        assert isinstance(reply, Raised)
        assert reply.type == "PermissionError"
    else:
        assert reply == Returned(True)


TAKES_OVER = """
import ctypes, os, sys
for name, module in list(sys.modules.items()):
    if name.startswith("worker"):
        for attribute in ("deny_children", "_bare_fork", "FreshProcesses"):
            if hasattr(module, attribute):
                setattr(module, attribute, lambda *arguments: {"kind": "returned", "value": True})
sys.modules["worker.serving"].CAN_FORK = False

def forks():
    if os.fork() == 0:
        os._exit(0)
    return True
"""


def test_a_module_that_replaces_the_worker_s_functions_starts_no_process_in_a_later_question(launcher):
    session = Session(launcher, Work({"own.py": TAKES_OVER.encode()}, ("own",), (), Limits()))
    probe = Probe("probe", "def probe(own):\n    return own.forks()", ("own",), (), bool, "")
    try:
        replies = [session.observe(probe, (), 5.0) for _ in range(2)]
    finally:
        session.close()
    if strict(launcher):
        assert [type(reply) for reply in replies] == [Raised, Raised]
    else:
        assert replies == [Returned(True)] * 2


# What a question could leave for the next one, in the process that both are forked from or in what it has open.
MARKS = """
import fcntl, os, signal

def met(cpus, priority):
    found = [len(os.sched_getaffinity(0)) != cpus, os.getpriority(os.PRIO_PROCESS, 0) != priority]
    for fd in range(3):
        found.append(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND != 0)
        found.append(os.fstat(fd).st_mode & 0o777 == 0o640)
    return any(found)

def leave():
    tries = [
        lambda: os.sched_setaffinity(os.getppid(), {min(os.sched_getaffinity(0))}),
        lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 5),
        lambda: os.kill(os.getppid(), signal.SIGINT),
        *[lambda fd=fd: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND) for fd in range(3)],
        *[lambda fd=fd: os.fchmod(fd, 0o640) for fd in range(3)],
        lambda: os.memfd_create("note"),
    ]
    for attempt in tries:
        try:
            attempt()
        except OSError:
            pass
"""


def test_a_question_leaves_no_mark_for_the_next(launcher):
    session = Session(launcher, Work({"own.py": MARKS.encode()}, ("own",), (), Limits()))
    given = (len(os.sched_getaffinity(0)), os.getpriority(os.PRIO_PROCESS, 0))
    source = "def probe(own, cpus, priority):\n    return own.met(cpus, priority) or own.leave()"
    probe = Probe("probe", source, ("own",), ("cpus", "priority"), bool, "")
    try:
        replies = [session.observe(probe, given, 5.0) for _ in range(2)]
    finally:
        session.close()
    assert replies == ([Returned(None)] * 2 if strict(launcher) else [Returned(None), Returned(True)])
