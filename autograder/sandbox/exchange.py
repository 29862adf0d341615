"""Sends a worker one message and waits for one reply, for so long and no longer."""

from __future__ import annotations

import os
import threading
import time

from autograder.sandbox.channel import Channel
from autograder.sandbox.worker.wire import ChannelClosed, receive, send


def exchange(channel: Channel, message: bytes, seconds: float) -> bytes:
    """The body of the next frame. Raises `TimeoutError`, `ChannelClosed` or `FrameTooLarge`."""
    if os.name != "posix":
        return _with_a_timer(channel, message, seconds)
    deadline = time.monotonic() + seconds
    send(channel.writer, message, deadline)
    return receive(channel.reader, deadline)


def _with_a_timer(channel: Channel, message: bytes, seconds: float) -> bytes:
    """Where pipes cannot be waited for: a worker that is late is killed, which ends the waiting."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        channel.kill()

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        send(channel.writer, message)
        return receive(channel.reader)
    except ChannelClosed:
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
