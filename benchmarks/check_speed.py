"""How long a student waits: `autograder check` on a fresh assignment against bare pytest on eight trivial NumPy tests.

Both run in turn, in one go on one machine, as fresh processes; printed are the medians and their ratio.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).parents[1]
ROUNDS = 11
TRIVIAL = "import numpy as np\n\n" + "\n".join(
    f"def test_{number}():\n    x = np.arange({number}.0)\n    assert np.allclose(2 * x, x + x)\n"
    for number in range(8)
)


def seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Wall-clock seconds of one run of `command` in `folder`."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measures, and prints three lines."""
    # As on a student's machine: compiled files are kept, which the first round fills.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # Bare pytest: without the plugins that happen to be installed beside it.
    bare = {**usual, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with tempfile.TemporaryDirectory() as scratch:
        plain, assignment = Path(scratch) / "plain", Path(scratch) / "01_autograd"
        plain.mkdir()
        (plain / "test_trivial.py").write_text(TRIVIAL)
        shutil.copytree(REPO / "assignments" / "01_autograd", assignment)
        commands = {
            "pytest": ([sys.executable, "-m", "pytest", "-q"], plain, bare),
            "autograder check": (
                [str(Path(sys.executable).with_name("autograder")), "check"],
                assignment,
                usual,
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS + 1):
            for name, run in commands.items():
                times[name].append(seconds(*run))
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}  # the first fills caches
    for name, median in medians.items():
        print(f"{name:<18}{median:6.2f} s, median of {ROUNDS}")
    print(f"{'ratio':<18}{medians['autograder check'] / medians['pytest']:6.2f}")


if __name__ == "__main__":
    main()
