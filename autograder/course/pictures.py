"""Reads pictures.py of an assignment: functions that ask a student's code for what its feedback page can draw."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple

from autograder.errors import Problem
from autograder.records import Assignment

PICTURES = "pictures.py"
Kind = Literal["graph", "training"]
KINDS: dict[str, Kind] = {"graph": "graph", "training": "training"}


class Wanted(NamedTuple):
    """A picture: the probe that asks for it, its caption, and for a training the points and labels to train on."""

    name: str
    kind: Kind
    probe: Callable[..., Any]
    caption: str
    data: tuple[Any, Any] | None = None


def pictures_of(assignment: Assignment) -> list[Wanted]:
    """The pictures of an assignment, in the order in which they are written; none if it has no pictures.py.

    `graph_NAME(modules...)` returns the root of a graph, after its backward pass. `training_NAME(modules..., X, y,
    grid, seed)` trains on what `data_NAME()` returns, and gives [the loss of each epoch, the probability of the second
    class at each point of grid]. Docstrings are captions. Raises `Problem` if one is missing.
    """
    path = assignment.folder / PICTURES
    return list(_wanted(_loaded(path), path)) if path.is_file() else []


def _wanted(module: ModuleType, path: Path) -> list[Wanted]:
    found = []
    for name, function in vars(module).items():
        rest = name.partition("_")[2]
        kind = KINDS.get(name.partition("_")[0])
        if kind is None or not inspect.isfunction(function):
            continue
        caption = " ".join((inspect.getdoc(function) or "").split())
        data = getattr(module, f"data_{rest}", None)
        if not caption or (kind == "training" and data is None):
            lacks = "a docstring, which is its caption" if not caption else f"data_{rest}(), which gives X and y"
            raise Problem(f"{path}: {name} needs {lacks}.")
        found.append(Wanted(name, kind, function, caption, data() if data else None))
    return found


def _loaded(path: Path) -> ModuleType:
    name = f"pictures of {path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # no cache beside the source, which is hashed
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = kept
    return module
