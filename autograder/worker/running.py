"""Runs the student's code: module files or a probe enter, a reply leaves. Nothing here decides a verdict."""

from __future__ import annotations

import builtins
import importlib
import importlib.abc
import math
import os
import random
import sys
import traceback
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import numpy as np
import numpy.random  # loaded on first use otherwise, which would be in every fork anew

from .wire import MAX_FRAMES, FrameTooLarge, Uncrossable, frame, freeze, thaw

MAX_TEXT = 2000
PROBE_FILE = "<probe>"
Reply = dict[str, Any]


class AllowedImports(importlib.abc.MetaPathFinder):
    """Refuses what the assignment does not offer, with a message that says what it does."""

    def __init__(self, packages: Iterable[str], modules: Iterable[str]) -> None:
        self.packages = frozenset(packages)
        self.modules = frozenset(modules)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """None, so that the import goes on as usual. Raises `ModuleNotFoundError` for a package not on offer."""
        top = fullname.partition(".")[0]
        of_stdlib = top in sys.stdlib_module_names or top.startswith("_sysconfigdata")
        if not of_stdlib and top not in self.packages | self.modules:
            offer = ", ".join(sorted(self.packages))
            raise ModuleNotFoundError(
                f"No module named {top!r} here: this assignment offers the standard library and {offer}", name=top
            )


def import_modules(folder: str, names: Iterable[str], packages: Iterable[str]) -> Reply:
    """Imports the student's modules from `folder`, in order; the reply is `ready` or how it failed."""
    names = tuple(names)
    sys.meta_path.insert(0, AllowedImports(packages, names))
    sys.path.append(folder)  # last, so that a file of the student's shadows nothing
    os.chdir(folder)

    def run() -> Reply:
        for name in names:
            importlib.import_module(name)
        return {"kind": "ready"}

    return _caught(run)


def reset_generators() -> None:
    """Seeds the global random generators, so that a probe sees the same numbers wherever it comes in a run."""
    random.seed(0)
    np.random.seed(0)


def run_probe(request: Reply) -> Reply:
    """Runs one probe on the imported modules and freezes what it returns."""

    def run() -> Reply:
        space: dict[str, Any] = {"__builtins__": builtins, "__name__": PROBE_FILE, "np": np, "math": math}
        exec(compile(request["source"], PROBE_FILE, "exec"), space)
        modules: dict[str, ModuleType] = {name: sys.modules[name] for name in request["modules"]}
        arguments = {name: thaw(argument) for name, argument in request["arguments"].items()}
        value = space[request["name"]](**modules, **arguments)
        try:
            reply = {"kind": "returned", "value": freeze(value)}
            frame(reply)
        except Uncrossable as error:
            return {"kind": "uncrossable", "what": str(error)[:MAX_TEXT]}
        except FrameTooLarge as error:
            return {"kind": "uncrossable", "what": f"too much data: {error}"}
        return reply

    return _caught(run)


def _caught(run: Callable[[], Reply]) -> Reply:
    try:
        return run()
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt are a student's mistakes too
        return describe(error)


def describe(error: BaseException) -> Reply:
    """What a student needs to know of an exception: its type, text, and the lines it passed, outermost first.

    Each frame is [file, line, qualified name of the function]; files of the kit and of libraries are left out.
    """
    frames = [
        [os.path.basename(entry.f_code.co_filename), line, entry.f_code.co_qualname]
        for entry, line in traceback.walk_tb(error.__traceback__)
        if entry.f_code.co_filename.startswith((os.getcwd(), PROBE_FILE))
    ]
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(os.getcwd()):
        frames.append([os.path.basename(error.filename), error.lineno or 0, "<module>"])
    if len(frames) > MAX_FRAMES:
        frames = frames[:2] + frames[2 - MAX_FRAMES :]
    return {"kind": "raised", "type": type(error).__name__, "text": _text(error), "frames": frames}


def _text(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return text[:MAX_TEXT].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001  the student's own __str__ may do anything
        return "(its text cannot be shown)"
