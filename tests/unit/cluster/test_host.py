"""A worker keeps as many judges as it may, replaces those that die, and forgets what it was told when the run ends."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import sys

import pytest

from autograder.checks.diagnosis import NONE_KNOWN
from autograder.cluster import host
from autograder.cluster.host import JudgeHost
from autograder.cluster.messages import (
    Answer,
    CourseFiles,
    Done,
    HandIn,
    Hello,
    LacksCourse,
    Leave,
    Refused,
    Setup,
    encode,
    environment,
    read_reply,
)
from autograder.files import digest_of

JUDGE = """
import json, os, pathlib, sys, time
def read():
    head = sys.stdin.buffer.read(8)
    return json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big"))) if head else sys.exit()
def say(**message):
    content = json.dumps(message).encode()
    sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)
    sys.stdout.buffer.flush()
folder = pathlib.Path(sys.argv[1])
first = not list(folder.glob("judge *"))
(folder / f"judge {os.getpid()}").touch()
told = read()
if told["assignment"] == "ends at once":
    sys.exit()
if told["assignment"] == "unconfined" or told["assignment"] == "confines once" and not first:
    say(type="Refused", reason="no bubblewrap")
    time.sleep(1000)
say(type="Done")
while True:
    student = read()["student"]
    if student == "dies" or student == "dies once" and not (folder / "died").exists():
        (folder / "died").touch()
        sys.exit()
    if student == "hangs up":
        os.close(1)
    time.sleep(1000 if "hangs" in student else 0)
    result = dict(student=student, assignment="01", score=1.0, max_score=1.0, isolation=[told["secret"]], checks=[])
    say(type="Answer", judged={"result": result})
"""
FILES = {"01/assignment.toml": b""}
COURSE = CourseFiles(digest_of(FILES), FILES)


def setup(assignment: str = "01", secret: bytes = b"secret") -> Setup:
    return Setup(COURSE.key, assignment, secret, frozenset(), False, None, True, NONE_KNOWN)


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Tells one worker all this, one after another or several at once, until so many judges are left; its replies."""
    monkeypatch.setattr(host, "COMMAND", (sys.executable, "-S", "-c", JUDGE))

    async def tell(messages, slots, left):
        worker, replies = JudgeHost(slots, tmp_path), []
        for message in messages:
            several = message if isinstance(message, list) else [message]
            answers = await asyncio.gather(*(worker.answer(encode(each)) for each in several))
            replies += map(read_reply, answers)
        while left not in (None, running(tmp_path)):
            await asyncio.sleep(0.01)
        worker.dismiss()
        await asyncio.sleep(0.05)  # until they are buried
        return replies

    return lambda *messages, slots=2, left=None: asyncio.run(asyncio.wait_for(tell(messages, slots, left), 60))


def hand_in(student: str, run: Setup | None = None) -> HandIn:
    return HandIn((run or setup()).key, student, {})


def judges(tmp_path) -> int:
    return len(list(tmp_path.rglob("judge *")))


def running(tmp_path) -> int:
    found = 0
    for path in tmp_path.rglob("judge *"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(path.name.split()[1]), 0)
            found += 1
    return found


def who(reply) -> str:
    assert isinstance(reply, Answer)
    return reply.judged.result.student


def test_it_says_what_it_judges_with(told):
    assert told(Hello(("msgspec",))) == [environment(("msgspec",))]


def test_it_asks_for_the_course_and_takes_it_only_if_it_is_the_one_that_was_announced(told, tmp_path):
    other = CourseFiles(COURSE.key, {"01/assignment.toml": b"# other"})
    lacks, refused, still, done, ready = told(setup(), other, setup(), COURSE, setup())
    assert (lacks, still, done, ready) == (LacksCourse(), LacksCourse(), Done(), Done())
    assert isinstance(refused, Refused)
    assert (tmp_path / COURSE.key / "01/assignment.toml").read_bytes() == b""


def test_there_are_no_more_judges_than_slots_and_no_more_than_are_needed(told, tmp_path):
    replies = told(COURSE, setup(), hand_in("a"), hand_in("b"))
    assert [who(reply) for reply in replies[2:]] == ["a", "b"]
    assert judges(tmp_path) == 1
    told(setup(), [hand_in(name) for name in "cdefg"])
    assert judges(tmp_path) == 1 + 2


def test_who_a_judge_dies_of_is_judged_by_another_and_ungraded_if_that_dies_too(told, tmp_path):
    _, _, once, twice, after = told(COURSE, setup(), hand_in("dies once"), hand_in("dies"), hand_in("a"))
    assert (who(once), once.judged.result.ungraded) == ("dies once", False)
    assert (who(twice), twice.judged.result.ungraded) == ("dies", True)
    assert "twice" in twice.judged.result.checks[0].message
    assert who(after) == "a"


def test_a_judge_that_cannot_confine_is_why_the_worker_does_not_take_part(told, tmp_path):
    unconfined = setup("unconfined")
    replies = told(COURSE, unconfined, hand_in("a", unconfined))
    assert replies[1] == Refused("no bubblewrap")
    assert isinstance(replies[2], Refused)
    assert judges(tmp_path) == 1, "it is not tried again with every hand-in"


def test_a_judge_that_ends_before_it_is_ready_is_no_judge(told):
    _, refused = told(COURSE, setup("ends at once"))
    assert isinstance(refused, Refused)


def test_who_needs_one_more_judge_that_cannot_confine_is_judged_elsewhere(told):
    once = setup("confines once")
    _, _, judged, refused = told(COURSE, once, [hand_in("b", once), hand_in("a", once)], left=1)
    assert who(judged) == "b"
    assert refused == Refused("no bubblewrap")


def test_a_judge_that_hangs_up_is_ended(told):
    replies = told(COURSE, setup(), hand_in("hangs up"), left=0)
    assert replies[2].judged.result.ungraded


def test_in_a_new_run_nobody_is_judged_by_a_judge_of_the_old_one(told):
    other = setup(secret=b"other")
    _, _, _, *replies = told(COURSE, setup(), other, [hand_in("a", other), hand_in("b", other)])
    assert [reply.judged.result.isolation for reply in replies] == [(base64.b64encode(b"other").decode(),)] * 2
    _, _, once = told(setup(), other, hand_in("dies once", other))
    assert not once.judged.result.ungraded, "it has a second judge, as in the first run"


def test_while_it_is_at_work_it_takes_no_other_run_and_afterwards_it_does(told):
    other = setup(secret=b"other")
    _, _, hung, busy, left = told(COURSE, setup(), [hand_in("hangs"), other, Leave(setup().key)])
    assert isinstance(busy, Refused)
    assert left == Done()
    assert isinstance(hung, Refused), "its judge was ended when the run was left"
    replies = told(setup(), hand_in("a"), other, hand_in("b", other), hand_in("c"))
    assert [who(replies[number]) for number in (1, 3)] == ["a", "b"]
    assert isinstance(replies[4], Refused)


def test_what_is_no_message_is_refused(tmp_path):
    for content in (b"\x80\x04N.", b"{}", b'{"type":"Answer"}'):
        assert isinstance(read_reply(asyncio.run(JudgeHost(1, tmp_path).answer(content))), Refused)
