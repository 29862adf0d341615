"""Crafted headers of a tar are refused, and those that programs write are not."""

from __future__ import annotations

import re
import tarfile

import pytest
from class_exports import CODE, member, take, tarred, why


def header(kind: bytes, size: int, name: bytes = b"engine.py") -> bytes:
    info = tarfile.TarInfo(name.decode())
    info.type = kind
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[124:136] = tarfile.itn(size, 12, tarfile.GNU_FORMAT)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def record(keyword: bytes, value: bytes = b"") -> bytes:
    """One line of a PAX header, which begins with its own length."""
    lines = (b"%d %s=%s\n" % (length, keyword, value) for length in range(len(keyword + value) + 4, 1 << 20))
    return next(line for line in lines if int(line.split()[0]) == len(line))


def pax(records: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    return header(kind, len(records)) + records + b"\0" * (-len(records) % 512)


FILE = header(tarfile.REGTYPE, 0)
SPARSE = record(b"GNU.sparse.major", b"1") + record(b"GNU.sparse.minor", b"0") + record(b"GNU.sparse.name", b"a.py")
ATTRIBUTES = b"".join(record(b"%x" % n, b"x" * 250) for n in range(150))


@pytest.mark.parametrize(
    "data",
    [
        header(tarfile.REGTYPE, 0, b"a") + header(tarfile.REGTYPE, -512),
        FILE + pax(record(b"size", b"-512")) + FILE,
        header(tarfile.XHDTYPE, 1 << 20) + b"1" * (1 << 20) + header(tarfile.REGTYPE, 0),
        header(tarfile.GNUTYPE_LONGNAME, 1 << 20) + b"1" * (1 << 20) + header(tarfile.REGTYPE, 0),
        header(tarfile.GNUTYPE_LONGNAME, 0) * 5000,
        pax(b"11 path=a00\n" + b"1" * 65_000) + FILE,
        pax(b"2 " * 32_000 + b"=") + FILE,
        pax(b"".join(record(b"%x" % n) for n in range(5_000))) + FILE,
        pax(ATTRIBUTES, tarfile.XGLTYPE) + FILE * 3,
        (pax(ATTRIBUTES) + FILE) * 60,
        pax(SPARSE) + header(tarfile.REGTYPE, 1 << 20) + b"0\n" * (1 << 19),
        header(tarfile.GNUTYPE_SPARSE, 0),
    ],
    ids=[
        "negative size",
        "negative pax size",
        "huge pax header",
        "huge name",
        "endless names",
        "digits in a pax header",
        "no record in a pax header",
        "many records in a pax header",
        "a pax header for all files",
        "many pax headers",
        "sparse",
        "old sparse",
    ],
)
def test_crafted_tar_header_is_refused(tmp_path, data):
    receipts = take(tmp_path, {"alice.tar": data + b"\0" * 1024, "bob/engine.py": CODE})
    assert re.search("damaged|sparse", why(receipts["alice"]))
    assert receipts["bob"].taken == ("engine.py",)


def test_headers_that_programs_really_write_are_taken(tmp_path):
    attributes = record(b"SCHILY.xattr.com.apple.quarantine", b"0081;\n=\0\xff") + record(b"mtime", b"1700000000.25")
    comment = pax(record(b"comment", b"f" * 40), tarfile.XGLTYPE)  # as git writes
    data = comment + pax(attributes) + tarred((member("engine.py"), CODE))
    assert take(tmp_path, {"alice.tar": data})["alice"].taken == ("engine.py",)
