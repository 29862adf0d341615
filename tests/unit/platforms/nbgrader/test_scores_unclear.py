"""A notebook whose answers cannot be told apart, or read, asks for a person."""

from __future__ import annotations

import json

import pytest

from autograder.platforms.nbgrader.carrier import is_unclear


def book(*answers: str) -> bytes:
    cells = [{"metadata": {"nbgrader": {"grade_id": "question-a"}}, "source": text} for text in answers]
    return json.dumps({"cells": cells}).encode()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", book("one")[:-5], book("one", "two"), book()])
def test_a_person_must_look(content):
    assert is_unclear(content)


@pytest.mark.parametrize("content", [None, book("one"), book("one", "one "), b"\xef\xbb\xbf" + book("one")])
def test_nobody_must_look(content):
    assert not is_unclear(content)
