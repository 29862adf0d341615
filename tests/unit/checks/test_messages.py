"""A message is cleaned before it is shown, at a cost that is bounded."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.checks.messages import capped, mistyped
from autograder.records import Detail, Label


def test_no_more_of_a_message_is_cleaned_than_is_shown():
    class Long(str):
        """Eight million characters, of which no more may be looked at than are kept."""

        __slots__ = ()

        def __iter__(self):
            raise AssertionError("all of it was looked at")

    (cut,) = capped([Detail(Label.RAISED, Long("\u0301" * 8_000_000)), Detail(Label.CALLED, "f(x)")])
    assert cut == Detail(Label.RAISED, "\u0301" * 8 + "\ufffd …")
    assert capped([Detail(Label.RAISED, "\x1b" * 4000)]) == (Detail(Label.RAISED, "\ufffd" * 4000),)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("it should be a list, and is None. Is a `return` missing?", "is None. Is a `return` missing?"),
        ("it should be a list, and is a number", "and is a number."),
    ],
)
def test_a_sentence_ends_once(error, told):
    first, *_ = mistyped(error, None, SimpleNamespace(details=lambda: ())).details
    assert first.text.endswith(told)
