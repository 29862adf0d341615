"""Shows how far the grading of a class is: a line that moves on a terminal, and a plain line every few seconds else."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from autograder.records import Result

# Seconds between two plain lines.
EVERY = 5.0
# Results that say how fast it goes: those that are taken from disk, all at once at the start, soon say nothing more.
LAST = 50


class Tally:
    """How many results are there, and how fast the last ones came; `clock` counts seconds."""

    def __init__(self, total: int, clock: Callable[[], float]) -> None:
        self.total = total
        self.done = self.ungraded = 0
        self._clock = clock
        self._last = deque([clock()], maxlen=LAST)

    def note(self, result: Result) -> None:
        """Counts a result."""
        self.done += 1
        self.ungraded += bool(result.ungraded)
        self._last.append(self._clock())

    def __str__(self) -> str:
        failed = f", {self.ungraded} could not be judged" if self.ungraded else ""
        said = f"{self.done} of {self.total} done{failed}"
        passed = self._last[-1] - self._last[0]
        if self.done == self.total or passed < 1:
            return said
        rate = (len(self._last) - 1) / passed
        to_go = timedelta(seconds=round((self.total - self.done) / rate))
        speed = f"{rate:.1f} a second" if rate >= 1 else f"{1 / rate:.1f} s each"
        return f"{said}, {self.total - self.done} left, {speed}, {to_go} to go"


@contextlib.contextmanager
def grading_progress(total: int, console: Console) -> Iterator[Callable[[Result], None]]:
    """While it lasts, what is given has to be called with each result; it ends without a trace on a terminal."""
    tally = Tally(total, time.monotonic)
    yield from _bar(tally, console) if console.is_terminal else _lines(tally, console)


def _bar(tally: Tally, console: Console) -> Iterator[Callable[[Result], None]]:
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(str(tally), total=tally.total)

        def step(result: Result) -> None:
            tally.note(result)
            progress.update(task, advance=1, description=str(tally))

        yield step


def _lines(tally: Tally, console: Console) -> Iterator[Callable[[Result], None]]:
    over = threading.Event()

    def tell() -> None:
        while not over.wait(EVERY):  # also where one submission takes minutes, and nothing comes in
            console.print(f"grading: {tally}", highlight=False, soft_wrap=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield tally.note
    finally:
        over.set()
        teller.join()
