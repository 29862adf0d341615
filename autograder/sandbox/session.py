"""The judge's end of a worker: a started channel enters, requests go out with a deadline, decoded replies come back."""

from __future__ import annotations

import base64
import contextlib
import copy
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from autograder.course.packages import importable
from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox.replies import (
    Confined,
    Died,
    Garbled,
    Probe,
    Raised,
    Ready,
    Reply,
    Returned,
    Timeout,
    Unconfined,
    decode,
)
from autograder.sandbox.worker.serving import PATIENCE
from autograder.sandbox.worker.wire import ChannelClosed, FrameTooLarge, frame, freeze, receive, send

IMPORT_SECONDS = 5.0  # of processor time, as a check's limit is, and PATIENCE times that by the clock
START_SECONDS = 30.0
UNFORKED_CPU_SECONDS = 600  # one process then answers for all checks
RETRIES = 3  # of what died; whatever dies for a passing reason hardly does so four times in a row
SEE_DOCTOR = "`autograder doctor` says what this machine lacks; for your own code, --sandbox none does without."
GRACE_SECONDS = 1.0  # what a worker gets beyond its limit to stop a probe itself and answer for the next one


class Work(msgspec.Struct, frozen=True):
    """What a session is opened with: the files to write, the modules to import in order, and the limits.

    `fork` gives every probe a process of its own; without it a probe can disturb the next, but costs a tenth.
    """

    files: Mapping[str, bytes]
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    limits: Limits
    fork: bool = True

    def opening(self) -> dict[str, Any]:
        """The first message of a session."""
        return {
            "files": {name: base64.b64encode(content).decode() for name, content in self.files.items()},
            "modules": self.modules,
            "packages": importable(self.packages),
            "warm": self.packages,
            "memory_mb": self.limits.memory_mb,
            "cpu_seconds": math.ceil(max(self.limits.seconds, IMPORT_SECONDS)) + 1
            if self.fork
            else UNFORKED_CPU_SECONDS,
            "fork": self.fork,
        }


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


class Session:
    """A worker with one submission's modules, opened when first needed and again after it was killed."""

    def __init__(self, launcher: Launcher, work: Work) -> None:
        self._launcher = launcher
        self._work = work
        self._channel: Channel | None = None
        self._failed_import: Reply | None = None
        self.layers: tuple[str, ...] = ()

    def observe(self, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What `probe` does with these arguments; a failed import is the answer to every probe.

        A worker that died is asked again: a crash of the student's repeats itself, a kill from outside does not. What
        takes its time to die is asked less often, so that dying costs hardly more time than never coming back.
        Raises `Problem` if no worker can be confined, `ValueError` for the wrong number of arguments, and
        `Uncrossable` for one that is not plain data.
        """
        request = frame(
            {
                "source": probe.source,
                "name": probe.name,
                "modules": probe.modules,
                "arguments": {name: freeze(value) for name, value in zip(probe.parameters, arguments, strict=True)},
                "seconds": seconds,
            }
        )
        if self._failed_import is not None:
            return self._failed_import
        patience = time.monotonic() + IMPORT_SECONDS + seconds
        reply = self._answer(request, seconds)
        for _ in range(RETRIES):
            if not isinstance(reply, Died) or time.monotonic() > patience:
                break
            self._failed_import = None
            reply = self._answer(request, seconds)
        return reply

    def _answer(self, request: bytes, seconds: float) -> Reply:
        if self._channel is None:
            self.open()
        return self._failed_import or self._ask(request, self._by_the_clock(seconds) + GRACE_SECONDS)

    def _by_the_clock(self, seconds: float) -> float:
        return PATIENCE * seconds if self._work.fork else seconds

    @property
    def import_failed(self) -> bool:
        """Whether the modules could not be imported."""
        return self._failed_import is not None

    def open(self) -> None:
        """Starts the worker, has it confined, and the modules imported. Raises `Problem` if it cannot be confined."""
        confined = self._confine()
        for _ in range(RETRIES):
            if isinstance(confined, Died):
                confined = self._confine()
        if not isinstance(confined, Confined):
            reason = confined.text if isinstance(confined, Unconfined) else "it ended without a word"
            self.close()
            raise Problem(f"The sandbox could not be set up: {reason}. {SEE_DOCTOR}")
        self.layers = (*self._launcher.outer_layers, *confined.layers)
        start = time.monotonic()
        imported = self._ask(b"", self._by_the_clock(IMPORT_SECONDS))
        if not isinstance(imported, Ready):
            self.close()  # what it says next would be taken for the answer to another question
            late = time.monotonic() - start > IMPORT_SECONDS  # the kernel kills what computes for longer than it may
            self._failed_import = imported if isinstance(imported, Raised) else Timeout() if late else Died()

    def _confine(self) -> Reply:
        self._channel = self._launcher.start()
        return self._ask(frame(self._work.opening()), START_SECONDS)

    def _ask(self, message: bytes, seconds: float) -> Reply:
        """Sends `message` and waits for one reply; a worker that is late or talks nonsense is killed."""
        channel = self._channel
        assert channel is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            channel.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            send(channel.writer, message)
            return decode(receive(channel.reader))
        except (ChannelClosed, FrameTooLarge, Garbled):
            self.close()
            return Timeout() if late.is_set() else Died()
        finally:
            timer.cancel()

    def close(self) -> None:
        """Ends the worker, if there is one."""
        if self._channel is not None:
            channel, self._channel = self._channel, None
            with contextlib.suppress(OSError):
                channel.kill()
            channel.close()


class RememberingSession(Session):
    """A session of trusted code, which answers the same question twice from memory."""

    def __init__(self, launcher: Launcher, work: Work, size: int = 1000) -> None:
        super().__init__(launcher, work)
        self._size = size
        self._answers: OrderedDict[tuple[str, bytes], Reply] = OrderedDict()

    def observe(self, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """As `Session.observe`; a copy, so that a check may change what it gets."""
        question = (probe.source, frame([freeze(argument) for argument in arguments]))
        if question not in self._answers:
            reply = super().observe(probe, arguments, seconds)
            if not isinstance(reply, Returned):
                self._failed_import = None  # trusted code fails for a passing reason, such as a machine under load
                return reply
            self._answers[question] = reply
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return copy.deepcopy(self._answers[question])
