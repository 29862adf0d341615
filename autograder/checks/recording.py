"""Records what a submission's code answers, as `Observations`."""

from __future__ import annotations

import platform
from collections import Counter
from typing import Any

import msgspec
import numpy as np

from autograder.checks.observations import Observation, Observations, hash_of
from autograder.files import digest, digest_of
from autograder.sandbox.replies import Probe, Reply, Returned, Spent, Timeout
from autograder.sandbox.session import Work
from autograder.sandbox.worker.wire import freeze

MAX_VALUE_BYTES = 64 * 2**10
MAX_KEPT_BYTES = 2**20  # of one submission


def encoded(value: Any) -> bytes:
    """Plain data as JSON, the same for equal data."""
    return msgspec.json.encode(freeze(value))


def work_key(work: Work) -> str:
    """A hash of all that an answer depends on beside the question: files, packages, memory and versions."""
    rest = msgspec.json.encode([work.modules, work.packages, work.limits.memory_mb, work.fork])
    return digest([digest_of(work.files), rest, platform.python_version(), np.__version__])


def question(probe: Probe, arguments: tuple[Any, ...], seconds: float) -> tuple[str, list[bytes]]:
    """The hash of a probe and its limit, and its arguments as JSON."""
    asked = msgspec.json.encode([probe.name, probe.source, probe.modules, probe.parameters, seconds])
    return hash_of(asked), [encoded(argument) for argument in arguments]


class Recorder:
    """Keeps the calls of one submission as they come, each value once, up to `MAX_KEPT_BYTES`."""

    def __init__(self, work: Work) -> None:
        self.work = self._first = work_key(work)
        self._calls: dict[str, list[Observation]] = {self.work: []}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._late = False
        self._values: dict[str, msgspec.Raw] = {}
        self._truncated: dict[str, None] = {}
        self._left = MAX_KEPT_BYTES

    def turn_to(self, work: Work) -> None:
        """From now on it is this that runs: the submission beside right exercises."""
        self.work = work_key(work)
        self._calls.setdefault(self.work, [])

    def next_call(self, check: str) -> int:
        """The how-manieth call of a check comes next."""
        return self._asked[self.work, check] + 1

    def add(
        self,
        check: str,
        asked: tuple[str, list[bytes]],
        reply: Reply,
        import_failed: bool,
    ) -> None:
        """Records one call: what was asked, as `question` says it, and the reply, before the check can change it."""
        self._asked[self.work, check] += 1
        self._late = self._late or isinstance(reply, Timeout | Spent)
        value = ""
        if isinstance(reply, Returned):
            value = self._keep(encoded(reply.value))
            reply = msgspec.structs.replace(reply, value=None)
        probe, arguments = asked
        kept = tuple(map(self._keep, arguments))
        ending = self._keep(msgspec.json.encode(reply))
        number = self._asked[self.work, check]
        self._calls[self.work].append(Observation(check, number, probe, kept, ending, value, import_failed))

    def _keep(self, content: bytes) -> str:
        hashed = hash_of(content)
        if hashed in self._values:
            return hashed
        if len(content) > min(MAX_VALUE_BYTES, self._left):
            self._truncated[hashed] = None
            return hashed
        self._left -= len(content)
        self._values[hashed] = msgspec.Raw(content)
        return hashed

    def observations(self, isolation: tuple[str, ...]) -> Observations:
        """All that was recorded."""
        calls = {work: tuple(each) for work, each in self._calls.items()}
        first = calls.pop(self._first)
        truncated = tuple(self._truncated)
        return Observations(self._first, isolation, first, self._values, truncated, mended=calls, late=self._late)
