"""Records what a submission's code answered: for each call of a probe, its arguments and what came back, by hash."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from typing import Any

import msgspec
import numpy as np

from autograder.files import digest, digest_of
from autograder.records import Submission
from autograder.sandbox.replies import KEPT, Garbled, Probe, Reply, Returned, Spent, Timeout, decode
from autograder.sandbox.session import Work
from autograder.sandbox.worker.wire import freeze

MAX_VALUE_BYTES = 64 * 2**10
MAX_KEPT_BYTES = 2**20  # of one submission


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call of a probe: the check, the how-manieth call of it, and the hashes of what was asked and answered.

    `probe` is the hash of its source and limit; `reply` says how the call ended, and `value` what was returned, if
    anything: equal values have equal hashes, whoever returned them.
    """

    check: str
    call: int
    probe: str
    arguments: tuple[str, ...]
    reply: str
    value: str = ""
    import_failed: bool = False


class Observations(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that one submission answered; `values` are JSON by hash, without those in `truncated`, too long to keep.

    `work` is the hash of what ran: the files, packages, memory and versions. `key` is that of the result. `mended` are
    the calls of the submission beside right exercises, by the hash of what ran then. `late` says whether any call ran
    out of time, or came when the budget was used up. `cost` is what it took, as processor time and by the clock, and
    `mending_cost` what it took to find out where failures come from.
    """

    work: str
    isolation: tuple[str, ...] = ()
    calls: tuple[Observation, ...] = ()
    values: dict[str, msgspec.Raw] = {}
    truncated: tuple[str, ...] = ()
    key: str = ""
    mended: dict[str, tuple[Observation, ...]] = {}
    late: bool = False
    cost: tuple[float, float] = (0.0, 0.0)
    mending_cost: tuple[float, float] = (0.0, 0.0)

    def calls_of(self, work: str) -> tuple[Observation, ...]:
        """The calls of what ran under this hash."""
        return self.calls if work == self.work else self.mended.get(work, ())

    def reply_to(self, call: Observation) -> Reply | None:
        """What came back from a call, or None if not all of it was kept, or it is not what was kept."""
        try:
            reply = decode(self._kept(call.reply), KEPT)
            if not isinstance(reply, Returned):
                return reply
            value = decode(b'{"kind":"returned","value":' + self._kept(call.value) + b"}")
        except (Garbled, KeyError):
            return None
        return msgspec.structs.replace(reply, value=value.value) if isinstance(value, Returned) else None

    def _kept(self, hashed: str) -> bytes:
        """The content of a hash. Raises `KeyError` if it is not there, or no longer what it was."""
        content = bytes(self.values[hashed])
        if hash_of(content) != hashed:
            raise KeyError(hashed)
        return content


class Remembered(Submission, frozen=True):
    """A submission of which it is known what its code answered before."""

    kept: Observations


def hash_of(content: bytes) -> str:
    """The hash that content is kept under."""
    return hashlib.sha256(content).hexdigest()


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
