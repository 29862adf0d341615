"""The page shows both codes with the shared lines marked, in neutral words, and nothing of theirs runs."""

from __future__ import annotations

import pytest

from autograder.similarity.compare import HandIn, Pair
from autograder.similarity.page import Page, similarity_page
from autograder.similarity.side_by_side import shown_pair
from autograder.similarity.winnowing import Place

ONE = "x = 1\n\n\ndef f(a):\n    b = a\n    return b  # <script>alert(1)</script>\n"
OTHER = "def f(c):\n    d = c\n    return d\n\n\ndef g():\n    return 2\n"


@pytest.fixture
def pair():
    handins = [
        HandIn(("ada",), {7: Place("e.py", "f", 5, 6), 8: Place("e.py", "", 1, 1)}),
        HandIn(("ben", "cleo"), {7: Place("e.py", "f", 2, 3), 8: Place("e.py", "g", 7, 7)}),
    ]
    found = Pair(0, 1, 40.0, 0.9, (3, 4), (7, 8), (("f", "f_value", "v1"),))
    files = {"ada": {"e.py": ONE.encode()}, "ben": {"e.py": OTHER.encode()}}
    return shown_pair(found, handins, files)


def test_a_function_stands_beside_itself_with_the_shared_lines_marked(pair):
    first, second = pair.rows
    assert [(line.number, line.shared) for line in first.one] == [(4, False), (5, True), (6, True)]
    assert [(line.number, line.shared) for line in first.other] == [(1, False), (2, True), (3, True)]
    assert (second.name, [line.text for line in second.one], second.other) == ("beside the functions", ["x = 1"], ())
    assert (pair.shared, pair.own, pair.checks) == (2, (3, 4), ("f_value",))


def test_lines_are_counted_as_python_counts_them():
    code = 'x = "\x0c\u2028"\r\n\x0c\r\ndef f(a):\r\n    return a\r\n'.encode()
    handins = [HandIn((who,), {7: Place("e.py", "f", 4, 4)}) for who in ("ada", "ben")]
    files = {who: {"e.py": code} for who in ("ada", "ben")}
    shown = shown_pair(Pair(0, 1, 40.0, 0.9, (1, 1), (7,), ()), handins, files)
    assert [(line.number, line.text, line.shared) for line in shown.rows[0].one] == [
        (3, "def f(a):", False),
        (4, "    return a", True),
    ]


def test_the_page_says_who_and_that_it_is_no_verdict(pair):
    text = similarity_page(Page("01_a", "Autograd", 40, 12, (pair,), {"ada": "Ada Okafor"}))
    assert "<b>Ada Okafor</b> and <b>ben with cleo</b>: 2 rare pieces alike, of 3 and 4" in text
    assert "This is no verdict." in text
    assert "40 hand-ins and 12 of earlier years" in text
    assert not any(word in text.lower() for word in ("plagiar", "cheat", "copied", "suspect", "guilty"))


def test_nothing_of_a_students_runs_or_is_fetched(pair):
    text = similarity_page(Page("01_a", "Autograd", 40, 0, (pair,), {"ada": "<img src=x>"}))
    assert "<script" not in text
    assert "<img" not in text
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in text
    assert "http" not in text.partition("http-equiv")[2]


def test_a_page_without_pairs_says_so():
    assert "No two hand-ins share enough to be shown." in similarity_page(Page("01_a", "A", 3, 0, ()))
