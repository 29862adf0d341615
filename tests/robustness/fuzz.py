"""Throws hostile bytes at what reads a worker's replies and students' archives, and judges what comes of each.

Targets: `replies` (a body, decoded, shown and compared), `conversations` (all that a worker says, through a socket),
`handins` (one student's archive), `piles` (a class's), `crowds` (archives of very many entries) and `bombs` (archives
that unpack to very much). Hypothesis makes the inputs, from a seed. Each may end in an answer that fuzz_oracles.py
finds nothing wrong with, or in the refusal that is documented, within `MOST_SECONDS` and `MOST_MEMORY`. At the end
stands one line with the counts; above it, for each target that failed, the smallest input that did, in the form that
`--replay` takes.
"""

from __future__ import annotations

import argparse
import base64
import os
import resource
import signal
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from warnings import catch_warnings

import fuzz_oracles as oracles
import hypothesis
from fuzz_targets import TARGETS
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.strategies import SearchStrategy

MOST_SECONDS = 4.0  # of processor time for one input
MOST_MEMORY = 192 * 2**20  # for one input, beyond the most that there was before
SHRINKING_SECONDS = 20.0
BATCH = 500  # inputs, of which Hypothesis remembers every one until it is done


@dataclass
class Tally:
    """What came of the inputs for one target; `wrong` is the smallest of those that failed, and why."""

    target: str
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    memory: int = 0
    wrong: tuple[bytes, str] | None = None
    failed_at: float = 0.0

    def add(self, other: Tally) -> None:
        """Counts what `other` counted, too."""
        self.outcomes += other.outcomes
        self.seconds, self.memory = max(self.seconds, other.seconds), max(self.memory, other.memory)
        self.wrong = min(filter(None, (self.wrong, other.wrong)), key=lambda wrong: len(wrong[0]), default=None)

    def search(self, data: bytes) -> None:
        """As `check`; once something went wrong, looks for a smaller input that does, for a while."""
        if self.wrong is None or time.monotonic() - self.failed_at < SHRINKING_SECONDS:
            self.check(data)

    def check(self, data: bytes) -> None:
        """Has the target read `data`. Raises `Wrong` if that was not as it should be."""
        try:
            with self._watched():
                outcome = TARGETS[self.target].read(data)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if self.wrong is None:
                self.outcomes["wrong"] += 1
                self.failed_at = time.monotonic()
            self.wrong = (data, f"{type(error).__name__}: {str(error)[:300]}")
            raise oracles.Wrong from error
        self.outcomes[outcome] += self.wrong is None  # after it, Hypothesis looks for a smaller one

    @contextmanager
    def _watched(self) -> Iterator[None]:
        before, peak, began = signal.signal(signal.SIGPROF, _overdue), peak_memory(), time.process_time()
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        self.seconds = max(self.seconds, time.process_time() - began)
        self.memory = max(self.memory, grown := peak_memory() - peak)
        oracles.require(grown <= MOST_MEMORY, f"took {grown / 2**20:.0f} MB")


def peak_memory() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Overdue(BaseException):
    """An input takes too long; nothing that reads one may catch this."""


def _overdue(*_: object) -> None:
    raise Overdue(f"took more than {MOST_SECONDS:.0f} s")


def throw(inputs: SearchStrategy[bytes], count: int, seed: int, catch: Callable[[bytes], None]) -> None:
    """Has `catch` take so many inputs; once it raised something, looks for the smallest for which it does."""
    thrown = hypothesis.given(inputs)(lambda data: catch(data))
    settings = hypothesis.settings(
        max_examples=count,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    with suppress(oracles.Wrong, hypothesis.errors.Flaky), catch_warnings(action="ignore"):  # of what is long to print
        settings(hypothesis.seed(seed)(thrown))()


def batch(target: str, count: int, seed: int) -> Tally:
    """Has a target read so many inputs, or fewer if one goes wrong."""
    tally = Tally(target)
    throw(TARGETS[target].inputs(), count, seed, tally.search)
    return tally


def fuzz(inputs: int, seed: int, pool: Executor | None = None) -> list[Tally]:
    """Has every target read its share of the inputs, and prints what came of them."""
    run = pool.map if pool else map
    tallies = []
    for name, target in TARGETS.items():
        tally, count = Tally(name), round(inputs * target.share)
        starts = range(0, count, BATCH)
        sizes = [min(BATCH, count - start) for start in starts]
        for each in run(batch, [name] * len(sizes), sizes, [seed + start for start in starts]):
            tally.add(each)
        tallies.append(tally)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in tally.outcomes.most_common())
        print(f"{name}: {counts}; at most {tally.seconds * 1000:.0f} ms and {tally.memory / 2**20:.0f} MB for one")
    return tallies


def in_words(tally: Tally) -> str:
    """What went wrong first, and how to see it again."""
    assert tally.wrong is not None
    data, reason = tally.wrong
    packed = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode()
    return f"{tally.target}: {reason}\n  {len(data)} bytes: --replay {tally.target}:{packed}"


def replay(text: str) -> str:
    """What comes of an input that `in_words` told of."""
    target, _, packed = text.partition(":")
    tally = Tally(target)
    try:
        tally.check(zlib.decompress(base64.urlsafe_b64decode(packed)))
    except oracles.Wrong as wrong:
        return f"wrong: {wrong.__cause__!r}"
    return ", ".join(tally.outcomes)


def main() -> int:
    """Fuzzes; the exit status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20240229)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes; all processors if not given")
    parser.add_argument("--replay", metavar="INPUT", help="one input, as told when it went wrong")
    options = parser.parse_args()
    if options.replay:
        outcome = replay(options.replay)
        print(outcome)
        return outcome.startswith("wrong")
    with ProcessPoolExecutor(options.jobs) as pool:
        tallies = fuzz(options.inputs, options.seed, pool)
    wrong = [tally for tally in tallies if tally.wrong]
    print(*map(in_words, wrong), sep="\n", end="\n" if wrong else "")
    total = Counter[str]()
    for tally in tallies:
        total += tally.outcomes
    print(f"{total.total()} inputs, seed {options.seed}; wrong: {total['wrong']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
