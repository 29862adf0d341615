"""What a hostile worker may say, as Hypothesis strategies: bodies of replies, and whole conversations, as bytes."""

from __future__ import annotations

import base64
import json
import math
import struct
from typing import Any

from hypothesis import strategies as st

EDGES = [2**31, 2**32, 2**63, -(2**63) - 1, 2**64, 10**400]
TEXTS = ["", "nan", "-inf", "\0", "\ud800", "\u202e", "\x1b[2J", "<script>", "=cmd|' /C calc'!A0", "x" * 5000]
KINDS = [
    "confined",
    "unconfined",
    "ready",
    "returned",
    "raised",
    "uncrossable",
    "timeout",
    "died",
    "spent",
    "nobody",
    1,
]
DTYPES = ["O", ">f8", "<U9", "V8", "<c16", "<f4", "<f8,<f8", "float64", "", 8, None]
LENGTHS = [-1, 2**18, 2**18 + 1, 2**32, 2**63, 2**70, True, 1.0, "1", None]
LIES = ["", "dtype", "length", "axes", "guess", "empty", "large", "large", "wide", "size", "truth", "text"]
FRAME = 8 * 2**20
START = b'{"kind":"returned","value":'

PLAIN = [None, True, False, 0, 7, -1, 0.5, -0.0, 5e-324, 1e308, 2**63 - 1, -(2**63), "", "text"]
texts = st.sampled_from(TEXTS * 4) | st.text(max_size=3)
atoms = st.sampled_from(PLAIN) | st.sampled_from([*PLAIN, *EDGES, *TEXTS, math.nan]) | st.floats()
keys = st.sampled_from(["a", "b", 1, 2, 2**63 - 1, "", "a", "b", 1, 2**63, None, True, 1.5, "\ud800"])


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """What `whole` gives, cut, changed or repeated at any byte."""
    data = bytearray(draw(whole))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 64)))
        pieces = [b"", bytes(data[at:end]) * 2, struct.pack("<i", draw(st.sampled_from([-1, 0, 1, 65535, 2**31 - 1])))]
        data[at:end] = draw(st.sampled_from(pieces) | st.binary(max_size=4))
        if draw(st.integers(0, 5)) == 0:
            del data[at:]
    return bytes(data)


@st.composite
def arrays(draw: st.DrawFn) -> dict[str, Any]:
    """An array, one part of which may not fit the others."""
    dtype, width = draw(st.sampled_from([("<f8", 8), ("<i8", 8), ("<u8", 8), ("|b1", 1)]))
    shape: list[Any] = draw(st.lists(st.integers(0, 3), max_size=3))
    data = bytes(math.prod(shape) * width)
    lie = draw(st.sampled_from(LIES))
    match lie:
        case "dtype":
            dtype = draw(st.sampled_from(DTYPES))
        case "length":
            shape = [*shape, draw(st.sampled_from(LENGTHS))]
        case "axes":
            shape = [*shape, *[1] * draw(st.integers(5, 40))]
        case "guess":
            shape, data = [*shape, -1], data or bytes(width)
        case "empty":
            shape, data = [0, *shape, draw(st.sampled_from(LENGTHS))], b""
        case "large":
            shape = draw(st.sampled_from([[2**18], [2**18 + 1], [2**9, 2**9 + 1], [2, 2**17 + 1]]))
            dtype, data = "|b1", bytes(math.prod(shape))
        case "wide":  # as many bytes as are announced, and a length which is no length
            shape = draw(st.sampled_from([[True], [1.0], ["1"], [True, True]]))
            data = bytes(width)
        case "size":
            data = data[: draw(st.integers(0, len(data)))] + draw(st.binary(max_size=9))
        case "truth":
            dtype, data = "|b1", draw(st.binary(min_size=math.prod(shape), max_size=math.prod(shape)))
    encoded = base64.b64encode(data).decode()
    if lie == "text":
        encoded = draw(st.sampled_from(["\n", "!", "=", "é"])).join([encoded[:4], encoded[4:]])
    parts = [dtype, shape, encoded]
    return {"a": parts[: draw(st.sampled_from([3, 3, 3, 3, 3, 2]))]} | draw(st.sampled_from([{}] * 8 + [{"b": 1}] * 2))


