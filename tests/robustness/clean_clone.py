"""Carries the committed state of the repository to where somebody else clones it, and runs commands there, timed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

REPO = Path(__file__).resolve().parents[2]
ODD_FOLDER = "Cours d'été"  # a space, a quote and letters that are not ASCII
TAIL = 60  # lines of what a failed command said
SKIPPED = re.compile(r"^.*\b\d+ (?:passed|failed)\b.*$", re.MULTILINE)


class Ended(NamedTuple):
    """What ran, how it ended, and where all that it printed is kept."""

    title: str
    status: int
    seconds: float
    log: Path

    def line(self) -> str:
        """One line about it, with what pytest counted."""
        counts = "; ".join(found.strip("= ") for found in SKIPPED.findall(self.text()))
        verdict = "pass" if self.status == 0 else f"FAILED (status {self.status})"
        return f"{self.title}: {verdict}, {self.seconds:.0f} s{', ' if counts else ''}{counts}"

    def text(self) -> str:
        """All that it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def tail(self) -> str:
        """The end of what it printed, indented."""
        return "\n".join(f"    {line}" for line in self.text().splitlines()[-TAIL:])


def bundle(path: Path) -> Path:
    """Writes all that is committed at HEAD into one file, which anybody may clone, whoever owns this checkout."""
    subprocess.run(
        ["git", "-c", "safe.directory=*", "bundle", "create", "--quiet", str(path), "HEAD"], cwd=REPO, check=True
    )
    path.chmod(0o644)
    return path


def is_checkout() -> bool:
    """Whether there is a git checkout to clone."""
    command = ["git", "-c", "safe.directory=*", "rev-parse", "--verify", "--quiet", "HEAD"]
    try:
        return subprocess.run(command, cwd=REPO, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run(
    title: str, command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str], seconds: float
) -> Ended:
    """Runs a command to its end, or kills it and all that it started after so many seconds."""
    start = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout=seconds)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
            stream.write(f"\nstopped after {time.monotonic() - start:.0f} s\n".encode())
    return Ended(title, status, time.monotonic() - start, log)
