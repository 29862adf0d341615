"""Keeps the judges of one worker: started as they are needed, replaced when they die, dismissed with the run."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import msgspec

from autograder.cluster.judge import LENGTH, frame
from autograder.cluster.messages import (
    Answer,
    CourseFiles,
    Done,
    HandIn,
    Hello,
    LacksCourse,
    Leave,
    Message,
    Refused,
    Reply,
    Setup,
    encode,
    environment,
    read_reply,
    read_request,
)
from autograder.files import digest_of, write_tree
from autograder.grading.judged import Judged, ungraded
from autograder.grading.pool import ATTEMPTS

COMMAND = (sys.executable, "-P", "-m", "autograder.cluster.judge")


class JudgeHost:
    """The judges of a worker, at most `slots` at a time; the course lies in `folder`, the secret nowhere on disk."""

    def __init__(self, slots: int, folder: Path) -> None:
        self._free = asyncio.Semaphore(slots)
        self._folder = folder
        self._setup: Setup | None = None
        self._run = ""
        self._idle: list[Process] = []
        self._judges: set[Process] = set()
        self._at_work = 0

    async def answer(self, request: bytes) -> bytes:
        """The worker's reply to the coordinator. Whatever goes wrong is told as a message, never as an exception."""
        try:
            return encode(await self._reply(read_request(request)))
        except (msgspec.DecodeError, OSError) as error:
            return encode(Refused(f"{type(error).__name__}: {error}"))

    async def _reply(self, request: Message) -> Message:
        match request:
            case Hello(packages):
                return environment(packages)
            case CourseFiles(key, files):
                if digest_of(files) != key:
                    return Refused("The files of the course are not those that were announced.")
                write_tree(self._folder / key, files)
                return Done()
            case Setup():
                return await self._set_up(request)
            case HandIn():
                return await self._judge(request)
            case Leave(run) if run == self._run:
                self.dismiss()
        return Done()

    async def _set_up(self, setup: Setup) -> Message:
        if self._at_work and setup.key != self._run:
            return Refused("It is at work for another run; grade again when that has ended.")
        if not (self._folder / setup.course).is_dir():
            return LacksCourse()
        self.dismiss()
        self._setup, self._run = setup, setup.key
        judge = await self._start(setup)
        if isinstance(judge, Refused):
            self.dismiss()
            return judge
        self._idle.append(judge)
        return Done()

    async def _judge(self, hand_in: HandIn) -> Message:
        async with self._free:
            tried = 0
            while (setup := self._setup) and hand_in.run == self._run:
                if tried == ATTEMPTS:
                    return Answer(Judged(ungraded(setup.assignment, hand_in.submission)))
                tried += 1
                judge = self._idle.pop() if self._idle else await self._start(setup)
                if isinstance(judge, Refused):
                    return judge
                if answer := await self._ask(judge, hand_in):
                    return answer
            return Refused("It is at work for another run by now.")

    async def _start(self, setup: Setup) -> Process | Refused:
        """A judge that is ready, or why there can be none: it has confined a session, and has read the checks."""
        source = str(self._folder / setup.course)
        judge = await asyncio.create_subprocess_exec(*COMMAND, source, stdin=PIPE, stdout=PIPE, start_new_session=True)
        self._judges.add(judge)
        word = await self._exchange(judge, setup)
        if isinstance(word, Done):
            return judge
        self._end(judge)
        return word if isinstance(word, Refused) else Refused("Its judge ended before it was ready.")

    async def _ask(self, judge: Process, hand_in: HandIn) -> Reply | None:
        self._at_work += 1
        try:
            answer = await self._exchange(judge, hand_in)
        finally:
            self._at_work -= 1
        if answer is None or hand_in.run != self._run:
            self._end(judge)
        else:
            self._idle.append(judge)
        return answer

    async def _exchange(self, judge: Process, message: Message) -> Reply | None:
        """The answer of a judge, or None if it has died."""
        assert judge.stdin is not None
        assert judge.stdout is not None
        try:
            judge.stdin.write(frame(encode(message)))
            await judge.stdin.drain()
            length = int.from_bytes(await judge.stdout.readexactly(LENGTH), "big")
            return read_reply(await judge.stdout.readexactly(length))
        except (OSError, EOFError):
            return None

    def dismiss(self) -> None:
        """Ends every judge, and forgets the secret."""
        self._setup, self._run = None, ""
        self._idle.clear()
        for judge in list(self._judges):
            self._end(judge)

    def _end(self, judge: Process) -> None:
        self._judges.discard(judge)
        with contextlib.suppress(ProcessLookupError):
            judge.kill()
