"""A short run of benchmarks/fuzz.py: a hostile reply or archive is at most refused, in bounded time and memory."""

from __future__ import annotations

from types import ModuleType

import pytest
from helpers import script


@pytest.fixture(scope="module")
def fuzzing() -> ModuleType:
    return script("benchmarks/fuzz.py")


def test_hostile_replies_archives_and_conversations_are_answered_or_refused(fuzzing):
    assert fuzzing.fuzz(3000, seed=1) == []


def test_a_target_that_fails_or_is_slow_is_told(fuzzing, monkeypatch):
    def fails(rng: object) -> str:
        raise KeyError("field")

    monkeypatch.setattr(fuzzing, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(fuzzing, "TARGETS", {"bad": (fails, 1.0)})
    assert [text.partition(": ")[2][:8] for text in fuzzing.fuzz(1, seed=1)] == ["KeyError", "took 0.0"]
