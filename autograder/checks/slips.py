"""Finds statements of a student's that do nothing: a call without its brackets, a `return` that is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from autograder.course.stubs import functions_of, unwritten


@lru_cache(maxsize=16)
def slips(text: str, stubs: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Lines of these functions that do nothing, and why; none of a module that cannot be read.

    Kept, because every check that fails asks for them.
    """
    return tuple(_slips(text, stubs))


def _slips(text: str, stubs: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    functions = functions_of(text)
    for name in stubs:
        if name in functions:
            yield from _idle(functions[name])
            if _promises_a_value(functions[name]) and not unwritten(text, (name,)):
                yield functions[name].lineno, f"`{name}` never returns a value. Is a `return` missing?"


def _idle(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for statement in ast.walk(function):
        if not isinstance(statement, ast.Expr):
            continue
        code = _code(statement.value)
        if isinstance(statement.value, ast.Attribute):
            yield statement.lineno, f"`{code}` is only looked at. To call it, write `{code}()`."
        elif isinstance(statement.value, ast.Compare) and isinstance(statement.value.ops[0], ast.Eq):
            yield statement.lineno, f"`{code}` compares, and changes nothing. To set it, write `=`."
        elif isinstance(statement.value, ast.BinOp | ast.Subscript | ast.Name | ast.Compare):
            yield statement.lineno, f"what `{code}` gives is used for nothing."


def _code(node: ast.expr) -> str:
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):  # a sum of a few hundred terms is nested as deep; an integer may be too long
        return "..."


def _promises_a_value(function: ast.FunctionDef) -> bool:
    """Whether it says that it returns something, and no `return` or `yield` of its own does."""
    none = isinstance(function.returns, ast.Constant) and function.returns.value is None
    gives = (ast.Yield, ast.YieldFrom)
    given = any(isinstance(x, gives) or (isinstance(x, ast.Return) and x.value) for x in ast.walk(function))
    return function.returns is not None and not none and not given
