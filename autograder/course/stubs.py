"""Tells whether a student has begun an exercise: reads a module as Python does, and looks for untouched stubs."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from autograder.course.markers import STUB, functions_in

MAX_PARSED = 100_000  # characters of hostile text: its syntax tree takes four hundred times as many bytes
# What reading a stranger's module ends with where it is no Python, or nested too deep.
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


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


def syntax_tree(code: str | bytes, file: str = "<unknown>") -> ast.Module:
    r"""A stranger's code, or one of UNREADABLE; silent on what Python warns of: a "\d" is its author's style."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code, file)
        except SystemError:
            # What CPython counts meanwhile is shared by all threads: github.com/python/cpython/issues/106905.
            return ast.parse(code, file)


def untouched_stubs(text: str, stubs: tuple[str, ...]) -> bool:
    """Whether none of the functions `stubs` has been written yet in a student's module; not if it cannot be read."""
    raised = _raised_in(text)
    own = [raised[name] for name in stubs if name in raised]
    return bool(own) and all(lines and not lines <= _left_over_in(text) for lines in own)


def unwritten(text: str, stubs: tuple[str, ...]) -> list[str]:
    """Those of the functions `stubs` that a student's module has, and that end in the stub's error."""
    raised = _raised_in(text)
    return [name for name in stubs if raised.get(name)]


def stub_lines(text: str, stubs: tuple[str, ...]) -> list[int]:
    """The lines on which the functions `stubs` of a student's module end in the stub's error."""
    raised = _raised_in(text)
    return [line for name in stubs for line in sorted(raised.get(name, ()))]


def left_over(text: str, line: int) -> bool:
    """Whether the stub's error on this line stands below something that was written, and no comment of the stub's."""
    return line in _left_over_in(text)


def hides_code(text: str, line: int) -> bool:
    """Whether statements follow, in the same block, on the stub's error on this line: nothing ever runs them."""
    return line in _hiding_in(text)


@lru_cache(maxsize=4)
def _raised_in(text: str) -> dict[str, frozenset[int]]:
    """By function, the lines on which the stub's error is raised; kept, because every check asks for them."""
    return {
        name: frozenset(raised.lineno for raised in _reached(function)) for name, function in functions_of(text).items()
    }


@lru_cache(maxsize=4)
def _left_over_in(text: str) -> frozenset[int]:
    """All lines that `left_over` is true of, found at once: one by one, they would take time by their square."""
    lines = text.splitlines()
    return frozenset(
        statement.lineno
        for function in functions_of(text).values()
        for block in _blocks(function)
        for before, statement in pairwise(block)
        if _is_stub(statement) and not _is_docstring(before) and _has_own_above(lines, statement.lineno)
    )


@lru_cache(maxsize=4)
def _hiding_in(text: str) -> frozenset[int]:
    """All lines that `hides_code` is true of, found at once too."""
    blocks = (block for function in functions_of(text).values() for block in _blocks(function))
    return frozenset(statement.lineno for block in blocks for statement in block[:-1] if _is_stub(statement))


def _has_own_above(lines: list[str], line: int) -> bool:
    """Whether there is a line above this one, and it is not the stub's comment."""
    return line > 1 and lines[line - 2].strip() != STUB[0]


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
        return dict(functions_in(syntax_tree(text)))
    except UNREADABLE:
        return {}


def _is_stub(node: ast.AST) -> bool:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
