"""Compares the hand-ins of a class: what two share counts the more, the fewer others wrote it, now or in earlier years.

What everybody was given or could look up is left out altogether: the stub with its worked examples, and the solution.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

import msgspec

from autograder.similarity.winnowing import Place

# What this share of all hand-ins has, or so many of them, says nothing about two.
COMMON, MOST_AUTHORS = 0.1, 20
# A pair is shown from here on; benchmarks/similarity.py prints what that finds in a class that was made.
LEAST_EVIDENCE, LEAST_SHARE = 30.0, 0.6
MOST_PAIRS = 30

Sign = TypeVar("Sign", bound=Hashable)
Value = tuple[str, str, str]  # an exercise, one of its checks, and the hash of what that observed


class HandIn(msgspec.Struct, frozen=True):
    """One hand-in: who handed it in (several, if a group did), its fingerprints, and its wrong values."""

    students: tuple[str, ...]
    places: Mapping[int, Place]
    wrong: frozenset[Value] = frozenset()


class Pair(msgspec.Struct, frozen=True):
    """Two hand-ins, by their places in the class, and what they share that is rare.

    `evidence` is the sum of what it weighs; `share` is what part of the rare code of the hand-in with less is shared,
    where many functions alike say more than one long one does. `own` is how many rare fingerprints each has.
    """

    one: int
    other: int
    evidence: float
    share: float
    own: tuple[int, int]
    fingerprints: tuple[int, ...]
    values: tuple[Value, ...]


def weights(handins: Iterable[Iterable[Sign]], total: int, earlier: Iterable[Iterable[Sign]] = ()) -> dict[Sign, float]:
    """What each sign weighs: the logarithm of how rare it is among `total` hand-ins; none of what is common."""
    counts = Counter(each for handin in handins for each in set(handin))
    before = Counter(each for handin in earlier for each in set(handin))
    most = max(2.0, min(MOST_AUTHORS, COMMON * total))
    found = {sign: count + before[sign] for sign, count in counts.items()}
    return {sign: math.log(total / count) for sign, count in found.items() if count <= most and count < total}


def pairs_of(handins: Sequence[HandIn], earlier: Sequence[Iterable[int]] = ()) -> list[Pair]:
    """Every pair that shares something rare, those with most evidence first."""
    code = weights([each.places for each in handins], len(handins) + len(earlier), earlier)
    values = weights([each.wrong for each in handins], len(handins))
    shared_code = _shared([each.places for each in handins], code)
    shared_values = _shared([each.wrong for each in handins], values)
    rare = [[each for each in handin.places if each in code] for handin in handins]
    total = [_spread(own, handin.places, code) for own, handin in zip(rare, handins, strict=True)]
    found = []
    for pair in {**shared_code, **shared_values}:
        fingerprints, wrong = shared_code.get(pair, []), sorted(shared_values.get(pair, []))
        # One mistake makes several checks of an exercise fail, and counts once.
        of_values = {exercise: values[exercise, check, seen] for exercise, check, seen in wrong}
        evidence = sum(code[each] for each in fingerprints)
        least = min(total[each] for each in pair)
        share = min(1.0, _spread(fingerprints, handins[pair[0]].places, code) / least) if least else 0.0
        own = (len(rare[pair[0]]), len(rare[pair[1]]))
        found.append(Pair(*pair, evidence + sum(of_values.values()), share, own, tuple(fingerprints), tuple(wrong)))
    return sorted(found, key=lambda pair: (-pair.evidence * pair.share, pair.one, pair.other))


def _spread(fingerprints: Iterable[int], places: Mapping[int, Place], weight: Mapping[int, float]) -> float:
    """What fingerprints weigh, as the sum of the square roots by function."""
    by_function: dict[tuple[str, str], float] = {}
    for each in fingerprints:
        where = places[each][:2]
        by_function[where] = by_function.get(where, 0.0) + weight[each]
    return sum(math.sqrt(each) for each in by_function.values())


def worth_a_look(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs to show, at most `MOST_PAIRS`."""
    return [each for each in pairs if each.evidence >= LEAST_EVIDENCE and each.share >= LEAST_SHARE][:MOST_PAIRS]


def _shared(handins: Sequence[Iterable[Sign]], weight: Mapping[Sign, float]) -> dict[tuple[int, int], list[Sign]]:
    """The rare signs that each pair shares."""
    owners: dict[Sign, list[int]] = {}
    for place, signs in enumerate(handins):
        for sign in signs:
            if sign in weight:
                owners.setdefault(sign, []).append(place)
    shared: dict[tuple[int, int], list[Sign]] = {}
    for sign, places in owners.items():
        for pair in combinations(places, 2):
            shared.setdefault(pair, []).append(sign)
    return shared
