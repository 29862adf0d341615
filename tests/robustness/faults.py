"""Kills what grades at random moments, and says whether the results, resumed, are those of an undisturbed run.

A class of the tests' tiny course is graded by the real command again and again. At random moments a random process of
each kind in turn gets SIGKILL: the coordinator, the server that judges are forked from, a judge, the process of the
solution, bubblewrap, a zygote, a session's supervisor, a worker. After each kill, every result that was on disk is
still there, whole and right; a run that was cut off is resumed, and judges nothing again; one that is complete is
compared. At the end stands one line with the counts. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shelf import Shelf

REPO = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPO)] if str(REPO) not in sys.path else []

from attacks.processes import ROLES, children, command, roles  # noqa: E402

TINY_COURSE = REPO / "tests/course"
COMMAND = [str(Path(sys.executable).with_name("autograder")), "grade", "01_tiny", "--jobs", "2"]
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
RESULTS_BEFORE = (3, 0, 1, 5)  # that are on disk before the coordinator is killed, in turn: they must survive it
PATIENT_RUNS = 5  # without a process of the kind that is to be killed
PATIENCE = 20.0  # seconds in which all processes of a run whose coordinator was killed must have ended
PR_SET_CHILD_SUBREAPER = 36


def prepare(root: Path) -> None:
    """Writes the course with the class's submissions."""
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    for student, text in CLASS.items():
        folder = root / "submitted" / student / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)


class Faults:
    """A series of runs, what was killed in them and what went wrong."""

    def __init__(self, root: Path, seed: int, kinds: Sequence[str]) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.kinds = kinds
        self.killed: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.complete = self.kept = 0
        self._expected: dict[str, Any] = {}
        self._waiting: list[str] = []
        self._missed = 0
        self.unfinished = False
        self._shelf = self._fresh_shelf()

    def _fresh_shelf(self) -> Shelf:
        return Shelf(self.root / "results/01_tiny", self._expected)

    def run(self, kills: int) -> None:
        """One run of the command in which up to `kills` processes are killed, then what is left of it is judged."""
        self.kept += len(self._shelf.kept)
        process = subprocess.Popen(COMMAND, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(kills):
            kind = self._kill_one(process)
            self.wrong += self._shelf.faults()
            if kind in ("coordinator", ""):
                break
        said = process.communicate(timeout=120)[1].decode("utf-8", "replace")
        allowed = (0, 1, 2, -signal.SIGKILL) if kills else (0,)
        if "Traceback" in said or process.returncode not in allowed:
            self.wrong.append(f"exit status {process.returncode}: {said[-2000:]}")
        self._await_end()
        self.unfinished = process.returncode != 0
        if self.unfinished:
            self.wrong += self._shelf.faults()
            self._shelf.leave_rest()
        else:
            self.compare()

    def _kill_one(self, coordinator: subprocess.Popen[bytes]) -> str:
        """Waits for a process of the next kind, then a random while; the kind killed, '' if the run ended."""
        self._waiting = self._waiting or self.random.sample(self.kinds, len(self.kinds))
        kind, delay = self._waiting[-1], self.random.expovariate(1 / 0.2)
        results = RESULTS_BEFORE[self.killed[kind] % 4] if kind == "coordinator" else 0
        while coordinator.poll() is None:
            if self._shelf.count() >= results and self._victims(coordinator.pid, kind):
                time.sleep(delay)
                if self._killed(coordinator.pid, kind):
                    self.killed[self._waiting.pop()] += 1
                    self._missed = 0
                    return kind
            time.sleep(0.05)
        self._missed += 1
        if self._missed == PATIENT_RUNS:
            self.wrong.append(f"in {PATIENT_RUNS} runs there was no {kind} to kill")
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
        return [pid for pid, role in roles(coordinator).items() if role == kind]

    def _await_end(self) -> None:
        """Whatever lost its parent is now a child of this process: it must end by itself."""
        patience = time.monotonic() + PATIENCE
        while left := children(os.getpid()):
            for pid in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > patience:
                self.wrong.append(f"still running: {[command(pid)[:80] for pid in left]}")
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def compare(self) -> None:
        """Notes what differs from the undisturbed run, then clears the results away for the next one."""
        if not self._expected:
            self._expected.update(self._shelf.tables())
        self.wrong += self._shelf.faults_of_all()
        self.complete += 1
        self._shelf.close()
        shutil.rmtree(self.root / "results")
        self._shelf = self._fresh_shelf()


def main() -> int:
    """Runs until enough kills were made or anything went wrong; the exit status is 1 in that case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20240229)
    parser.add_argument("--kinds", nargs="+", choices=ROLES, default=ROLES, help="all of them, unless told")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="chainrule-faults-") as folder:
        os.environ["TMPDIR"] = folder  # a killed process cannot clear up its temporary files
        root = Path(folder) / "course"
        prepare(root)
        faults = Faults(root, options.seed, options.kinds)
        faults.run(0)
        while not faults.wrong and (left := options.kills - faults.killed.total()) > 0:
            faults.run(min(left, 4))
        while not faults.wrong and faults.unfinished:
            faults.run(0)
    by_kind = ", ".join(f"{faults.killed[kind]} {kind}" for kind in options.kinds)
    print(*faults.wrong[:20], sep="\n", end="\n" if faults.wrong else "")
    print(
        f"{faults.killed.total()} kills ({by_kind}); {faults.kept} results kept by resumed runs; "
        f"{faults.complete} complete runs; wrong: {len(faults.wrong)}"
    )
    return 1 if faults.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
