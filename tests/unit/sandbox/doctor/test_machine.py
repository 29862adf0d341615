"""A lock is tried in a child process: refused, it says why; held, it says nothing; a child that dies is no success."""

from __future__ import annotations

import os
import sys

import pytest

from autograder.sandbox.doctor.machine import refusal

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="locks as Linux has them")


def test_a_lock_that_is_refused_says_why_and_one_that_holds_says_nothing():
    def refused() -> None:
        raise OSError(1, "unshare: Operation not permitted")

    assert "Operation not permitted" in refusal(refused)
    assert refusal(lambda: None) == ""


def test_a_lock_that_ends_its_process_does_not_count_as_one_that_works():
    assert refusal(lambda: os._exit(1)) == "it ended without an answer"
