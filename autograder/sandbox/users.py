"""Runs student code as an unprivileged user where there are no namespaces, and tells what root may become.

Linux, as root. What guards the judge is then the user, file permissions, and the layers that need no namespace.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

NOBODY = 65534
# linux/capability.h
CAP_KILL = 5
CAP_SETGID = 6
CAP_SETUID = 7
CAP_NET_ADMIN = 12
CAP_SYS_ADMIN = 21
CAP_SETFCAP = 31
# No system's own users, and inside what a container may map.
_FIRST = 20_000
_LAST = 60_000


def fresh_user() -> int:
    """A number that no user of this machine has: limits count processes by user, also those of other containers."""
    return _FIRST + secrets.randbelow(_LAST - _FIRST)


def worker_reads(site_packages: Path) -> list[str]:
    """The folders that a worker reads modules and libraries from."""
    modules = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), str(site_packages)]
    return [*modules, "/usr", "/lib", "/lib64"]


def become(user: int) -> None:
    """Gives up root for this user, for good. Raises `OSError`."""
    # The user last: it takes root to leave groups. The zygote does the same in its own words, for it runs where
    # nothing of the judge's can be imported.
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def may_become(user: int, *capabilities: int) -> bool:
    """Whether this is root with these powers, where this user exists; in containers it often is not."""
    ranges = (map(int, line.split()) for line in Path("/proc/self/uid_map").read_text().splitlines())
    known = any(first <= user < first + count for first, _, count in ranges)
    return os.getuid() == 0 and known and _effective_capabilities().issuperset(capabilities)


def _effective_capabilities() -> set[int]:
    status = Path("/proc/self/status").read_text().splitlines()
    mask = int(next(line for line in status if line.startswith("CapEff")).split()[1], 16)
    return {number for number in range(mask.bit_length()) if mask & 1 << number}


def drops_root() -> bool:
    """Whether bubblewrap is root with the powers for its namespaces, and becomes nobody later."""
    return may_become(NOBODY, CAP_SYS_ADMIN, CAP_NET_ADMIN)


def within_reach(user: int, paths: Iterable[str]) -> list[str]:
    """Those of `paths` that this user could read, write or enter. Raises `OSError`."""
    asked = list(paths)

    def look() -> str:
        modes = (os.R_OK, os.W_OK, os.X_OK)
        return "".join("1" if any(os.access(path, mode) for mode in modes) else "0" for path in asked)

    return [path for path, reached in zip(asked, _as_user(user, look), strict=True) if reached == "1"]


def end_processes_of(user: int) -> None:
    """Kills whatever this user has left running. Raises `OSError`."""

    def kill() -> str:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        return ""

    _as_user(user, kill)


def _as_user(user: int, work: Callable[[], str]) -> str:
    """What `work` returns as that user. Raises `PermissionError` if this process cannot become it."""

    def work_as_user() -> str:
        become(user)
        return work()

    try:
        return in_a_child(work_as_user)
    except ChildProcessError:
        raise PermissionError(f"cannot become user {user}") from None


def in_a_child(work: Callable[[], str]) -> str:
    """What `work` returns in a child process, which keeps to itself whatever `work` gives up for good.

    Raises `ChildProcessError` if it does not return.
    """
    # A fork, not a program: the interpreter may lie where only root can start it.
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever `work` raises, the child must not return into the code of its parent.
        try:
            os.write(writer, work().encode("utf-8", "replace"))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8", errors="replace") as answer:
        text = answer.read()
    if os.waitpid(child, 0)[1] != 0:
        raise ChildProcessError("it ended without an answer")
    return text
