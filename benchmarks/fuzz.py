"""Throws hostile bytes at what reads a worker's replies and students' archives, and counts what came of it.

Three targets: `decode` (a reply's body), `Session` (a whole conversation through a socket, with lengths that lie), and
`unpack` with `pick` (an archive and what is read out of it). Inputs are made from honest ones by mutation, from a seed.
Each may end in an answer or in the refusal that its documentation names; anything else, more than `MOST_SECONDS`, or
more than `MOST_MEMORY` is a failure. At the end stands one line with the counts.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import random
import resource
import socket
import struct
import sys
import tarfile
import threading
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

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
NUMBERS = [0, 1, -1, 2**31, 2**32, 2**63, -(2**63), 2**64, 10**400, 1e308, 1.5, True, None]
TEXTS = ["", "nan", "inf", "\x00", "\ud800", "\u202e", "\x1b[2J", "<script>", "=cmd|' /C calc'!A0", "x" * 5000]
KINDS = ["confined", "unconfined", "ready", "returned", "raised", "uncrossable", "timeout", "died", "nobody", 1]
NAMES = ["tiny.py", "../tiny.py", "/etc/passwd", "C:\\tiny.py", "a/" * 40 + "tiny.py", "tiny.py\0.exe", "\u202etiny.py"]
NAMES += ["tiny.py/tiny.py", "01_tiny/tiny.py", "n" * 2000, "", ".", "tiny (2).py", "01_tiny.ipynb", "\udc80.py"]


def value(rng: random.Random, depth: int = 0) -> Any:
    """Anything that JSON can hold, much of it shaped like the wire format."""
    make = rng.choice(
        [scalar, scalar, array, table, listing, lambda rng, depth: {rng.choice("adfx"): scalar(rng, depth)}]
    )
    return scalar(rng, depth) if depth > 6 else make(rng, depth)


def scalar(rng: random.Random, depth: int) -> Any:
    """A number or a text at some limit."""
    return rng.choice([rng.choice(rng.choice([NUMBERS, TEXTS])), rng.randrange(100), rng.random(), "text"])


def array(rng: random.Random, depth: int) -> Any:
    """Nearly an array: of some dtype, shape and data that may fit each other."""
    shape = [rng.choice([0, 1, 2, 3, rng.choice(NUMBERS)]) for _ in range(rng.choice([0, 1, 2, 3, 9]))]
    data = base64.b64encode(rng.randbytes(8 * rng.randrange(8))).decode()
    return {"a": [rng.choice(["<f8", "<i8", "|b1", "O", ">f8", "<U9", 8]), shape, rng.choice([data, data, "?", 7])]}


def table(rng: random.Random, depth: int) -> Any:
    """Nearly a dict."""
    return {"d": [[scalar(rng, depth), value(rng, depth + 1)] for _ in range(rng.randrange(3))]}


def listing(rng: random.Random, depth: int) -> Any:
    """A list, sometimes nested too deep."""
    if rng.random() < 0.05:
        return json.loads("[" * 60 + "]" * 60)
    return [value(rng, depth + 1) for _ in range(rng.randrange(4))]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """`data` with some bytes changed, cut, repeated or put in."""
    body = bytearray(data)
    for _ in range(rng.choice([0, 1, 1, 2, 8])):
        at = rng.randrange(len(body) + 1)
        match rng.randrange(4):
            case 0:
                body[at : at + rng.randrange(1, 9)] = rng.randbytes(rng.randrange(9))
            case 1:
                del body[at : at + rng.randrange(1, 64)]
            case 2:
                body[at:at] = body[at : at + rng.randrange(1, 64)]
            case _:
                body[at : at + 4] = struct.pack("<i", rng.choice([-1, 0, 1, 2**31 - 1, 65535]))
    return bytes(body)


def reply(rng: random.Random) -> bytes:
    """The body of a reply as a hostile worker may send it."""
    if rng.random() < 0.01:
        return rng.choice([b"[" * 100_000, b'{"kind":"returned","value":' + rng.choice([b"[", b'{"d":[[1,']) * 50_000])
    message: dict[str, Any] = {"kind": rng.choice([rng.choice(KINDS), "returned"]), "value": value(rng)}
    for field in ("output", "type", "text", "what", "frames", "layers"):
        if rng.random() < 0.5:
            message[field] = rng.choice(TEXTS) if field < "w" and rng.random() < 0.9 else value(rng)
    body = json.dumps(message).encode()
    return body if rng.random() < 0.7 else mutated(rng, body)


def archive(rng: random.Random) -> bytes:
    """A zip, tar or tar.gz of a few entries, damaged or lying more often than not."""
    content = rng.choice([b"", b"x = 1\n", rng.randbytes(100), b"\0" * 200_000])
    names = [rng.choice(NAMES) for _ in range(rng.randrange(4))]
    stream = io.BytesIO()
    if rng.random() < 0.5:
        method = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "w", method) as packed:  # of such names
            for name in names:
                info = zipfile.ZipInfo("x")
                info.filename = info.orig_filename = name.encode("utf-8", "replace").decode()
                info.external_attr = rng.choice([0, 0o120777, 0o20666, 0o100644]) << 16
                packed.writestr(info, content)
    else:
        with tarfile.open(fileobj=stream, mode=rng.choice(["w", "w:gz"]), errors="replace") as tar:
            for name in names:
                member = tarfile.TarInfo(name.replace("\0", "") or "x")
                member.type = rng.choice([b"0", b"0", b"1", b"2", b"3", b"5", b"L", b"S", b"x"])
                member.size, member.linkname = len(content), "tiny.py"
                tar.addfile(member, io.BytesIO(content))
    return stream.getvalue() if rng.random() < 0.3 else mutated(rng, stream.getvalue())


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
