"""Throws hostile bytes at what reads a worker's replies and students' archives, and counts what came of it.

Three targets: `decode` (a reply's body), `Session` (a whole conversation through a socket, with lengths that lie), and
`unpack` with `pick` (an archive and what is read out of it). Inputs are made from honest ones by mutation, from a seed.
Each may end in an answer or in the refusal that its documentation names; anything else, more than `MOST_SECONDS`, or
more than `MOST_MEMORY` is a failure. At the end stands one line with the counts.
"""

from __future__ import annotations

import argparse
import random
import resource
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from hostile_inputs import archive, mutated, reply

from autograder.archives import Refused, unpack
from autograder.course import find_assignment
from autograder.observation import Garbled, decode
from autograder.pick import Piece, pick
from autograder.probes import Probe
from autograder.records import Assignment, Limits, Problem
from autograder.session import Channel, Session, Work
from autograder.students import FOLDER, Person
from autograder.worker.wire import MAX_FRAME

MOST_SECONDS = 5.0  # of one input; a second at most on a quiet machine
MOST_MEMORY = 256 * 2**20  # of one input, beyond what was there before
TINY_COURSE = Path(__file__).parents[1] / "tests/course"
PROBE = Probe("probe", "def probe(tiny): pass", ("tiny",), (), object, "")


def decoded(rng: random.Random) -> str:
    """Decodes one reply."""
    try:
        return type(decode(reply(rng))).__name__
    except Garbled:
        return "Garbled"


def taken_in(rng: random.Random) -> str:
    """Opens one archive and reads the assignment's files out of it, as `collect` does."""
    data = archive(rng)
    try:
        entries = unpack(data)
    except Refused:
        return "refused"
    piece = Piece("ada/", Person(FOLDER, "ada"), (), tuple(entry for entry in entries if entry.parts))
    taken, _ = pick(assignment(), [piece])
    return "taken" if taken else "nothing in it"


@cache
def assignment() -> Assignment:
    """What the archives are handed in for."""
    return find_assignment(TINY_COURSE / "source", "01_tiny")


class HostileLauncher:
    """Starts threads that answer whatever they are asked with frames whose lengths and contents lie."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._sockets: list[socket.socket] = []

    def start(self) -> Channel:
        """A channel on which everything has been said before anything is asked."""
        ours, theirs = socket.socketpair()
        said = b"".join(self._frames())
        threading.Thread(target=self._say, args=(theirs, said), daemon=True).start()

        def kill() -> None:
            ours.shutdown(socket.SHUT_RDWR)

        return Channel(ours.fileno(), ours.fileno(), kill, ours.close)

    def _frames(self) -> Iterator[bytes]:
        honest = [b'{"kind":"confined","layers":[]}', b'{"kind":"ready"}', reply(self._rng)]
        for body in honest[: self._rng.choice([0, 1, 2, 3, 3, 3])]:
            lies = [MAX_FRAME, MAX_FRAME + 1, 2**32 - 1, 0, len(body) + 1]
            size = len(body) if self._rng.random() < 0.8 else self._rng.choice(lies)
            yield struct.pack(">I", size) + (body if self._rng.random() < 0.9 else mutated(self._rng, body))

    def _say(self, channel: socket.socket, said: bytes) -> None:
        with channel:
            try:
                channel.sendall(said)
                channel.shutdown(socket.SHUT_WR)
                while channel.recv(65536):
                    pass
            except OSError:
                return

    def stop(self) -> None:
        """Nothing to end: each thread ends with its socket."""


def conversed(rng: random.Random) -> str:
    """Opens a session with a hostile worker and asks it one question."""
    session = Session(HostileLauncher(rng), Work({}, ("tiny",), (), Limits()))
    try:
        return type(session.observe(PROBE, (), 1.0)).__name__
    except Problem:
        return "Problem"
    finally:
        session.close()


TARGETS: dict[str, tuple[Callable[[random.Random], str], float]] = {
    "replies": (decoded, 0.6),
    "archives": (taken_in, 0.35),
    "conversations": (conversed, 0.05),
}


def fuzz(inputs: int, seed: int) -> list[str]:
    """Runs every target on its share of the inputs, prints counts, and returns what failed."""
    wrong: list[str] = []
    for name, (target, share) in TARGETS.items():
        outcomes: Counter[str] = Counter()
        slowest, before = 0.0, peak_memory()
        for number in range(round(inputs * share)):
            began = time.perf_counter()
            try:
                outcomes[target(random.Random(f"{seed}/{name}/{number}"))] += 1
            except BaseException as error:  # noqa: BLE001  whatever a target raises is a finding
                wrong.append(f"{name} {number}: {type(error).__name__}: {error}")
            slowest = max(slowest, time.perf_counter() - began)
            if time.perf_counter() - began > MOST_SECONDS:
                wrong.append(f"{name} {number}: took {time.perf_counter() - began:.1f} s")
        memory = peak_memory() - before
        if memory > MOST_MEMORY:
            wrong.append(f"{name}: took {memory / 2**20:.0f} MB")
        counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        print(f"{name}: {counts}; slowest {slowest * 1000:.0f} ms, {memory / 2**20:.0f} MB more at the peak")
    return wrong


def peak_memory() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    """Fuzzes; the exit status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20240229)
    options = parser.parse_args()
    wrong = fuzz(options.inputs, options.seed)
    print(*wrong[:50], sep="\n", end="\n" if wrong else "")
    print(f"{options.inputs} inputs, seed {options.seed}; wrong: {len(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
