"""A message is cleaned before it is shown, at a cost that is bounded."""

from __future__ import annotations

from autograder.checks.messages import capped
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
