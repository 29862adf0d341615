"""One session: a channel with requests enters, replies leave; the student's modules are imported once.

`open` brings the files and imports them; each `probe` runs in a fork of its own where the system can fork, so that
neither a crash nor a changed global reaches the next one. Elsewhere the judge restarts the process after a hang.
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
from collections.abc import Callable

from .running import Reply, import_modules, reset_generators, run_probe
from .wire import ChannelClosed, FrameTooLarge, frame, receive, send

MAX_OUTPUT = 4000
CAN_FORK = hasattr(os, "fork")
PATIENCE = 3  # times its limit of processor time that a probe may take by the clock: the machine has other work too


def serve(
    reader: int, writer: int, folder: str, prepare: Callable[[Reply], list[str]], end_all: Callable[[], None]
) -> None:
    """Answers requests on the channel until the judge hangs up.

    `prepare` confines the process once the files are in `folder` and returns the layers that hold; `end_all` kills
    whatever a probe left running.
    """
    scratch = _scratch_file()  # before the process is confined and can make none
    try:
        opening = json.loads(receive(reader))
        for name, content in opening["files"].items():
            with open(os.path.join(folder, name), "xb") as file:
                file.write(base64.b64decode(content))
        for package in opening["warm"]:  # large ones take seconds, which are not the student's; a warm parent has them
            with contextlib.suppress(ImportError, OSError):  # raised again where the student's module imports it
                importlib.import_module(package)
        send(writer, frame({"kind": "confined", "layers": prepare(opening)}))
        send(writer, frame(import_modules(folder, opening["modules"], opening["packages"])))
        gc.collect()
        gc.freeze()  # a collection in a fork would touch, and so copy, all that it shares with this process
        while True:
            reset_generators()
            request = json.loads(receive(reader))
            os.ftruncate(scratch, os.lseek(scratch, 0, os.SEEK_SET))
            if CAN_FORK and opening["fork"]:
                send(writer, frame(_in_a_fork(request, scratch, end_all)))
            else:
                send(writer, frame(_with_output(request, scratch)))
    except ChannelClosed:
        return
    finally:
        os.close(scratch)


def _in_a_fork(request: Reply, scratch: int, end_all: Callable[[], None]) -> Reply:
    inner, outer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inner)
        with contextlib.suppress(BaseException):
            os.setsid()
            send(outer, frame(_with_output(request, scratch)))
        os._exit(0)
    os.close(outer)
    reply: Reply = {"kind": "died"}
    try:
        end = time.monotonic() + PATIENCE * request["seconds"]
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
    left = seconds
    while left > 0 and (now := time.monotonic()) < end:
        if select.select([fd], [], [], max(min(left, end - now), 0.01))[0]:
            return
        left = seconds - _processor_time(child) if sys.platform.startswith("linux") else 0.0
    raise TimeoutError


def _processor_time(pid: int) -> float:
    return time.clock_gettime(~pid << 3 | 2)  # Linux's number for the processor time of all threads of a process


def _with_output(request: Reply, scratch: int) -> Reply:
    """Runs the probe with stdout and stderr in a file, whose beginning goes along with the reply."""
    saved = os.dup(1), os.dup(2)
    os.dup2(scratch, 1)
    os.dup2(scratch, 2)
    try:
        reply = run_probe(request)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os.dup2(saved[0], 1)
        os.dup2(saved[1], 2)
        printed = os.lseek(scratch, 0, os.SEEK_END) > 0 and os.lseek(scratch, 0, os.SEEK_SET) == 0
        output = os.read(scratch, MAX_OUTPUT).decode("utf-8", "replace") if printed else ""
        for fd in saved:
            os.close(fd)
    return {**reply, "output": output}


def _scratch_file() -> int:
    # In memory where possible: inside the sandbox there is no disk to write to.
    if hasattr(os, "memfd_create"):
        return os.memfd_create("output")
    fd, path = tempfile.mkstemp()
    with contextlib.suppress(OSError):
        os.unlink(path)
    return fd
