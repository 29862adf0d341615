"""Turns plain data into frames of at most `MAX_FRAME` bytes, and sends and receives these on a pipe or socket.

A frame is four bytes of length (big-endian) and that much JSON. JSON has no nan, no tuple and no array, so a
float that is not finite travels as {"f": "nan"}, a dict as {"d": [[key, value], ...]}, and an array as
{"a": [dtype, shape, base64]}; a bare JSON object is never data. Before the JSON of an answer comes its price, the
seconds of processor time that it took, as eight bytes that no text of a student's is part of.
"""

from __future__ import annotations

import base64
import json
import math
import os
import select
import struct
import time
from typing import Any

import numpy as np

MAX_FRAME = 8 * 2**20
PRICE = struct.Struct(">d")
MAX_DEPTH = 32
# Of a reply, arrays' entries aside: each one costs the judge a step in Python.
MAX_ITEMS = 2**16
MAX_AXES = 8
# A check that stretches one array against another multiplies their entries.
MAX_ARRAY_ENTRIES = 2**18
# Of a traceback: how many, and the file that a probe's own are in.
MAX_FRAMES = 12
PROBE_FILE = "<probe>"
ARRAY_DTYPES = {"b": "|b1", "i": "<i8", "u": "<u8", "f": "<f8"}


class Uncrossable(TypeError):
    """A value that is not plain data; the text says which and where in the returned value."""


class ChannelClosed(ConnectionError):
    """The other side is gone, or sent less than it announced."""


class FrameTooLarge(ConnectionError):
    """The other side announced more than `MAX_FRAME` bytes."""


