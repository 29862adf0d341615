"""Judges what came of hostile bytes, by none of the code that read them: an outcome enters; `Wrong` may be raised."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from hostile_archives import MARK

MB = 2**20
MOST_FRAME, MOST_ITEMS, MOST_DEPTH, MOST_TRACEBACK = 8 * MB, 2**16, 32, 12
MOST_ENTRIES, MOST_AXES, DTYPES = 2**18, 8, {"|b1", "<i8", "<u8", "<f8"}
MOST_PACKED, MOST_UNPACKED, MOST_RATIO, MOST_MEMBERS = 50 * MB, 200 * MB, 200, 2000
MOST_BYTES = {"tiny.py": MB, "01_tiny.ipynb": 20 * MB, "receipt.json": MB}
MOST_REFUSED, MOST_TEXT, MOST_MARKS = 101, 2200, 8
OUTSIDE = Path("/tmp/chainrule-fuzz")


class Wrong(AssertionError):
    """What came of an input is not what it may be."""


def require(right: object, text: str) -> None:
    """Raises `Wrong` unless `right`."""
    if not right:
        raise Wrong(text)


def judge_reply(body: bytes, reply: Any) -> None:
    """A reply is plain, bounded, and what the worker sent."""
    require(len(body) <= MOST_FRAME, "a reply longer than a frame was read")
    fields = msgspec.structs.asdict(reply)
    value = fields.pop("value", None)
    require(len(fields.get("frames", ())) <= MOST_TRACEBACK, "a traceback that goes on")
    texts = [*fields.get("layers", ()), *(text for text in fields.values() if not isinstance(text, tuple))]
    require(all(type(text) is str for text in texts), "a field that is not text")
    for file, line, function in fields.get("frames", ()):
        require((type(file), type(line), type(function)) == (str, int, str), "a frame of a traceback of other types")
    require(sum(1 for _ in parts(value, 0)) <= MOST_ITEMS, "more items than a reply may have")
    if hasattr(reply, "value"):
        require(same(json.loads(body.decode(errors="replace"))["value"], value), "something other than what was sent")


def parts(value: Any, depth: int) -> Iterator[Any]:
    """Every part of plain data; raises `Wrong` for one that is too deep, too large or not plain."""
    require(depth <= MOST_DEPTH, "nested too deep")
    yield value
    if type(value) is list:
        for item in value:
            yield from parts(item, depth + 1)
    elif type(value) is dict:
        for key, item in value.items():
            require(type(key) in (str, int), f"a key of type {type(key).__name__}")
            yield from parts(key, depth + 1)
            yield from parts(item, depth + 1)
    elif type(value) is np.ndarray:
        require(value.dtype.str in DTYPES, f"an array of {value.dtype}")
        require(value.ndim <= MOST_AXES, f"an array of {value.ndim} axes")
        require(max(value.size, *value.shape, 0) <= MOST_ENTRIES, f"an array of shape {value.shape}")
        require(value.dtype != bool or set(value.tobytes()) <= {0, 1}, "truth values other than true and false")
    elif type(value) is int:
        require(-(2**63) <= value < 2**63, "an integer of more than 64 bits")
    else:
        require(value is None or type(value) in (bool, float, str), f"a {type(value).__name__}")


def same(sent: Any, value: Any) -> bool:
    """Whether `value` is what `sent`, in the wire's form, stands for."""
    if type(sent) is list:
        return type(value) is list and len(sent) == len(value) and all(map(same, sent, value))
    if type(sent) is not dict:
        return type(sent) is type(value) and bool(sent == value)
    if set(sent) == {"f"}:
        return sent["f"] in ("nan", "inf", "-inf") and type(value) is float and repr(value) == sent["f"]
    if set(sent) == {"d"}:
        last = dict(sent["d"])
        return (
            type(value) is dict
            and list(map(type, last)) == list(map(type, value))
            and all(key == there and same(last[key], value[there]) for key, there in zip(last, value, strict=True))
        )
    if set(sent) != {"a"} or type(value) is not np.ndarray:
        return False
    dtype, shape, data = sent["a"]
    honest = [type(length) for length in shape] == [int] * value.ndim and tuple(shape) == value.shape
    return honest and dtype == value.dtype.str and base64.b64encode(value.tobytes()).decode() == data


def judge_conversation(said: bytes, reply: Any) -> None:
    """An answer is the third frame's body, and no frame before it was longer than a frame may be."""
    bodies, at = [], 0
    while len(bodies) < 3 and at + 4 <= len(said):
        size = int.from_bytes(said[at : at + 4], "big")
        bodies.append(said[at + 4 : at + 4 + size])
        require(size <= MOST_FRAME and len(bodies[-1]) == size, "a frame that is too long, or cut, was read")
        at += 4 + size
    require(len(bodies) == 3, "an answer that was not given")
    judge_reply(bodies[-1], reply)


