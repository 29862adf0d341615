"""Attacks this machine's sandbox from inside, as a submission could, and reports what each attack came to."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder.records import Limits
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.doctor import attacks as hostile
from autograder.sandbox.replies import Probe, Raised, Reply, Returned, Timeout
from autograder.sandbox.session import Session, Work
from autograder.sandbox.worker.call_numbers import numbers_of
from autograder.sandbox.worker.fresh import WALL_CLOCK_FACTOR
from autograder.sandbox.worker.kernel import PR_SET_SECCOMP
from autograder.sandbox.worker.namespaces import NAMESPACES

VARIABLE = "CHAINRULE_CANARY"
LIMITS = Limits(seconds=1.0, memory_mb=64)
PTRACE_TRACEME = 0
# asm-generic/fcntl.h: F_WRLCK, LOCK_SH, LOCK_EX; linux/socket.h: MSG_OOB; linux/sched.h: SCHED_BATCH; linux/mman.h:
# MAP_PRIVATE, MAP_ANONYMOUS and MAP_HUGETLB
WRITE_LEASE = 1
SHARED_LOCK = 1
EXCLUSIVE_LOCK = 2
OUT_OF_BAND = 1
BATCH = 3
HUGE_PAGES = 0x2 | 0x20 | 0x40000
# By attack that `seccomp` alone stops: what it asks for.
ASKED = {
    "trace_a_process": PTRACE_TRACEME,
    "start_a_program": "",
    "enter_new_namespaces": NAMESPACES["user"],
    "hold_up_a_reader": WRITE_LEASE,
    "lock_a_file": EXCLUSIVE_LOCK,
    "lock_a_range": SHARED_LOCK,
    "send_out_of_band": OUT_OF_BAND,
    "use_up_timers": 1,
    "use_up_watches": 1,
    "flush_the_disk": -1,
    "take_huge_pages": HUGE_PAGES,
    "slow_the_group_down": 19,
    "change_the_schedule": BATCH,
    "write_to_the_kernel_log": PR_SET_SECCOMP,
}
# By attack: the call that glibc has no function for, or none on every machine.
CALLS = {
    "slow_the_disk_down": "ioprio_set",
    "use_the_users_keys": "keyctl",
    "queue_requests_in_rings": "io_uring_setup",
    "handle_page_faults": "userfaultfd",
    "measure_the_processor": "perf_event_open",
    "run_a_program_in_the_kernel": "bpf",
    "copy_memory_of_processes": "process_vm_readv",
    "watch_file_systems": "fanotify_init",
}


class Trial(msgspec.Struct, frozen=True):
    """One attack: the layers that are there to stop it, whether it was stopped, and what it came to."""

    attack: str
    layers: tuple[str, ...]
    stopped: bool
    outcome: str


class Report(msgspec.Struct, frozen=True):
    """The layers that a session reached, and the attacks tried in it."""

    layers: tuple[str, ...]
    trials: tuple[Trial, ...]


@contextlib.contextmanager
def _targets() -> Iterator[dict[str, tuple[tuple[str, ...], Any]]]:
    """By attack: the layers against it, and what it goes for, which exists while the context lasts."""
    # Not on Windows.
    from autograder.sandbox.worker.limits import MAX_SESSION_PROCESSES

    with (
        tempfile.TemporaryDirectory(prefix="chainrule-doctor-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
        subprocess.Popen([sys.executable, "-S", "-c", "open(0).read()"], stdin=subprocess.PIPE) as neighbour,
        _variable(VARIABLE, secrets.token_hex(8)),
    ):
        Path(folder).chmod(0o755)
        canary = Path(folder) / "canary"
        canary.write_text(secrets.token_hex(8))
        yield {
            "read_a_file": (("bwrap", "landlock"), str(canary)),
            "write_a_file": (("bwrap", "mount", "landlock"), str(canary)),
            "read_the_environment": (("bwrap",), VARIABLE),
            "open_a_connection": (("net", "landlock", "seccomp"), server.getsockname()[1]),
            "leave_a_mark_on_a_device": (("mount", "seccomp"), "/dev/zero"),
            "share_memory": (("ipc", "seccomp"), os.getpid()),
            "signal_a_neighbour": (("pid", "user", "landlock"), neighbour.pid),
            "lock_memory": (("seccomp", "rlimits"), 4096),
            **{attack: (("seccomp",), target) for attack, target in {**ASKED, **_calls()}.items()},
            # Covers the files that others of these open.
            "mount_a_file_system": (("capabilities", "landlock", "seccomp"), "/work"),
            "fork_for_ever": (("rlimits", "cgroup_limits"), MAX_SESSION_PROCESSES + 8),
            "take_all_memory": (("rlimits", "cgroup_limits"), 4 * LIMITS.memory_mb),
            "wait_for_ever": (("wall_clock",), 60.0),
        }


def _calls() -> dict[str, int]:
    """By attack: the number of its call on this machine."""
    numbers = numbers_of(platform.machine())
    return {attack: numbers[call] for attack, call in CALLS.items()}


@contextlib.contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def self_attack(launcher: SandboxLauncher) -> Report:
    """Tries every attack of `attacks.py`. Raises `Problem` if no session can be confined."""
    work = Work({"hostile.py": Path(hostile.__file__).read_bytes()}, ("hostile",), (), LIMITS)
    session = Session(launcher, work)
    try:
        session.open()
        with _targets() as targets:
            trials = tuple(
                _trial(attack, layers, session.observe(_probe(attack), (target,), _seconds(layers)))
                for attack, (layers, target) in targets.items()
            )
        return Report(session.layers, trials)
    finally:
        session.close()


def _probe(attack: str) -> Probe:
    source = f"def probe(hostile, target):\n    return hostile.{attack}(target)"
    return Probe("probe", source, ("hostile",), ("target",), object, "")


def _seconds(layers: tuple[str, ...]) -> float:
    """The limit of an attack: time enough to succeed, unless time is what stops it."""
    return LIMITS.seconds if "wall_clock" in layers else 5 * LIMITS.seconds


def _trial(attack: str, layers: tuple[str, ...], reply: Reply) -> Trial:
    name, late = attack.replace("_", " "), isinstance(reply, Timeout)
    # An attack that did not end in time is not one that was stopped, but where time is what stops it.
    if late != ("wall_clock" in layers):
        return Trial(name, layers, False, "no answer" if late else "succeeded")
    stopped = not (isinstance(reply, Returned) and reply.value)
    return Trial(name, layers, stopped, _outcome(reply) if stopped else "succeeded")


def _outcome(reply: Reply) -> str:
    match reply:
        case Raised(type, text):
            # Without the name of a file.
            return " ".join([type, *text.partition(": '")[:1]]).strip()
        case Returned():
            return "came to nothing"
        case Timeout():
            return f"ended after {WALL_CLOCK_FACTOR * LIMITS.seconds:g} s"
    return "its process was ended"
