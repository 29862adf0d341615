"""A child process does what cannot be taken back, and says what came of it; root knows what it may become."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from autograder.sandbox.users import CAP_KILL, NOBODY, become, in_a_child, may_become

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
