"""Lays the details of a check out as plain text, each beside its label."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.records import Detail, Label

LABEL_WIDTH = 10


def plain_text(details: Iterable[Detail]) -> str:
    """The details with their labels in a column of their own, which no other text can get into."""
    return "\n".join(hanging(f"{each.label:<{LABEL_WIDTH}}", each.text) for each in details)


def hanging(start: str, text: str) -> str:
    """`text` behind `start`, its further lines indented to match, so that the rows of a matrix line up."""
    return start + text.replace("\n", "\n" + " " * len(start))


def reason(text: str) -> Detail:
    """What the judge says in its own words."""
    return Detail(Label.REASON, text)
