"""Limits what a zygote and its sessions use together, by one control group for each zygote.

Linux, with cgroup v2. The tree below a group that was delegated to this process, as by `systemd-run --scope -p
Delegate=yes`:

    <delegated>/                  memory and pids handed on to the groups below, so no process may be in it
    <delegated>/chainrule-judges/ the coordinator and its judges
    <delegated>/sandbox-<pid>/    one zygote with its sessions, limited; removed with it
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

JUDGES = "chainrule-judges"
CONTROLLERS = ("memory", "pids")
# What a zygote holds itself, with the largest package loaded.
ZYGOTE_MB = 1024
MAX_GROUP_PROCESSES = 64
# For killed processes to leave their group.
KILL_GRACE_SECONDS = 2.0


def own_group() -> Path | None:
    """The folder of the cgroup v2 that this process is in, or None without one."""
    with contextlib.suppress(OSError):
        mounts = (line.split() for line in Path("/proc/self/mounts").read_text().splitlines())
        places = [Path(fields[1]) for fields in mounts if fields[2] == "cgroup2"]
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            number, _, path = line.split(":", 2)
            if number == "0" and places:
                return places[0] / path.lstrip("/")
    return None


def delegated(group: Path | None) -> Path | None:
    """The group that may be divided: this one, or the one above if it is divided already; None if that may not be."""
    if group is None:
        return None
    top = group.parent if group.name == JUDGES else group
    with contextlib.suppress(OSError):
        offered = (top / "cgroup.controllers").read_text().split()
        writable = all(os.access(path, os.W_OK) for path in (top, top / "cgroup.procs", top / "cgroup.subtree_control"))
        if set(CONTROLLERS) <= set(offered) and writable:
            return top
    return None


def divide(group: Path | None) -> bool:
    """Moves this process, if it is alone in its delegated group, so that groups beside it can have limits."""
    top = delegated(group)
    if group is None or top is None or group != top:
        return top is not None
    with contextlib.suppress(OSError):
        if (top / "cgroup.procs").read_text().split() != [str(os.getpid())]:
            # A shell's, say: what is not this program's own is not moved about.
            return False
        (top / JUDGES).mkdir(exist_ok=True)
        (top / JUDGES / "cgroup.procs").write_text(str(os.getpid()))
        (top / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
        return True
    return False


class SandboxGroup:
    """A group for one zygote and its sessions. Raises `OSError` if it can have no limits."""

    def __init__(self, top: Path, memory_mb: int) -> None:
        self._folder = top / f"sandbox-{os.getpid()}"
        self._folder.mkdir(exist_ok=True)
        try:
            (self._folder / "memory.max").write_text(str((ZYGOTE_MB + memory_mb) * 2**20))
            (self._folder / "pids.max").write_text(str(MAX_GROUP_PROCESSES))
        except OSError:
            self._folder.rmdir()
            raise
        # There is none without swap.
        with contextlib.suppress(OSError):
            (self._folder / "memory.swap.max").write_text("0")

    def enter(self) -> None:
        """Moves the calling process into the group, and so all that it will start."""
        (self._folder / "cgroup.procs").write_text("0")

    def remove(self) -> None:
        """Ends whatever is left in the group, and the group."""
        with contextlib.suppress(OSError):
            (self._folder / "cgroup.kill").write_text("1")
        deadline = time.monotonic() + KILL_GRACE_SECONDS
        while time.monotonic() < deadline:
            try:
                self._folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.01)


def sandbox_group(memory_mb: int) -> SandboxGroup | None:
    """A new group with limits, or None where none can be had."""
    own = own_group()
    top = delegated(own)
    if own is None or top is None or own.name != JUDGES:
        return None
    _remove_orphans(top)
    with contextlib.suppress(OSError):
        return SandboxGroup(top, memory_mb)
    return None


def _remove_orphans(top: Path) -> None:
    """Removes the empty groups of judges that were killed and could not do it themselves."""
    for folder in top.glob("sandbox-*"):
        if not Path("/proc", folder.name.removeprefix("sandbox-")).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
