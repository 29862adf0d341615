"""Records what a submission's code answered: for each call of a probe, its arguments and what came back, by hash."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from typing import Any

import msgspec
import numpy as np

from autograder.files import digest, digest_of
from autograder.sandbox.replies import Garbled, Probe, Reply, Returned, decode
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

    `work` is the hash of what ran: the files, packages, limits and versions. `key` is that of the result.
    """

    work: str
    isolation: tuple[str, ...] = ()
    calls: tuple[Observation, ...] = ()
    values: dict[str, msgspec.Raw] = {}
    truncated: tuple[str, ...] = ()
    key: str = ""

    def reply_to(self, call: Observation) -> Reply | None:
        """What came back from a call, or None if not all of it was kept, or it is not what was kept."""
        try:
            reply = decode(self._kept(call.reply))
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


def hash_of(content: bytes) -> str:
    """The hash that content is kept under."""
    return hashlib.sha256(content).hexdigest()


def encoded(value: Any) -> bytes:
    """Plain data as JSON, the same for equal data."""
    return msgspec.json.encode(freeze(value))


def work_key(work: Work) -> str:
    """A hash of all that an answer depends on beside the question: files, packages, limits and versions."""
    rest = msgspec.json.encode([work.modules, work.packages, work.limits, work.fork])
    return digest([digest_of(work.files), rest, platform.python_version(), np.__version__])


def question(probe: Probe, arguments: tuple[Any, ...], seconds: float) -> tuple[str, list[bytes]]:
    """The hash of a probe and its limit, and its arguments as JSON."""
    asked = msgspec.json.encode([probe.name, probe.source, probe.modules, probe.parameters, seconds])
    return hash_of(asked), [encoded(argument) for argument in arguments]


class Recorder:
    """Keeps the calls of one submission as they come, each value once, up to `MAX_KEPT_BYTES`."""

    def __init__(self, work: Work) -> None:
        self._work = work_key(work)
        self._calls: list[Observation] = []
        self._asked: Counter[str] = Counter()
        self._values: dict[str, msgspec.Raw] = {}
        self._truncated: dict[str, None] = {}
        self._left = MAX_KEPT_BYTES

    def add(
        self,
        check: str,
        asked: tuple[str, list[bytes]],
        reply: Reply,
        import_failed: bool,
    ) -> None:
        """Records one call: what was asked, as `question` says it, and the reply, before the check can change it."""
        self._asked[check] += 1
        value = ""
        if isinstance(reply, Returned):
            value = self._keep(encoded(reply.value))
            reply = msgspec.structs.replace(reply, value=None)
        probe, arguments = asked
        kept = tuple(map(self._keep, arguments))
        ending = self._keep(msgspec.json.encode(reply))
        self._calls.append(Observation(check, self._asked[check], probe, kept, ending, value, import_failed))

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
        return Observations(self._work, isolation, tuple(self._calls), self._values, tuple(self._truncated))
