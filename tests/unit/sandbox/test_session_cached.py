"""The solution answers a question once; and a worker that is lost is asked again, once it is there again."""

from __future__ import annotations

import struct

import pytest
from scripted import CONFINED, READY, SIX, Scripted, answered

from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox.replies import Died, Probe, Raised, Returned, Timeout
from autograder.sandbox.session import RETRIES, CachedSession, Session, Work
from autograder.sandbox.worker.wire import MAX_FRAME, frame, priced

WORK = Work({}, (), (), Limits())
RAISED = Raised("ValueError", "no", ())


def probe(source: str = "def probe(x): return x") -> Probe:
    return Probe("probe", source, (), ("x",), float, "")


@pytest.fixture
def asked(monkeypatch):
    """What reaches the worker, and what it says: a list to fill with replies, and else the argument itself."""
    questions: list[tuple[str, object]] = []
    replies: list[object] = []

    def observe(self, probe, arguments, seconds):
        questions.append((probe.source, arguments))
        return replies.pop(0) if replies else Returned([*arguments])

    monkeypatch.setattr(Session, "observe", observe)
    return questions, replies


def test_a_question_is_asked_once_and_another_anew(asked):
    questions, _ = asked
    session = CachedSession(None, WORK)
    for source, x in [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("a", 1.0), ("a", True), ("b", 1), ("a", 2)]:
        assert session.observe(probe(source), (x,), 1.0) == Returned([x])
    assert questions == [("a", (1,)), ("a", (2,)), ("b", (1,)), ("a", (1.0,)), ("a", (True,))]


@pytest.mark.parametrize("failure", [Died(), Timeout(), RAISED])
def test_a_failure_is_not_remembered(asked, failure):
    questions, replies = asked
    session = CachedSession(None, WORK)
    session._failed_import = failure
    replies.append(failure)
    assert session.observe(probe(), (1,), 1.0) == failure
    assert session._failed_import is None
    assert session.observe(probe(), (1,), 1.0) == Returned([1])
    assert len(questions) == 2


def test_a_check_may_change_what_it_gets(asked):
    session = CachedSession(None, WORK)
    for _ in range(2):
        reply = session.observe(probe(), (1,), 1.0)
        assert reply.value == [1]
        reply.value.append("changed")


def test_the_oldest_answer_is_forgotten_first(asked):
    questions, _ = asked
    session = CachedSession(None, WORK, size=2)
    for x in (1, 2, 1, 3, 2, 1):
        session.observe(probe(), (x,), 1.0)
    assert [arguments for _, arguments in questions] == [(1,), (2,), (3,), (1,)]


def observed(launcher: Scripted):
    session = Session(launcher, WORK)
    try:
        return session.observe(probe(), (3.0,), 1.0), session.layers
    finally:
        session.close()


def test_a_worker_that_answers_is_believed_and_its_layers_told():
    assert observed(Scripted(CONFINED + READY + SIX)) == (Returned(6.0), ("wall_clock", "seccomp"))


def test_a_worker_that_is_killed_between_request_and_reply_costs_nobody_a_point():
    launcher = Scripted(CONFINED + READY, CONFINED + READY + SIX[:-3], CONFINED + READY + SIX)
    assert observed(launcher)[0] == Returned(6.0)
    assert launcher.ended == 3


def test_code_that_dies_each_time_has_died():
    launcher = Scripted(*[CONFINED + READY] * (1 + RETRIES))
    assert observed(launcher)[0] == Died()
    assert launcher.workers == []


def test_a_frame_that_is_too_large_ends_the_worker_before_it_is_read():
    huge = struct.pack(">I", MAX_FRAME + 1) + b"[]"
    launcher = Scripted(CONFINED + READY + huge, CONFINED + READY + SIX)
    assert observed(launcher)[0] == Returned(6.0)
    assert launcher.ended == 2


@pytest.mark.parametrize("said", [b'{"kind":"passed"}', b"[", b"", b'{"kind":"returned"}'])
def test_nonsense_ends_the_worker(said):
    launcher = Scripted(*[CONFINED + READY + priced(0.0, said)] * (1 + RETRIES))
    assert observed(launcher)[0] == Died()


@pytest.mark.parametrize("price", [-0.1, float("nan"), float("inf")])
def test_a_price_that_cannot_be_paid_ends_the_worker(price):
    launcher = Scripted(*[CONFINED + READY + answered({"kind": "returned", "value": 6.0}, price)] * (1 + RETRIES))
    assert observed(launcher)[0] == Died()


def test_an_answer_without_a_price_ends_the_worker():
    assert observed(Scripted(*[CONFINED + READY + frame(None)] * (1 + RETRIES)))[0] == Died()


def test_who_is_not_confined_is_asked_nothing():
    unconfined = frame({"kind": "unconfined", "text": "no namespaces"})
    launcher = Scripted(unconfined)
    with pytest.raises(Problem, match="could not be set up: no namespaces"):
        observed(launcher)
    with pytest.raises(Problem, match="could not be set up: it ended without a word"):
        observed(Scripted(*[b""] * (1 + RETRIES)))
    with pytest.raises(Problem, match="could not be set up"):
        observed(Scripted(*[frame({"kind": "ready"}) + SIX] * (1 + RETRIES)))
    assert launcher.ended == 1


def test_an_import_that_fails_is_the_answer_to_every_question():
    raised = answered({"kind": "raised", "type": "SyntaxError", "text": "no", "frames": []})
    session = Session(Scripted(CONFINED + raised + SIX), WORK)
    for _ in range(2):
        assert session.observe(probe(), (3.0,), 1.0) == Raised("SyntaxError", "no", ())
    assert session.import_failed
