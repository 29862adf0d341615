"""Reads code as tokens of its syntax tree: without docstrings, annotations, comments and the names one chooses.

What a student may call as they like (variables, helpers) is a placeholder; what they cannot (attributes, builtins, what
the module was given) stays, as do numbers.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterator
from typing import NamedTuple

BUILTINS = frozenset(dir(builtins))


class Token(NamedTuple):
    """A piece of the tree, the name in it that its author chose, if any, and the line it stands on."""

    kind: str
    name: str
    line: int


class Function(NamedTuple):
    """A function or method of a file by its qualified name, as tokens."""

    file: str
    name: str
    tokens: tuple[Token, ...]


def functions_of(file: str, code: bytes, given: frozenset[str]) -> list[Function]:
    """The functions of a module, and as '' what stands outside of any; none if it is no Python.

    `given` are the names that the module had before its author wrote a line.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a "\d" is the author's style
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for name, nodes in _parts(tree, ""):
        try:
            tokens = tuple(token for node in nodes for token in _tokens(node, given, 0))
        except RecursionError:
            continue
        if tokens:
            found.append(Function(file, name, tokens))
    return found


def names_of(code: bytes) -> frozenset[str]:
    """Every name in a module, of which its later authors may take any over."""
    tree = ast.parse(code)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found |= {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in node.names
    }
    local = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for arg in node.args}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(found - local - stored)


def _parts(node: ast.AST, prefix: str) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The bodies of functions by qualified name, and the rest of each module or class as ''."""
    rest: list[ast.stmt] = []
    for child in getattr(node, "body", ()):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, _without_docstring(child.body)
        elif isinstance(child, ast.ClassDef):
            yield from _parts(child, f"{prefix}{child.name}.")
        elif not isinstance(child, ast.Import | ast.ImportFrom):
            rest.append(child)
    if rest := _without_docstring(rest):
        yield "", rest


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return [each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]


def _tokens(node: ast.AST, given: frozenset[str], line: int) -> Iterator[Token]:
    """The tree below `node` in order, each node before its parts."""
    line = getattr(node, "lineno", line)
    if isinstance(node, ast.expr_context | ast.Load):
        return
    if isinstance(node, ast.Name):
        known = node.id in given or node.id in BUILTINS
        yield Token(f"name {node.id}" if known else "name", "" if known else node.id, line)
    elif isinstance(node, ast.arg):
        yield Token("arg", node.arg, line)
    elif isinstance(node, ast.Constant):
        number = isinstance(node.value, int | float | complex)
        yield Token(f"constant {node.value!r}" if number else f"constant {type(node.value).__name__}", "", line)
    elif isinstance(node, ast.AnnAssign):
        yield Token("Assign", "", line)
        for each in filter(None, (node.target, node.value)):
            yield from _tokens(each, given, line)
    else:
        yield Token(_kind(node), "", line)
        for part in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.FunctionDef) and part is node.returns):
                yield from _tokens(part, given, line)


def _kind(node: ast.AST) -> str:
    kind = type(node).__name__
    if isinstance(node, ast.Attribute):
        return f"{kind} {node.attr}"
    return f"{kind} {node.arg}" if isinstance(node, ast.keyword) else kind
