"""Asks one worker about one submission: sends it probes, each with a deadline, and decodes what it replies."""

from __future__ import annotations

import base64
import contextlib
import copy
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from autograder.course.packages import importable
from autograder.errors import SEE_DOCTOR, Problem
from autograder.records import Limits
from autograder.sandbox.channel import Channel, Launcher
from autograder.sandbox.exchange import exchange
from autograder.sandbox.replies import (
    ANSWERED,
    IMPORTED,
    OPENED,
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
from autograder.sandbox.spending import Spending
from autograder.sandbox.worker.fresh import REPLY_SECONDS, WALL_CLOCK_FACTOR, Allowance
from autograder.sandbox.worker.wire import MAX_FRAME, ChannelClosed, FrameTooLarge, framed, freeze, unpriced

# Of processor time, as a check's limit is. Every question imports anew.
IMPORT_SECONDS = 1.0
# By the clock. Only the kit's own code runs until then, and ends where it fails: what is waited for is a busy machine.
START_SECONDS = 600.0
# One process then answers for all checks, and is stopped from outside, by the clock.
UNFORKED_CPU_SECONDS = 600
UNFORKED_IMPORT_SECONDS = 5.0
# Where the clock decides, for whatever else the machine is at.
LEAST_SECONDS_BY_THE_CLOCK = 2.0
# A limit by the clock of code that is trusted to end, as a multiple of its limit.
TRUSTED_CLOCK_FACTOR = 20
# Of what died: whatever dies for a passing reason hardly does so four times in a row.
RETRIES = 3
# What a worker gets beyond its limit to stop a probe itself and answer for the next one.
GRACE_SECONDS = 1.0


def _frame(message: dict[str, Any]) -> bytes:
    """The bytes of one message, as `wire.frame` has them with what is in the worker. Raises `FrameTooLarge`."""
    body = msgspec.json.encode(message)
    if len(body) > MAX_FRAME:
        raise FrameTooLarge(f"{len(body):,} bytes")
    return framed(body)


class Work(msgspec.Struct, frozen=True):
    """What a session is opened with: the files to write, the modules to import in order, and the limits.

    `fork` gives every probe a process of its own; without it a probe can disturb the next, but costs a tenth. `warm_up`
    is what a zygote has run already, and a plain worker runs before anything is refused to it.
    """

    files: Mapping[str, bytes]
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    limits: Limits
    fork: bool = True
    warm_up: str = ""

    def opening(self, for_import: Allowance) -> dict[str, Any]:
        """The first message of a session, with what the import may take."""
        # A second more than all that is allowed, so that the session ends what is late: the kernel could not say why.
        seconds = math.ceil(self.limits.seconds + IMPORT_SECONDS) + 1
        return {
            "files": {name: base64.b64encode(content).decode() for name, content in self.files.items()},
            "modules": self.modules,
            "packages": importable(self.packages),
            "preload": self.packages,
            "warm_up": self.warm_up,
            "memory_mb": self.limits.memory_mb,
            "cpu_seconds": seconds if self.fork else UNFORKED_CPU_SECONDS,
            "check_cpu_seconds": seconds,
            "allowance": for_import,
            "fork": self.fork,
        }


class Session:
    """A worker with one submission's modules, opened when first needed and again after it was killed.

    What it costs is noted in `spending`; once that is spent, nothing is asked any more.
    """

    def __init__(self, launcher: Launcher, work: Work, spending: Spending | None = None) -> None:
        self._launcher = launcher
        self._work = work
        self._spending = spending or Spending()
        self._channel: Channel | None = None
        self._failed_import: Reply | None = None
        self.layers: tuple[str, ...] = ()

    def observe(self, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What `probe` does with these arguments; a failed import is the answer to every probe.

        A dead worker is retried: a student's crash repeats, a kill from outside does not. Slow deaths get fewer
        retries, so that crashing costs little more time than hanging.
        Raises `Problem` if no worker can be confined, `ValueError` for the wrong number of arguments, and
        `Uncrossable` for one that is not plain data.
        """
        request = {
            "source": probe.source,
            "name": probe.name,
            "modules": probe.modules,
            "arguments": {name: freeze(value) for name, value in zip(probe.parameters, arguments, strict=True)},
        }
        if self._failed_import is not None:
            return self._failed_import
        deadline = time.monotonic() + IMPORT_SECONDS + seconds
        reply = self._answer(request, seconds)
        for _ in range(RETRIES):
            if not isinstance(reply, Died) or time.monotonic() > deadline:
                break
            self._failed_import = None
            reply = self._answer(request, seconds)
        return reply

    def _answer(self, request: dict[str, Any], seconds: float) -> Reply:
        if spent := self._spending.spent:
            return spent
        if self._channel is None:
            self.open()
        if self._failed_import is not None:
            return self._failed_import
        allowance = self._spending.allowance(seconds)
        reply = self._priced(_frame({**request, "allowance": allowance}), allowance)
        # What was cut short may have had no time at all.
        return self._spending.spent or reply if isinstance(reply, Timeout) else reply

    def _by_the_clock(self, allowance: Allowance) -> float:
        """How long to wait for what may take so much."""
        if self._work.fork:
            # As long as a worker waits for an answer to begin, and then to end, so that it is who ends what is late.
            waiting = WALL_CLOCK_FACTOR * IMPORT_SECONDS + allowance["clock"] + allowance["patience"]
            return waiting + REPLY_SECONDS + GRACE_SECONDS
        return max(allowance["seconds"], LEAST_SECONDS_BY_THE_CLOCK) + GRACE_SECONDS

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
        imported = self._priced(b"", self._spending.allowance(UNFORKED_IMPORT_SECONDS), of_import=True)
        if not isinstance(imported, Ready):
            # What it says next would be taken for the answer to another question.
            self.close()
            self._failed_import = imported if isinstance(imported, Raised | Timeout) else Died()

    def _confine(self) -> Reply:
        self._channel = self._launcher.start()
        opening = self._work.opening(self._spending.allowance(IMPORT_SECONDS))
        return self._ask(lambda channel: decode(exchange(channel, _frame(opening), START_SECONDS), OPENED))

    def _priced(self, message: bytes, allowance: Allowance, of_import: bool = False) -> Reply:
        """The answer to `message`; what it costs is noted, as told by the worker or, if it is gone, by the clock."""
        start, price = time.monotonic(), math.nan

        def pay(channel: Channel) -> Reply:
            nonlocal price
            price, body = unpriced(exchange(channel, message, self._by_the_clock(allowance)))
            return decode(body, IMPORTED if of_import else ANSWERED)

        reply = self._ask(pay)
        passed = time.monotonic() - start
        self._spending.note(passed if math.isnan(price) else price, passed, of_import)
        return reply

    def _ask(self, asked: Callable[[Channel], Reply]) -> Reply:
        """What a worker replies; one that is late or talks nonsense is killed."""
        assert self._channel is not None
        try:
            return asked(self._channel)
        except TimeoutError:
            self.close()
            return Timeout()
        except (ChannelClosed, FrameTooLarge, Garbled):
            self.close()
            return Died()

    def close(self) -> None:
        """Ends the worker, if there is one."""
        if self._channel is not None:
            channel, self._channel = self._channel, None
            with contextlib.suppress(OSError):
                channel.kill()
            channel.close()


class CachedSession(Session):
    """A session of trusted code, which answers the same question twice from memory."""

    def __init__(self, launcher: Launcher, work: Work, size: int = 1000) -> None:
        super().__init__(launcher, work)
        self._size = size
        self._replies: OrderedDict[tuple[str, bytes], Reply] = OrderedDict()

    def _by_the_clock(self, allowance: Allowance) -> float:
        """Much, where one process answers for all checks by the clock: the machine may be busy, and the code ends."""
        return TRUSTED_CLOCK_FACTOR * allowance["seconds"] + GRACE_SECONDS

    def observe(self, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """As `Session.observe`; a copy, so that a check may change what it gets."""
        question = (probe.source, msgspec.json.encode([freeze(argument) for argument in arguments]))
        if question not in self._replies:
            reply = super().observe(probe, arguments, seconds)
            if not isinstance(reply, Returned):
                # Trusted code fails for a passing reason, such as a machine under load.
                self._failed_import = None
                return reply
            self._replies[question] = reply
            if len(self._replies) > self._size:
                self._replies.popitem(last=False)
        return copy.deepcopy(self._replies[question])
