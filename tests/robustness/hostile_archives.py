"""What a hostile student may hand in, as Hypothesis strategies: zips, tars and gzipped tars as bytes.

What must never be taken holds `MARK`, so that whoever finds it in a file that was taken knows that a guard is missing.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib
from functools import cache

from hostile_replies import damaged
from hypothesis import strategies as st

MARK = b"# never to be taken\n"
MB = 2**20
GOOD = b"tiny.py ada.zip bob.tar ada/tiny.py 01_tiny.ipynb ada/01_tiny.ipynb bob/tiny-2.py ada/src/Tiny.py".split()
FOUL = rb"/tiny.py ../tiny.py ada/../../tiny.py ..\tiny.py ada\..\x/tiny.py C:/tiny.py C:x/tiny.py".split()
FOUL += [
    b"/tmp/chainrule-fuzz/tiny.py",
    b"ada/x\0/tiny.py",
    b"n" * 1100 + b"/tiny.py",
    b"ada/" + b"a/" * 40 + b"tiny.py",
]
ODD = "ada/\u202eyp.tiny.py|\x1b[2J\x9b/tiny.py|ada/\u200fx.py|t\u0456ny.py|ADA/tiny.py|e\u0301/tiny.py|\u00e9/tiny.py|"
ODD += (
    "con/tiny.py|ada./tiny.py|/|.|tiny.py/|tiny.py/tiny.py|__MACOSX/tiny.py|ada/x.rar|=1+1/tiny.py|ada/\x07.txt|x.txt"
)
PILE = "z" + "\u0316\u200d" * 40  # marks on one letter, with joiners between
ODD += f"|{PILE}/tiny.py|ada/{PILE}.txt"
OTHERS = [*ODD.encode().split(b"|"), b"\xff\xfe/tiny.py", b"ada/" + b"n" * 1500, b"n" * 60_000, b""]
FAR = b"ada/b/c/d/e/tiny.py"  # which counts if no other does
SPECIAL_MODES = [0o120777, 0o020666, 0o060666, 0o010666, 0o140777]
KINDS = [bytes([kind]) for kind in b"34567gKLSVXxZ"]  # of a tar's members, other than files and links
SIZES = [-1, -512, -512, -1024, -1024, -(2**62), 2**62, 201 * MB, b"x" * 12, bytes(12)]


@cache
def zeros(size: int) -> bytes:
    """Nothing, much of it."""
    return bytes(size)


@cache
def packed(content: bytes, method: int) -> bytes:
    """`content` as zip's `method` packs it."""
    match method:
        case 8:
            return zlib.compress(content, 9, wbits=-15)
        case 12:
            return bz2.compress(content)
        case 14:
            filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 2**16}]
            raw = lzma.compress(content, lzma.FORMAT_RAW, filters=filters)
            return b"\x09\x04\x05\x00" + struct.pack("<BI", 93, 2**16) + raw
    return content


def zip_entry(name: bytes, content: bytes, method: int, mode: int, flags: int, said: int | None) -> tuple[bytes, bytes]:
    """An entry's part at the front of a zip, and its record at the end, which lacks where that part is."""
    name, body = name[:65535], packed(content, method)
    size = min(len(content) if said is None else said, 2**32 - 1)
    fields = struct.pack(
        "<HHHHHIIIHH", 20, flags, method, 0, 0x5821, zlib.crc32(content), len(body), size, len(name), 0
    )
    record = b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 20) + fields + struct.pack("<HHHI", 0, 0, 0, mode << 16)
    return b"PK\x03\x04" + fields + name + body, record