def freeze(value: Any, where: str = "", depth: int = 0) -> Any:
    """The JSON form of plain data: None, bool, int, float, str, list, tuple, dict, or a numeric array.

    Types are compared exactly: a subclass of float or ndarray could answer for itself later.
    Raises `Uncrossable` for anything else, for integers over 64 bits and for nesting deeper than `MAX_DEPTH`.
    """
    kind = type(value)
    if depth > MAX_DEPTH:
        raise Uncrossable(f"data nested deeper than {MAX_DEPTH} levels")
    if value is None or kind is bool:
        return value
    if kind is str:
        return value.encode("utf-8", "replace").decode("utf-8")
    if kind is float:
        return value if math.isfinite(value) else {"f": repr(value)}
    if kind is int:
        if not -(2**63) <= value < 2**63:
            raise Uncrossable(f"an integer of more than 64 bits{where and ' at ' + where}")
        return value
    if kind is list or kind is tuple:
        return [freeze(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]
    if kind is dict:
        return {"d": [_freeze_item(key, item, where, depth + 1) for key, item in value.items()]}
    if kind is np.ndarray:
        return _freeze_array(value, where)
    if issubclass(kind, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in ARRAY_DTYPES:
        return freeze(value.astype(ARRAY_DTYPES[value.dtype.kind]).item(), where, depth)
    raise Uncrossable(f"a {kind.__name__}{where and ' at ' + where}")


def _freeze_item(key: Any, value: Any, where: str, depth: int) -> list[Any]:
    if type(key) not in (str, int):
        raise Uncrossable(f"a dict with a key of type {type(key).__name__}{where and ' at ' + where}")
    return [freeze(key, where, depth), freeze(value, f"{where}[{key!r}]", depth)]


def _freeze_array(array: np.ndarray, where: str) -> dict[str, Any]:
    if array.dtype.kind not in ARRAY_DTYPES:
        raise Uncrossable(f"an array whose entries are no numbers (dtype {array.dtype}){where and ' at ' + where}")
    if array.ndim > MAX_AXES:
        raise Uncrossable(f"an array of {array.ndim} axes{where and ' at ' + where}")
    if max(array.size, *array.shape, 0) > MAX_ARRAY_ENTRIES:
        raise Uncrossable(
            f"an array of shape {array.shape}, over {MAX_ARRAY_ENTRIES:,} entries{where and ' at ' + where}"
        )
    dtype = ARRAY_DTYPES[array.dtype.kind]
    data = np.ascontiguousarray(array, dtype=dtype).tobytes()
    return {"a": [dtype, list(array.shape), base64.b64encode(data).decode("ascii")]}


def thaw(frozen: Any) -> Any:
    """Plain data again. For the worker, which trusts the judge; the judge's own decoder validates every part."""
    if isinstance(frozen, list):
        return [thaw(item) for item in frozen]
    if not isinstance(frozen, dict):
        return frozen
    ((tag, body),) = frozen.items()
    if tag == "f":
        return float(body)
    if tag == "d":
        return {key: thaw(value) for key, value in body}
    dtype, shape, data = body
    return np.frombuffer(base64.b64decode(data), dtype=dtype).reshape(shape).copy()


def body_of(message: Any) -> bytes:
    """The body of the frame of one message. Raises `FrameTooLarge`."""
    body = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
    if len(body) > MAX_FRAME - PRICE.size:
        raise FrameTooLarge(f"{len(body):,} bytes")
    return body


def framed(body: bytes) -> bytes:
    """The frame with this body."""
    return struct.pack(">I", len(body)) + body


def priced(seconds: float, body: bytes) -> bytes:
    """The frame of an answer with this body that took so many seconds of processor time."""
    return framed(PRICE.pack(seconds) + body)


def unpriced(priced_body: bytes) -> tuple[float, bytes]:
    """The price of an answer, and its body. Raises `ChannelClosed` if there is no price that can be paid."""
    if len(priced_body) < PRICE.size:
        raise ChannelClosed("an answer without a price")
    (seconds,) = PRICE.unpack_from(priced_body)
    if not 0 <= seconds < math.inf:
        raise ChannelClosed(f"a price of {seconds}")
    return seconds, priced_body[PRICE.size :]


def frame(message: Any) -> bytes:
    """The bytes of one message. Raises `FrameTooLarge`."""
    return framed(body_of(message))


def too_many_items(body: bytes) -> bool:
    """Whether what stands in the JSON `body` is more than `MAX_ITEMS`; a comma within a text counts too."""
    return sum(map(body.count, (b",", b"[", b"{"))) > MAX_ITEMS


def send(fd: int, data: bytes, deadline: float | None = None) -> None:
    """Writes all of `data`, at the latest at `deadline`. Raises `TimeoutError` or `ChannelClosed`."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(fd, view) :]
        except BlockingIOError:
            _await(fd, deadline, to_write=True)
        except OSError as error:
            raise ChannelClosed(str(error)) from None


def receive(fd: int, deadline: float | None = None) -> bytes:
    """The body of the next frame, at the latest at `deadline` (of time.monotonic).

    Raises `TimeoutError`, `ChannelClosed` or `FrameTooLarge`; never holds more than `MAX_FRAME` bytes.
    """
    (size,) = struct.unpack(">I", _receive_exactly(fd, 4, deadline))
    if size > MAX_FRAME:
        raise FrameTooLarge(f"{size:,} bytes")
    return _receive_exactly(fd, size, deadline)


def _receive_exactly(fd: int, size: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        if deadline is not None:
            _await(fd, deadline)
        try:
            chunk = os.read(fd, min(size - len(data), 2**20))
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        if not chunk:
            raise ChannelClosed("end of stream")
        data += chunk
    return bytes(data)


def _await(fd: int, deadline: float | None, to_write: bool = False) -> None:
    """Waits until `fd` can be read, or written to. Raises `TimeoutError`."""
    left = None if deadline is None else deadline - time.monotonic()
    readers, writers = ([], [fd]) if to_write else ([fd], [])
    if (left is not None and left <= 0) or not any(select.select(readers, writers, [], left)):
        raise TimeoutError