def judge_intake(root: Path) -> dict[str, int]:
    """Below `root` are the folder source/, and in submitted/ only what may be there; returns the sizes of what is."""
    require(set(os.listdir(root)) <= {"source", "submitted"} and not OUTSIDE.exists(), "written outside its folder")
    taken: dict[str, int] = {}
    for folder, folders, files in os.walk(root / "submitted"):
        place = Path(folder).relative_to(root / "submitted")
        require(len(place.parts) < 2 or (place.parts[1:] == ("01_tiny",) and not folders), f"a folder {place}")
        require(len(place.parts) == 2 or not files, f"files in {place}")
        require(all(harmless(part) for part in place.parts), f"a student of the name {place}")
        for name in (*folders, *files):
            info = os.lstat(Path(folder, name))
            require(not info.st_mode & 0o7022, f"a file of mode {info.st_mode:o}")
            require((stat.S_ISDIR if name in folders else stat.S_ISREG)(info.st_mode), f"{name} is no plain file")
        for name in files:
            data = Path(folder, name).read_bytes()
            require(len(data) <= MOST_BYTES.get(name, -1), f"{name} of {len(data)} bytes")
            require(MARK not in data, f"{place / name} is what must not be taken")
            taken |= {} if name == "receipt.json" else {str(place / name): len(data)}
        if files:
            judge_receipt(json.loads(Path(folder, "receipt.json").read_bytes()), set(files) - {"receipt.json"})
    return taken


def harmless(name: str) -> bool:
    """Whether a folder may have this name, which is made from what a student called something."""
    odd = [char for char in name if unicodedata.category(char)[0] not in "LMN" and char not in "._-'@"]
    return not odd and not piled(name) and name[0].isalnum() and len(name.encode()) <= 120


def piled(text: str) -> bool:
    """Whether marks stand on one letter that would be drawn over the lines above."""
    letters = re.split("[^MC]", "".join(unicodedata.category(char)[0] for char in text))
    return any(kinds.count("M") > MOST_MARKS for kinds in letters)


def judge_receipt(receipt: dict[str, Any], files: set[str]) -> None:
    """A receipt names what was taken, and no more of the rest than a person reads, in printable characters."""
    require({*receipt["taken"], *(name for name, _ in receipt["along"])} == files, "a receipt for other files")
    require(len(receipt["refused"]) <= MOST_REFUSED, "a receipt without end")
    for text in (receipt["source"], *(each[key] for each in receipt["refused"] for key in ("path", "reason"))):
        require(len(text) <= MOST_TEXT, f"a text of {len(text)} characters")
        odd = {char for char in text if re.match("C|Z[lp]", unicodedata.category(char))} - {"\u200c", "\u200d"}
        require(not odd, f"unprintable characters: {sorted(odd)}")
        require(not piled(text), "marks that pile up")


def judge_handin(data: bytes, taken: dict[str, int], said: str) -> None:
    """Nothing is taken out of an archive that is larger than one may be; `said` is all that its receipt says."""
    require(
        f"more than {MOST_MEMBERS}" not in said or len(unzipped(data)) > 46 * MOST_MEMBERS,
        "entries read again and again",
    )
    if not taken:
        return
    require(len(data) <= MOST_PACKED, f"an archive of {len(data)} bytes")
    if not data.startswith(b"PK"):
        inside = unzipped(data)
        require(len(inside) <= MOST_PACKED, "an archive of that much, unpacked")
        require(members(inside) <= MOST_MEMBERS + 9, "more members than an archive may have")
        return
    entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    counted = [entry for entry in entries if not re.search(r"(^|/)(\._|__MACOSX|\.DS_Store|\.git/)", entry.filename)]
    require(len(counted) <= MOST_MEMBERS, f"{len(counted)} entries")
    require(sum(entry.file_size for entry in entries) <= MOST_UNPACKED, "an archive of that much, unpacked")
    require(sum(taken.values()) <= MOST_RATIO * len(data) + MB // 8, "a bomb")


def members(tar: bytes) -> int:
    """How many blocks look like headers of files and folders, some of which may lie in files; 0 for few enough."""
    if tar.count(b"ustar") <= MOST_MEMBERS:
        return 0
    blocks = range(0, len(tar) - 511, 512)
    return sum(tar[at + 257 : at + 262] == b"ustar" and tar[at + 156] not in b"LKxgX" for at in blocks)


def unzipped(data: bytes) -> bytes:
    """What is in a gzip, as far as a little more than is allowed; anything else as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(31).decompress(data, MOST_PACKED + 1)
    except zlib.error:
        return b""
