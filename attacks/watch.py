"""Watches a machine: a command enters; what it said, and what it left behind, leave. Linux only."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36
CANARY = "chainrule_was_here"  # the name of every file that an attack tries to leave
SHARED = ("/dev/shm", "/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/self/mountinfo")


class Run(NamedTuple):
    """How a command ended, and the processes it had: (pid, start) of every warm parent seen, with its priority."""

    status: int
    out: str
    err: str
    parents: dict[tuple[int, int], set[str]]
    leftovers: list[str]


def adopt_orphans() -> None:
    """From here on, a process whose parent ends becomes a child of this one, so that none can hide."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("this kernel cannot make a process adopt orphans")


def tree(folder: Path, without: Iterable[str] = ()) -> dict[str, str]:
    """A digest of every file below `folder` by its path; links and special files by what they are."""
    skipped = {*without, "__pycache__"}
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not skipped & set(name.parts):
            plain = path.is_file() and not path.is_symlink()
            found[str(name)] = hashlib.sha256(path.read_bytes()).hexdigest() if plain else str(path.lstat().st_mode)
    return found


def machine() -> dict[str, set[str]]:
    """What is shared by all processes of this machine, by where it is listed."""
    listed = {}
    for place in SHARED:
        path = Path(place)
        listed[place] = set(os.listdir(path)) if path.is_dir() else set(map(_identity, path.read_text().splitlines()))
    for folder in ("/", "/tmp", "/var/tmp", os.getcwd(), str(Path.home())):
        listed[f"{folder} ({CANARY})"] = {name for name in os.listdir(folder) if CANARY in name}
    return listed


def _identity(line: str) -> str:
    """What stays the same of a line of /proc: the key and number of a queue, or the mount as a whole."""
    return line if " / " in line else " ".join(line.split()[:2])


def changes(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[str]:
    """What is there now that was not."""
    return [f"{place}: {new}" for place in after for new in sorted(after[place] - before.get(place, set()))]


def children(pid: int) -> list[int]:
    """The processes that have this parent."""
    return _families().get(pid, [])


def _families() -> dict[int, list[int]]:
    """The children of every process."""
    found: dict[int, list[int]] = {}
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if fields := _stat(pid):
            found.setdefault(int(fields[1]), []).append(pid)
    return found


def _stat(pid: int) -> list[str]:
    """State, parent and the rest of /proc/<pid>/stat; nothing if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _warm_parents(families: dict[int, list[int]], pid: int, below_bwrap: bool = False) -> Iterable[int]:
    """The first Python process inside each sandbox below `pid`: what all its sessions are forked from."""
    for child in families.get(pid, []):
        command = _command(child)
        sandbox = "bwrap" in command.partition(" ")[0]
        if sandbox or not below_bwrap:
            yield from _warm_parents(families, child, below_bwrap or sandbox)
        elif "worker.starting" in command:
            yield child


def _condition(pid: int) -> str:
    """What others could have changed about a process: its priority and its limits."""
    fields = _stat(pid)
    try:
        limits = Path(f"/proc/{pid}/limits").read_text()
    except OSError:
        return ""
    return (
        f"priority {fields[15]}, nice {fields[16]}, {hashlib.sha256(limits.encode()).hexdigest()[:8]}" if fields else ""
    )


def run(command: list[str], cwd: Path, environment: dict[str, str], timeout: float = 1800) -> Run:
    """Runs `command` and waits until nothing of it is left, at most a few seconds."""
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    parents: dict[tuple[int, int], set[str]] = {}
    done = threading.Event()
    watcher = threading.Thread(target=_observe, args=(process.pid, parents, done))
    watcher.start()
    try:
        out, err = process.communicate(timeout=timeout)
    finally:
        process.kill()
        done.set()
        watcher.join()
    return Run(process.returncode, out, err, parents, [f"process: {_command(pid)}" for pid in _orphans()])


def _observe(pid: int, parents: dict[tuple[int, int], set[str]], done: threading.Event) -> None:
    while not done.wait(0.5):
        for parent in _warm_parents(_families(), pid):
            fields, condition = _stat(parent), _condition(parent)
            if fields and condition:
                parents.setdefault((parent, int(fields[19])), set()).add(condition)


def _orphans(patience: float = 5.0) -> list[int]:
    """Children that are still there after a while; those that have ended are buried."""
    end = time.monotonic() + patience
    while True:
        alive = [pid for pid in children(os.getpid()) if not _buried(pid)]
        if not alive or time.monotonic() > end:
            return alive
        time.sleep(0.1)


def _buried(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def settled(look: Callable[[], list[str]], patience: float = 20.0) -> list[str]:
    """What `look` still finds after a while: other programs on the machine come and go."""
    end = time.monotonic() + patience
    while (found := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return found
