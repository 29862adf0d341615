"""Tells whether a student has begun an exercise: reads a module as Python does, and looks for untouched stubs."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import lru_cache

from autograder.course.markers import STUB, functions_in

MAX_PARSED = 100_000  # characters of hostile text: its syntax tree takes four hundred times as many bytes


@lru_cache(maxsize=4)
def python_text(content: bytes) -> str:
    """A student's module as Python itself reads it; empty if it cannot, or if it is too long to be parsed.

    Read otherwise, a module could be harmless to the worker, and to the judge an expression that takes hours to parse.
    Kept, because every check asks for it, and some encodings take time that grows with the square of the length.
    """
    if len(content) > MAX_PARSED:
        return ""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        return ""


def untouched_stubs(text: str, stubs: tuple[str, ...]) -> bool:
    """Whether none of the functions `stubs` has been written yet in a student's module; not if it cannot be read."""
    own = [function for name, function in functions_of(text).items() if name in stubs]
    return bool(own) and all(any(not left_over(text, raised.lineno) for raised in _reached(f)) for f in own)


def unwritten(text: str, stubs: tuple[str, ...]) -> list[str]:
    """Those of the functions `stubs` that a student's module has, and that end in the stub's error."""
    functions = functions_of(text)
    return [name for name in stubs if name in functions and any(_reached(functions[name]))]


def stub_lines(text: str, stubs: tuple[str, ...]) -> list[int]:
    """The lines on which the functions `stubs` of a student's module end in the stub's error."""
    functions = functions_of(text)
    return [raised.lineno for name in stubs if name in functions for raised in _reached(functions[name])]


def left_over(text: str, line: int) -> bool:
    """Whether the stub's error on this line stands below something that was written, and no comment of the stub's."""
    above = text.splitlines()[: line - 1]
    if not above or above[-1].strip() == STUB[0]:
        return False
    blocks = (block for function in functions_of(text).values() for block in _blocks(function))
    return any(
        _is_stub(statement) and statement.lineno == line and not _is_docstring(block[position - 1])
        for block in blocks
        for position, statement in enumerate(block)
        if position
    )


def _reached(function: ast.AST) -> Iterator[ast.stmt]:
    """Where the stub's error is raised, if nothing before it in its block returns or raises."""
    for block in _blocks(function):
        for statement in block:
            if _is_stub(statement):
                yield statement
            if isinstance(statement, ast.Return | ast.Raise):
                break


def _blocks(function: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@lru_cache(maxsize=4)
def functions_of(text: str) -> dict[str, ast.FunctionDef]:
    """The functions of a student's module, none if it cannot be read; kept, because every check asks for them."""
    if len(text) > MAX_PARSED:
        return {}
    try:
        return dict(functions_in(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _is_stub(node: ast.AST) -> bool:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
