"""Judges a class by judge processes side by side, each set up once; results come in any order.

A judge that dies takes nothing with it: a fresh one judges its submission again, `ungraded` if that dies too. Where one
is held up, as by code that sleeps, another takes its place meanwhile, so that the processors are not idle.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import statistics
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from types import ModuleType

import msgspec

from autograder.checks.diagnosis import NONE_KNOWN, Diagnoses
from autograder.errors import Problem
from autograder.grading.judged import Judged, ungraded
from autograder.records import Assignment, Needs, Result, Submission
from autograder.sandbox.channel import Launcher
from autograder.sandbox.layers import LAYERS

ATTEMPTS = 2
# A judge is held up that has been at a submission for so many times as long as others took, and at least so long.
HELD_UP = 4
HELD_UP_SECONDS = 4.0
# What takes long to load, and every judge needs.
LOADED = [
    "autograder.grading.pool",
    "autograder.grading.judge",
    "autograder.grading.remembering",
    "autograder.sandbox.confined",
    "autograder.sandbox.plain",
]
# Of the judges' server, which would look for modules in the current folder first. There are as many judges as
# processors, so threads of NumPy would only wait for one another.
ENVIRONMENT = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"}
MEMORY = 2**30  # bytes for the checks of a judge, beside what it has loaded


class JudgeSettings(msgspec.Struct, frozen=True):
    """How to judge: the assignment, the secret that hidden inputs are drawn from, and the layers of the sandbox.

    Without layers the workers are plain processes. `needs` says which other exercises each check needs: failures are
    traced to these. Without it they are not traced. `forgive` says whether carried failures give their points.
    `diagnoses` are the mistakes that are known by their observations. `elsewhere` judges in place of this machine, as
    a cluster does.
    """

    assignment: Assignment
    secret: bytes
    layers: frozenset[str] = LAYERS
    jobs: int = 1
    trusted: bool = False
    needs: Needs | None = None
    forgive: bool = True
    diagnoses: Diagnoses = NONE_KNOWN
    elsewhere: Pool | None = None

    def launcher(self) -> Launcher:
        """A starter of workers for submissions."""
        # In the process that starts them alone: NumPy comes with these.
        from autograder.sandbox.confined import SandboxLauncher
        from autograder.sandbox.plain import PlainLauncher

        if not self.layers:
            return PlainLauncher()
        assignment = self.assignment
        memory_mb = assignment.limits.memory_mb
        return SandboxLauncher(assignment.packages, self.layers, warm_up=assignment.warm_up, memory_mb=memory_mb)


Pool = Callable[[JudgeSettings, Iterable[Submission]], Iterator[Judged]]


class Unusable(msgspec.Struct, frozen=True):
    """A judge's last word: why it cannot judge at all."""

    reason: str


class _Judge(msgspec.Struct):
    """A judge process, the connection to it, and the submission it is at, and since when."""

    process: BaseProcess
    connection: Connection
    submission: Submission | None = None
    since: float = 0.0


def judge_all(settings: JudgeSettings, submissions: Iterable[Submission]) -> Iterator[Result]:
    """The result of every submission, as soon as it is there. Raises `Problem` as `judge_observed` does."""
    return (judged.result for judged in judge_observed(settings, submissions))


def judge_observed(settings: JudgeSettings, submissions: Iterable[Submission]) -> Iterator[Judged]:
    """The result of every submission with what its code answered, as soon as it is there.

    Raises `Problem` if the checks cannot be collected or no worker can be started.
    """
    return (settings.elsewhere or _judge_here)(settings, submissions)


def _judge_here(settings: JudgeSettings, submissions: Iterable[Submission]) -> Iterator[Judged]:
    waiting = deque(submissions)
    tried: Counter[str] = Counter()
    judges = [_start(settings) for _ in range(min(settings.jobs, len(waiting)))]
    lasted: list[float] = []
    try:
        while waiting or any(judge.submission for judge in judges):
            for judge in judges:
                if judge.submission is None and waiting:
                    _hand(judge, waiting.popleft())
            # As many again at most, for each takes memory.
            if waiting and len(judges) < settings.jobs + min(settings.jobs, _held_up(judges, lasted)):
                judges.append(_start(settings))
                continue
            for judge in _answering(judges, HELD_UP_SECONDS / 2 if waiting else None):
                submission, answer = _answer(judge)
                lasted.append(time.monotonic() - judge.since)
                if answer is None:
                    judges[judges.index(judge)] = _start(settings)
                    tried[submission.student] += 1
                if answer is None and tried[submission.student] < ATTEMPTS:
                    waiting.append(submission)
                else:
                    yield answer or Judged(ungraded(settings.assignment.name, submission))
    finally:
        _dismiss(judges)


