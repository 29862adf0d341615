"""What a submission costs from end to end is counted, not timed: processes, system calls, files and bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import clusters
import pytest
from helpers import PATIENCE, RIGHT

from attacks.processes import roles
from autograder.grading.grade import grade
from autograder.grading.pool import JudgeSettings
from autograder.records import Result, Submission

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]
COUNTED = 5
LASTING = ("judge", "solution", "zygote")  # whose children are what a submission takes
FORKS = ("fork", "vfork", "clone", "clone3")
# What one right submission of four checks may take; a little above what it took when it was written down.
MOST = {"forks": 8, "programs": 0, "calls": 640, "bytes": 4700}
# Who waits for long asks how busy the machine is, by a loop that looks at the clock.
CLOCK = "clock_gettime"


def can_trace() -> bool:
    """Whether strace is here and works, and may trace what it has not started."""
    command = [shutil.which("strace") or "", "-o", "/dev/null", "true"]
    return os.getuid() == 0 and bool(command[0]) and subprocess.run(command, check=False).returncode == 0


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[tuple[Path, list[subprocess.Popen[bytes]]]]:
    """The file that lists system calls, and the program that writes it, once it has been started."""
    started: list[subprocess.Popen[bytes]] = []
    yield tmp_path / "calls", started
    for each in started:
        each.terminate()


def trace(log: Path) -> subprocess.Popen[bytes]:
    """Lists from here on what all do that judge, without the process that keeps the results, which is this one.

    Whom a tracer stops and forgets would wait for ever, so it is ended at last.
    """
    pids = [pid for pid, role in roles(os.getpid()).items() if role in LASTING]
    command = ["timeout", str(PATIENCE), shutil.which("strace") or ""]
    strace = [*command, "--follow-forks", "--quiet=all", f"--output={log}"]
    started = subprocess.Popen([*strace, *(f"--attach={pid}" for pid in pids)])
    clusters.until(lambda: all(is_traced(pid) for pid in pids), "waited for strace")
    return started


def is_traced(pid: int) -> bool:
    """Whether another process sees what this one does."""
    return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.skipif(not can_trace(), reason="no system calls can be counted")
def test_a_submission_takes_so_many_processes_system_calls_and_bytes(tiny, sandbox, tmp_path, traced):
    log, tracers = traced
    heard: list[str] = []

    def on_result(result: Result) -> None:
        heard.append(result.student)
        if len(heard) == 1:  # judge, zygote and solution are warm
            tracers.append(trace(log))

    pile = [Submission(f"s{number}", {"tiny.py": f"{RIGHT}# {number}\n".encode()}) for number in range(1 + COUNTED)]
    grade(JudgeSettings(tiny, b"secret", jobs=1), pile, tmp_path / "results", on_result=on_result)
    calls = re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    files = [path.stat().st_size for path in (tmp_path / "results").rglob("s*.json")]
    assert len(files) == 2 * len(pile), "a result, and what the code answered"
    took = {
        "forks": sum(name in FORKS for name in calls) / COUNTED,
        "programs": calls.count("execve") / COUNTED,
        "calls": sum(name != CLOCK for name in calls) / COUNTED,
        "bytes": sum(files) / len(pile),
    }
    assert took["forks"] > 0
    assert {name: amount for name, amount in took.items() if amount > MOST[name]} == {}
