"""Compares what people are called: the same full name in either order, and who is called most like somebody unknown."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from itertools import pairwise

from autograder.intake.identity import id_key

ALIKE = 0.6  # difflib's own least similarity
TRIED = 20  # of all names, those that share the most pairs of letters are compared letter by letter


def spoken(name: str) -> str:
    """The name as one says it, where Canvas sorts by `Lovelace, Ada`."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()


def words(name: str) -> tuple[str, ...]:
    """The words of a name as one says it, in one of the spellings that Unicode takes for the same."""
    kinds = ((char, unicodedata.category(char)) for char in id_key(spoken(name)))
    # Marks stay with their letters, as the vowels of an Indic name are marks; joiners are never seen.
    return tuple("".join(char if kind[0] in "LMN" else " " for char, kind in kinds if kind != "Cf").split())


def fits(name: str, other: str) -> bool:
    """Whether `name` has the letters of `other` in any order; accents, or the letters with them, may be missing."""
    return _letters(name)[0] in {*_letters(other)} - {""}


def _letters(name: str) -> tuple[str, str]:
    """The letters of a name, sorted: without their accents, and only those that have none."""
    plain = (unicodedata.normalize("NFKD", name), name.encode("ascii", "ignore").decode())
    without, only = ("".join(sorted(char for char in each.casefold() if char.isalnum())) for each in plain)
    return without, only


class Names:
    """Finds who has a name: in the order in which it is said, or else in any."""

    def __init__(self, names: Iterable[str]) -> None:
        self._said: dict[tuple[str, ...], set[int]] = {}
        self._sorted: dict[tuple[str, ...], set[int]] = {}
        self._joined: dict[str, set[int]] = {}
        for place, name in enumerate(names):
            if own := words(name):
                self._said.setdefault(own, set()).add(place)
                self._sorted.setdefault(tuple(sorted(own)), set()).add(place)
                for at in range(len(own)):
                    self._joined.setdefault("".join((*own[at:], *own[:at])), set()).add(place)

    def said(self, name: str) -> set[int]:
        """The places of whoever is called so, in this order."""
        return self._said.get(words(name), set())

    def places(self, name: str) -> set[int]:
        """The places of whoever is called so, in this order or else in any."""
        return self.said(name) or self._sorted.get(tuple(sorted(words(name))), set())

    def joined(self, name: str) -> set[int]:
        """The places of whoever is called so where the last names stand first, and nothing between the words."""
        return self._joined.get("".join(words(name)), set())


def most_alike(called: Mapping[str, Iterable[str]]) -> Callable[[str], str]:
    """What finds who is called most like somebody, '' for nobody, where `called` has all that each is called."""
    texts = list({(_in_order(text), who): None for who, own in called.items() for text in own if text})
    found: dict[str, list[int]] = {}
    for place, (text, _) in enumerate(texts):
        for pair in _pairs(text):
            found.setdefault(pair, []).append(place)
    import numpy as np  # here alone: `grade` only looks names up

    having = {pair: np.array(places) for pair, places in found.items()}
    sizes = np.array([len(_pairs(text)) for text, _ in texts])

    def likeliest(wanted: str) -> Iterable[int]:
        pairs = _pairs(wanted)
        shared = np.concatenate([having[pair] for pair in pairs if pair in having] or [np.array([], int)])
        shares = np.bincount(shared, minlength=len(texts)) / (sizes + len(pairs))
        return np.argpartition(shares, -TRIED)[-TRIED:].tolist() if len(texts) > TRIED else range(len(texts))

    def find(somebody: str) -> str:
        wanted = _in_order(somebody)
        likely = [
            (SequenceMatcher(None, wanted, texts[place][0]).ratio(), texts[place][1]) for place in likeliest(wanted)
        ]
        return max([(ALIKE, ""), *likely])[1]

    return find


def _in_order(name: str) -> str:
    """The words of a name in an order that does not depend on which comes first."""
    return " ".join(sorted(words(name)))


def _pairs(text: str) -> set[str]:
    return {one + other for one, other in pairwise(f" {text} ")}
