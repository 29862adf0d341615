"""Holds what a submission's code answered: for each call of a probe, its arguments and what came back, by hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from autograder.records import Submission

if TYPE_CHECKING:
    from autograder.sandbox.replies import Reply


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
        # NumPy with it, which whoever only keeps answers does without.
        from autograder.sandbox.replies import KEPT, Garbled, Returned, decode

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
