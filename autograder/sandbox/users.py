"""A user of its own for student code, where there are no namespaces: root enters, a user without any rights leaves.

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

# The layers that a container without namespaces still has.
LAYERS_WITHOUT_NAMESPACES = frozenset({"own-user", "rlimits", "capabilities", "no_new_privs", "landlock", "seccomp"})
CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_SETFCAP = 5, 6, 7, 12, 21, 31
_FIRST, _LAST = 20_000, 60_000  # no system's own users, and inside what a container may map


def fresh_user() -> int:
    """A number that no user of this machine has: limits count processes by user, also those of other containers."""
    return _FIRST + secrets.randbelow(_LAST - _FIRST)


def worker_reads(site_packages: Path) -> list[str]:
    """The folders that a worker reads modules and libraries from."""
    modules = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), str(site_packages)]
    return [*modules, "/usr", "/lib", "/lib64"]


def become(user: int) -> None:
    """Gives up root for this user, for good. Raises `OSError`."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def may_become(user: int, *capabilities: int) -> bool:
    """Whether this is root with these powers, where this user exists; in containers it often is not."""
    ranges = (map(int, line.split()) for line in Path("/proc/self/uid_map").read_text().splitlines())
    known = any(first <= user < first + count for first, _, count in ranges)
    status = Path("/proc/self/status").read_text().splitlines()
    effective = int(next(line for line in status if line.startswith("CapEff")).split()[1], 16)
    return os.getuid() == 0 and known and all(effective >> each & 1 for each in capabilities)


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
    # A fork, not a program: the interpreter may lie where only root can start it.
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            become(user)
            os.write(writer, work().encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as answer:
        said = answer.read()
    if os.waitpid(child, 0)[1] != 0:
        raise PermissionError(f"cannot become user {user}")
    return said
