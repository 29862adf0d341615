"""Tells whether a student has begun an exercise: reads a module as Python does, and looks for untouched stubs."""

from __future__ import annotations

import ast
import io
import tokenize
from functools import lru_cache

from autograder.course.markers import functions_in

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
    functions = _functions_of(text)
    own = [functions[name] for name in stubs if name in functions]
    return bool(own) and all(any(_is_stub(statement) for statement in ast.walk(function)) for function in own)


@lru_cache(maxsize=4)
def _functions_of(text: str) -> dict[str, ast.FunctionDef]:
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
