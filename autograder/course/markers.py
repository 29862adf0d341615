"""Solution regions: the text of a source module enters; the solution, the stub, or the secret lines leave."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from autograder.errors import Problem

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
_ALMOST = re.compile(r"#+\s*(begin|end)\s+solution", re.IGNORECASE)


class Region(NamedTuple):
    """A solution region: the lines of its two markers, counted from 1, and the function that it lies in."""

    begin: int
    end: int
    function: str


def regions_of(text: str, path: str) -> list[Region]:
    """The solution regions of a module.

    Raises `Problem` with file and line for a marker that is misspelt, nested, unopened or unclosed, for a region
    outside of a function, and for a module that is not Python.
    """
    functions = list(_functions(parse(text, path)))
    found: list[Region] = []
    opened = 0
    for number, line in enumerate(text.splitlines(), 1):
        marker = line.strip()
        if not _ALMOST.search(line):
            continue
        if marker not in (BEGIN, END):
            raise Problem(
                f"{path}, line {number}: {marker!r} is not a marker; write {BEGIN!r} or {END!r}, alone on its line."
            )
        if (marker == BEGIN) == bool(opened):
            state = f"the region of line {opened} is still open" if opened else "no region is open"
            raise Problem(f"{path}, line {number}: {marker!r}, but {state}.")
        if marker == END:
            found.append(Region(opened, number, _owner(functions, opened, number, path)))
        opened = number if marker == BEGIN else 0
    if opened:
        raise Problem(f"{path}, line {opened}: {BEGIN!r} is never closed; add {END!r}.")
    return found


def parse(text: str, path: str) -> ast.Module:
    """The syntax tree of a module. Raises `Problem` with file and line if it is not Python."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise Problem(f"{path}, line {error.lineno}: {error.msg}.") from None


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module with their qualified names; inner functions are part of outer ones."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")


def _owner(functions: list[tuple[str, ast.FunctionDef]], begin: int, end: int, path: str) -> str:
    starts = [node.lineno for _, node in functions]
    for name, node in functions:
        # Comments after a function's last statement, the END marker too, are not part of it in the syntax tree.
        if node.lineno < begin <= (node.end_lineno or 0) and not any(begin < start < end for start in starts):
            return name
    raise Problem(f"{path}, line {begin}: a solution region lies inside one function; this one does not.")


def solution_text(text: str, path: str) -> str:
    """The module without its markers."""
    markers = {line for region in regions_of(text, path) for line in (region.begin, region.end)}
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True), 1) if number not in markers)


def stub_text(text: str, path: str) -> str:
    """The module as students get it: every region replaced by a NotImplementedError."""
    lines = text.splitlines(keepends=True)
    for region in reversed(regions_of(text, path)):
        marker = lines[region.begin - 1]
        indent = marker[: len(marker) - len(marker.lstrip())]
        lines[region.begin - 1 : region.end] = [f"{indent}{line}\n" for line in STUB]
    return "".join(lines)


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
    functions = _functions_in(text)
    own = [functions[name] for name in stubs if name in functions]
    return bool(own) and all(any(_is_stub(statement) for statement in ast.walk(function)) for function in own)


@lru_cache(maxsize=4)
def _functions_in(text: str) -> dict[str, ast.FunctionDef]:
    """The functions of a student's module, none if it cannot be read; kept, because every check asks for them."""
    if len(text) > MAX_PARSED:
        return {}
    try:
        return dict(_functions(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _is_stub(node: ast.AST) -> bool:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


class Line(NamedTuple):
    """A line of a file, its number counted from 1, and its code tokens without comments, as one text."""

    path: str
    number: int
    code: str


MIN_TOKENS = 5


def code_lines(text: str, path: str, first: int = 1, last: int = 10**9) -> list[Line]:
    """The lines of Python that say something: at least `MIN_TOKENS` tokens, no import, no docstring."""
    lines: dict[int, list[str]] = {}
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in skipped and first <= token.start[0] <= last:
                lines.setdefault(token.start[0], []).append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass  # a fragment: what came before the break still counts
    return [
        Line(path, number, " ".join(tokens))
        for number, tokens in sorted(lines.items())
        if len(tokens) >= MIN_TOKENS and tokens[0] not in ("import", "from")
    ]


def secret_lines(text: str, path: str) -> list[Line]:
    """The lines of the solution regions that the given code of the same module does not show anyway."""
    regions = regions_of(text, path)
    given = {line.code for line in code_lines(stub_text(text, path), path)}
    inside = [line for region in regions for line in code_lines(text, path, region.begin, region.end)]
    return [line for line in inside if line.code not in given]