names = st.sampled_from(
    [*[(name, False) for name in GOOD * 8], *[(name, True) for name in FOUL * 4], *[(name, False) for name in OTHERS]]
)
small = st.sampled_from([b"x = 1\n", b"", b"y = 2\n", b"\0", b"{}", b"PK\x03\x04", b"\x1f\x8b"])
large = st.sampled_from([*[MB // 16, MB, MB + 1, MB + 1] * 4, 20 * MB + 1]).map(zeros)
contents = st.sampled_from([small] * 7 + [large]).flatmap(lambda strategy: strategy)


@st.composite
def zips(draw: st.DrawFn, contents: st.SearchStrategy[bytes], marked: bool = True, many: bool = False) -> bytes:
    """A zip of a few entries, or of a great many, or of some that say that they are huge."""
    front, records = draw(st.sampled_from([b""] * 9 + [b"PK"])), b""
    crowd = draw(st.integers(1990, 2100)) if many else 0
    lies = draw(st.sampled_from([None] * 9 + [0, 10, 201 * MB, 2**32 - 1]))
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        name, foul = draw(names)
        content, method, mode, flags, said = draw(contents), 8, 0o100644, 0x800, None
        match draw(st.sampled_from("aaaaamcflsb")):
            case "m":
                name, mode, foul = b"tiny.py", draw(st.sampled_from(SPECIAL_MODES)), True
            case "c":
                name, method, foul = b"tiny.py", draw(st.sampled_from([12, 14])), True
            case "f":
                flags = draw(st.sampled_from([0, 1, 0x40, 0x808, 0x2000]))
            case "l":
                said = draw(st.sampled_from([0, 1, 10, MB, 2**31, 2**32 - 1]))
            case "s":
                method = 0
            case "b":
                name, foul, content = b"tiny.py", False, zeros(MB)
        content = MARK if foul and marked else content
        part, record = zip_entry(name, content, method, mode, flags, said)
        at = draw(st.sampled_from([0, 1, 2**31, 2**32 - 1])) if draw(st.integers(0, 19)) == 19 else len(front)
        front, records = front + part, records + record + struct.pack("<I", at) + name
    if crowd or lies is not None:
        for name, said, times in ((b"filler.txt", lies, crowd or 1), (FAR, None, 1)):
            part, record = zip_entry(name, b"x", 0, 0, 0x800, said)
            records += (record + struct.pack("<I", len(front)) + name) * times
            front += part
    count, size, at = records.count(b"PK\x01\x02") % 2**16, len(records), len(front)
    if draw(st.integers(0, 19)) == 19:
        count, size, at = (draw(st.sampled_from([said, 0, 65535])) for said in (count, size, at))
    return front + records + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, at, 0)


def tar_header(name: bytes, size: int | bytes, kind: bytes = b"0", link: bytes = b"") -> bytes:
    """One block of a tar; `size` may be any number that fits into twelve bytes, or those bytes."""
    if isinstance(size, int):
        size = (
            b"%011o\0" % size
            if 0 <= size < 8**11
            else bytes([0xFF if size < 0 else 0x80]) + size.to_bytes(11, "big", signed=True)
        )
    block = name[:100].ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + b"14000000000\0"
    rest = kind + link[:100].ljust(100, b"\0") + b"ustar\0" + b"00"
    block = (block + b" " * 8 + rest).ljust(512, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def blocks(content: bytes) -> bytes:
    """`content`, filled up to whole blocks."""
    return content + bytes(-len(content) % 512)


def pax(text: bytes) -> bytes:
    """An extended header of one record."""
    size = next(size for size in range(len(text) + 2, len(text) + 9) if len(b"%d %s\n" % (size, text)) == size)
    record = b"%d %s\n" % (size, text)
    return tar_header(b"pax", len(record), b"x") + blocks(record)


SAYINGS = [b"size=-512", b"size=-1024", b"size=-99999999999", b"size=" + b"9" * 30, b"size=x", b"path=../tiny.py"]
SAYINGS += [
    b"GNU.sparse.map=0,1,2",
    b"GNU.sparse.size=99999999999",
    b"GNU.sparse.major=1",
    b"hdrcharset=BINARY",
    b"mtime=nan",
]
DIGITS = [tar_header(b"pax", size, b"x") + blocks(b"1" * size) for size in (2**8, 2**10, 2**16)]


@st.composite
def tars(draw: st.DrawFn, contents: st.SearchStrategy[bytes], marked: bool = True, many: bool = False) -> bytes:
    """A tar of a few members, or of a great many."""
    said = tar_header(FAR, 0) + tar_header(b"filler.txt", 0) * (draw(st.integers(1990, 2100)) if many else 0)
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        name, foul = draw(names)
        content, kind, size, before, after = draw(contents), b"0", None, b"", b""
        match draw(st.sampled_from("aaaaklsphdg")):
            case "k":
                kind, foul = draw(st.sampled_from(KINDS)), False
            case "l":
                kind, content, foul = draw(st.sampled_from([b"1", b"2"])), b"", False
                after = tar_header(b"secret.txt", len(MARK)) + blocks(MARK)
            case "s":
                size = draw(st.sampled_from([*SIZES, len(content) + 1]))
            case "p":
                before = pax(draw(st.sampled_from(SAYINGS)))
            case "h":
                before = tar_header(b"long", len(name) + 1, b"L") + blocks(name + b"\0")
            case "d":
                before = draw(st.sampled_from(DIGITS)) * draw(st.sampled_from([1] * 15 + [20]))
            case "g":
                times = draw(st.sampled_from([1, 1, 1, 300, 2000]))
                before = tar_header(b"long", 0, draw(st.sampled_from([b"L", b"K", b"x"]))) * times
        content = MARK if foul and marked else content
        said += before + tar_header(name, len(content) if size is None else size, kind, b"secret.txt") + blocks(content)
        said += after if marked else b""
    return said + draw(st.sampled_from([bytes(1024), bytes(1024), b"", b"x"]))


@cache
def bomb(size: int) -> bytes:
    """A gzipped tar with a good file, and with `size` bytes of another."""
    stream, chunk = zlib.compressobj(9, wbits=31), zeros(MB)
    head = tar_header(b"tiny.py", 6) + blocks(b"x = 1\n") + tar_header(b"big", size)
    parts = [stream.compress(head), *(stream.compress(chunk) for _ in range(size // MB))]
    return b"".join(parts) + stream.compress(bytes(1024)) + stream.flush()


@cache
def stout(size: int) -> bytes:
    """A tar with a good file, so large as it is."""
    return (tar_header(b"tiny.py", 6) + blocks(b"x = 1\n")).ljust(size, b"\0")


def bombs() -> st.SearchStrategy[bytes]:
    """One student's archive of about as many bytes, packed or unpacked, as one may have."""
    makes = st.tuples(st.sampled_from([bomb, bomb, stout]), st.sampled_from([51, 49, 51]), st.integers(0, 999))
    return makes.map(lambda drawn: drawn[0](drawn[1] * MB) + bytes(drawn[2]))


def crowds() -> st.SearchStrategy[bytes]:
    """One student's archive of about as many entries as one may have."""
    return zips(small, many=True) | tars(small, many=True)


def gzipped(contents: st.SearchStrategy[bytes], marked: bool = True) -> st.SearchStrategy[bytes]:
    """A tar, gzipped."""
    return tars(contents, marked).map(lambda tar: gzip.compress(tar, 1, mtime=0))


@st.composite
def archives(draw: st.DrawFn, contents: st.SearchStrategy[bytes] = contents, marked: bool = True) -> bytes:
    """A zip, a tar or a gzipped tar whose files are `contents`, damaged now and then."""
    make, whole = draw(st.sampled_from([zips, zips, tars, tars, gzipped])), draw(st.integers(0, 3))
    return draw(make(contents, marked) if whole else damaged(make(contents, marked=False)))


def handins() -> st.SearchStrategy[bytes]:
    """One student's archive."""
    return st.sampled_from([archives()] * 80 + [st.binary(max_size=64)]).flatmap(lambda strategy: strategy)


def piles() -> st.SearchStrategy[bytes]:
    """The archive of a class, in which students' own archives may lie."""
    return archives(st.sampled_from([contents] * 3 + [archives(marked=False)]).flatmap(lambda strategy: strategy))
