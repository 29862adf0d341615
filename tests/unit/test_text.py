"""Text of strangers: what is printed of it, and what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.identity import folder_name
from autograder.text import JOINERS, MAX_MARKS, MAX_NAME, printable, printable_name, size_text

MARK = "\N{COMBINING GRAVE ACCENT BELOW}"
HONEST = [
    "Quỳnh Trần",
    unicodedata.normalize("NFD", "Quỳnh Trần"),
    "علی\N{ZERO WIDTH NON-JOINER}رضا",
    "क्\N{ZERO WIDTH JOINER}षत्रिय",
    "שָׁלוֹם",
    "ก็ต้อง",
    "王小明",
    "Zoë O'Brien",
]


@pytest.mark.parametrize("name", HONEST)
def test_names_stay_as_they_are_spelt(name):
    assert printable(name, keep=JOINERS) == name


@pytest.mark.parametrize("between", ["", "\N{ZERO WIDTH JOINER}", "\N{VARIATION SELECTOR-16}"])
def test_marks_do_not_pile_up_on_a_letter(between):
    text = printable("a" + (MARK + between) * 300 + "b" + MARK, keep=JOINERS)
    assert text.count(MARK) <= MAX_MARKS + 1
    assert text.count("\N{REPLACEMENT CHARACTER}") == 1
    assert text.endswith("b" + MARK)


def test_a_folder_is_not_named_by_a_pile_of_marks():
    assert folder_name("Ana" + MARK * 300 + " Silva").count(MARK) <= MAX_MARKS


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}", "\udcff", "\N{LINE SEPARATOR}", "\n"])
def test_what_repaints_or_reorders_is_replaced(char):
    assert printable(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_what_is_asked_for_is_kept():
    assert printable("a\n\tb", keep="\n\t") == "a\n\tb"


@given(st.text(st.characters() | st.sampled_from(f"ab{MARK}{JOINERS}\n"), max_size=60))
def test_what_is_fit_stays_as_it_is(text):
    assert printable(printable(text)) == printable(text)
    assert printable(text, keep="\n").replace("\n", "").isprintable()


def test_names_that_print_alike_stay_apart():
    names = ["a", "a\x1b", "a\x07", "a" * MAX_NAME, "a" * (MAX_NAME + 1), "a" * (MAX_NAME + 2)]
    assert len({printable_name(name) for name in names}) == len(names)
    assert all(printable_name(name).isprintable() for name in names)


def test_a_name_is_the_same_however_its_letters_are_composed():
    assert printable_name("e\N{COMBINING ACUTE ACCENT}va") == "\N{LATIN SMALL LETTER E WITH ACUTE}va"


@pytest.mark.parametrize(("size", "text"), [(0, "0.0 KB"), (1536, "1.5 KB"), (1 << 20, "1.0 MB"), (5.5e8, "524.5 MB")])
def test_a_size_is_written_as_people_write_it(size, text):
    assert size_text(size) == text
