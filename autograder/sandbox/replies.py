"""Names what a worker is asked, and decodes what it answers: hostile bytes become plain data, or `Garbled`."""

from __future__ import annotations

import base64
import binascii
from typing import Any, NamedTuple

import msgspec
import numpy as np

from autograder.sandbox.worker.rules import Breach
from autograder.sandbox.worker.wire import (
    ARRAY_DTYPES,
    MAX_ARRAY_ENTRIES,
    MAX_AXES,
    MAX_DEPTH,
    MAX_FRAMES,
    MAX_ITEMS,
    too_many_items,
)


class Garbled(ValueError):
    """A worker's reply is not what the protocol allows; only tampering makes one."""


class Probe(NamedTuple):
    """A function to run beside the student's code.

    `source` is its text without annotations; `modules` the parameters that receive a module, `parameters` the others.
    """

    name: str
    source: str
    modules: tuple[str, ...]
    parameters: tuple[str, ...]
    returns: Any
    body: str


class Confined(msgspec.Struct, frozen=True, tag_field="kind", tag="confined"):
    """The session is confined, by these layers; said before any of the student's code runs."""

    layers: tuple[str, ...]


class Unconfined(msgspec.Struct, frozen=True, tag_field="kind", tag="unconfined"):
    """The session could not be confined, and ended."""

    text: str


class Ready(msgspec.Struct, frozen=True, tag_field="kind", tag="ready"):
    """The student's modules are imported."""


class Returned(msgspec.Struct, frozen=True, tag_field="kind", tag="returned"):
    """The probe returned `value`; `output` is the beginning of what was printed."""

    value: Any
    output: str = ""


class Raised(msgspec.Struct, frozen=True, tag_field="kind", tag="raised"):
    """An exception reached the worker; `frames` are (file, line, function), outermost first.

    `breach` is the sandbox's rule that the code ran into, if any; `operation` and `operands`, each with its shape, are
    what NumPy could not compute.
    """

    type: str
    text: str
    frames: tuple[tuple[str, int, str], ...]
    output: str = ""
    breach: Breach = ""
    operation: str = ""
    operands: tuple[tuple[str, tuple[int, ...]], ...] = ()


class Uncrossable(msgspec.Struct, frozen=True, tag_field="kind", tag="uncrossable"):
    """The probe returned something that is not plain data."""

    what: str
    output: str = ""


class Timeout(msgspec.Struct, frozen=True, tag_field="kind", tag="timeout"):
    """The probe was still running at its deadline."""


class Spent(msgspec.Struct, frozen=True, tag_field="kind", tag="spent"):
    """Nothing was asked, or not to the end: the submission has used up its budget of so many seconds.

    `of_imports`: importing took most of it; not how long that takes, which code chooses and a student would read. The
    judge says this, never a worker.
    """

    budget: float
    of_imports: bool = False


class Died(msgspec.Struct, frozen=True, tag_field="kind", tag="died"):
    """The process ended without an answer."""


# What a worker may say once it was sent its opening, then once it has imported the modules, then to each question. The
# last two are said where the student's code runs, so whatever they let through, that code can say.
OPENED = msgspec.json.Decoder(Confined | Unconfined)
IMPORTED = msgspec.json.Decoder(Ready | Raised | Timeout | Died)
ANSWERED = msgspec.json.Decoder(Returned | Raised | Uncrossable | Timeout | Died)
# What the judge itself wrote down, its own word among it.
KEPT = msgspec.json.Decoder(Returned | Raised | Uncrossable | Timeout | Died | Spent)
Reply = Confined | Unconfined | Ready | Returned | Raised | Uncrossable | Timeout | Spent | Died


def decode(body: bytes, may_say: msgspec.json.Decoder[Any] = ANSWERED) -> Reply:
    """The reply in a frame's body. Raises `Garbled`, also for one that is not said at this point."""
    # Before they are objects, which is what takes time and memory.
    if too_many_items(body):
        raise Garbled(f"over {MAX_ITEMS:,} items")
    try:
        reply: Reply = may_say.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Garbled(str(error)) from None
    if isinstance(reply, Raised) and len(reply.frames) > MAX_FRAMES:
        raise Garbled(f"a traceback of {len(reply.frames)} frames")
    if isinstance(reply, Returned):
        return msgspec.structs.replace(reply, value=_thaw(reply.value, 0))
    return reply


def _thaw(frozen: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise Garbled("nested too deep")
    if isinstance(frozen, list):
        return [_thaw(item, depth + 1) for item in frozen]
    if type(frozen) is int and not -(2**63) <= frozen < 2**63:
        # No float could be compared with it.
        raise Garbled("an integer of more than 64 bits")
    if not isinstance(frozen, dict):
        return frozen
    match frozen:
        case {"f": "nan" | "inf" | "-inf" as text, **rest} if not rest:
            return float(text)
        case {"d": list(items), **rest} if not rest:
            return dict(_thaw_item(item, depth) for item in items)
        case {"a": [str(dtype), list(shape), str(data)], **rest} if not rest:
            return _thaw_array(dtype, shape, data)
    raise Garbled(f"an object with the keys {sorted(frozen)[:3]}")


def _thaw_item(item: Any, depth: int) -> tuple[str | int, Any]:
    match item:
        case [key, value] if type(key) in (str, int):
            return _thaw(key, depth + 1), _thaw(value, depth + 1)
    raise Garbled("a dict item that is not a pair")


def _thaw_array(dtype: str, shape: list[Any], data: str) -> np.ndarray:
    # Sizes are compared before anything is allocated from them.
    if dtype not in ARRAY_DTYPES.values() or len(shape) > MAX_AXES:
        raise Garbled(f"an array of dtype {dtype!r} with {len(shape)} axes")
    if not all(type(length) is int and 0 <= length <= MAX_ARRAY_ENTRIES for length in shape):
        raise Garbled(f"an array of shape {shape!r}")
    try:
        # It skips what is no base64, so that one array could be written in many ways.
        raw = base64.b64decode(data)
        if base64.b64encode(raw).decode() != data:
            raise Garbled("an array whose data no worker writes so")
        flat = np.frombuffer(raw, dtype=dtype)
        if flat.size > MAX_ARRAY_ENTRIES:
            raise Garbled(f"an array of {flat.size:,} entries")
        if dtype == "|b1" and flat.view(np.uint8).max(initial=0) > 1:
            # Their sum may be 255 times their number.
            raise Garbled("truth values that are neither true nor false")
        return flat.reshape(shape)
    except (binascii.Error, ValueError) as error:
        raise Garbled(f"an array whose data does not fit its shape: {error}") from None
