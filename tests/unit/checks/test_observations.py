"""Answers are kept as they came, each value once, and capped."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from autograder.checks.bench import Bench
from autograder.checks.observations import Observation, Observations
from autograder.checks.recording import MAX_KEPT_BYTES, MAX_VALUE_BYTES, Recorder, encoded, work_key
from autograder.records import Limits, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Raised, Returned, Spent, Timeout
from autograder.sandbox.session import Work

WORK = Work({}, (), (), Limits())
ASKED = ("probe", [b"3.0"])


def recorded(*replies: object, asked: tuple[str, list[bytes]] = ASKED):
    recorder = Recorder(WORK)
    for reply in replies:
        recorder.add("check", asked, reply, False)
    return recorder.observations(("bwrap",))


@pytest.mark.parametrize(
    "reply",
    [
        Returned(6.0),
        Returned(None, "null"),
        Returned({"a": [1, True, float("nan")], 2: np.array([[1.0, -0.0]])}, 'printed {"value":null}'),
        Raised("ValueError", "no", (("tiny.py", 2, "double"),), "printed"),
        Died(),
    ],
    ids=["number", "none", "nested", "raised", "died"],
)
def test_a_reply_comes_back_as_it_was(reply):
    found = recorded(reply)
    assert repr(found.reply_to(found.calls[0])) == repr(reply)


def test_each_value_is_kept_once():
    found = recorded(Returned(6.0), Returned(6.0), Returned(6.0, "said"))
    assert [call.call for call in found.calls] == [1, 2, 3]
    assert len({call.value for call in found.calls}) == 1
    assert sorted(map(bytes, found.values.values()))[:2] == [b"3.0", b"6.0"]
    assert len(found.values) == 4  # with two endings, one of which printed something


def test_what_a_check_does_to_an_answer_afterwards_does_not_change_what_was_kept():
    answer = [1.0, 2.0]
    recorder = Recorder(WORK)
    recorder.add("check", ASKED, Returned(answer), False)
    answer.append(3.0)
    found = recorder.observations(())
    assert found.reply_to(found.calls[0]).value == [1.0, 2.0]


def test_a_long_value_is_named_but_not_kept():
    found = recorded(Returned("x" * MAX_VALUE_BYTES), Returned("x" * (MAX_VALUE_BYTES - 2)))
    assert [found.reply_to(call) is None for call in found.calls] == [True, False]
    assert found.truncated == (found.calls[0].value,)


def test_all_of_a_submission_is_capped():
    replies = [Returned(f"{n:05}" + "x" * (MAX_VALUE_BYTES - 10)) for n in range(40)]
    found = recorded(*replies)
    assert sum(len(bytes(value)) for value in found.values.values()) <= MAX_KEPT_BYTES
    assert len(found.truncated) == 40 - MAX_KEPT_BYTES // MAX_VALUE_BYTES


def test_equal_numbers_are_equal_bytes_and_a_sign_or_a_type_is_not_lost():
    assert encoded(0.1 + 0.2) == encoded(0.30000000000000004)
    assert len({encoded(value) for value in (0.0, -0.0, 0, False, None, "0", [0.0], float("nan"), float("inf"))}) == 9


def test_of_trusted_code_nothing_is_kept(tiny):
    bench = Bench(tiny, PlainLauncher(), {}, trusted=True)
    bench.put(Submission("you", {}))
    assert bench.observations() is None


OTHER = Work({"tiny.py": b"right"}, (), (), Limits())


def test_calls_are_counted_by_check_and_by_what_runs():
    recorder = Recorder(WORK)
    assert [recorder.next_call(check) for check in ("one", "two")] == [1, 1]
    recorder.add("one", ASKED, Returned(1.0), False)
    assert [recorder.next_call(check) for check in ("one", "two")] == [2, 1]
    recorder.turn_to(OTHER)
    assert recorder.next_call("one") == 1
    recorder.add("one", ASKED, Returned(2.0), True)
    recorder.turn_to(WORK)
    recorder.add("one", ASKED, Returned(3.0), False)
    found = recorder.observations(())
    assert [(call.call, call.import_failed) for call in found.calls] == [(1, False), (2, False)]
    assert found.calls_of(found.work) == found.calls
    assert found.mended == {work_key(OTHER): found.calls_of(work_key(OTHER))}
    assert [(call.call, call.import_failed) for call in found.calls_of(work_key(OTHER))] == [(1, True)]
    assert found.calls_of("unheard of") == ()


def test_what_was_mended_and_never_asked_is_known_to_have_run():
    recorder = Recorder(WORK)
    recorder.turn_to(OTHER)
    assert recorder.observations(()).mended == {work_key(OTHER): ()}


@pytest.mark.parametrize(("reply", "late"), [(Timeout(), True), (Spent(1.0), True), (Died(), False)])
def test_a_submission_is_late_once_one_call_was(reply, late):
    assert recorded(reply).late is late
    assert recorded(reply, Returned(1.0)).late is late
    assert recorded(Returned(1.0), reply).late is late
    assert recorded(Returned(1.0)).late is False


def test_of_what_is_not_said_nothing_is_written_and_nothing_is_assumed():
    (call,) = recorded(Died()).calls
    assert set(msgspec.json.decode(msgspec.json.encode(call))) == {"check", "call", "probe", "arguments", "reply"}
    assert Observation("double", 1, "probe", (), "reply").import_failed is call.import_failed is False
    found = msgspec.json.decode(b'{"work":"work"}', type=Observations)
    assert msgspec.json.encode(found) == b'{"work":"work"}'
    assert found.calls_of("work") == ()
    assert (found.late, found.cost, found.mending_cost) == (False, (0.0, 0.0), (0.0, 0.0))
