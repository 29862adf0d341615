"""Runs our checks in one process with what they check, as is usual elsewhere: without a judge, a worker or a sandbox.

A copy of this file lies beside the student's modules, with the solution's in the folder solution; what the two are, and
the secret that inputs are drawn from, is in beside.json. A notebook's cells call `run`, and pytest's fixtures the rest.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import importlib
import inspect
import json
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder import approx
from autograder.files import digest_of

HERE = Path(__file__).parent
GIVEN = json.loads((HERE / "beside.json").read_text())


def loaded(folder: Path) -> dict[str, ModuleType]:
    """The assignment's modules in a folder, and those of earlier assignments."""
    for name in GIVEN["modules"]:
        sys.modules.pop(name, None)
    sys.path.insert(0, str(folder))
    try:
        return {name: importlib.import_module(name) for name in (*GIVEN["needed"], *GIVEN["modules"])}
    finally:
        sys.path.remove(str(folder))


def asking(modules: Mapping[str, ModuleType]) -> Callable[..., Any]:
    """What a check calls with a probe and its arguments."""

    def ask(probe: Callable[..., Any], *arguments: Any) -> Any:
        random.seed(0)
        np.random.seed(0)
        given = iter(copy.deepcopy(arguments))
        names = probe.__code__.co_varnames[: probe.__code__.co_argcount]
        return probe(*[modules[name] if name in modules else next(given) for name in names])

    return ask


sys.path.append(str(HERE))  # where those of earlier assignments are
solution, student = asking(loaded(HERE / "solution")), asking(loaded(HERE))
DIGEST = digest_of({f"{name}.py": (HERE / f"{name}.py").read_bytes() for name in GIVEN["modules"]})


def agree(probe: Callable[..., Any], *arguments: Any, rel: float = 1e-9, abs: float = 0.0) -> None:
    """Asserts that the student's modules and the solution's give the same."""
    expected = approx(solution(probe, *arguments), rel=rel, abs=abs)
    assert student(probe, *arguments) == expected


def rng(check: Callable[..., None]) -> np.random.Generator:
    """The random numbers of a check, as our judge draws them for this student."""
    message = (DIGEST + check.__name__.removeprefix("test_")).encode()
    drawn = hmac.new(bytes.fromhex(GIVEN["secret"]), message, hashlib.sha256).digest()
    return np.random.default_rng(int.from_bytes(drawn[:16], "big"))


def run(check: Callable[..., None]) -> None:
    """Runs a check with what it asks for by the names of its parameters."""
    given = {"student": student, "solution": solution, "agree": agree}
    wanted = inspect.signature(check).parameters
    check(**{name: rng(check) if name == "rng" else given[name] for name in wanted})
