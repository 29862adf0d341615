"""Judges submissions in a process of its own that a worker started, and speaks with it in frames over pipes.

No pickle is read or written. A program anew, it has nothing of the worker's certificates, connections and threads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from autograder.cluster.messages import Answer, Done, HandIn, Message, Refused, Setup, encode, read_request
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.grading.pool import JudgeSettings, judge_submissions, limit_memory
from autograder.grading.settings import settings_from_elsewhere
from autograder.records import Submission

LENGTH = 8  # bytes that say how long a frame is


def frame(content: bytes) -> bytes:
    """Content behind its length."""
    return len(content).to_bytes(LENGTH, "big") + content


def settings_of(setup: Setup, source: Path) -> JudgeSettings:
    """The settings that were told, with the course in the folder `source`. Raises `Problem` if there is no sandbox."""
    if not setup.layers:
        raise Problem("A worker of a cluster runs no submission without a sandbox: grade without --sandbox none.")
    assignment = find_assignment(source, setup.assignment)
    limits = replace(assignment.limits, budget_seconds=setup.budget_seconds)
    return settings_from_elsewhere(
        replace(assignment, limits=limits),
        setup.secret,
        setup.layers,
        setup.trusted,
        setup.needs,
        setup.forgive,
        setup.diagnoses,
    )


def _received(questions: BinaryIO) -> Iterator[bytes]:
    """The content of each frame, until the worker hangs up."""
    while len(head := questions.read(LENGTH)) == LENGTH:
        yield questions.read(int.from_bytes(head, "big"))


def main(source: str) -> None:
    """Judges what comes in, first of all how to judge; says that it is ready before it reads the first submission."""
    # What checks print must not get among the answers.
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    received = _received(questions)

    def say(message: Message) -> None:
        answers.write(frame(encode(message)))
        answers.flush()

    def submissions() -> Iterator[Submission]:
        say(Done())
        for content in received:
            hand_in = read_request(content)
            assert isinstance(hand_in, HandIn)
            yield hand_in.submission

    limit_memory()
    try:
        setup = read_request(next(received))
        assert isinstance(setup, Setup)
        judge_submissions(settings_of(setup, Path(source)), submissions(), lambda judged: say(Answer(judged)))
    except Problem as problem:
        say(Refused(str(problem)))


if __name__ == "__main__":
    main(sys.argv[1])
