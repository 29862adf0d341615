"""A delegated control group is divided: the judges in one part, each sandbox in a limited one that is removed with it.

Where none is delegated, a folder with the kernel's file names stands in for what is written to it.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import probes
import pytest
from helpers import RIGHT, judged

from autograder.records import Limits
from autograder.sandbox import cgroups
from autograder.sandbox.cgroups import JUDGES, SandboxGroup, delegated, divide, own_group, sandbox_group
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.doctor import diagnose, machine
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.replies import Probe, Reply, Returned
from autograder.sandbox.session import Session, Work

NOT_DELEGATED = "no cgroup v2 is delegated to this process alone; tests/robustness/vm.py runs this where one is"


@pytest.fixture(scope="session", autouse=True)
def divided() -> bool:
    """Whether there can be groups with limits. Before any sandbox, whose processes take a moment to end."""
    delegated_here = probes.delegated_group()
    done = divide(own_group())
    assert done or not delegated_here, "a control group is delegated here, and the kit does not divide it"
    return done


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
    assert (folder / "memory.max").read_text() == str((cgroups.ZYGOTE_MB + 256) * 2**20)
    assert (folder / "pids.max").read_text() == str(cgroups.MAX_GROUP_PROCESSES)
    sandbox.enter()
    assert (folder / "cgroup.procs").read_text() == "0"


def test_a_group_that_can_have_no_limits_is_not_left_behind(group, monkeypatch):
    def refused(path: Path, text: str) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "write_text", refused)
    with pytest.raises(PermissionError):
        SandboxGroup(group, memory_mb=256)
    assert list(group.glob("sandbox-*")) == []


def test_the_empty_group_of_a_judge_that_was_killed_goes_and_that_of_a_living_one_stays(group, monkeypatch):
    monkeypatch.setattr(cgroups, "own_group", lambda: group / JUDGES)
    killed, living = group / "sandbox-2147483647", group / f"sandbox-{os.getppid()}"
    killed.mkdir()
    living.mkdir()
    assert sandbox_group(memory_mb=256)
    assert living.is_dir()
    assert not killed.exists()


@pytest.mark.parametrize(("others", "there"), [("", True), ("1\n", False)])
def test_the_doctor_finds_a_group_only_where_grade_would_divide_it(group, monkeypatch, others, there):
    (group / "cgroup.procs").write_text(f"{others}{os.getpid()}\n")
    monkeypatch.setattr(machine, "own_group", lambda: group)
    finding = machine.control_groups()
    assert finding.there == there
    assert str(group) in finding.found


class StandIn:
    """A group that limits nothing; `enter` may fail, as it does when the group has been removed."""

    def __init__(self, vanished: bool = False) -> None:
        self._vanished = vanished

    def enter(self) -> None:
        if self._vanished:
            raise FileNotFoundError

    def remove(self) -> None: ...


def layers_with(groups: list[StandIn | None], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each parent of one launcher says that it is limited; `groups` are what there is to be had, in turn."""
    monkeypatch.setattr("autograder.sandbox.confined.sandbox_group", lambda memory_mb: groups.pop(0))
    launcher, told = SandboxLauncher(memory_mb=100), []
    while groups:
        session = Session(launcher, Work({}, (), (), Limits()))
        session.open()
        session.close()
        launcher.stop()
        told.append("cgroup_limits" in session.layers)
    return told


@pytest.mark.usefixtures("sandbox")
def test_a_parent_that_got_no_group_does_not_claim_the_one_before_it(monkeypatch):
    assert layers_with([StandIn(), None], monkeypatch) == [True, False]


@pytest.mark.usefixtures("sandbox")
def test_a_group_that_cannot_be_entered_is_made_again(monkeypatch):
    assert layers_with([StandIn(vanished=True), StandIn()], monkeypatch) == [True]


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_the_doctor_attacks_what_grade_would_use(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.confined.sandbox_group", lambda memory_mb: StandIn())
    assert "cgroup_limits" in diagnose().layers


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
    # With seccomp, a probe has no children.
    launcher = SandboxLauncher(memory_mb=memory_mb, layers=LAYERS - {"seccomp"})
    session = Session(launcher, Work({"hoard.py": HOARD.encode()}, ("hoard",), (), Limits(memory_mb=100)))
    try:
        return session.observe(PROBE, (), 10.0), session.layers
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
        pytest.skip(NOT_DELEGATED)
    monkeypatch.setattr(cgroups, "ZYGOTE_MB", 60)
    kept, layers = hoards(memory_mb=100)
    assert kept == Returned(False)
    assert "cgroup_limits" in layers
    assert list(delegated(own_group()).glob("sandbox-*")) == []


FORK = """import os, time

def attack():
    forks = 0
    try:
        while forks < 30:
            if os.fork() == 0:
                time.sleep(60)
            forks += 1
    except BlockingIOError:
        return False
    return True
"""


def attacks_first(attack: str) -> str:
    """A solution whose `double` is right only if the attack succeeds."""
    return RIGHT.replace("return", "return attack() and", 1) + attack


@pytest.mark.usefixtures("sandbox")
def test_a_submission_at_the_limits_of_its_group_costs_its_neighbours_nothing(divided, monkeypatch, tiny):
    if not divided:
        pytest.skip(NOT_DELEGATED)
    monkeypatch.setattr(cgroups, "ZYGOTE_MB", 60)
    monkeypatch.setattr(cgroups, "MAX_GROUP_PROCESSES", 20)  # below the 32 that rlimits allow
    patient = msgspec.structs.replace(tiny, limits=Limits(seconds=20.0, memory_mb=100))
    pile = {"ada": RIGHT, "bob": attacks_first(HOARD), "cid": RIGHT, "dan": attacks_first(FORK), "eve": RIGHT}
    results = judged(patient, pile, LAYERS - {"seccomp"})
    assert {student: result.score for student, result in results.items()} == {
        "ada": 5.0,
        "bob": 1.0,
        "cid": 5.0,
        "dan": 1.0,
        "eve": 5.0,
    }
    assert all("cgroup_limits" in result.isolation for result in results.values())
    assert list(delegated(own_group()).glob("sandbox-*")) == []
