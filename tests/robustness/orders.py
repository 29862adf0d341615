"""Runs every test in reversed order, while four busy processes compete for each core.

    python tests/robustness/orders.py [--rounds 3] [--idle] [tests/unit ...]

A test that fails leans on one that ran before, or on a clock: `--idle`, without the load, tells which of the two.
Ends with 1 if a round was not green.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
BUSY_PER_CORE = 4
# As many tests at once as busy processes, which leaves each the least.
TESTS_PER_CORE = BUSY_PER_CORE
PYTEST = (sys.executable, "-m", "pytest", "-q", "--tb=short", "--reverse", "--dist=loadfile", "--no-loadscope-reorder")


@contextlib.contextmanager
def load(processes: int) -> Iterator[None]:
    """Meanwhile, so many processes compute."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


def passes(busy_per_core: int, tests: Sequence[str]) -> bool:
    """Runs the tests once; whether all of them passed."""
    start, cores = time.monotonic(), os.cpu_count() or 1
    with load(busy_per_core * cores):
        ended = subprocess.run([*PYTEST, "-n", str(TESTS_PER_CORE * cores), *tests], cwd=REPO, check=False)
    print(f"{'green' if ended.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return ended.returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Runs as many rounds as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", default=["tests"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--idle", action="store_true", help="without the load")
    asked = parser.parse_args(arguments)
    green = [passes(0 if asked.idle else BUSY_PER_CORE, asked.tests) for _ in range(asked.rounds)]
    print(f"{sum(green)} of {len(green)} rounds were green")
    return int(not all(green))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
