"""Text of strangers: what is printed of it, and what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.identity import folder_name
from autograder.text import (
    JOINERS,
    MAX_MARKS,
    MAX_NAME,
    REPLACED,
    in_utf8,
    not_utf8,
    printable,
    printable_name,
    size_text,
)

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


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0.0 KB"),
        (1536, "1.5 KB"),
        (104_857, "102.4 KB"),
        (104_858, "0.1 MB"),
        (150_000, "0.1 MB"),
        (1 << 20, "1.0 MB"),
        (5.5e8, "524.5 MB"),
    ],
)
def test_a_size_is_written_as_people_write_it(size, text):
    assert size_text(size) == text


@pytest.mark.parametrize("before", ["", "a", "aa"])
@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_as_many_marks_as_a_letter_may_have_stay_and_no_more(before, more):
    shown = printable(before + MARK * (MAX_MARKS + more) + "b")
    assert shown == before + MARK * min(MAX_MARKS, MAX_MARKS + more) + REPLACED * (more > 0) + "b"


def test_each_letter_may_have_its_own_marks():
    letters = ("a" + MARK * MAX_MARKS) * 3
    assert printable(letters) == letters


@pytest.mark.parametrize("name", HONEST)
def test_a_name_of_any_script_is_fit_as_it_is(name):
    assert printable_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(("length", "composed"), [(MAX_NAME, True), (MAX_NAME + 1, False)])
def test_letters_are_composed_in_names_of_a_length_that_people_have(length, composed):
    name = "e\N{COMBINING ACUTE ACCENT}" + "v" * (length - 2)
    assert ("\N{LATIN SMALL LETTER E WITH ACUTE}" in printable_name(name)) is composed
    assert ("#" in printable_name(name)) is not composed


def test_plain_letters_that_do_not_print_or_do_not_end_are_not_fit():
    for name in ("a\x1b", "a" * (MAX_NAME + 1), "\N{RIGHT-TO-LEFT OVERRIDE}a"):
        assert printable_name(name) != name
    assert printable_name("Ada") == "Ada"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_file_that_python_does_not_read_is_told_by_its_encoding(encoding):
    said = not_utf8("tiny.py", "x = 1\n".encode(encoding))
    assert said.startswith("tiny.py ")
    assert ("UTF-32" if encoding == "utf-32" else "UTF-16") in said


@pytest.mark.parametrize("content", [b"", b"x = 1\n", "x = 'é'\n".encode(), b"\xef\xbb\xbfx", b"x = 'a\0b'", b"abc\0"])
def test_of_a_file_that_python_may_read_nothing_is_told(content):
    assert not_utf8("tiny.py", content) == ""
    assert in_utf8(content) == content


def test_a_file_with_the_mark_of_utf_16_is_read_by_it_and_no_other_is():
    for mark in ("utf-16-le", "utf-16-be"):
        assert in_utf8("\N{ZERO WIDTH NO-BREAK SPACE}x = 'é'".encode(mark)) == "x = 'é'".encode()
    for other in ("x = 'é'".encode("utf-16-le"), "x".encode("utf-32")):
        assert in_utf8(other) == other
    with pytest.raises(UnicodeError):
        in_utf8(b"\xff\xfe\x00")
