"""How long one waits, beside bare pytest: a student for `autograder check`, an instructor for `autograder grade`.

`check` on a fresh assignment stands beside pytest on eight trivial NumPy tests, by the clock. `grade` of one right
submission stands beside pytest on the same checks, hidden ones included, which then run in pytest's own process
(beside.py): both have one processor to themselves, so that seconds by the clock are the processor time of all that they
start, also of what ends behind a namespace, where nobody could ask for it. All run in turn, in one go on one machine,
as fresh processes; printed are the medians and their ratios.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from grading_cost import on_one_processor
from shipped import copies, for_pytest, hand_in, our_course

from autograder.course.course import Course
from autograder.files import write_tree

REPO = Path(__file__).parents[1]
AUTOGRADER = str(Path(sys.executable).with_name("autograder"))
PYTEST = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib"]
ROUNDS = 11
TRIVIAL = "import numpy as np\n\n" + "\n".join(
    f"def test_{number}():\n    x = np.arange({number}.0)\n    assert np.allclose(2 * x, x + x)\n"
    for number in range(8)
)


class Command(NamedTuple):
    """What is run in which folder, and how it has to end; `before` is what is to be done first."""

    arguments: list[str]
    folder: Path
    ends: int = 0
    one_processor: bool = False
    before: Callable[[], None] = lambda: None


def seconds(command: Command) -> float:
    """Wall-clock seconds of one run, which has to end as it should."""
    # As on a student's machine: compiled files are kept, which the first round fills.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if command.arguments[0] != AUTOGRADER:
        # Bare pytest: without the plugins that happen to be installed beside it.
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command.before()
    kept = os.sched_getaffinity(0)
    if command.one_processor:
        on_one_processor()
    start = time.perf_counter()
    ended = subprocess.run(command.arguments, cwd=command.folder, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - start
    os.sched_setaffinity(0, kept)
    if ended.returncode != command.ends:
        sys.exit(f"{' '.join(command.arguments)} ended with {ended.returncode}:\n{ended.stdout.decode()[-2000:]}")
    return taken


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
        "pytest, the same checks": Command(PYTEST, same, one_processor=True),
        "autograder grade, one": Command(
            grade, course, one_processor=True, before=lambda: hand_in(course, graded, copies(graded, 1))
        ),
    }


def main() -> None:
    """Measures, and prints a line for each and two ratios."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        ran = commands(Path(scratch))
        for _ in range(ROUNDS + 1):
            for name, command in ran.items():
                times.setdefault(name, []).append(seconds(command))
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}  # the first fills caches
    for name, median in medians.items():
        print(f"{name:<26}{median:6.2f} s, median of {ROUNDS}")
    names = list(medians)
    for pytest, ours in zip(names[::2], names[1::2], strict=True):
        print(f"{ours + ' / ' + pytest:<50}{medians[ours] / medians[pytest]:6.2f}")


if __name__ == "__main__":
    main()
