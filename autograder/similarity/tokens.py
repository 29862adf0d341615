"""Reads code as tokens of its syntax tree: without docstrings, annotations, comments and the names one chooses.

What a student may call as they like (variables, helpers) is a placeholder; what they cannot (attributes, builtins, what
the module was given) stays, as do numbers.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

from autograder.course.stubs import MAX_PARSED, UNREADABLE, syntax_tree

BUILTINS = frozenset(dir(builtins))
MAX_BITS = 14_000  # of an integer that Python writes in tens, which takes time by the square of its length


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
    """The functions of a module, and as '' what stands outside of any; none if it is no Python, or too long to parse.

    `given` are the names that the module had before its author wrote a line.
    """
    if len(code) > MAX_PARSED:
        return []
    try:
        tree = syntax_tree(code)
    except UNREADABLE:
        return []
    return [
        Function(file, name, tokens)
        for name, nodes in _parts(tree, "")
        if (tokens := tuple(token for node in nodes for token in _tokens(node, given)))
    ]


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


def _tokens(node: ast.AST, given: frozenset[str]) -> Iterator[Token]:
    """The tree below `node` in order, each node before its parts."""
    waiting = [(node, 0)]
    while waiting:  # no recursion, which would pass each token up through all the levels above it
        node, line = waiting.pop()
        line = getattr(node, "lineno", line)
        if isinstance(node, ast.expr_context):
            continue
        yield _token(node, given, line)
        if not isinstance(node, ast.Name | ast.arg | ast.Constant):
            waiting += [(part, line) for part in reversed(_below(node))]


def _below(node: ast.AST) -> list[ast.AST]:
    """The parts of a node that are compared: not its annotations."""
    if isinstance(node, ast.AnnAssign):
        return [each for each in (node.target, node.value) if each]
    returns = node.returns if isinstance(node, ast.FunctionDef) else None
    return [part for part in ast.iter_child_nodes(node) if part is not returns]


def _token(node: ast.AST, given: frozenset[str], line: int) -> Token:
    if isinstance(node, ast.Name):
        known = node.id in given or node.id in BUILTINS
        return Token(f"name {node.id}" if known else "name", "" if known else node.id, line)
    if isinstance(node, ast.arg):
        return Token("arg", node.arg, line)
    if isinstance(node, ast.Constant):
        return Token(f"constant {_constant(node.value)}", "", line)
    return Token("Assign" if isinstance(node, ast.AnnAssign) else _kind(node), "", line)


def _constant(value: object) -> str:
    """A number, and of anything else the type."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return hex(value)
    return repr(value) if isinstance(value, int | float | complex) else type(value).__name__


def _kind(node: ast.AST) -> str:
    kind = type(node).__name__
    if isinstance(node, ast.Attribute):
        return f"{kind} {node.attr}"
    return f"{kind} {node.arg}" if isinstance(node, ast.keyword) else kind
