"""Prints symbols plainly where the terminal's encoding, or that of a file, lacks them."""

from __future__ import annotations

import codecs
import io
import sys

PLAIN = {
    "✓": "+",
    "✗": "x",
    "·": ".",
    "∞": "~",
    "→": ">",
    "◐": "o",
    "…": "...",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "\N{REPLACEMENT CHARACTER}": "?",
}
HANDLER = "autograder.plain"


def plainly(error: UnicodeError) -> tuple[str, int]:
    """The handler of an encoding's errors: a plain fallback for each symbol it lacks, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(char, "?") for char in error.object[error.start : error.end]), error.end


def print_plainly() -> None:
    """Has standard output and standard error print what their encoding lacks by its fallback."""
    codecs.register_error(HANDLER, plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