def tree(draw: st.DrawFn, depth: int = 0) -> Any:
    """Data with the wire's tags, mostly where they belong."""
    kind = draw(st.sampled_from("aaattttllddfx" if depth < 3 else "at"))
    many = range(draw(st.integers(0, 3))) if kind in "ldx" else ()
    match kind:
        case "a":
            return draw(arrays())
        case "l":
            return [tree(draw, depth + 1) for _ in many]
        case "d":
            return {"d": [[draw(keys), tree(draw, depth + 1)] for _ in many]}
        case "f":
            return {"f": draw(st.sampled_from(["nan", "inf", "-inf", "nan", "infinity", "1", 1.0, None]))}
        case "x":
            wrong = [tree(draw, depth + 1) for _ in many]
            return draw(
                st.sampled_from([{"d": wrong}, {"a": wrong}, {"x": wrong}, {"f": "nan", "d": []}, {"d": [wrong]}])
            )
    return draw(atoms)


containers = st.composite(tree)()


@st.composite
def masses(draw: st.DrawFn) -> bytes:
    """A value that is very deep, very wide, both, or small in bytes and large when read."""
    units = [
        b"1",
        b"[]",
        b"{}",
        b'""',
        b'{"f":"nan"}',
        b'{"d":[]}',
        b'{"a":["<f8",[0],""]}',
        b"1.5e-300",
        b'"' + b"x" * 99 + b'"',
    ]
    unit = draw(st.sampled_from(units))
    match draw(st.sampled_from(["deep", "deep", "wide", "wide", "both", "pairs"])):
        case "deep":
            opening, closing = draw(st.sampled_from([(b"[", b"]"), (b'{"d":[[1,', b"]]}"), (b'{"d":[[1,[', b"]]]}")]))
            depth = draw(st.sampled_from([10, 11, 16, 17, 31, 32, 33, 34, 100, 500, 50_000]))
            return opening * depth + unit + closing * depth
        case "wide":
            most = draw(
                st.sampled_from([2**12, 2**16 - 2, 2**16 - 1, 2**16, 2**17, 2**18, FRAME // (len(unit) + 1) - 40])
            )
            return b"[" + b",".join([unit] * min(most, FRAME // (len(unit) + 1) - 40)) + b"]"
        case "both":
            for _ in range(draw(st.integers(1, 6))):
                unit = b"[" + b",".join([unit] * 8) + b"]" if len(unit) < FRAME // 9 else unit
            return unit
    count = min(draw(st.sampled_from([2**10, 2**15, 2**17])), FRAME // (len(unit) + 12))
    return b'{"d":[' + b",".join([b"[%d,%s]" % (number, unit) for number in range(count)]) + b"]}"


frames = st.lists(st.tuples(texts, st.integers() | atoms, texts), max_size=3) | st.integers(11, 40).map(
    lambda count: [["tiny.py", 1, "f"]] * count
)
messages = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS) | st.sampled_from(["returned", "raised"])},
    optional={
        "value": containers,
        "output": texts | atoms,
        "type": texts | texts | atoms,
        "text": texts | texts | atoms,
        "frames": frames | frames | containers,
        "layers": st.lists(texts, max_size=2) | containers,
        "what": texts | atoms,
        "extra": atoms,
    },
)
raised = st.builds(lambda frames: {"kind": "raised", "type": "E", "text": "t", "frames": frames}, frames)
honest = messages.map(lambda message: json.dumps(message).encode())
returned = containers.map(lambda value: START + json.dumps(value).encode() + b"}")


@st.composite
def replies(draw: st.DrawFn) -> bytes:
    """The body of a reply."""
    kind = draw(st.integers(0, 19))
    if kind < 10:
        return draw(returned)
    if kind < 13:
        return draw(honest)
    if kind == 13:
        return json.dumps(draw(raised)).encode()
    if kind == 14:
        return START + draw(masses()) + b"}"
    return draw(damaged(returned | honest)) if kind < 19 else draw(st.binary(max_size=64))


@st.composite
def conversations(draw: st.DrawFn) -> bytes:
    """All that a worker says: that it is confined, that it is ready, and an answer, with lengths that lie."""
    bodies = [b'{"kind":"confined","layers":[]}', b'{"kind":"ready"}', draw(replies())]
    said = b""
    for body in bodies[: draw(st.sampled_from([3, 3, 3, 2, 1, 0]))]:
        if draw(st.integers(0, 199)) == 199:
            body += b" " * (FRAME + draw(st.integers(-1, 1)) - len(body))
        lies = [len(body)] * 9 + [FRAME, FRAME + 1, 2**32 - 1, 0, len(body) + 1, max(len(body) - 1, 0)]
        said += struct.pack(">I", draw(st.sampled_from(lies))) + body
    return draw(damaged(st.just(said))) if draw(st.integers(0, 4)) == 4 else said
