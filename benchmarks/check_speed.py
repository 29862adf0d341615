"""How long one waits, beside bare pytest: a student for `autograder check`, an instructor for `autograder grade`.

`check` on a fresh assignment stands beside pytest on eight trivial NumPy tests, by the clock. `grade` of one right
submission stands beside pytest on the same checks, hidden ones included, which then run in pytest's own process
(beside.py): by processor time, of all that either starts. What ends inside the sandbox nobody can ask for its time, so
it is what the sandbox's worker tells of it; the kernel's, to make a session's namespaces, is not in it. All run in
turn, in one go on one machine, as fresh processes; printed are the medians and their ratios.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from shipped import copies, for_pytest, hand_in, our_course

from autograder.course.course import Course
from autograder.files import write_tree
from autograder.sandbox.worker.kernel import prctl

REPO = Path(__file__).parents[1]
AUTOGRADER = str(Path(sys.executable).with_name("autograder"))
PYTEST = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib"]
ROUNDS = 11
# sys/prctl.h
PR_SET_CHILD_SUBREAPER = 36
TRIVIAL = "import numpy as np\n\n" + "\n".join(
    f"def test_{number}():\n    x = np.arange({number}.0)\n    assert np.allclose(2 * x, x + x)\n"
    for number in range(8)
)


class Command(NamedTuple):
    """What is run in which folder, and how it has to end; what is to be done before, and what it tells of its time."""

    arguments: list[str]
    folder: Path
    ends: int = 0
    before: Callable[[], None] = lambda: None
    told: Callable[[], float] = lambda: 0.0


def took(command: Command) -> tuple[float, float]:
    """The seconds of one run by the clock, and of processor time; it has to end as it should."""
    # As on a student's machine: compiled files are kept, which the first round fills.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if command.arguments[0] != AUTOGRADER:
        # Bare pytest: without the plugins that happen to be installed beside it.
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command.before()
    start, before = time.perf_counter(), used_below()
    ended = subprocess.run(command.arguments, cwd=command.folder, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if ended.returncode != command.ends:
        sys.exit(f"{' '.join(command.arguments)} ended with {ended.returncode}:\n{ended.stdout.decode()[-2000:]}")
    return seconds, used_below() - before + command.told()


def used_below() -> float:
    """The processor seconds of all processes below this one, once they have ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def told_by_worker(results: Path) -> float:
    """The processor seconds that the answers of the one who was graded took, as noted beside the result."""
    (path,) = results.glob("*/observations/*.json")
    return float(json.loads(path.read_bytes())["cost"][0])


def commands(scratch: Path) -> dict[str, Command]:
    """What is run, by what the table calls it: after each of bare pytest, ours."""
    plain, assignment, same, course = (scratch / name for name in ("plain", "01_autograd", "same", "course"))
    write_tree(plain, {"test_trivial.py": TRIVIAL.encode()})
    shutil.copytree(REPO / "assignments/01_autograd", assignment)
    secret = our_course(course)
    graded = Course(course).assignment("01")
    write_tree(same, for_pytest(graded, secret))
    check, grade = [AUTOGRADER, "check"], [AUTOGRADER, "grade", "01"]
    return {
        "pytest, trivial tests": Command(PYTEST, plain),
        "autograder check": Command(check, assignment, ends=1),
        "pytest, the same checks": Command(PYTEST, same),
        "autograder grade, one": Command(
            grade,
            course,
            before=lambda: hand_in(course, graded, copies(graded, 1)),
            told=lambda: told_by_worker(course / "results"),
        ),
    }


def main() -> None:
    """Measures, and prints a line for each and two ratios."""
    # Whoever loses its parent is then a child of this process, and counts.
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        ran = commands(Path(scratch))
        for _ in range(ROUNDS + 1):
            for name, command in ran.items():
                times.setdefault(name, []).append(took(command))
    medians = {  # the first fills caches
        name: tuple(map(statistics.median, zip(*values[1:], strict=True))) for name, values in times.items()
    }
    for name, (clock, processor) in medians.items():
        print(f"{name:<26}{clock:6.2f} s by the clock, {processor:6.2f} s of processor time, medians of {ROUNDS}")
    pytest, check, same, grade = medians.values()
    print(f"check costs {check[0] / pytest[0]:.2f} times pytest on trivial tests, by the clock")
    print(f"grade costs {grade[1] / same[1]:.2f} times pytest on the same checks, in processor time")


if __name__ == "__main__":
    main()
