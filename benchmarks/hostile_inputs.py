"""What benchmarks/fuzz.py throws: a random generator enters; hostile replies of a worker, and archives, leave."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import tarfile
import warnings
import zipfile
from typing import Any

NUMBERS = [0, 1, -1, 2**31, 2**32, 2**63, -(2**63), 2**64, 10**400, 1e308, 1.5, True, None]
TEXTS = ["", "nan", "inf", "\x00", "\ud800", "\u202e", "\x1b[2J", "<script>", "=cmd|' /C calc'!A0", "x" * 5000]
KINDS = ["confined", "unconfined", "ready", "returned", "raised", "uncrossable", "timeout", "died", "nobody", 1]
NAMES = ["tiny.py", "../tiny.py", "/etc/passwd", "C:\\tiny.py", "a/" * 40 + "tiny.py", "tiny.py\0.exe", "\u202etiny.py"]
NAMES += ["tiny.py/tiny.py", "01_tiny/tiny.py", "n" * 2000, "", ".", "tiny (2).py", "01_tiny.ipynb", "\udc80.py"]


def value(rng: random.Random, depth: int = 0) -> Any:
    """Anything that JSON can hold, much of it shaped like the wire format."""
    make = rng.choice(
        [scalar, scalar, array, table, listing, lambda rng, depth: {rng.choice("adfx"): scalar(rng, depth)}]
    )
    return scalar(rng, depth) if depth > 6 else make(rng, depth)


def scalar(rng: random.Random, depth: int) -> Any:
    """A number or a text at some limit."""
    return rng.choice([rng.choice(rng.choice([NUMBERS, TEXTS])), rng.randrange(100), rng.random(), "text"])


def array(rng: random.Random, depth: int) -> Any:
    """Nearly an array: of some dtype, shape and data that may fit each other."""
    shape = [rng.choice([0, 1, 2, 3, rng.choice(NUMBERS)]) for _ in range(rng.choice([0, 1, 2, 3, 9]))]
    data = base64.b64encode(rng.randbytes(8 * rng.randrange(8))).decode()
    return {"a": [rng.choice(["<f8", "<i8", "|b1", "O", ">f8", "<U9", 8]), shape, rng.choice([data, data, "?", 7])]}


def table(rng: random.Random, depth: int) -> Any:
    """Nearly a dict."""
    return {"d": [[scalar(rng, depth), value(rng, depth + 1)] for _ in range(rng.randrange(3))]}


def listing(rng: random.Random, depth: int) -> Any:
    """A list, sometimes nested too deep."""
    if rng.random() < 0.05:
        return json.loads("[" * 60 + "]" * 60)
    return [value(rng, depth + 1) for _ in range(rng.randrange(4))]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """`data` with some bytes changed, cut, repeated or put in."""
    body = bytearray(data)
    for _ in range(rng.choice([0, 1, 1, 2, 8])):
        at = rng.randrange(len(body) + 1)
        match rng.randrange(4):
            case 0:
                body[at : at + rng.randrange(1, 9)] = rng.randbytes(rng.randrange(9))
            case 1:
                del body[at : at + rng.randrange(1, 64)]
            case 2:
                body[at:at] = body[at : at + rng.randrange(1, 64)]
            case _:
                body[at : at + 4] = struct.pack("<i", rng.choice([-1, 0, 1, 2**31 - 1, 65535]))
    return bytes(body)


def reply(rng: random.Random) -> bytes:
    """The body of a reply as a hostile worker may send it."""
    if rng.random() < 0.01:
        return rng.choice([b"[" * 100_000, b'{"kind":"returned","value":' + rng.choice([b"[", b'{"d":[[1,']) * 50_000])
    message: dict[str, Any] = {"kind": rng.choice([rng.choice(KINDS), "returned"]), "value": value(rng)}
    for field in ("output", "type", "text", "what", "frames", "layers"):
        if rng.random() < 0.5:
            message[field] = rng.choice(TEXTS) if field < "w" and rng.random() < 0.9 else value(rng)
    body = json.dumps(message).encode()
    return body if rng.random() < 0.7 else mutated(rng, body)


def archive(rng: random.Random) -> bytes:
    """A zip, tar or tar.gz of a few entries, damaged or lying more often than not."""
    content = rng.choice([b"", b"x = 1\n", rng.randbytes(100), b"\0" * 200_000])
    names = [rng.choice(NAMES) for _ in range(rng.randrange(4))]
    stream = io.BytesIO()
    if rng.random() < 0.5:
        method = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "w", method) as packed:  # of such names
            for name in names:
                info = zipfile.ZipInfo("x")
                info.filename = info.orig_filename = name.encode("utf-8", "replace").decode()
                info.external_attr = rng.choice([0, 0o120777, 0o20666, 0o100644]) << 16
                packed.writestr(info, content)
    else:
        with tarfile.open(fileobj=stream, mode=rng.choice(["w", "w:gz"]), errors="replace") as tar:
            for name in names:
                member = tarfile.TarInfo(name.replace("\0", "") or "x")
                member.type = rng.choice([b"0", b"0", b"1", b"2", b"3", b"5", b"L", b"S", b"x"])
                member.size, member.linkname = len(content), "tiny.py"
                tar.addfile(member, io.BytesIO(content))
    return stream.getvalue() if rng.random() < 0.3 else mutated(rng, stream.getvalue())
