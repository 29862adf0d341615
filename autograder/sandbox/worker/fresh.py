"""Answers every question in a process of its own, forked from one that never runs any of a student's code.

The fork imports the student's modules anew. So nothing that they do, at import or when asked, changes how the next
question is answered, or is there to be found by it: no process lives on that has run them, and no open file is shared.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable

from .importing import Importer
from .rules import Rules
from .running import Reply, answer_of, compiled, import_modules, reset_generators, run_probe
from .scratch import printed, scratch_file
from .wire import ChannelClosed, FrameTooLarge, body_of, framed, receive, send

# A limit by the wall clock for what sleeps, as a multiple of the limit of processor time.
WALL_CLOCK_FACTOR = 2
# Who computes for less than this share of the time sleeps.
ASLEEP = 0.02
# Who computes gets at least one part in so many of what a loop beside it gets of the processors.
LENIENCE = 4
# That loop's processor time, which is several turns, and for how long the two are compared before they tell.
TRIED_SECONDS = 0.02
COMPARED_SECONDS = 2.0
# For an answer to end that has begun.
REPLY_SECONDS = 5.0
# What a question may take: `seconds` of computing besides the import, no more than is `left` to the submission; if it
# sleeps, `clock` seconds, and else `patience` beyond these.
Allowance = dict[str, float]
# linux/posix-timers.h: of a process's clocks, the one of the time that its threads have run.
CPUCLOCK_SCHED = 2
# Python rewrites its code for what it sees, until about then.
WARM_UPS = 20
TIMEOUT = b'{"kind":"timeout"}'
DIED = b'{"kind":"died"}'


class FreshProcesses:
    """Makes the processes: `alone` is called in each, and `end_all` after each; `channel` is closed there."""

    def __init__(
        self,
        importer: Importer,
        rules: Rules,
        channel: set[int],
        end_all: Callable[[], None],
        alone: Callable[[], None],
    ) -> None:
        self._importer = importer
        self._rules = rules
        self._channel = channel
        self._end_all = end_all
        self._alone = alone
        self._import_seconds = 0.0
        self._fork = _bare_fork if len(sys._current_frames()) == 1 else os.fork
        warm_up()
        # A process that is forked would else copy what it only looks at.
        gc.collect()
        gc.freeze()

    def try_import(self, allowance: Allowance) -> bytes:
        """What comes of importing the student's modules; how long that takes is granted to each question too."""

        def work(scratch: int) -> bytes:
            return body_of(import_modules(self._importer, self._rules))

        return self._answered(work, allowance, trial=True)

    def answer(self, request: Reply) -> bytes:
        """What the student's code answers, as the body of a frame."""
        compiled(request["source"])

        def work(scratch: int) -> bytes:
            imported = import_modules(self._importer, self._rules)
            if imported["kind"] != "ready":
                return body_of(imported)
            reset_generators()
            # What an import prints is nobody's answer.
            printed(scratch)
            os.ftruncate(scratch, os.lseek(scratch, 0, os.SEEK_SET))
            reply = run_probe(request, self._rules)
            return answer_of(reply, printed(scratch))

        return self._answered(work, request["allowance"])

    def _answered(self, work: Callable[[int], bytes], allowance: Allowance, trial: bool = False) -> bytes:
        scratch = scratch_file()
        inner, outer = os.pipe()
        child = self._fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                for fd in (inner, *self._channel):
                    os.close(fd)
                self._settle(scratch)
                send(outer, framed(work(scratch)))
            os._exit(0)
        os.close(outer)
        os.close(scratch)
        clock = allowance["clock"] + WALL_CLOCK_FACTOR * self._import_seconds
        try:
            seconds = min(allowance["seconds"] + self._import_seconds, allowance["left"])
            _wait(inner, child, seconds, clock, allowance["patience"])
            if trial:
                self._import_seconds = min(_processor_time(child), allowance["seconds"])
            return receive(inner, time.monotonic() + REPLY_SECONDS)
        except TimeoutError:
            return TIMEOUT
        except (ChannelClosed, FrameTooLarge):
            return DIED
        finally:
            os.close(inner)
            self._end(child)

    def _settle(self, scratch: int) -> None:
        """Makes a fork a place for a student's code: with files of its own, and no way to start a process."""
        # A process group of its own, which is killed whole.
        os.setsid()
        nothing, end = os.pipe()
        os.close(end)
        for fd, number in ((nothing, 0), (scratch, 1), (scratch, 2)):
            os.dup2(fd, number)
        os.close(nothing)
        self._alone()
        # `os.fork` starts those of the library anew.
        reset_generators()
        self._rules.listen()

    def _end(self, child: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)
            os.killpg(child, signal.SIGKILL)
        self._end_all()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


