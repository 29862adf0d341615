"""Picks fingerprints of code by winnowing: any piece of `SPAN + WINDOW - 1` tokens that two authors share gives one.

Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting, SIGMOD 2003,
https://doi.org/10.1145/872757.872770
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from autograder.similarity.tokens import Function, Token

SPAN, WINDOW = 10, 3  # tokens in a fingerprint, and fingerprints of which the least is kept
SHORTEST = 6  # tokens; of less nobody can be told apart
# Part of what is kept for later years: what is counted otherwise is not compared.
VERSION = f"1-{SPAN}-{WINDOW}"


class Place(NamedTuple):
    """Where a fingerprint stands: the file, the function, and its first and last line."""

    file: str
    function: str
    first: int
    last: int


def fingerprints(functions: Iterable[Function]) -> dict[int, Place]:
    """The fingerprints of a hand-in, each with the first place where it stands."""
    found: dict[int, Place] = {}
    for function in functions:
        hashes = _hashes(function.tokens)
        for start in _winnowed(hashes):
            lines = [token.line for token in function.tokens[start : start + SPAN]]
            found.setdefault(hashes[start], Place(function.file, function.name, min(lines), max(lines)))
    return found


def every_hash(functions: Iterable[Function]) -> set[int]:
    """All hashes, of which fingerprints are some: what is to be left out wherever it stands."""
    return {each for function in functions for each in _hashes(function.tokens)}


def _hashes(tokens: Sequence[Token]) -> list[int]:
    """A hash of each `SPAN` tokens in a row; of a shorter function, of all."""
    if len(tokens) < SHORTEST:
        return []
    return [_hash(tokens[start : start + SPAN]) for start in range(max(1, len(tokens) - SPAN + 1))]


def _hash(tokens: Sequence[Token]) -> int:
    """The same for the same tokens, whatever the chosen names are, as long as equal ones stay equal."""
    numbers: dict[str, int] = {}
    words = [
        f"{each.kind} {numbers.setdefault(each.name, len(numbers))}" if each.name else each.kind for each in tokens
    ]
    return int.from_bytes(hashlib.blake2b("\n".join(words).encode(), digest_size=6).digest(), "big")


def _winnowed(hashes: Sequence[int]) -> list[int]:
    """Where the least hash of each window stands, the last of equals."""
    found: dict[int, None] = {}
    for start in range(max(1, len(hashes) - WINDOW + 1)) if hashes else ():
        window = range(start, min(start + WINDOW, len(hashes)))
        found[min(window, key=lambda place: (hashes[place], -place))] = None
    return list(found)
