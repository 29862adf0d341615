"""Runs the student's code: imports its modules, and calls probes on them. Nothing here decides a verdict."""

from __future__ import annotations

import builtins
import functools
import math
import os

# What lessons import is loaded once here: otherwise each fork would load it anew. So too the two of NumPy below.
import pkgutil  # noqa: F401
import random
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, ModuleType
from typing import Any

import numpy as np
import numpy.random
import numpy.typing

from .importing import Importer
from .rules import Rules
from .shapes import operation_at
from .wire import MAX_FRAMES, MAX_ITEMS, PROBE_FILE, FrameTooLarge, Uncrossable, body_of, freeze, thaw, too_many_items

MAX_ERROR_TEXT = 2000
# So many calls deep a question's own process in the sandbox comes to what runs the student's code; any other one too,
# so that what is recursive gets as far at home.
DEPTH = 12
Reply = dict[str, Any]


class AllowedImports(PathFinder):
    """The finder of installed packages, for those only that the assignment offers: here, no others are installed.

    It is no error to ask for one: libraries look for optional packages, some by `importlib.util.find_spec`.
    """

    def __init__(self, packages: Iterable[str], modules: Iterable[str]) -> None:
        self.packages = frozenset(packages)
        self.modules = frozenset(modules)

    def offers(self, fullname: str) -> bool:
        """Whether this package or module can be imported."""
        top = fullname.partition(".")[0]
        of_stdlib = top in sys.stdlib_module_names or top.startswith("_sysconfigdata")
        return of_stdlib or top in self.packages | self.modules

    # Of an instance, which knows what is on offer: the base class has a class method.
    def find_spec(  # type: ignore[override]
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where `fullname` is; None for what is not on offer, as if it were not installed."""
        return PathFinder.find_spec(fullname, path, target) if self.offers(fullname) else None

    def find_distributions(self, *context: Any) -> Iterable[Any]:  # type: ignore[override]
        """Nothing: the sandbox has the packages' code, and not what their installer noted of them."""
        return ()

    def explain(self, missing: str) -> str:
        """What to tell a student whose code wants to import `missing`."""
        offer = ", ".join(sorted(self.packages))
        top = missing.partition(".")[0]
        return f"No module named {top!r} here: this assignment offers the standard library and {offer}"


def offer_modules(names: Iterable[str], packages: Iterable[str], folder: str) -> None:
    """Lets this process import the modules in `folder` and the packages, and nothing else that is installed."""
    allowed = AllowedImports(packages, names)
    sys.meta_path[:] = [allowed if finder is PathFinder else finder for finder in sys.meta_path]
    # Last, so that a file of the student's shadows nothing.
    sys.path.append(folder)
    os.chdir(folder)


def import_modules(importer: Importer, rules: Rules) -> Reply:
    """Imports the student's modules; the reply is `ready` or how it failed."""

    def run() -> Reply:
        importer.run()
        return {"kind": "ready"}

    return _caught(run, rules)


def reset_generators() -> None:
    """Seeds the global random generators, so that a probe sees the same numbers wherever it comes in a run."""
    random.seed(0)
    np.random.seed(0)


@functools.lru_cache(maxsize=256)
def compiled(source: str) -> CodeType:
    """The code of a probe, which is the judge's own; it is asked more than once."""
    return compile(source, PROBE_FILE, "exec")


def run_probe(request: Reply, rules: Rules) -> Reply:
    """Runs one probe on the imported modules and freezes what it returns."""

    def run() -> Reply:
        space: dict[str, Any] = {"__builtins__": builtins, "__name__": PROBE_FILE, "np": np, "math": math}
        exec(compiled(request["source"]), space)
        modules: dict[str, ModuleType] = {name: sys.modules[name] for name in request["modules"]}
        arguments = {name: thaw(argument) for name, argument in request["arguments"].items()}
        try:
            return {"kind": "returned", "value": freeze(space[request["name"]](**modules, **arguments))}
        except Uncrossable as error:
            return {"kind": "uncrossable", "what": str(error)[:MAX_ERROR_TEXT]}

    return _caught(run, rules)


def answer_of(reply: Reply, output: str) -> bytes:
    """The body of a frame with the reply and what was printed, or with the news that this is too much."""
    try:
        body = body_of({**reply, "output": output} if output else reply)
        if not too_many_items(body):
            return body
        what = f"over {MAX_ITEMS:,} items"
    except FrameTooLarge as error:
        what = str(error)
    return body_of({"kind": "uncrossable", "what": f"too much data: {what}"})


def _caught(run: Callable[[], Reply], rules: Rules) -> Reply:
    rules.forget()
    try:
        missing = DEPTH - _depth()
        return _deeper(run, missing) if missing > 0 else run()
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt are a student's mistakes too
        return describe(error, rules)


def _depth() -> int:
    """How many calls whoever asks is deep in."""
    depth, frame = 0, sys._getframe(1).f_back
    while frame:
        depth, frame = depth + 1, frame.f_back
    return depth


def _deeper(run: Callable[[], Reply], calls: int) -> Reply:
    return _deeper(run, calls - 1) if calls > 1 else run()


def describe(error: BaseException, rules: Rules) -> Reply:
    """What a student needs to know of an exception: its type, text, rule that it broke, and the lines it passed.

    Each frame, outermost first, is [file, line, qualified name of the function]; files of the kit and of libraries
    are left out.
    """
    frames = [
        [os.path.basename(entry.f_code.co_filename), line, entry.f_code.co_qualname]
        for entry, line in traceback.walk_tb(error.__traceback__)
        if entry.f_code.co_filename.startswith((rules.folder, PROBE_FILE))
    ]
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(rules.folder):
        frames.append([os.path.basename(error.filename), error.lineno or 0, "<module>"])
    frames = frames[:2] + frames[2:][2 - MAX_FRAMES :]
    raised = {"kind": "raised", "type": type(error).__name__, "text": _text(error), "frames": frames}
    return {**raised, **_operation(error, rules), "breach": rules.breach(error)}


def _operation(error: BaseException, rules: Rules) -> Reply:
    """What is known of the arrays that did not fit, where NumPy says so of a line of the student's."""
    steps = list(traceback.walk_tb(error.__traceback__)) if isinstance(error, ValueError) else []
    if not steps or not steps[-1][0].f_code.co_filename.startswith(rules.folder):
        return {}
    step = error.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    try:
        symbol, operands = operation_at(step) if step else ("", [])
    except Exception:  # noqa: BLE001  it looks at the student's objects, which may do anything
        return {}
    return {"operation": symbol, "operands": operands} if symbol else {}


def _text(error: BaseException) -> str:
    try:
        if isinstance(error, ModuleNotFoundError) and error.name:
            finders = (finder for finder in sys.meta_path if isinstance(finder, AllowedImports))
            if refusals := [finder.explain(error.name) for finder in finders if not finder.offers(error.name)]:
                return refusals[0]
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return text[:MAX_ERROR_TEXT].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001  the student's own __str__ may do anything
        return "(its text cannot be shown)"
