"""Lays the details of a check out as plain text, each beside its label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from autograder.records import Detail, Label
from autograder.text import printable

LABEL_WIDTH = 10
MAX_MESSAGE = 4000
IMPORTING, NO_CHECK = "Importing your file", "so no check can run."
NOT_IMPORTED = f"Your file cannot be imported, {NO_CHECK}"
# What NumPy says of the sizes of a product beside the sizes.
SIGNATURE = re.compile(r", with gufunc signature \S+")
# As a person needs it: what is wrong, how to see it oneself, what came, what should have come. Inputs last.
ORDER = (
    Label.REASON,
    Label.MESSAGE,
    Label.LIKELY,
    Label.CALLED,
    Label.RAISED,
    Label.AT,
    Label.RETURNED,
    Label.EXPECTED,
    Label.DIFFERS,
    Label.PRINTED,
    Label.WITH,
)


def in_order(details: Iterable[Detail]) -> list[Detail]:
    """The details in the order in which a person needs them."""
    return sorted(details, key=lambda each: ORDER.index(each.label))


def plain_text(details: Iterable[Detail]) -> str:
    """The details with their labels in a column of their own, which no other text can get into."""
    return "\n".join(hanging(f"{each.label:<{LABEL_WIDTH}}", each.text) for each in details)


def gist(text: str) -> str:
    """Of what `plain_text` laid out, how it went wrong: what was raised, or came back, and how that differs.

    Its first line where it says neither.
    """
    lines = text.splitlines()
    wanted = tuple(f"{label:<{LABEL_WIDTH}}" for label in (Label.RAISED, Label.RETURNED, Label.DIFFERS))
    return "\n".join([line for line in lines if line.startswith(wanted)] or lines[:1])


def hanging(start: str, text: str) -> str:
    """`text` behind `start`, its further lines indented to match, so that the rows of a matrix line up."""
    return start + text.replace("\n", "\n" + " " * len(start))


def reason(text: str, guarded: str = "") -> Detail:
    """What the judge says; `guarded` is as much of it as holds nothing that comes from a student's code."""
    return Detail(Label.REASON, text, guarded)


def words(text: str) -> Detail:
    """What the judge says in words that are all its own."""
    return reason(text, text)


def tells_of_import(details: Iterable[Detail]) -> bool:
    """Whether this is why a file cannot be imported."""
    reasons = (each.text for each in details if each.label is Label.REASON)
    return any(NO_CHECK in text or text.startswith(IMPORTING) for text in reasons)


def capped(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """The details without control characters, cut to a length that a person reads."""
    return tuple(_capped(details))


def _capped(details: Iterable[Detail]) -> Iterator[Detail]:
    left = MAX_MESSAGE
    for each in details:
        cut = " …" if len(each.text) > left else ""
        text = SIGNATURE.sub("", each.text[:left])
        guarded = printable(each.guarded[:MAX_MESSAGE], keep="\n\t")
        yield Detail(each.label, printable(text, keep="\n\t") + cut, guarded, each.place)
        left -= len(each.text)
        if left <= 0:
            return
