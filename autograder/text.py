"""Text of strangers, fit to be printable: what repaints, reorders or overflows a line enters, and does not leave."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

JOINERS = "\u200c\u200d"  # Persian and Indic names are spelt with these
MAX_MARKS = 8  # on one letter, where a name has two or three; a pile of them is drawn over the lines above
REPLACED = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, keep: str = "") -> str:
    """`text` with U+FFFD for marks that pile up, and for what cannot be printed unless it is in `keep`."""
    return "".join(char if char.isprintable() or char in keep else REPLACED for char in without_piles(text))


def without_piles(text: str) -> Iterator[str]:
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
