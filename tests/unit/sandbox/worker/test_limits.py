"""A limit is judged to be raised as the kernel would judge it, and one that does not bind is found out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's limits are Linux's")
if sys.platform.startswith("linux"):
    import resource

    from autograder.sandbox.worker import limits
    from autograder.sandbox.worker.limits import address_space, check_process_limit, die_first, is_raised

    ENDLESS = resource.RLIM_INFINITY
    OF_A_SESSION = {
        resource.RLIMIT_CPU: 6,
        resource.RLIMIT_NPROC: 32,
        resource.RLIMIT_SIGPENDING: 64,
        resource.RLIMIT_MEMLOCK: 0,
    }
CPU_SECONDS = 5


@pytest.fixture
def held(monkeypatch) -> dict[int, int]:
    """What each limit of this process is, as far as it is not without end."""
    hard: dict[int, int] = {}
    monkeypatch.setattr(limits.resource, "getrlimit", lambda which: (1, hard.get(which, ENDLESS)))
    return hard


def test_a_limit_is_raised_above_what_is_held(held):
    held[resource.RLIMIT_NOFILE] = 64
    assert not is_raised(resource.RLIMIT_NOFILE, (64, 64), CPU_SECONDS)
    assert is_raised(resource.RLIMIT_NOFILE, (64, 65), CPU_SECONDS)
    assert is_raised(resource.RLIMIT_NOFILE, [65, 65], CPU_SECONDS)
    assert is_raised(resource.RLIMIT_NOFILE, (5, -1), CPU_SECONDS)
    assert is_raised(resource.RLIMIT_NOFILE, (5, ENDLESS), CPU_SECONDS)


@pytest.mark.usefixtures("held")
def test_of_what_is_without_end_nothing_is_too_much():
    for high in (10**9, -1, ENDLESS):
        assert not is_raised(resource.RLIMIT_STACK, (1, high), CPU_SECONDS)
        assert not is_raised(resource.RLIMIT_STACK, (high, high), CPU_SECONDS)


@pytest.mark.usefixtures("held")
def test_a_session_s_own_limits_count_where_this_process_has_none():
    for which, most in OF_A_SESSION.items():
        assert not is_raised(which, (0, most), CPU_SECONDS)
        assert is_raised(which, (0, most + 1), CPU_SECONDS)


def test_the_lower_of_both_counts(held):
    held[resource.RLIMIT_NPROC] = 7
    assert not is_raised(resource.RLIMIT_NPROC, (0, 7), CPU_SECONDS)
    assert is_raised(resource.RLIMIT_NPROC, (0, 8), CPU_SECONDS)


def test_what_is_no_limit_at_all_python_refuses_itself(held):
    """A soft limit above the hard one is an error of another kind, also where both are too high."""
    held[resource.RLIMIT_NOFILE] = 64
    for wanted in ((101, 100), (-1, 100), (100,), (1, 100, 100), ("1", 100), (1.0, 100.0), None, 100):
        assert not is_raised(resource.RLIMIT_NOFILE, wanted, CPU_SECONDS)


def test_a_limit_that_does_not_exist_is_none_that_is_raised(monkeypatch):
    def unknown(which: int) -> None:
        raise ValueError("invalid resource specified")

    monkeypatch.setattr(limits.resource, "getrlimit", unknown)
    assert is_raised(99, (100, 100), CPU_SECONDS) is False


class Kernel:
    """A kernel whose limit on processes binds or does not, and the process that asks it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, child: int | None) -> None:
        self.child, self.did = child, []
        monkeypatch.setattr(limits.resource, "getrlimit", lambda which: (50, 100))
        monkeypatch.setattr(limits.resource, "setrlimit", lambda *asked: self.did.append(asked))
        monkeypatch.setattr(os, "fork", self.fork)
        monkeypatch.setattr(os, "waitpid", lambda *asked: self.did.append(("wait", *asked)))
        monkeypatch.setattr(os, "_exit", self.exit)

    def fork(self) -> int:
        self.did.append("fork")
        if self.child is None:
            raise BlockingIOError
        return self.child

    def exit(self, code: int) -> None:
        raise SystemExit(code)


def test_a_limit_that_binds_is_put_back(monkeypatch):
    kernel = Kernel(monkeypatch, child=None)
    check_process_limit()
    assert kernel.did == [(resource.RLIMIT_NPROC, (0, 100)), "fork", (resource.RLIMIT_NPROC, (100, 100))]


def test_a_limit_that_does_not_bind_is_told_and_the_process_that_got_through_is_waited_for(monkeypatch):
    kernel = Kernel(monkeypatch, child=1234)
    with pytest.raises(PermissionError, match="ordinary user"):
        check_process_limit()
    assert kernel.did[1:] == ["fork", ("wait", 1234, 0)]


def test_the_process_that_got_through_does_nothing_else(monkeypatch):
    kernel = Kernel(monkeypatch, child=0)
    with pytest.raises(SystemExit):
        check_process_limit()
    assert kernel.did[-1] == "fork"


def test_a_session_is_the_first_to_be_killed_when_memory_runs_out(monkeypatch):
    did = []
    monkeypatch.setattr(limits, "prctl", lambda *asked: did.append(asked))
    monkeypatch.setattr(limits, "write_setting", lambda *asked: did.append(asked))
    die_first()
    set_dumpable, most = 4, "1000"
    assert did == [(set_dumpable, 1), ("/proc/self/oom_score_adj", most)]


def test_what_is_mapped_is_counted_in_bytes():
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    assert address_space() == pytest.approx(int(status["VmSize"].split()[0]) * 1024, rel=0.05)
