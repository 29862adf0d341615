"""Makes untrusted text safe to print: no control or bidi characters, no stacks of combining marks."""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from collections.abc import Iterator

JOINERS = "\u200c\u200d"  # Persian and Indic names are spelt with these
MAX_MARKS = 8  # on one letter, where a name has two or three; a stack of them is drawn over the lines above
MAX_NAME = 1024  # characters
# The longer ones first: that of UTF-32 begins with that of UTF-16.
ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
REPLACED = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, keep: str = "") -> str:
    """`text` with U+FFFD for stacked marks, and for what cannot be printed unless it is in `keep`."""
    return "".join(char if char.isprintable() or char in keep else REPLACED for char in without_stacks(text))


def printable_name(name: str) -> str:
    """`name` in NFC, fit for a terminal; two different texts stay different.

    Control, bidirectional and undecodable characters are replaced, and marks that pile up: they could repaint a
    terminal, make `yp.exe` look like `exe.py`, or make JSON refuse the receipt.
    """
    if name.isascii() and name.isprintable() and len(name) <= MAX_NAME:
        return name
    if len(name) <= MAX_NAME:  # the time that it takes grows with the square of the marks on one letter
        name = unicodedata.normalize("NFC", name)
    fit = printable(name[:MAX_NAME], keep=JOINERS)
    if fit == name:
        return name
    return f"{fit} #{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def size_text(size: float) -> str:
    """`size` bytes as people write it: `1.0 MB`."""
    return f"{size / (1 << 20):.1f} MB" if size >= (1 << 20) / 10 else f"{size / 1024:.1f} KB"


def not_utf8(name: str, content: bytes) -> str:
    """What to tell the author of a Python file in an encoding that Python does not read; '' if it reads this one."""
    found = next((f"is saved as {known}" for mark, known in ENCODINGS.items() if content.startswith(mark)), "")
    # Without its mark: every other byte of Latin letters is zero.
    if not found and content.count(b"\0") > len(content) // 4:
        found = "is saved as UTF-16"
    return found and f"{name} {found}, which Python does not read. Save it in your editor with the encoding UTF-8."


def in_utf8(content: bytes) -> bytes:
    """A file's content, in UTF-8 if its mark says that it is UTF-16; raises `UnicodeError` if it is damaged."""
    marked = next((known for mark, known in ENCODINGS.items() if content.startswith(mark)), "")
    return content.decode(marked).encode() if marked == "UTF-16" else content


def without_stacks(text: str) -> Iterator[str]:
    """The characters of `text`, with one U+FFFD for marks beyond `MAX_MARKS` on a letter, joiners between or not."""
    marks = 0
    for char in text:
        kind = unicodedata.category(char)[0]
        if kind == "M":
            marks += 1
        elif kind != "C":
            marks = 0
        if kind != "M" or marks <= MAX_MARKS:
            yield char
        elif marks == MAX_MARKS + 1:
            yield REPLACED
