"""A control group is found, divided only where that is allowed, and removed with all that is left in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox import cgroups
from autograder.sandbox.cgroups import JUDGES, SandboxGroup, delegated, divide, own_group, sandbox_group

MOUNTS = "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0\nx /other cgroup2 rw 0 0\n"


@pytest.fixture
def told(monkeypatch):
    """Makes the kernel tell this of mounts and groups; None for a file that is not there."""

    def tell(mounts: str | None, group: str | None) -> None:
        texts = {"/proc/self/mounts": mounts, "/proc/self/cgroup": group}

        def read(path: Path) -> str:
            text = texts[str(path)]
            if text is None:
                raise FileNotFoundError(path)
            return text

        monkeypatch.setattr(Path, "read_text", read)

    return tell


@pytest.mark.parametrize(
    ("mounts", "group", "folder"),
    [
        (MOUNTS, "0::/user.slice/run-1.scope\n", "/sys/fs/cgroup/user.slice/run-1.scope"),
        (MOUNTS, "4:memory:/old\n1:name=systemd:/x\n0::/a:b\n", "/sys/fs/cgroup/a:b"),
        (MOUNTS, "0::/\n", "/sys/fs/cgroup"),
        (MOUNTS, "4:memory:/old\n", None),
        ("cgroup /sys/fs/cgroup cgroup rw 0 0\n", "0::/user.slice\n", None),
        ("", "0::/user.slice\n", None),
        (None, "0::/user.slice\n", None),
        (MOUNTS, None, None),
    ],
)
def test_its_own_group_is_that_of_version_2_below_where_it_is_mounted(told, mounts, group, folder):
    told(mounts, group)
    assert own_group() == (folder and Path(folder))


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """What stands in for a delegated group with this process alone in it."""
    made = tmp_path / "run-1.scope"
    made.mkdir()
    (made / "cgroup.controllers").write_text("cpu memory pids\n")
    (made / "cgroup.procs").write_text(f"{os.getpid()}\n")
    (made / "cgroup.subtree_control").write_text("")
    return made


@pytest.mark.parametrize(
    ("offered", "enough"), [("memory pids", True), ("cpu io memory pids", True), ("memory", False), ("", False)]
)
def test_a_group_is_delegated_if_it_offers_memory_and_processes(group, offered, enough):
    (group / "cgroup.controllers").write_text(f"{offered}\n")
    assert delegated(group) == (group if enough else None)
    assert delegated(group / JUDGES) == (group if enough else None)


@pytest.mark.parametrize("closed", ["", "cgroup.procs", "cgroup.subtree_control"])
def test_a_group_is_delegated_if_all_that_divides_it_can_be_written(group, monkeypatch, closed):
    asked = []
    monkeypatch.setattr(os, "access", lambda path, mode: asked.append(mode) or Path(path) != group / closed)
    assert delegated(group) is None
    assert set(asked) == {os.W_OK}
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    assert delegated(group) == group


def test_no_group_is_not_delegated(tmp_path):
    assert delegated(None) is None
    assert delegated(tmp_path / "gone") is None
    assert divide(None) is False


def test_a_group_is_divided_once(group):
    assert divide(group) is True
    assert (group / JUDGES / "cgroup.procs").read_text() == str(os.getpid())
    assert (group / "cgroup.subtree_control").read_text() == "+memory +pids"
    (group / "cgroup.procs").write_text("")
    (group / "cgroup.subtree_control").write_text("untouched")
    assert divide(group / JUDGES) is True
    assert (group / "cgroup.subtree_control").read_text() == "untouched"


def test_a_judge_s_group_that_is_delegated_no_more_is_not_divided(group):
    (group / "cgroup.controllers").unlink()
    assert divide(group / JUDGES) is False
    assert not (group / JUDGES).exists()


@pytest.mark.parametrize("others", ["1\n", "1\n2\n"])
def test_a_group_with_others_in_it_is_left_as_it_is(group, others):
    for processes in (f"{others}{os.getpid()}\n", others):
        (group / "cgroup.procs").write_text(processes)
        assert divide(group) is False
    assert not (group / JUDGES).exists()
    assert (group / "cgroup.subtree_control").read_text() == ""


def test_a_group_that_the_kernel_does_not_let_be_divided_is_not(group, monkeypatch):
    (group / JUDGES).write_text("in the way")
    assert divide(group) is False


def test_a_sandbox_s_group_has_limits_before_anybody_is_in_it(group):
    sandbox = SandboxGroup(group, memory_mb=100)
    folder = group / f"sandbox-{os.getpid()}"
    limits = {path.name: path.read_text() for path in folder.iterdir()}
    assert limits == {"memory.max": str((1024 + 100) * 2**20), "pids.max": "64", "memory.swap.max": "0"}
    sandbox.enter()
    assert (folder / "cgroup.procs").read_text() == "0"


@pytest.mark.parametrize("missing", ["memory.max", "pids.max", "memory.swap.max"])
def test_a_group_without_a_limit_is_none_but_for_swap_which_not_every_kernel_has(group, monkeypatch, missing):
    write, removed = Path.write_text, []

    def refused(path: Path, text: str) -> int:
        if path.name == missing:
            raise PermissionError(path)
        return write(path, text)

    monkeypatch.setattr(Path, "write_text", refused)
    monkeypatch.setattr(Path, "rmdir", lambda path: removed.append(path.name))
    if missing == "memory.swap.max":
        SandboxGroup(group, memory_mb=100)
        assert removed == []
    else:
        with pytest.raises(PermissionError):
            SandboxGroup(group, memory_mb=100)
        assert removed == [f"sandbox-{os.getpid()}"]


class Clock:
    """A clock on which sleep passes at once, and a folder that the kernel lets go after some tries."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, busy: int) -> None:
        self.now, self.busy, self.tries, self.naps = 0.0, busy, 0, []
        monkeypatch.setattr(cgroups.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(cgroups.time, "sleep", self.sleep)
        monkeypatch.setattr(Path, "rmdir", lambda path: self.rmdir(path))

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def rmdir(self, path: Path) -> None:
        self.tries += 1
        if self.tries > self.busy + 1:
            raise FileNotFoundError(path)
        if self.tries <= self.busy:
            raise OSError(16, "Device or resource busy")


@pytest.mark.parametrize("busy", [0, 1, 5])
def test_a_group_is_removed_once_all_that_was_in_it_is_gone(group, monkeypatch, busy):
    sandbox = SandboxGroup(group, memory_mb=100)
    clock = Clock(monkeypatch, busy)
    sandbox.remove()
    assert (group / f"sandbox-{os.getpid()}/cgroup.kill").read_text() == "1"
    assert clock.tries == busy + 2
    assert len(clock.naps) == busy


def test_a_group_that_stays_busy_is_waited_for_no_longer_than_two_seconds(group, monkeypatch):
    sandbox = SandboxGroup(group, memory_mb=100)
    clock = Clock(monkeypatch, busy=10_000)
    sandbox.remove()
    assert clock.now == pytest.approx(2.0, abs=0.02)


def test_a_kernel_that_cannot_kill_a_group_has_it_removed_all_the_same(group, monkeypatch):
    sandbox = SandboxGroup(group, memory_mb=100)
    (group / f"sandbox-{os.getpid()}/cgroup.kill").mkdir()
    clock = Clock(monkeypatch, busy=0)
    sandbox.remove()
    assert clock.tries == 2


def test_a_sandbox_has_a_group_only_where_judges_have_theirs(group, monkeypatch):
    monkeypatch.setattr(cgroups, "own_group", lambda: group)
    assert sandbox_group(memory_mb=100) is None
    monkeypatch.setattr(cgroups, "own_group", lambda: None)
    assert sandbox_group(memory_mb=100) is None
    assert list(group.glob("sandbox-*")) == []
    monkeypatch.setattr(cgroups, "own_group", lambda: group / JUDGES)
    assert isinstance(sandbox_group(memory_mb=100), SandboxGroup)
    (group / "cgroup.controllers").unlink()
    assert sandbox_group(memory_mb=100) is None


def test_a_group_that_can_have_no_limits_is_none(group, monkeypatch):
    monkeypatch.setattr(cgroups, "own_group", lambda: group / JUDGES)
    monkeypatch.setattr(cgroups, "SandboxGroup", lambda *given: (_ for _ in ()).throw(PermissionError))
    assert sandbox_group(memory_mb=100) is None


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes as Linux shows them")
def test_groups_of_judges_that_are_gone_are_removed_if_they_are_empty(group, monkeypatch):
    monkeypatch.setattr(cgroups, "own_group", lambda: group / JUDGES)
    gone, full, living = (group / f"sandbox-{pid}" for pid in (2**31 - 1, 2**31 - 2, os.getppid()))
    for each in (gone, full / "with a process", living):
        each.mkdir(parents=True)
    assert sandbox_group(memory_mb=100)
    assert [each.exists() for each in (gone, full, living)] == [False, True, True]
