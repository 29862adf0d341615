"""A delegated control group is divided: the judges in one part, each sandbox in a limited one that is removed with it.

Where none is delegated, a folder with the kernel's file names stands in for what is written to it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder import cgroups
from autograder.cgroups import JUDGES, SandboxGroup, delegated, divide, own_group
from autograder.observation import Reply, Returned
from autograder.probes import Probe
from autograder.records import Limits
from autograder.sandbox import SandboxLauncher
from autograder.session import Session, Work


@pytest.fixture(scope="session", autouse=True)
def divided() -> bool:
    """Whether there can be groups with limits. Before any sandbox, whose processes take a moment to end."""
    return divide(own_group())


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """What stands in for a delegated group with this process alone in it."""
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.procs").write_text(f"{os.getpid()}\n")
    (tmp_path / "cgroup.subtree_control").write_text("")
    return tmp_path


def test_a_delegated_group_is_divided_and_its_process_moved_out_of_the_way(group):
    assert divide(group)
    assert (group / JUDGES / "cgroup.procs").read_text() == str(os.getpid())
    assert (group / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert delegated(group / JUDGES) == group


def test_a_group_with_a_stranger_in_it_is_left_alone(group):
    (group / "cgroup.procs").write_text(f"1\n{os.getpid()}\n")
    assert not divide(group)
    assert not (group / JUDGES).exists()


def test_a_group_without_the_controllers_or_none_at_all_is_not_divided(group):
    (group / "cgroup.controllers").write_text("cpu\n")
    assert not divide(group)
    assert not divide(None)


def test_a_sandbox_gets_limits(group):
    sandbox = SandboxGroup(group, memory_mb=256)
    (folder,) = group.glob("sandbox-*")
    assert (folder / "memory.max").read_text() == str((cgroups.PARENT_MB + 256) * 2**20)
    assert (folder / "pids.max").read_text() == str(cgroups.MAX_PROCESSES)
    sandbox.enter()
    assert (folder / "cgroup.procs").read_text() == "0"


HOARD = """import os, select, time

def attack():
    reader, writer = os.pipe()
    for _ in range(6):
        if os.fork() == 0:
            hoard = bytearray(b"x") * (40 << 20)
            os.write(writer, b"x")
            time.sleep(60)
    kept = 0
    while kept < 6 and os.waitpid(-1, os.WNOHANG) == (0, 0):
        if select.select([reader], [], [], 0.1)[0]:
            kept += len(os.read(reader, 6))
    return kept == 6
"""
PROBE = Probe("probe", "def probe(hoard):\n    return hoard.attack()", ("hoard",), (), object, "")


def hoards(memory_mb: int) -> tuple[Reply, tuple[str, ...]]:
    """Whether six processes together get 240 MB before one of them ends, and the layers around them."""
    launcher = SandboxLauncher(memory_mb=memory_mb)
    session = Session(launcher, Work({"hoard.py": HOARD.encode()}, ("hoard",), (), Limits(memory_mb=100)))
    try:
        return session.observe(PROBE, (), 20.0), session.layers
    finally:
        session.close()
        launcher.stop()


@pytest.mark.usefixtures("sandbox")
def test_processes_together_take_more_than_the_limit_of_each_without_a_group():
    kept, layers = hoards(memory_mb=0)
    assert kept == Returned(True)
    assert "cgroup_limits" not in layers


@pytest.mark.usefixtures("sandbox")
def test_a_group_alone_limits_what_processes_take_together(divided, monkeypatch):
    if not divided:
        pytest.skip("no cgroup v2 is delegated to this process alone")
    monkeypatch.setattr(cgroups, "PARENT_MB", 60)
    kept, layers = hoards(memory_mb=100)
    assert kept == Returned(False)
    assert "cgroup_limits" in layers
    assert list(delegated(own_group()).glob("sandbox-*")) == []
