"""A session confines itself, prepares for forks, and says why it cannot be confined."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

from autograder.sandbox.worker import forks, zygote
from autograder.sandbox.worker.wire import receive


def test_a_session_that_cannot_be_confined_says_why():
    ours, theirs = os.pipe()
    zygote._say_unconfined(theirs, OSError(1, "unshare: Operation not permitted"))
    assert "unshare" in json.loads(receive(ours))["text"]


def test_what_confines_a_fork_is_worked_out_before_there_is_one(monkeypatch):
    asked: list[tuple[object, ...]] = []
    for name in ("die_first", "prctl", "deny_calls"):
        monkeypatch.setattr(zygote, name, lambda *given, **more: None)
    monkeypatch.setattr(forks, "libc", lambda: SimpleNamespace(prctl=lambda *given: len(asked.append(given) or [])))
    forks.filter_program.cache_clear()
    zygote._confine({"seccomp"}, [], "", {"memory_mb": 64, "cpu_seconds": 1, "fork": True})
    monkeypatch.setattr(forks, "filter_instructions", None)
    forks.deny_children()
    assert len(asked) == 1
