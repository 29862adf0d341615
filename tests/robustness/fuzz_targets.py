"""Hands hostile bytes to what reads such, and says in a word what came of them, or raises `Wrong`."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import fuzz_oracles as oracles
from hostile_archives import bombs, crowds, handins, piles
from hostile_replies import conversations, replies
from hypothesis.strategies import SearchStrategy

from autograder.checks.approx import approx
from autograder.checks.show import show
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.intake.collect import collect
from autograder.records import Assignment, Limits
from autograder.sandbox import replies as observation
from autograder.sandbox.channel import Channel
from autograder.sandbox.replies import Probe
from autograder.sandbox.session import Session, Work

MOST_SHOWN = 5000
TINY_COURSE = Path(__file__).parents[1] / "course"
PROBE = Probe("probe", "def probe(tiny): pass", ("tiny",), (), object, "")
MEMORY = Path("/dev/shm")  # where a folder is made in no time
HANDIN, PILE = "ada.zip", "class.zip"


def decoded(body: bytes) -> str:
    """Decodes one reply, and does with it what a check does that fails."""
    try:
        reply = observation.decode(body)
    except observation.Garbled:
        return "Garbled"
    oracles.judge_reply(body, reply)
    if isinstance(reply, observation.Returned):
        shown = len(show(reply.value)) < MOST_SHOWN
        oracles.require(shown and reply.value != approx([1.0, [2.0, "x"]]), "shown without end, or equal to anything")
    return type(reply).__name__


class HostileLauncher:
    """Starts threads that say what they were given, whatever they are asked."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self, said: bytes) -> None:
        self._said = said

    def start(self) -> Channel:
        """A channel on which everything has been said before anything is asked."""
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._say, args=(theirs,), daemon=True).start()
        return Channel(ours.fileno(), ours.fileno(), lambda: ours.shutdown(socket.SHUT_RDWR), ours.close)

    def _say(self, channel: socket.socket) -> None:
        with channel:
            try:
                channel.sendall(self._said)
                channel.shutdown(socket.SHUT_WR)
                while channel.recv(65536):
                    pass
            except OSError:
                return

    def stop(self) -> None:
        """Nothing to end: each thread ends with its socket."""


def conversed(said: bytes) -> str:
    """Opens a session with a hostile worker and asks it one question."""
    session = Session(HostileLauncher(said), Work({}, ("tiny",), (), Limits()))
    try:
        reply = session.observe(PROBE, (), 1.0)
        failed = session.import_failed
    except Problem:
        return "Problem"
    finally:
        session.close()
    if not failed and not isinstance(reply, observation.Died):
        oracles.judge_conversation(said, reply)
    return type(reply).__name__


@cache
def assignment() -> Assignment:
    """What the archives are handed in for."""
    return find_assignment(TINY_COURSE / "source", "01_tiny")


def taken_in(name: str, data: bytes) -> str:
    """Collects `data`, which is handed in as source/`name`, or is itself what lies at source."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        root = Path(folder)
        source = root / "source" / name
        source.parent.mkdir(parents=True)
        source.write_bytes(data)
        try:
            receipts = collect(
                assignment(), root / "source" if name == HANDIN else source, root / "submitted", one=True
            )
        except Problem:
            receipts = []
        taken = oracles.judge_intake(root)
        if name == HANDIN:
            said = " ".join(refusal.reason for receipt in receipts for refusal in receipt.refused)
            oracles.judge_handin(data, taken, said)
    return "taken" if taken else "nothing taken" if receipts else "Problem"


@dataclass(frozen=True)
class Target:
    """What reads bytes, which bytes, and its share of all inputs."""

    read: Callable[[bytes], str]
    inputs: Callable[[], SearchStrategy[bytes]]
    share: float


TARGETS = {
    "replies": Target(decoded, replies, 0.6),
    "conversations": Target(conversed, conversations, 0.05),
    "handins": Target(partial(taken_in, HANDIN), handins, 0.25),
    "piles": Target(partial(taken_in, PILE), piles, 0.088),
    "crowds": Target(partial(taken_in, HANDIN), crowds, 0.01),
    "bombs": Target(partial(taken_in, HANDIN), bombs, 0.002),
}
