"""A name is the same in either order and spelling, and whoever is called most like somebody is found among many."""

from __future__ import annotations

import itertools
import random
from difflib import SequenceMatcher

import pytest

from autograder.platforms.roster.names import ALIKE, Names, fits, most_alike, spoken, words


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Lovelace, Ada", "ada lovelace"),
        ("Ada_Lovelace", "Ada  Lovelace"),
        ("O’Smith, Mary-Ann", "mary ann o'smith"),
        ("Jürgen", "Ju\u0308rgen"),
        ("Ａｄａ", "Ada"),
        ("STRAẞE", "strasse"),
        ("A\u200dda", "Ada"),
    ],
)
def test_words_are_those_that_one_says(name, same):
    assert words(name) == words(same) != ()


@pytest.mark.parametrize(("name", "other"), [("Müller", "Muller"), ("Аda", "Ada"), ("रमि", "रमी"), ("Li Na", "Lina")])
def test_names_that_look_alike_are_not_the_same(name, other):
    assert words(name) != words(other)


def test_nobody_is_called_by_no_letters():
    assert Names(["", "--"]).places("") == Names(["", "--"]).joined("?") == set()


def test_of_many_the_most_similar_is_found_as_if_each_were_compared():
    chance = random.Random(7)
    syllables = [one + two for one, two in itertools.product("bdgklmnrst", "aeiou")]
    people = [" ".join("".join(chance.choices(syllables, k=3)) for _ in range(2)) for _ in range(150)]
    find = most_alike({name: [name, f"{name.replace(' ', '.')}@uni.edu"] for name in people})

    def likeness(one: str, other: str) -> float:
        return SequenceMatcher(None, " ".join(sorted(words(one))), " ".join(sorted(words(other)))).ratio()

    for name in people[:10]:
        first, last = name.split()
        wrong = f"{last}_{first[:2]}{chance.choice(first)}{first[2:]}"
        best = max(likeness(wrong, each) for each in people)
        assert best >= ALIKE
        assert likeness(wrong, find(wrong)) == best


def test_nobody_is_meant_by_what_is_like_nothing():
    assert most_alike({"Ada Okafor": ["Ada Okafor"]})("xyzzy") == most_alike({})("ada") == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Lovelace, Ada", "Ada Lovelace"),
        ("King, Martin, Jr.", "Martin, Jr. King"),
        ("Ada", "Ada"),
        ("Ada,", "Ada,"),
        ("", ""),
    ],
)
def test_a_name_that_is_sorted_by_its_last_part_is_said_with_that_behind(name, said):
    assert spoken(name) == said


@pytest.mark.parametrize(("somebody", "meant"), [("abcxy", "abcde"), ("abxyz", ""), ("abcde", "abcde")])
def test_who_is_as_little_alike_as_may_be_is_meant_and_nobody_who_is_less(somebody, meant):
    assert most_alike({"abcde": ["abcde", ""]})(somebody) == meant


@pytest.mark.parametrize(
    ("name", "other", "fit"),
    [
        ("MullerJorg", "Jörg Müller", True),
        ("müller-jörg", "Jörg Müller", True),
        ("mllerjrg", "Jörg Müller", True),
        ("Jörg Müller", "Jorg Muller", True),
        ("Jörg Müller", "Jrg Mller", False),
        ("Muller", "Jörg Müller", False),
        ("", "王", False),
        ("?", "王", False),
        ("王", "李", False),
        ("王", "王", True),
    ],
)
def test_a_name_fits_another_by_its_letters_where_accents_may_be_lost_on_the_way(name, other, fit):
    assert fits(name, other) is fit
