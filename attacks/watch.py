"""Runs a command, and tells what it said and what it left behind on the machine. Linux only."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from attacks.processes import children, command, roles, stat

PR_SET_CHILD_SUBREAPER = 36
CANARY = "chainrule_was_here"  # the name of every file that an attack tries to leave
SEGMENTS = "/proc/sysvipc/shm"
SHARED = ("/dev/shm", SEGMENTS, "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/self/mountinfo")
LASTING = ("coordinator", "server", "judge", "zygote")  # those who are to outlive every submission
HELPED = ("judge", "zygote")
LATE = 5.0  # seconds that may lie between the ends of processes that end together, on a busy machine


class Sighting(msgspec.Struct):
    """A process that was seen: its role, in which conditions, and when it was seen last."""

    role: str
    conditions: set[str]
    last: float


class Run(NamedTuple):
    """How a command ended, and the processes that were seen of it, by number and start."""

    status: int
    out: str
    err: str
    seen: dict[tuple[int, int], Sighting]
    leftovers: list[str]

    def disturbed(self, judges: int) -> list[str]:
        """Who of a `grade` was replaced, ended before the others or was changed, or was never seen.

        Beside judges that are held up there may be as many again, which last as long; one that was replaced did not.
        """
        faults = []
        for role, count in zip(LASTING, (1, 1, judges, judges), strict=True):
            most = count if role not in HELPED else 2 * count
            those = [each for each in self.seen.values() if each.role == role]
            end = max((each.last for each in those), default=0.0)
            if not count <= len(those) <= most:
                faults.append(f"{len(those)} processes were seen as {role}, not {count}")
            faults += [f"a {role} ended before the others" for each in those if each.last < end - LATE]
            changed = (" then ".join(sorted(each.conditions)) for each in those if len(each.conditions) > 1)
            faults += [f"a {role} was changed: {states}" for states in changed]
        return faults


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
    """What is there now that was not; shared memory of another program's that still runs is no leftover."""
    found = [(place, new) for place in after for new in sorted(after[place] - before.get(place, set()))]
    used = _used() if found else {}
    return [f"{place}: {new}" for place, new in found if new not in used.get(place, set())]


def _used() -> dict[str, set[str]]:
    """The shared memory that processes use now, as far as this user may see: those of a run have ended by then."""
    mapped = set()
    for path in Path("/proc").glob("[0-9]*/maps"):
        with contextlib.suppress(OSError):
            mapped |= {int(line.split()[4]) for line in path.read_text().splitlines() if " /dev/shm/" in line}
    segments = Path(SEGMENTS).read_text().splitlines()[1:]
    return {
        "/dev/shm": {entry.name for entry in os.scandir("/dev/shm") if entry.inode() in mapped},
        SEGMENTS: {_identity(line) for line in segments if line.split()[6] != "0"},
    }


def _condition(pid: int) -> str:
    """What others could have changed about a process: its priority, and its limits but the one that it sets itself."""
    fields = stat(pid)
    try:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    except OSError:
        return ""
    limits = "".join(line for line in lines if not line.startswith("Max address space"))
    digest = hashlib.sha256(limits.encode()).hexdigest()[:8]
    return f"priority {fields[15]}, nice {fields[16]}, limits {digest}" if fields else ""


def run(arguments: list[str], cwd: Path, environment: dict[str, str], timeout: float = 1800) -> Run:
    """Runs a command and waits until nothing of it is left, at most a few seconds."""
    others = set(children(os.getpid()))  # as a cluster that judges
    process = subprocess.Popen(
        arguments, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    seen: dict[tuple[int, int], Sighting] = {}
    done = threading.Event()
    watcher = threading.Thread(target=_observe, args=(process.pid, seen, done))
    watcher.start()
    try:
        out, err = process.communicate(timeout=timeout)
    finally:
        process.kill()
        done.set()
        watcher.join()
    return Run(process.returncode, out, err, seen, [f"process: {command(pid)}" for pid in _orphans(others)])


def _observe(pid: int, seen: dict[tuple[int, int], Sighting], done: threading.Event) -> None:
    while not done.wait(0.25):
        for each, role in roles(pid).items():
            fields, condition = stat(each), _condition(each)
            if role in LASTING and condition and fields and fields[0] != "Z":
                sighting = seen.setdefault((each, int(fields[19])), Sighting(role, set(), 0.0))
                sighting.conditions.add(condition)
                sighting.last = time.monotonic()


def _orphans(others: set[int], patience: float = 5.0) -> list[int]:
    """Children beside these others that are still there after a while; those that have ended are buried."""
    end = time.monotonic() + patience
    while True:
        alive = [pid for pid in children(os.getpid()) if pid not in others and not _buried(pid)]
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
