"""A child process does what cannot be taken back, and says what came of it; root knows what it may become."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from autograder.sandbox import users
from autograder.sandbox.users import (
    CAP_KILL,
    NOBODY,
    become,
    end_processes_of,
    fresh_user,
    in_a_child,
    may_become,
    within_reach,
)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes as Linux has them")


@pytest.fixture
def root() -> None:
    """Only as root."""
    if os.getuid():
        pytest.skip("only root can become somebody else")


def test_what_a_child_returns_arrives_and_what_it_changes_does_not(monkeypatch, tmp_path):
    before = os.getcwd()

    def work() -> str:
        os.chdir(tmp_path)
        return f"in {os.getcwd()} ✓"

    assert in_a_child(work) == f"in {tmp_path} ✓"
    assert os.getcwd() == before


@pytest.mark.parametrize(
    "work",
    [lambda: 1 / 0, lambda: sys.exit("no"), lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL)],
    ids=["raises", "leaves", "ends", "is killed"],
)
def test_a_child_that_does_not_return_is_no_answer(work):
    with pytest.raises(ChildProcessError, match="ended without an answer"):
        in_a_child(work)


@pytest.mark.usefixtures("root")
def test_whoever_is_nobody_has_no_power_of_roots():
    def powers() -> str:
        become(NOBODY)
        return f"{may_become(NOBODY)} {os.getresuid()} {os.getgroups()}"

    assert in_a_child(powers) == f"False {(NOBODY,) * 3} []"


@pytest.mark.parametrize(("mask", "may"), [(0b100000, True), (0b11011111, False), (0, False)])
def test_root_has_the_powers_whose_bits_the_kernel_tells(monkeypatch, mask, may):
    texts = {"/proc/self/uid_map": "0 0 4294967295\n", "/proc/self/status": f"CapPrm:\t0\nCapEff:\t{mask:016x}\n"}
    monkeypatch.setattr("pathlib.Path.read_text", lambda path: texts[str(path)])
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert may_become(NOBODY, CAP_KILL) is may
    assert may_become(NOBODY) is True


@pytest.mark.parametrize(
    ("uid_map", "user", "known"),
    [
        ("0 0 1", 0, True),
        ("0 0 1", 1, False),
        ("65534 0 1", 65534, True),
        ("65534 0 1", 65533, False),
        ("0 0 1\n100 5000 10", 109, True),
        ("0 0 1\n100 5000 10", 110, False),
        ("0 0 1\n100 5000 10", 99, False),
    ],
)
@pytest.mark.parametrize("uid", [0, 1000])
def test_only_root_becomes_a_user_and_only_one_that_exists(monkeypatch, uid_map, user, known, uid):
    texts = {"/proc/self/uid_map": f"{uid_map}\n", "/proc/self/status": "CapEff:\t00000000000000ff\n"}
    monkeypatch.setattr("pathlib.Path.read_text", lambda path: texts[str(path)])
    monkeypatch.setattr(os, "getuid", lambda: uid)
    assert may_become(user) is (known and uid == 0)


def test_groups_go_before_the_user_who_may_leave_them(monkeypatch):
    did = []
    for name in ("setgroups", "setresgid", "setresuid"):
        monkeypatch.setattr(os, name, lambda *asked, name=name: did.append((name, *asked)))
    become(7)
    assert did == [("setgroups", []), ("setresgid", 7, 7, 7), ("setresuid", 7, 7, 7)]


def test_a_fresh_user_is_none_that_a_system_has(monkeypatch):
    for drawn, user in ((lambda below: 0, 20_000), (lambda below: below - 1, 59_999)):
        monkeypatch.setattr("secrets.randbelow", drawn)
        assert fresh_user() == user


@pytest.fixture
def somebody(monkeypatch) -> list[int]:
    """Who a child process has become, without the powers to become anybody."""
    now: list[int] = []
    monkeypatch.setattr(users, "become", now.append)
    return now


def test_within_reach_is_what_that_user_can_read_write_or_enter(monkeypatch, somebody):
    granted = {("read", os.R_OK), ("write", os.W_OK), ("enter", os.X_OK)}
    monkeypatch.setattr(os, "access", lambda path, mode: somebody == [7] and (path, mode) in granted)
    assert within_reach(7, iter(["read", "closed", "write", "enter", "none"])) == ["read", "write", "enter"]
    assert somebody == []


def test_all_that_a_user_has_left_running_is_ended_by_that_user(monkeypatch, somebody):
    reader, writer = os.pipe()
    monkeypatch.setattr(os, "kill", lambda pid, number: os.write(writer, f"{pid} {number} {somebody}".encode()))
    end_processes_of(7)
    assert os.read(reader, 100).decode() == f"-1 {signal.SIGKILL:d} [7]"
    os.close(reader)
    os.close(writer)


def test_where_nothing_is_left_running_that_is_no_error(monkeypatch, somebody):
    def nobody_there(pid: int, number: int) -> None:
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", nobody_there)
    end_processes_of(7)
    assert somebody == []


def test_who_cannot_become_a_user_does_nothing_in_its_place(monkeypatch):
    def refused(user: int) -> None:
        raise PermissionError

    monkeypatch.setattr(users, "become", refused)
    with pytest.raises(PermissionError, match="cannot become user 7"):
        within_reach(7, ["/"])


def test_a_child_that_ends_within_a_letter_is_no_answer(monkeypatch):
    write = os.write

    def write_and_die(fd: int, data: bytes) -> None:
        write(fd, data[:1])
        os._exit(1)

    monkeypatch.setattr(os, "write", write_and_die)
    with pytest.raises(ChildProcessError):
        in_a_child(lambda: "\u2713")
