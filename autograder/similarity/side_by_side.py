"""Puts the code of two hand-ins side by side, function by function, and marks the lines that hardly anybody has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from autograder.course.markers import functions_in
from autograder.course.stubs import syntax_tree
from autograder.similarity.compare import HandIn, Pair
from autograder.similarity.winnowing import Place


class Line(msgspec.Struct, frozen=True):
    """A line of code, and whether it is part of what is shared."""

    number: int
    text: str
    shared: bool


class Row(msgspec.Struct, frozen=True):
    """One function as each of the two wrote it."""

    name: str
    one: tuple[Line, ...]
    other: tuple[Line, ...]


class Shown(msgspec.Struct, frozen=True):
    """A pair as people see it: who, how much of how much is shared, checks with the same wrong values, and where."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    shared: int
    own: tuple[int, int]
    checks: tuple[str, ...]
    rows: tuple[Row, ...]


def shown_pair(pair: Pair, handins: Sequence[HandIn], files: Mapping[str, Mapping[str, bytes]]) -> Shown:
    """The pair with its code; `files` are everybody's, by student."""
    both = handins[pair.one], handins[pair.other]
    codes = [files[each.students[0]] for each in both]
    names = dict.fromkeys(both[0].places[each].function for each in pair.fingerprints)
    rows = [
        Row(name or "beside the functions", *(_lines(handin, pair.fingerprints, name, code) for handin, code in sides))
        for name in names
        for sides in [tuple(zip(both, codes, strict=True))]
    ]
    checks = tuple(dict.fromkeys(check for _, check, _ in pair.values))
    return Shown(both[0].students, both[1].students, len(pair.fingerprints), pair.own, checks, tuple(rows))


def _lines(handin: HandIn, shared: Iterable[int], name: str, code: Mapping[str, bytes]) -> tuple[Line, ...]:
    """The lines of a function; where what is shared stands in another function of this hand-in, those lines alone."""
    places = [handin.places[each] for each in shared if each in handin.places]
    own = [place for place in places if place.function == name]
    found = []
    for file in dict.fromkeys(place.file for place in own):
        # Not `splitlines`, which knows ends of lines that Python's own count does not.
        text = re.split("\r\n|\r|\n", code[file].decode("utf-8-sig", "replace"))
        here = [place for place in own if place.file == file]
        first, last = _range(code[file], name, here)
        for number in range(first, min(last, len(text)) + 1):
            marked = any(place.first <= number <= place.last for place in here)
            found.append(Line(number, text[number - 1], marked))
    return tuple(found)


def _range(code: bytes, name: str, places: Sequence[Place]) -> tuple[int, int]:
    """The first and last line of a function, or of every one of that name."""
    try:
        nodes = [node for found, node in functions_in(syntax_tree(code)) if found == name]
    except (RecursionError, MemoryError):  # nearer to a limit than where it was read first
        nodes = []
    first = [node.lineno for node in nodes] or [place.first for place in places]
    last = [node.end_lineno or node.lineno for node in nodes] or [place.last for place in places]
    return min(first), max(last)