@functools.cache
def _c_library() -> ctypes.PyDLL:
    return ctypes.PyDLL(None)


def _bare_fork() -> int:
    """As `os.fork`, without what Python and its libraries do afterwards, which is for programs of several threads.

    That is half of what a fork writes to, and so has to copy.
    """
    child: int = _c_library().fork()
    if child == -1:
        raise OSError("fork failed")
    return child


@functools.cache
def warm_up() -> None:
    """Runs what a fork will run, on nothing of a student's, so that a fork finds it loaded and need not write to it."""
    source = "def probe(x):\n    return x"
    nothing, rules = Importer((), os.devnull), Rules(os.devnull, enforced=False, cpu_seconds=0)
    for _ in range(WARM_UPS):
        import_modules(nothing, rules)
        answer_of(run_probe({"source": source, "name": "probe", "modules": [], "arguments": {"x": 0.5}}, rules), "")


def processor_share() -> float:
    """What share of a processor this machine has just now for whoever computes, found by computing."""
    start, began = time.monotonic(), time.thread_time()
    while time.thread_time() - began < TRIED_SECONDS:
        pass
    return TRIED_SECONDS / max(time.monotonic() - start, TRIED_SECONDS)


class Comparison:
    """Tells who sleeps from who waits for a processor, by what another gets that computes at the same times."""

    def __init__(self, used: float, passed: float) -> None:
        self._start = used, passed
        self._shares: list[float] = []

    def is_asleep(self, used: float, passed: float) -> bool:
        """Whether what has computed for `used` seconds, in `passed`, could have computed for far more since."""
        self._shares.append(processor_share())
        got, since = used - self._start[0], passed - self._start[1]
        fair = sum(self._shares) / len(self._shares) * since
        return since >= COMPARED_SECONDS and LENIENCE * got < fair


def is_late(used: float, passed: float, clock: float, patience: float) -> bool:
    """Whether what has computed for `used` seconds, in `passed` by the clock, is to be waited for no longer.

    After `clock` seconds it is if it did next to nothing. Who waits for a processor, beside many others, is not slow:
    that may take up all `patience`, and `Comparison` says who does.
    """
    return passed >= clock and (used < ASLEEP * passed or passed - clock > patience)


def _wait(fd: int, child: int, seconds: float, clock: float, patience: float) -> None:
    """Waits until there is something to read from `child`.

    Raises `TimeoutError` once it has computed for `seconds`, or is late by the clock.
    """
    start, used = time.monotonic(), 0.0
    beside: Comparison | None = None
    while used < seconds:
        passed = time.monotonic() - start
        if is_late(used, passed, clock, patience):
            break
        left = clock - passed
        if left <= 0:
            beside = beside or Comparison(used, passed)
            if beside.is_asleep(used, passed):
                break
        # Seldom, for what is computed here is on the submission's account.
        nap = min(seconds - used, left if left > 0 else min(patience + left, max(1.0, -left / 2)))
        if select.select([fd], [], [], max(nap, 0.01))[0]:
            return
        used = _processor_time(child)
    raise TimeoutError


def _processor_time(pid: int) -> float:
    """How long a process has computed, on Linux; elsewhere nobody can ask, and the limit is by the clock."""
    if not sys.platform.startswith("linux"):
        return float("inf")
    # Linux numbers the clock of another process so, in its macro MAKE_PROCESS_CPUCLOCK(pid, clock).
    return time.clock_gettime(~pid << 3 | CPUCLOCK_SCHED)
