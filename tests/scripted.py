"""A launcher whose workers say what they are told to, for tests of what hears them."""

from __future__ import annotations

import os
from typing import Any

from autograder.sandbox.channel import Channel
from autograder.sandbox.worker.wire import body_of, frame, priced


class Scripted:
    """A launcher whose workers say given bytes, and then are gone."""

    outer_layers = ("wall_clock",)

    def __init__(self, *workers: bytes, refuses: bool = False) -> None:
        self.workers = list(workers)
        self.refuses = refuses
        self.killed = 0
        self.ended = 0

    def start(self) -> Channel:
        said = self.workers.pop(0)
        reader, theirs = os.pipe()
        os.set_blocking(theirs, False)
        os.write(theirs, said)
        os.close(theirs)
        writer = os.open(os.devnull, os.O_WRONLY)

        def close() -> None:
            self.ended += 1
            os.close(reader)
            os.close(writer)

        def kill() -> None:
            self.killed += 1
            if self.refuses:
                raise PermissionError

        return Channel(reader, writer, kill, close)

    def stop(self) -> None:
        pass


CONFINED = frame({"kind": "confined", "layers": ["seccomp"]})


def answered(reply: dict[str, Any], price: float = 0.0) -> bytes:
    """The frame of an answer that took so many seconds of processor time."""
    return priced(price, body_of(reply))


READY = answered({"kind": "ready"})
SIX = answered({"kind": "returned", "value": 6.0, "output": ""})
