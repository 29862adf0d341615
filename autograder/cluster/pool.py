"""Judges submissions on the workers of a Dask cluster; results come in any order, as from the local pool."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder.checks.observations import Remembered
from autograder.cluster.ledger import MOST_LOST, Errand, Ledger
from autograder.cluster.link import Link, Lost, connected
from autograder.cluster.messages import (
    Answer,
    Done,
    Environment,
    HandIn,
    Hello,
    LacksCourse,
    Leave,
    Message,
    Refused,
    course_files,
    differences,
    environment,
    setup_of,
)
from autograder.errors import Problem
from autograder.grading.judged import Judged, ungraded
from autograder.grading.pool import JudgeSettings
from autograder.records import Submission

LOOK = 1.0  # seconds between looks at who has joined
PATIENCE = 60.0  # seconds for a first worker to join, or for another in place of the last
FAREWELL = 3.0
WORKERS_ENDED = (
    f"{MOST_LOST} workers of the cluster ended or were cut off while they were at this submission. Grade it again, "
    "without --scheduler; report it if that does not help."
)


class Cluster(msgspec.Struct, frozen=True):
    """A pool of judges on the cluster whose scheduler is at `address`; `tell` hears what a person should know."""

    address: str
    certificates: Path
    tell: Callable[[str], None]

    def __call__(self, settings: JudgeSettings, submissions: Iterable[Submission]) -> Iterator[Judged]:
        """The result of every submission, as soon as it is there. Raises `Problem` if no judging is possible."""
        pile = list(submissions)
        if not pile:
            return
        stream = self._judged(settings, pile)

        async def following() -> Judged | None:
            return await anext(stream, None)

        with asyncio.Runner() as runner:
            try:
                while judged := runner.run(following()):
                    yield judged
            finally:
                runner.run(stream.aclose())

    async def _judged(self, settings: JudgeSettings, pile: list[Submission]) -> AsyncGenerator[Judged]:
        async with connected(self.address, self.certificates) as link:
            grading = _Grading(settings, pile, link, self.tell)
            try:
                async for judged in grading.results():
                    yield judged
            finally:
                await grading.leave()


class _Grading:
    """One run: the workers that take part in it, and what they are at."""

    def __init__(
        self, settings: JudgeSettings, pile: list[Submission], link: Link, tell: Callable[[str], None]
    ) -> None:
        self._assignment = settings.assignment
        self._course = course_files(settings)
        self._setup = setup_of(settings, self._course.key)
        self._ours = environment(settings.assignment.packages)
        self._ledger = Ledger(pile)
        self._link = link
        self._tell = tell
        self._slots: dict[str, int] = {}  # how many judges each worker that takes part has free
        self._refusals: dict[str, str] = {}
        self._joining: dict[asyncio.Task[str], tuple[str, int]] = {}
        self._errands: dict[asyncio.Task[Message | None], Errand] = {}
        self._known: set[str] = set()
        self._looked = self._alone_since = time.monotonic() - LOOK

    async def results(self) -> AsyncIterator[Judged]:
        """What comes in, until there is nothing left to judge."""
        while self._ledger.open:
            await self._look()
            self._hand_out()
            done = await self._finished()
            for task in done & self._joining.keys():
                self._joined(task, *self._joining.pop(task))
            for task in done & self._errands.keys():
                if judged := self._came_back(task, self._errands.pop(task)):
                    yield judged

    async def leave(self) -> None:
        """Lets every worker go; none is waited for that does not answer."""
        for task in (*self._joining, *self._errands):
            task.cancel()
        told = [*self._slots, *(worker for worker, _ in self._joining.values())]
        farewells = [self._link.ask(worker, Leave(self._setup.key)) for worker in told]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*farewells, return_exceptions=True), FAREWELL)

    async def _finished(self) -> set[asyncio.Task[Any]]:
        """Waits, no longer than to the next look, for what comes back."""
        tasks: list[asyncio.Task[Any]] = [*self._joining, *self._errands]
        if not tasks:
            await asyncio.sleep(LOOK)
            return set()
        return (await asyncio.wait(tasks, timeout=LOOK, return_when="FIRST_COMPLETED"))[0]

    async def _look(self) -> None:
        """Asks now and then who has joined. Raises `Problem` if nobody takes part, and nobody is going to."""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        workers = await self._link.workers()
        for worker in self._known - workers.keys():
            self._gone(worker)
        for worker in workers.keys() - self._known:
            self._known.add(worker)
            self._joining[asyncio.ensure_future(self._prepare(worker))] = worker, workers[worker]
        away: list[asyncio.Task[Any]] = [each for each, joining in self._joining.items() if joining[0] not in workers]
        away += [each for each, errand in self._errands.items() if errand.worker not in workers]
        for task in away:
            task.cancel()  # else a connection to who is gone would be tried for long
        if self._slots or self._joining:
            self._alone_since = time.monotonic()
        elif self._known == self._refusals.keys() != set() or time.monotonic() - self._alone_since > PATIENCE:
            raise Problem(self._nobody())

    def _nobody(self) -> str:
        refused = [f"{worker}: {reason}" for worker, reason in self._refusals.items()]
        if refused:
            return "\n".join(["No worker of the cluster can judge, so nothing more is judged.", *refused])
        return (
            f"{self._ledger.open} submissions are left, and no worker has joined the scheduler for {PATIENCE:.0f} "
            "seconds. What was judged is kept; start workers, and run the same command to go on."
        )

    async def _prepare(self, worker: str) -> str:
        """Makes a worker ready; the reason if it cannot be. One that differs is told nothing of the course."""
        try:
            reply = await self._link.ask(worker, Hello(self._assignment.packages))
            if not isinstance(reply, Environment):
                return _reason(reply)
            if differing := differences(self._ours, reply):
                return f"It would judge with other code: {'; '.join(differing)}."
            reply = await self._link.ask(worker, self._setup)
            if isinstance(reply, LacksCourse):
                await self._link.ask(worker, self._course)
                reply = await self._link.ask(worker, self._setup)
        except Lost:
            return "It does not answer."
        return "" if isinstance(reply, Done) else _reason(reply)

    def _gone(self, worker: str) -> None:
        """Forgets a worker, which is asked all anew if it comes back, as one does that is restarted at its address."""
        self._known.discard(worker)
        self._refusals.pop(worker, None)
        if self._slots.pop(worker, None) is not None:
            self._tell(f"{worker} is gone. What it was at is judged elsewhere.")

    def _joined(self, task: asyncio.Task[str], worker: str, threads: int) -> None:
        if task.cancelled():
            return
        if reason := task.result():
            self._refuse(worker, reason)
        else:
            self._slots[worker] = threads

    def _refuse(self, worker: str, reason: str) -> None:
        self._slots.pop(worker, None)
        if worker not in self._refusals:
            self._refusals[worker] = reason
            self._tell(f"{worker} does not take part. {reason}")

    def _hand_out(self) -> None:
        """Gives each worker one, and then another, as long as there are judges and submissions."""
        ready = [worker for worker, free in self._slots.items() if free]
        while ready:
            errands = [errand for worker in ready if (errand := self._ledger.next_for(worker))]
            for errand in errands:
                self._slots[errand.worker] -= 1
                self._errands[asyncio.ensure_future(self._ask(errand))] = errand
            ready = [errand.worker for errand in errands if self._slots[errand.worker]]

    async def _ask(self, errand: Errand) -> Message | None:
        """What the worker says to a hand-in, or None if it is gone."""
        submission = errand.submission
        try:
            kept = submission.kept if isinstance(submission, Remembered) else None
            hand_in = HandIn(self._setup.key, submission.student, dict(submission.files), kept)
            return await self._link.ask(errand.worker, hand_in)
        except Lost:
            return None

    def _came_back(self, task: asyncio.Task[Message | None], errand: Errand) -> Judged | None:
        """What is to be written down of what a worker said, if anything."""
        reply, submission = None if task.cancelled() else task.result(), errand.submission
        if errand.worker in self._slots:
            self._slots[errand.worker] += 1
        match reply:
            case Answer(judged) if (judged.result.student, judged.result.assignment) == self._expected(submission):
                return judged if self._ledger.answered(errand) else None
            case None:
                if not task.cancelled():  # else that was noticed before, and it may be back by now
                    self._gone(errand.worker)
                if self._ledger.lost(errand):
                    return Judged(ungraded(self._assignment.name, submission, WORKERS_ENDED))
            case _:
                self._refuse(errand.worker, _reason(reply))
                self._ledger.refused(errand)
        return None

    def _expected(self, submission: Submission) -> tuple[str, str]:
        return submission.student, self._assignment.name


def _reason(reply: Message) -> str:
    return reply.reason if isinstance(reply, Refused) else "It answered something else than it was asked."
