"""Defines what a session talks to: a channel to one worker, and the launcher that starts workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec


class Channel(msgspec.Struct, frozen=True):
    """Two descriptors to talk through, and `kill`, which ends the process behind them and everything below it."""

    reader: int
    writer: int
    kill: Callable[[], None]
    close: Callable[[], None]


class Launcher(Protocol):
    """Starts workers; `outer_layers` of the isolation are around all of them."""

    outer_layers: tuple[str, ...]

    def start(self) -> Channel:
        """A channel to a new worker that waits for its opening. Raises `Problem` if none can be started."""

    def stop(self) -> None:
        """Ends everything that was started."""
