"""Grades classes of growing size, and one that is killed again and again: does a submission cost the same in each?

    python benchmarks/growth.py [--sizes 100,1000,10000] [--kills 3]

Of a hundred hand-ins 86 are right, each in its own bytes, eight are wrong in one of eight ways, two raise, two end
their process, one never ends and one forks as long as it may. For each size a line says the seconds per submission,
the most memory of the process that keeps the results, and how many files and bytes are left. Then the largest class is
graded once more, with SIGKILL for all of its processes at so many moments: the results must be those of the undisturbed
run, and no result that was written before a kill may be written again. Ends in 1 if not, or if growth is not flat.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from peers import NAMES, RIGHT, SOLVED, ours

COMMAND = [str(Path(sys.executable).with_name("autograder")), "grade", "01", "--json"]
FLAT_TIME, FLAT_MEGABYTES = 1.15, 30.0
STRANGE = (
    ("while True:\n        pass",),
    ("import os\n    while True:\n        os.fork()",),
    *[("raise ValueError(x)",)] * 2,
    *[("import os\n    os._exit(0)",)] * 2,
)


def hand_ins(folder: Path, count: int) -> None:
    """Writes so many submissions below a folder, those that cost most spread among the others."""
    for number in range(count):
        text = RIGHT
        name = NAMES[number % len(NAMES)]
        kind = number % 100
        if kind % 16 == 5 and kind // 16 < len(STRANGE):
            text = text.replace(SOLVED[name], f"def {name}(x):\n    {STRANGE[kind // 16][0]}\n")
        elif kind % 12 == 0 and kind < 96:
            text = text.replace(SOLVED[name], f"def {name}(x):\n    return {number + 10} * x\n")
        place = folder / f"student{number:06}/01_eight/eight.py"
        place.parent.mkdir(parents=True)
        place.write_text(f"{text}\n# {number}\n")


class Cost(NamedTuple):
    """What grading a class took."""

    seconds: float
    coordinator: float
    megabytes: float
    files: int
    bytes: int


def grade(course: Path, kill_after: float | None = None) -> tuple[float, float, float]:
    """Grades what is there; the seconds that it took, and of the process that keeps the results the processor seconds
    and the most megabytes.

    With `kill_after` everything that the command started gets SIGKILL after so many seconds.
    """
    start, computed, most = time.perf_counter(), 0.0, 0.0
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(COMMAND, cwd=course, start_new_session=True, **quiet) as process:
        while process.poll() is None:
            with contextlib.suppress(OSError, IndexError):  # it is gone
                computed, most = cpu_seconds(process.pid), peak_megabytes(process.pid) or most
            if kill_after is not None and time.perf_counter() - start > kill_after:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.2)
    return time.perf_counter() - start, computed, most


def cpu_seconds(pid: int) -> float:
    """The processor time of a process, without that of others that it has started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def peak_megabytes(pid: int) -> float:
    """The most memory that a process has had, of its own."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0  # it has ended


def verdicts(results: Path) -> dict[str, list[tuple[str, str, float]]]:
    """Each student's verdicts, without times and observations."""
    found = {}
    for path in sorted(results.glob("*/*.json")):
        result = json.loads(path.read_bytes())
        found[path.stem] = [(each["name"], each["status"], each["points"]) for each in result["checks"]]
    return found


def left(root: Path) -> tuple[int, int]:
    """How many files lie below a folder, and their bytes."""
    sizes = [path.stat().st_size for path in root.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def measured(course: Path, count: int) -> Cost:
    """Grades a class of that size from nothing."""
    for name in ("submitted", "results"):
        shutil.rmtree(course / name, ignore_errors=True)
    hand_ins(course / "submitted", count)
    return Cost(*grade(course), *left(course / "results"))


def interrupted(course: Path, seconds: float, kills: int) -> Iterable[str]:
    """Grades the class again, killed at moments spread over the time that it takes; what is wrong then."""
    results = course / "results"
    undisturbed = verdicts(results)
    shutil.rmtree(results)
    twice = 0
    for _ in range(kills):
        before = stamps(results)
        grade(course, kill_after=2 + seconds / (kills + 1))
        twice += rewritten(before, results)
    before = stamps(results)
    grade(course)
    twice += rewritten(before, results)
    print(f"{kills} times killed: {len(before)} results were there at the last kill, {twice} of all written twice")
    if twice:
        yield f"{twice} results were written again, though they were there"
    again = verdicts(results)
    different = [student for student in undisturbed if again.get(student) != undisturbed[student]]
    if different or again.keys() != undisturbed.keys():
        yield f"other results than those of the undisturbed run: {', '.join(different[:5])} ..."


def stamps(results: Path) -> dict[Path, int]:
    """When each result was written."""
    return {path: path.stat().st_mtime_ns for path in results.glob("01_eight/*.json")}


def rewritten(before: dict[Path, int], results: Path) -> int:
    """How many results were written since, of those that were there."""
    now = stamps(results)
    return sum(now.get(path) != stamp for path, stamp in before.items())


def faults_of(costs: dict[int, Cost]) -> Iterable[str]:
    """In what way cost grows more than the class."""
    each = {size: cost.seconds / size for size, cost in sorted(costs.items())}
    for size, seconds in each.items():
        least = min(value for smaller, value in each.items() if smaller <= size)
        if seconds > FLAT_TIME * least:
            yield f"of {size} hand-ins each takes {seconds / least:.2f} times what it takes in a smaller class"
    memory = [cost.megabytes for cost in costs.values()]
    if max(memory) - min(memory) > FLAT_MEGABYTES:
        yield f"memory grows by {max(memory) - min(memory):.0f} MB"


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--kills", type=int, default=3)
    arguments = parser.parse_args()
    costs: dict[int, Cost] = {}
    with tempfile.TemporaryDirectory(prefix="growth-") as scratch:
        course = Path(scratch)
        ours(course)
        measured(course, 4)  # the solution's own time and needs are found out, once
        for size in map(int, arguments.sizes.split(",")):
            costs[size] = cost = measured(course, size)
            each, keeping = 1000 * cost.seconds / size, 1000 * cost.coordinator / size
            print(
                f"{size:>7} hand-ins: {each:.1f} ms each, {keeping:.2f} ms in the process that keeps the results; "
                f"{cost.megabytes:.0f} MB, "
                f"{cost.files / size:.2f} files and {cost.bytes / size / 1000:.1f} kB each",
                flush=True,
            )
        faults = [*faults_of(costs), *(interrupted(course, cost.seconds, arguments.kills) if arguments.kills else ())]
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
