"""A session confines itself, prepares for forks, and says why it cannot be confined."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

from autograder.sandbox.worker import forks, seccomp, zygote
from autograder.sandbox.worker.wire import receive


def test_a_session_that_cannot_be_confined_says_why():
    ours, theirs = os.pipe()
    zygote._say_unconfined(theirs, OSError(1, "unshare: Operation not permitted"))
    assert "unshare" in json.loads(receive(ours))["text"]


def test_what_confines_a_session_and_its_forks_is_worked_out_before_there_is_one(monkeypatch):
    asked: list[tuple[object, ...]] = []
    libc = SimpleNamespace(prctl=lambda *given: len(asked.append(given) or []))
    monkeypatch.setattr(zygote, "hide", lambda: None)  # which would hide it from other tests
    monkeypatch.setattr(zygote, "gc", SimpleNamespace(collect=list, freeze=list))
    monkeypatch.setattr(zygote, "tempfile", SimpleNamespace(tempdir=None))
    for module in (forks, seccomp):
        module.made_filter.cache_clear()
        monkeypatch.setattr(module, "libc", lambda: libc)
    zygote._load([], "", "")
    for module in (forks, seccomp):
        monkeypatch.setattr(module, "filter_instructions", None)
    forks.deny_children()
    seccomp.deny_calls(*zygote.FOR_PROBES)
    assert len(asked) == 2
