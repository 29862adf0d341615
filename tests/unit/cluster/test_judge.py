"""A judge elsewhere judges by the settings of who asks, one hand-in after another, and says nothing but answers."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator

import pytest
from helpers import PATIENCE, RIGHT
from msgspec.structs import replace

from autograder.checks.diagnosis import NONE_KNOWN
from autograder.cluster.host import COMMAND
from autograder.cluster.judge import LENGTH, frame, settings_of
from autograder.cluster.messages import (
    Answer,
    Done,
    HandIn,
    Message,
    Refused,
    Reply,
    encode,
    read_reply,
    read_request,
    setup_of,
)
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading.pool import MEMORY, JudgeSettings
from autograder.sandbox.layers import LAYERS


def test_settings_arrive_as_they_were_sent_the_measured_budget_too(tiny):
    needs = {"area_by_hand": frozenset({"double"})}
    sent = JudgeSettings(tiny.with_budget(100.0), b"secret", frozenset({"user"}), needs=needs, forgive=False)
    assert sent.assignment.limits.budget_seconds not in (None, tiny.limits.budget_seconds)
    arrived = settings_of(read_request(encode(setup_of(sent, "course"))), tiny.folder.parent)
    assert arrived == replace(sent, jobs=arrived.jobs, diagnoses=NONE_KNOWN)


def test_without_a_sandbox_it_judges_nothing_whoever_asks(tiny):
    bare = setup_of(JudgeSettings(tiny, b"secret", frozenset()), "course")
    with pytest.raises(Problem, match="no submission without a sandbox"):
        settings_of(bare, tiny.folder.parent)


@pytest.fixture
def tell(course) -> Iterator[Callable[[Message], Reply]]:
    """Tells a judge in a process of its own something, and gives its reply; the judge ends when it is hung up on."""
    command = [*COMMAND, str(course / "source")]
    pipe, none = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=none, bufsize=0) as judge:

        def told(message: Message) -> Reply:
            judge.stdin.write(frame(encode(message)))
            return read_reply(judge.stdout.read(int.from_bytes(judge.stdout.read(LENGTH), "big")))

        yield told
        judge.stdin.close()
        assert judge.stdout.read() == b"", "it says more than it was asked"
        assert judge.wait(PATIENCE) == 0


def test_it_answers_each_hand_in_until_its_worker_hangs_up_whatever_checks_print(tell, course, sandbox):
    limit = course / "limit"
    checks = course / "source/01_tiny/checks/test_tiny.py"
    measures = f"print(resource.getrlimit(resource.RLIMIT_AS)[0], file=open({str(limit)!r}, 'w'))"
    checks.write_text(f"import os, resource\nos.write(1, b'printed')\n{measures}\n{checks.read_text()}")
    setup = setup_of(JudgeSettings(Course(course).assignment("01"), b"secret", LAYERS), "course")
    assert tell(setup) == Done()
    answers = [tell(HandIn(setup.key, name, {"tiny.py": text})) for name, text in (("a", RIGHT.encode()), ("b", b""))]
    assert all(isinstance(answer, Answer) for answer in answers)
    results = [answer.judged.result for answer in answers]
    assert [(result.student, result.score == result.max_score) for result in results] == [("a", True), ("b", False)]
    allowed = int(limit.read_text())
    assert MEMORY < allowed < 4 * MEMORY, "as in the local pool"
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != allowed


def test_what_it_cannot_judge_by_is_told(tell, tiny):
    refused = tell(setup_of(JudgeSettings(tiny, b"secret", frozenset()), "course"))
    assert isinstance(refused, Refused)
    assert "no submission without a sandbox" in refused.reason