def _processes() -> SpawnContext | ForkServerContext:
    """How judges are started: never as copies of the coordinator, so that they hold nothing that it holds.

    Where the system can, they come from a server process that has loaded what all of them need.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    os.environ.update(ENVIRONMENT)
    try:
        forkserver.ensure_running()
    except OSError as error:
        raise Problem(
            f"Judges cannot be started: {error}. They meet at a socket in a folder for temporary files, whose path may "
            "be too long: try again with a short one in the environment variable TMPDIR."
        ) from None
    finally:
        for name in ENVIRONMENT:
            del os.environ[name]
        os.environ.update(kept)
    return context


def _start(settings: JudgeSettings) -> _Judge:
    context = _processes()
    ours, theirs = context.Pipe()
    process = context.Process(target=_judge_process, args=(settings, theirs), daemon=True)
    with _no_main_module():
        process.start()
    theirs.close()
    return _Judge(process, ours)


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """While it lasts, a process that is started does not load again what the program of this one was started with."""
    kept = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = kept


def _hand(judge: _Judge, submission: Submission) -> None:
    judge.submission, judge.since = submission, time.monotonic()
    with contextlib.suppress(OSError):  # a dead judge is noticed when its answer is awaited
        judge.connection.send(submission)


def _held_up(judges: list[_Judge], lasted: list[float]) -> int:
    """How many judges are at a submission for much longer than it takes."""
    if not lasted:
        return 0
    long = max(HELD_UP_SECONDS, HELD_UP * statistics.median(lasted))
    return sum(judge.submission is not None and time.monotonic() - judge.since > long for judge in judges)


def _answering(judges: list[_Judge], seconds: float | None) -> list[_Judge]:
    """Waits, so long at most, for those judges, of the busy ones, that have an answer or have died."""
    ready = wait([judge.connection for judge in judges if judge.submission], seconds)
    return [judge for judge in judges if judge.connection in ready]


def _answer(judge: _Judge) -> tuple[Submission, Judged | None]:
    """What the judge was at, and its answer, None if it died. Raises the `Problem` why it cannot judge."""
    submission = judge.submission
    assert submission is not None
    judge.submission = None
    try:
        answer: Judged | Unusable = judge.connection.recv()
    except (EOFError, OSError):
        judge.process.join(timeout=1)
        return submission, None
    if isinstance(answer, Unusable):
        raise Problem(answer.reason)
    return submission, answer


def _dismiss(judges: list[_Judge]) -> None:
    for judge in judges:
        judge.connection.close()
    for judge in judges:
        judge.process.join(timeout=10)
        judge.process.kill()


def _judge_process(settings: JudgeSettings, connection: Connection) -> None:
    """What a judge process does: judges what comes until the coordinator hangs up."""
    if sys.platform.startswith("linux"):
        limit_memory()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            judge_submissions(settings, _received(connection), connection.send)
    except Problem as problem:
        with contextlib.suppress(BrokenPipeError):
            connection.send(Unusable(str(problem)))


def _received(connection: Connection) -> Iterator[Submission]:
    with contextlib.suppress(EOFError, OSError):
        while True:
            yield connection.recv()


def limit_memory() -> None:
    """Gives the checks of this judge `MEMORY`: what a student's code returned may stretch when it is compared."""
    import resource  # not on Windows

    from autograder.sandbox.worker.limits import address_space  # Linux only

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (address_space() + MEMORY, most))  # workers, which inherit it, lift it again


def judge_submissions(
    settings: JudgeSettings, incoming: Iterable[Submission], deliver: Callable[[Judged], None]
) -> None:
    """Judges what comes in with all checks of the assignment, in this process. Raises `Problem`."""
    # Here alone: whoever only hands out submissions needs neither pytest nor NumPy, which take long to load.
    from autograder.course.solutions import solutions_needed
    from autograder.grading.judge import judge_each
    from autograder.grading.remembering import RememberingBench
    from autograder.sandbox.plain import PlainLauncher

    assignment = settings.assignment
    bench = RememberingBench(
        assignment,
        settings.launcher(),
        solutions_needed(assignment),
        PlainLauncher(),
        settings.secret,
        settings.trusted,
        settings.diagnoses,
        settings.needs,
    )
    try:
        bench.try_out()
        judge_each(bench, [assignment.folder / "checks"], incoming, deliver)
    finally:
        bench.close()
