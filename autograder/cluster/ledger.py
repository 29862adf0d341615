"""Decides which worker of a cluster judges which submission next, and what becomes of those whose worker is lost.

A submission that a worker was lost with may be what ended it. From then on it gets a worker to itself, so that its
neighbours there are not suspected with it for long, and after `MOST_LOST` workers it is given up. Where nothing waits
any more, what takes far longer than others did is given to a second worker, and the first answer counts.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable

import msgspec

from autograder.grading.pool import HELD_UP, HELD_UP_SECONDS
from autograder.records import Submission

MOST_LOST = 3


class Errand(msgspec.Struct, frozen=True):
    """A submission that a worker is at, and since when."""

    worker: str
    submission: Submission
    since: float


class Ledger:
    """Who is at which submission, what waits, and what is done."""

    def __init__(self, submissions: Iterable[Submission], clock: Callable[[], float] = time.monotonic) -> None:
        self._waiting = deque(submissions)
        self._open = {submission.student for submission in self._waiting}
        self._out: list[Errand] = []
        self._lost: Counter[str] = Counter()  # workers, by the student whose submission they were lost with
        self._lasted: list[float] = []
        self._clock = clock

    @property
    def open(self) -> int:
        """How many submissions have no result."""
        return len(self._open)

    def next_for(self, worker: str) -> Errand | None:
        """What the worker is to judge beside what it is at, or None if nothing."""
        own = [errand.submission.student for errand in self._out if errand.worker == worker]
        if any(self._lost[student] for student in own):
            return None
        submission = self._next_unsuspected() or (self._suspect() if not own else None) or self._late(worker)
        if submission is None:
            return None
        errand = Errand(worker, submission, self._clock())
        self._out.append(errand)
        return errand

    def _next_unsuspected(self) -> Submission | None:
        """The next, if it is not suspected; those that are stand behind the others."""
        if self._waiting and not self._lost[self._waiting[0].student]:
            return self._waiting.popleft()
        return None

    def _suspect(self) -> Submission | None:
        return self._waiting.popleft() if self._waiting else None

    def _late(self, worker: str) -> Submission | None:
        """What one other worker alone is at, and for far too long."""
        if not self._lasted:
            return None
        long = max(HELD_UP_SECONDS, HELD_UP * statistics.median(self._lasted))
        times = Counter(errand.submission.student for errand in self._out)
        for errand in self._out:
            student = errand.submission.student
            late = self._clock() - errand.since > long and times[student] == 1 and errand.worker != worker
            if late and student in self._open and not self._lost[student]:
                return errand.submission
        return None

    def answered(self, errand: Errand) -> bool:
        """Takes note of an answer, and says whether it is the first, which counts."""
        self._out.remove(errand)
        self._lasted.append(self._clock() - errand.since)
        return self._close(errand.submission)

    def refused(self, errand: Errand) -> None:
        """Takes note that the worker did not judge the submission, by no fault of it."""
        self._out.remove(errand)
        self._wait_again(errand.submission)

    def lost(self, errand: Errand) -> bool:
        """Takes note that the worker is gone, and says whether the submission is to be given up for it."""
        self._out.remove(errand)
        student = errand.submission.student
        self._lost[student] += 1
        if self._lost[student] >= MOST_LOST:
            return self._close(errand.submission)
        self._wait_again(errand.submission)
        return False

    def _wait_again(self, submission: Submission) -> None:
        elsewhere = any(errand.submission.student == submission.student for errand in self._out)
        if submission.student in self._open and not elsewhere:
            put = self._waiting.append if self._lost[submission.student] else self._waiting.appendleft
            put(submission)

    def _close(self, submission: Submission) -> bool:
        if submission.student not in self._open:
            return False
        self._open.remove(submission.student)
        # It may wait again, if one of the two that were at it was lost.
        self._waiting = deque(each for each in self._waiting if each.student != submission.student)
        return True
