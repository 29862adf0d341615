"""Serves one session: imports the student's modules once, then answers a probe at a time until the judge hangs up.

Each probe runs in a fork of its own where the system can fork, so that neither a crash nor a changed global reaches
the next one. Elsewhere the judge restarts the process after a hang.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping

from .rules import Rules
from .running import Reply, import_modules, reset_generators, run_probe
from .wire import ChannelClosed, FrameTooLarge, frame, receive, send

MAX_OUTPUT = 4000
CAN_FORK = hasattr(os, "fork")
# A probe's limit by the wall clock, as a multiple of its limit of processor time: for busy machines.
WALL_CLOCK_FACTOR = 3
# linux/posix-timers.h: of a process's clocks, the one of the time that its threads have run.
CPUCLOCK_SCHED = 2


def serve(
    reader: int,
    writer: int,
    folder: str,
    prepare: Callable[[Reply], list[str]],
    end_all: Callable[[], None],
    enforced: Callable[[Reply], bool],
    alone: Callable[[], None] = lambda: None,
) -> None:
    """Answers requests on the channel until the judge hangs up.

    `prepare` confines the process once the files are in `folder` and returns the layers that hold; `end_all` kills
    whatever a probe left running. `enforced` says whether the sandbox's rules are refused here, too; `alone` is called
    in a probe's own process, which it keeps from starting others.
    """
    # Before the process is confined and can make none.
    scratch = _scratch_file()
    try:
        opening = json.loads(receive(reader))
        rules = Rules(folder, enforced(opening))
        _open(writer, folder, opening, prepare, rules, end_all)

        def answer(request: Reply) -> Reply:
            if CAN_FORK and opening["fork"]:
                return _in_a_fork(request, scratch, end_all, rules, alone)
            return _with_output(request, scratch, rules)

        _answer_all(reader, writer, scratch, answer)
    except ChannelClosed:
        return
    finally:
        os.close(scratch)


def _open(
    writer: int,
    folder: str,
    opening: Reply,
    prepare: Callable[[Reply], list[str]],
    rules: Rules,
    end_all: Callable[[], None],
) -> None:
    """Confines the process, and imports the student's modules."""
    _write(folder, opening["files"])
    _preload(opening["preload"])
    # The judge hears which layers hold before any of the student's code can speak.
    send(writer, frame({"kind": "confined", "layers": prepare(opening)}))
    rules.apply()
    imported = import_modules(opening["modules"], opening["packages"], rules)
    # A process that was started here could compute for a probe, at nobody's expense.
    end_all()
    send(writer, frame(imported))
    gc.collect()
    # A collection in a fork would touch, and so copy, all that it shares with this process.
    gc.freeze()


def _answer_all(reader: int, writer: int, scratch: int, answer: Callable[[Reply], Reply]) -> None:
    while True:
        reset_generators()
        request = json.loads(receive(reader))
        os.ftruncate(scratch, os.lseek(scratch, 0, os.SEEK_SET))
        send(writer, frame(answer(request)))


def _write(folder: str, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        with open(os.path.join(folder, name), "xb") as file:
            file.write(base64.b64decode(content))


def _preload(packages: Iterable[str]) -> None:
    """Loads large packages, which takes seconds that are not the student's; a zygote's sessions have them already."""
    for package in packages:
        # An error is raised again where the student's module imports it.
        with contextlib.suppress(ImportError, OSError):
            importlib.import_module(package)


def forget_standard_files() -> None:
    """Points standard input, output and error at nothing: what a submission prints must not reach the channel."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def _in_a_fork(
    request: Reply, scratch: int, end_all: Callable[[], None], rules: Rules, alone: Callable[[], None]
) -> Reply:
    inner, outer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inner)
        with contextlib.suppress(BaseException):
            # A process group of its own, which is killed whole when the probe is done.
            os.setsid()
            alone()
            send(outer, frame(_with_output(request, scratch, rules)))
        os._exit(0)
    os.close(outer)
    reply: Reply = {"kind": "died"}
    try:
        end = time.monotonic() + WALL_CLOCK_FACTOR * request["seconds"]
        _wait(inner, child, request["seconds"], end)
        reply = json.loads(receive(inner, end))
    except TimeoutError:
        reply = {"kind": "timeout"}
    except (ChannelClosed, FrameTooLarge, ValueError):
        pass
    finally:
        os.close(inner)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        end_all()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    return reply


def _wait(fd: int, child: int, seconds: float, end: float) -> None:
    """Waits until there is something to read from `child`.

    Raises `TimeoutError` once it has computed for `seconds`, or at `end`: code that has to wait for a processor, beside
    many others, is not slow.
    """
    left, before = seconds, time.process_time()
    while left > 0 and (now := time.monotonic()) < end:
        if select.select([fd], [], [], max(min(left, end - now), 0.01))[0]:
            return
        # What the student's modules left running as threads of this process may compute for the probe.
        own = time.process_time() - before
        left = seconds - _processor_time(child) - own if sys.platform.startswith("linux") else 0.0
    raise TimeoutError


def _processor_time(pid: int) -> float:
    # Linux numbers the clock of another process so, in its macro MAKE_PROCESS_CPUCLOCK(pid, clock).
    return time.clock_gettime(~pid << 3 | CPUCLOCK_SCHED)


def _with_output(request: Reply, scratch: int, rules: Rules) -> Reply:
    """Runs the probe with stdout and stderr in a file, whose beginning goes along with the reply."""
    saved = os.dup(1), os.dup(2)
    os.dup2(scratch, 1)
    os.dup2(scratch, 2)
    try:
        reply = run_probe(request, rules)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os.dup2(saved[0], 1)
        os.dup2(saved[1], 2)
        printed = os.lseek(scratch, 0, os.SEEK_END) > 0 and os.lseek(scratch, 0, os.SEEK_SET) == 0
        output = os.read(scratch, MAX_OUTPUT).decode("utf-8", "replace") if printed else ""
        for fd in saved:
            os.close(fd)
        # What was too much is still in Python's buffer, and would be printed by the next probe.
        with contextlib.suppress(Exception):
            sys.stdout.flush()
    return {**reply, "output": output}


def _scratch_file() -> int:
    # In memory where possible: inside the sandbox there is no disk to write to.
    if hasattr(os, "memfd_create"):
        return os.memfd_create("output")
    fd, path = tempfile.mkstemp()
    with contextlib.suppress(OSError):
        os.unlink(path)
    return fd
