"""Turns a function written inside a check into source that can run alone in the worker, or says why it cannot."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import linecache
import typing
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from types import CodeType
from typing import Any

import numpy as np

from autograder.errors import ProbeError
from autograder.sandbox.replies import Probe

GIVEN = frozenset({"np", "math"})


def probe_from(function: Callable[..., Any], modules: Iterable[str]) -> Probe:
    """The probe that `function` is, for a submission with these `modules`.

    Raises `ProbeError` if it uses a name from outside itself, or does not say what it returns.
    """
    code = function.__code__
    require_self_contained(code)
    definition = _definition(function)
    if definition.returns is None:
        raise ProbeError(f"{_place(code)}: say what the probe {code.co_name!r} returns, as in `-> float`.")
    given = definition.args
    if given.posonlyargs or given.vararg or given.kwonlyargs or given.kwarg or given.defaults:
        raise ProbeError(f"{_place(code)}: the probe {code.co_name!r} takes plain parameters only, without defaults.")
    names = [argument.arg for argument in given.args]
    known = set(modules)
    return Probe(
        name=code.co_name,
        source=_without_annotations(definition),
        modules=tuple(name for name in names if name in known),
        parameters=tuple(name for name in names if name not in known),
        returns=_annotation(function, definition.returns),
        body="\n".join(ast.unparse(statement) for statement in definition.body[_has_docstring(definition) :]),
    )


def probe_codes(test: Callable[..., Any]) -> Iterator[CodeType]:
    """The code of every probe written inside the function `test`."""
    for constant in test.__code__.co_consts:
        if isinstance(constant, CodeType) and constant.co_name.startswith("probe"):
            yield constant


@lru_cache(maxsize=1000)  # of a check, each time it runs
def names_asked(test: Callable[..., Any]) -> frozenset[str]:
    """What the probes of `test` may call: attributes and globals, but NumPy's, and names that it passes as text.

    Probes that its module shares are included, as is "log" of `student(probe_function, "log", points)`.
    """
    shared = (test.__globals__.get(name) for name in test.__code__.co_names if name.startswith("probe"))
    codes = (*probe_codes(test), *(probe.__code__ for probe in shared if inspect.isfunction(probe)))
    passed = (constant for constant in test.__code__.co_consts if isinstance(constant, str) and constant.isidentifier())
    return frozenset(passed).union(*map(_names_of, codes))


def _names_of(code: CodeType) -> frozenset[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    steps = list(dis.get_instructions(code))
    own = (
        step.argval
        for before, step in pairwise(steps)
        if step.opname in ("LOAD_ATTR", "LOAD_METHOD", "LOAD_GLOBAL") and before.argval not in GIVEN
    )
    return frozenset(own).union(*map(_names_of, inner))


def require_self_contained(code: CodeType) -> None:
    """Raises `ProbeError` if `code`, or a function inside it, uses a name that the worker does not have."""
    missing = set(code.co_freevars) | (_globals_of(code) - GIVEN - set(dir(builtins)) - {code.co_name})
    if missing:
        names = ", ".join(sorted(missing))
        raise ProbeError(
            f"{_place(code)}: the probe {code.co_name!r} uses {names} from outside itself. It runs in another "
            "process: pass data as arguments, and import inside the probe."
        )


@cache
def _globals_of(code: CodeType) -> frozenset[str]:
    names = frozenset(step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return names.union(*(_globals_of(constant) for constant in inner))


def _place(code: CodeType) -> str:
    return f"{code.co_filename}, line {code.co_firstlineno}"


def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    definition = _functions_by_line(text).get(code.co_firstlineno)
    if definition is None or definition.name != code.co_name:
        raise ProbeError(f"{_place(code)}: a probe is a plain `def`, not a lambda, a coroutine, or decorated.")
    return definition


@lru_cache(maxsize=8)
def _functions_by_line(text: str) -> dict[int, ast.FunctionDef]:
    """The functions of a file of checks; it is parsed once for all of its probes."""
    return {node.lineno: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


def _has_docstring(definition: ast.FunctionDef) -> bool:
    return ast.get_docstring(definition) is not None


def _without_annotations(definition: ast.FunctionDef) -> str:
    # Annotations would need the judge's imports; the docstring and the comments belong to the check.
    parameters = [ast.arg(argument.arg) for argument in definition.args.args]
    bare = ast.arguments([], parameters, None, [], [], None, [])
    body = definition.body[_has_docstring(definition) :] or [ast.Pass()]
    copy = ast.FunctionDef(definition.name, bare, body, [], None, None, lineno=1)
    return ast.unparse(copy)


def _annotation(function: Callable[..., Any], node: ast.expr) -> Any:
    given = {"np": np, **typing.__dict__, **function.__globals__}
    return eval(compile(ast.Expression(node), "<annotation>", "eval"), given)
