"""Prints values for messages: floats with all their digits, long data cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

SHOWN_ITEMS = 8
WIDTH = 64  # of the rows of an array: what a terminal of 80 columns leaves beside the labels
SHOWN_CHARACTERS = 400


def show(value: Any) -> str:
    """A short text for a value, floats with all their digits, long data cut; no more of it is looked at."""
    if isinstance(value, np.ndarray):
        return _array_text(value)
    # A long list is cut by its number of items already; each of those may take as much room as a short value.
    most = SHOWN_CHARACTERS * SHOWN_ITEMS if _is_long(value) else SHOWN_CHARACTERS
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > most:
            return text[:most] + "…"
    return text


def _array_text(array: np.ndarray) -> str:
    with np.printoptions(precision=8, threshold=SHOWN_ITEMS * 2, edgeitems=3, linewidth=WIDTH):
        text = np.array2string(array, separator=", ")
    return f"{text}, shape {array.shape}" if array.size > 1 else text


def _row_text(array: np.ndarray) -> str:
    """An array within other data, in one line: nothing lines its rows up there."""
    with np.printoptions(precision=8, threshold=SHOWN_ITEMS * 2, edgeitems=3, linewidth=10**6):
        rows = np.array2string(array, separator=", ")
    return f"array({' '.join(rows.split())})"


def _is_long(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) > SHOWN_ITEMS


def _pieces(value: Any) -> Iterator[str]:
    """The text of a value in parts, so that nobody need spell out all of it."""
    if isinstance(value, np.ndarray):
        yield _row_text(value)
    elif _is_long(value):
        for place, item in enumerate(value[:SHOWN_ITEMS]):
            yield ", " if place else "["
            yield from _pieces(item)
        yield f", … {len(value)} items]"
    elif isinstance(value, list | tuple):
        yield "[" if isinstance(value, list) else "("
        for place, item in enumerate(value):
            yield ", " if place else ""
            yield from _pieces(item)
        yield "]" if isinstance(value, list) else ",)" if len(value) == 1 else ")"
    elif isinstance(value, dict):
        for place, (key, item) in enumerate(value.items()):
            yield f"{', ' if place else '{'}{key!r}: "
            yield from _pieces(item)
        yield "}" if value else "{}"
    else:
        yield repr(value.item() if isinstance(value, np.generic) else value)
