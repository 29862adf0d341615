"""Runs every test in reversed order, and every test while four busy processes compete for each core.

    python tests/robustness/orders.py [--rounds 3] [--only reversed|loaded] [tests/unit ...]

Ends with 1 if a test failed in one of the rounds: it leans on one that ran before, or on a clock.
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
PYTEST = (sys.executable, "-m", "pytest", "-q", "--tb=short", "--dist", "loadfile", "--no-loadscope-reorder")
REVERSED, LOADED = "reversed", "loaded"
# Reversed as `make test` runs them; under load as many as there are busy processes, which leaves each the least.
TESTS_PER_CORE = {REVERSED: 2, LOADED: BUSY_PER_CORE}


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


def passes(way: str, tests: Sequence[str]) -> bool:
    """Runs the tests in one of the two ways; whether all of them passed."""
    start, cores = time.monotonic(), os.cpu_count() or 1
    options = ["-n", str(TESTS_PER_CORE[way] * cores), *(["--reverse"] if way == REVERSED else [])]
    with load(BUSY_PER_CORE * cores if way == LOADED else 0):
        ended = subprocess.run([*PYTEST, *options, *tests], cwd=REPO, check=False)
    print(f"{way}: {'green' if ended.returncode == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return ended.returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Runs both ways, as often as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", default=["tests"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=(REVERSED, LOADED))
    asked = parser.parse_args(arguments)
    ways = [asked.only] if asked.only else [REVERSED, LOADED]
    green = [passes(way, asked.tests) for _ in range(asked.rounds) for way in ways]
    print(f"{sum(green)} of {len(green)} runs were green")
    return int(not all(green))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
