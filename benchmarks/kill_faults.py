"""Kills what grades at random moments, and says whether the results, resumed, are those of an undisturbed run.

A class of the tests' tiny course is graded by the real command again and again. At random moments a random process of
one kind gets SIGKILL: the coordinator, the server that judges are forked from, a judge, a warm parent, a worker. A run
that was cut off is resumed; one that is complete is compared. At the end stands one line with the counts.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TINY_COURSE = Path(__file__).parents[1] / "tests/course"
COMMAND = [str(Path(sys.executable).with_name("autograder")), "grade", "01_tiny", "--jobs", "2"]
KINDS = ("coordinator", "server", "judge", "sandbox", "worker")
RIGHT = "def double(x):\n    return x + x\nclass Rectangle:\n    def __init__(self, h, w): self.h, self.w = h, w\n"
RIGHT += "    def area(self):\n        return self.h * self.w\n"
CLASS = {
    "ada": RIGHT,
    "bob": RIGHT.replace("x + x", "3 * x"),
    "cid": RIGHT.replace("return x + x", "import os; os._exit(0)"),
    "dan": RIGHT.replace("return x + x", "import time; time.sleep(0.2); return x + x"),
    "eve": "import os\nos._exit(0)\n",
    "fay": RIGHT.replace("return x + x", "return object()"),
    "gil": RIGHT.replace("return self.h * self.w", "raise ValueError(self.h)"),
    "hal": RIGHT + "import time\ntime.sleep(0.2)\n",
}
PATIENCE = 20.0  # seconds in which all processes of a run whose coordinator was killed must have ended
PR_SET_CHILD_SUBREAPER = 36


def prepare(root: Path) -> None:
    """Writes the course with the class's submissions."""
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    for student, text in CLASS.items():
        folder = root / "submitted" / student / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)


def results(root: Path) -> dict[str, Any]:
    """Every result by file name, without the times it took."""
    tables = {path.name: json.loads(path.read_bytes()) for path in (root / "results/01_tiny").iterdir()}
    for table in tables.values():
        for check in table["checks"]:
            del check["seconds"]
    return tables


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for listing in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, listing.read_text().split())
    return found


def command_line(pid: int) -> str:
    """What `pid` was started as; empty when it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return ""


def below(pid: int, kind: str = "") -> Iterator[tuple[str, int]]:
    """The kind and number of every process below the coordinator `pid`."""
    following = {"": "server", "server": "judge", "judge": "sandbox", "sandbox": "worker", "worker": "worker"}
    for child in children(pid):
        line = command_line(child)
        own = following[kind]
        if own == "server" and "multiprocessing.forkserver" not in line:
            continue  # the one that tidies up named semaphores, of which there are none
        if kind == "sandbox" and ("bwrap" in line.partition(" ")[0] or '"workplace"' in line) and not _forked(child):
            own = "sandbox"
        yield own, child
        yield from below(child, own)


def _forked(pid: int) -> bool:
    """Whether `pid` is a copy of its parent, as sessions are of the warm parent: they share its command line."""
    with contextlib.suppress(OSError, IndexError):
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        return "bwrap" not in command_line(int(parent)).partition(" ")[0]
    return True


class Faults:
    """A series of runs, what was killed in them and what went wrong."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.expected: dict[str, Any] = {}
        self.killed: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.complete = 0

    def run(self, kills: int) -> None:
        """One run of the command in which up to `kills` processes are killed, then what is left of it is judged."""
        process = subprocess.Popen(COMMAND, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(kills):
            if self._kill_one(process) in ("coordinator", ""):
                break
        said = process.communicate(timeout=120)[1].decode("utf-8", "replace")
        if "Traceback" in said or process.returncode not in (0, 1, 2, -signal.SIGKILL):
            self.wrong.append(f"exit status {process.returncode}: {said[-2000:]}")
        self._await_end()
        if process.returncode == 0:
            self.compare()

    def _kill_one(self, coordinator: subprocess.Popen[bytes]) -> str:
        """Waits for a process of a random kind, then a random while; the kind that was killed, '' if the run ended."""
        kind, delay = self.random.choice(KINDS), self.random.expovariate(1 / 0.2)
        while coordinator.poll() is None:
            if self._victims(coordinator.pid, kind):
                time.sleep(delay)
                if self._killed(coordinator.pid, kind):
                    self.killed[kind] += 1
                    return kind
            time.sleep(0.01)
        return ""

    def _killed(self, coordinator: int, kind: str) -> bool:
        """Whether there was a process of this kind to kill; held first, lest its number become another's."""
        for victim in self.random.sample(victims := self._victims(coordinator, kind), len(victims)):
            with contextlib.suppress(ProcessLookupError):
                held = os.pidfd_open(victim)
                try:
                    if victim in self._victims(coordinator, kind):
                        signal.pidfd_send_signal(held, signal.SIGKILL)
                        return True
                finally:
                    os.close(held)
        return False

    def _victims(self, coordinator: int, kind: str) -> list[int]:
        if kind == "coordinator":
            return [coordinator]
        return [pid for own, pid in below(coordinator) if own == kind]

    def _await_end(self) -> None:
        """Whatever lost its parent is now a child of this process: it must end by itself."""
        patience = time.monotonic() + PATIENCE
        while left := children(os.getpid()):
            for pid in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > patience:
                self.wrong.append(f"still running: {[command_line(pid)[:80] for pid in left]}")
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def compare(self) -> None:
        """Notes what differs from the undisturbed run, then clears the results away for the next one."""
        if not self.expected:
            self.expected = results(self.root)
        for name in sorted(self.expected.keys() ^ results(self.root).keys()):
            self.wrong.append(f"missing, or left behind: {name}")
        for name, table in results(self.root).items():
            if table != self.expected.get(name, table):
                self.wrong.append(f"{name} differs: {json.dumps(table)}")
        self.complete += 1
        shutil.rmtree(self.root / "results")


def main() -> int:
    """Runs until enough kills were made; the exit status is 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20240229)
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="chainrule-faults-") as folder:
        os.environ["TMPDIR"] = folder  # a killed process cannot clear up its temporary files
        faults = Faults(Path(folder) / "course", options.seed)
        prepare(faults.root)
        faults.run(0)
        while (left := options.kills - faults.killed.total()) > 0:
            faults.run(min(left, 4))
        while (faults.root / "results").exists() and len(faults.wrong) < 100:
            faults.run(0)
    by_kind = ", ".join(f"{faults.killed[kind]} {kind}" for kind in KINDS)
    print(*faults.wrong[:20], sep="\n", end="\n" if faults.wrong else "")
    print(f"{faults.killed.total()} kills ({by_kind}); {faults.complete} complete runs; wrong: {len(faults.wrong)}")
    return 1 if faults.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
