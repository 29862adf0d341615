"""Reads the solution regions of a source module, and makes the solution and the stub of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from autograder.errors import Problem

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
PLACE = "*Your answer:*"  # what stands in a lesson where a written answer belongs
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
    functions = list(functions_in(parse(text, path)))
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


def functions_in(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module with their qualified names; inner functions are part of outer ones."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions_in(node, f"{prefix}{node.name}.")


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


def stub_text(text: str, path: str, stubs: Collection[str] | None = None) -> str:
    """The module as students get it: every region, or those of some `stubs`, replaced by a NotImplementedError."""
    lines = text.splitlines(keepends=True)
    for region in reversed(regions_of(text, path)):
        if stubs is not None and region.function not in stubs:
            continue
        marker = lines[region.begin - 1]
        indent = marker[: len(marker) - len(marker.lstrip())]
        lines[region.begin - 1 : region.end] = [f"{indent}{line}\n" for line in STUB]
    return "".join(lines)
