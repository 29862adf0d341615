"""What a worker is started with says which it is: a plain session in a folder, or the zygote of many."""

from __future__ import annotations

import json
import os
import sys
import tempfile

import pytest

from autograder.sandbox.worker import entry
from autograder.sandbox.worker.entry import plain, run

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a zygote needs Linux")


@pytest.fixture
def started(monkeypatch) -> list[object]:
    """What was started, and the limit on memory that it was started with."""
    import resource

    did: list[object] = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1000, 5000))
    monkeypatch.setattr(resource, "setrlimit", lambda *asked: did.append(asked))
    monkeypatch.setattr(entry, "plain", lambda folder: did.append(("plain", folder)))
    monkeypatch.setattr("autograder.sandbox.worker.zygote.run_zygote", lambda **given: did.append(("zygote", given)))
    return did


@linux
@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ({"folder": "/here"}, ("plain", "/here")),
        ({"folder": "/here", "layers": []}, ("zygote", {"folder": "/here", "layers": []})),
        ({"control": 3}, ("zygote", {"control": 3})),
    ],
)
def test_it_is_started_without_the_judge_s_own_limit_on_memory(started, parameters, what):
    import resource

    run(json.dumps(parameters))
    assert started == [(resource.RLIMIT_AS, (5000, 5000)), what]


@pytest.fixture
def served(monkeypatch) -> dict[str, object]:
    """What a plain session is served with; its standard files are pipes, which then are forgotten."""
    given: dict[str, object] = {}
    copies = iter([30, 31])
    monkeypatch.setattr(entry.os, "dup", lambda fd: given.setdefault("dup", []).append(fd) or next(copies))
    monkeypatch.setattr(entry, "forget_standard_files", lambda: given.update(forgotten=list(given["dup"])))
    monkeypatch.setattr(entry, "serve", lambda *arguments: given.update(arguments=arguments))
    monkeypatch.setattr(entry, "restrain", lambda memory_mb: given.update(restrained=(memory_mb, os.environ.copy())))
    monkeypatch.setattr(tempfile, "tempdir", "/elsewhere")
    plain("/here")
    return given


def test_a_plain_session_speaks_on_the_files_that_it_was_started_with_and_no_other_code_can(served):
    reader, writer, folder, *_ = served["arguments"]
    assert served["dup"] == served["forgotten"] == [0, 1]
    assert (reader, writer, folder) == (30, 31, "/here")


def test_it_is_warmed_up_before_anything_is_refused_to_it(served, monkeypatch):
    prepare = served["arguments"][3]
    monkeypatch.delenv("WARM", raising=False)
    warm_up = "import os, tempfile\nos.environ['WARM'] = tempfile.gettempdir()"
    assert prepare({"warm_up": warm_up, "memory_mb": 256}) == ["process"]
    memory_mb, environment = served["restrained"]
    assert (memory_mb, environment["WARM"]) == (256, "/here")
    monkeypatch.delenv("WARM")


def test_it_plays_by_the_sandbox_s_rules_which_nothing_else_enforces(served):
    enforced = served["arguments"][5]
    assert enforced({}) is True
