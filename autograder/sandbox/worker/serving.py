"""Serves one session: says how the import of the student's modules went, then answers a probe at a time.

Each answer comes from a fresh process, unless the code is trusted or the system cannot fork: then this process imports
the modules and calls every probe, and the judge restarts it after a hang.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import gc
import importlib
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from .fresh import TIMEOUT, WALL_CLOCK_FACTOR, FreshProcesses, is_late
from .importing import Importer
from .rules import Rules
from .running import Reply, answer_of, import_modules, offer_modules, reset_generators, run_probe
from .scratch import printed, scratch_file
from .wire import ChannelClosed, body_of, frame, priced, receive, send

CAN_FORK = hasattr(os, "fork")


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
    with contextlib.suppress(ChannelClosed):
        opening = json.loads(receive(reader))
        rules = Rules(folder, enforced(opening), opening["check_cpu_seconds"])
        _write(folder, opening["files"])
        _preload(opening["preload"])
        # Before the process is confined and can make none.
        scratch = scratch_file()
        # The judge hears which layers hold before any of the student's code can speak.
        send(writer, frame({"kind": "confined", "layers": prepare(opening)}))
        rules.prepare()
        before = _processor_seconds()
        importer = Importer(opening["modules"], folder)
        compiling = _processor_seconds() - before
        offer_modules(opening["modules"], opening["packages"], folder)
        if CAN_FORK and opening["fork"]:
            processes = FreshProcesses(importer, rules, {reader, writer, scratch}, end_all, alone)
            _say(writer, lambda: processes.try_import(opening["allowance"]), compiling)
            _answer_all(reader, writer, processes.answer)
        else:
            with _printing_to(scratch):
                _say(writer, lambda: _import_here(importer, rules, opening["allowance"]["seconds"]), compiling)
            _answer_all(reader, writer, lambda request: _answer_here(request, scratch, rules))


def _import_here(importer: Importer, rules: Rules, seconds: float) -> bytes:
    """Imports the student's modules into this process, which then answers all questions."""
    rules.listen()
    start, began = time.process_time(), time.monotonic()
    imported = import_modules(importer, rules)
    # As where each question's process imports them.
    used, passed = time.process_time() - start, time.monotonic() - began
    late = used > seconds or is_late(used, passed, WALL_CLOCK_FACTOR * seconds, math.inf)
    gc.collect()
    gc.freeze()
    return TIMEOUT if late else body_of(imported)


def _answer_here(request: Reply, scratch: int, rules: Rules) -> bytes:
    """Runs the probe; the beginning of what it prints goes along with the reply."""
    reset_generators()
    with _printing_to(scratch):
        reply = run_probe(request, rules)
        return answer_of(reply, printed(scratch))


@contextlib.contextmanager
def _printing_to(scratch: int) -> Iterator[None]:
    """Empties the file, to which stdout and stderr go in the meantime."""
    os.ftruncate(scratch, os.lseek(scratch, 0, os.SEEK_SET))
    saved = os.dup(1), os.dup(2)
    os.dup2(scratch, 1)
    os.dup2(scratch, 2)
    try:
        yield
    finally:
        for fd, number in zip(saved, (1, 2), strict=True):
            os.dup2(fd, number)
            os.close(fd)
        # What was too much is still in Python's buffer, and would be printed by the next probe.
        with contextlib.suppress(Exception):
            sys.stdout.flush()


def _answer_all(reader: int, writer: int, answer: Callable[[Reply], bytes]) -> None:
    while True:
        _say(writer, functools.partial(answer, json.loads(receive(reader))))


def _say(writer: int, answer: Callable[[], bytes], more: float = 0.0) -> None:
    """Sends an answer with its price: the processor time that it takes, and so many seconds more."""
    before = _processor_seconds()
    body = answer()
    send(writer, priced(max(_processor_seconds() - before, 0.0) + more, body))


def _processor_seconds() -> float:
    """How long this process has computed, and all that it has seen end below it."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


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
