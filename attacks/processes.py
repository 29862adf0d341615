"""Says who is who among the processes of a `grade` on Linux, by the coordinator's number."""

from __future__ import annotations

import os
from pathlib import Path

# Who starts whom, from the command to a student's code; bubblewrap is two processes, one below the other. The solution
# runs in a plain process of its own; a supervisor ends its session, and all of it are workers.
ROLES = ("coordinator", "server", "judge", "solution", "bwrap", "zygote", "supervisor", "worker")


def roles(coordinator: int) -> dict[int, str]:
    """The role of every process of a run, by number."""
    families, found = _families(), {coordinator: "coordinator"}
    waiting = [coordinator]
    while waiting:
        above = waiting.pop()
        for pid in families.get(above, []):
            if role := _role(found[above], command(pid)):
                found[pid] = role
                waiting.append(pid)
    return found


def _role(above: str, line: str) -> str:
    """What a process is that was started as `line` by one of the role `above`; empty for what it is not yet."""
    bwrap = "bwrap" in line.partition(" ")[0]
    match above:
        case "coordinator":
            return "server" if "multiprocessing.forkserver" in line else ""
        case "server":
            return "judge"
        case "judge" | "bwrap" if bwrap:
            return "bwrap"
        case "judge":
            return "solution" if '"folder"' in line else ""
        case "bwrap":
            return "zygote" if "worker.entry" in line else ""
        case "zygote":
            return "supervisor"
    return "solution" if above == "solution" else "worker"


def children(pid: int) -> list[int]:
    """The processes that have this parent."""
    return _families().get(pid, [])


def _families() -> dict[int, list[int]]:
    """The children of every process."""
    found: dict[int, list[int]] = {}
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if fields := stat(pid):
            found.setdefault(int(fields[1]), []).append(pid)
    return found


def stat(pid: int) -> list[str]:
    """State, parent and the rest of /proc/<pid>/stat; nothing if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def command(pid: int) -> str:
    """What a process was started as; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
