"""Writes the call of a probe as lines that can be pasted into Python, with the imports and inputs that they need."""

from __future__ import annotations

import ast
import contextlib
import io
import math
import tokenize
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.sandbox.replies import Probe

WIDTH = 64  # what a terminal of 80 columns leaves beside the labels: a line that it folds cannot be pasted
MAX_INPUTS = 1500  # characters: what is longer is no help to a person
COMPOUND = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try)
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
NUMPY, MATH = "import numpy as np", "import math"


def pasted(probe: Probe, arguments: tuple[Any, ...]) -> str:
    """The lines: imports, inputs, then the probe's own, the last of which shows its value.

    Inputs that are too long are left out, and a comment says so.
    """
    inputs = inputs_of(probe, arguments)
    if too_long(inputs):
        inputs = [f"# {', '.join(probe.parameters)}: too long to be written here"]
    call = _call(ast.parse(probe.source).body[0])
    used = {name for text in (*inputs, *call) for name in _names(text)}
    imports = [f"import {module}" for module in probe.modules]
    imports += [line for name, line in (("math", MATH), ("np", NUMPY)) if name in used]
    return "\n".join([*imports, *inputs, *call])


def inputs_of(probe: Probe, arguments: tuple[Any, ...]) -> list[str]:
    """A statement for each argument that gives it its value."""
    return [_assigned(name, value) for name, value in zip(probe.parameters, arguments, strict=True)]


def _assigned(name: str, value: Any) -> str:
    if not isinstance(value, np.ndarray) or not value.size:
        line = f"{name} = {literal(value)}"
        return line if too_long([line]) else folded(line)  # to fold what nobody is shown takes seconds
    start = f"{name} = np.array("
    with np.printoptions(threshold=value.size + 1, floatmode="unique", nanstr="np.nan", infstr="np.inf"):
        return f"{start}{np.array2string(value, max_line_width=WIDTH, separator=', ', prefix=start)})"


def too_long(inputs: list[str]) -> bool:
    """Whether so much is no help to a person."""
    return sum(map(len, inputs)) > MAX_INPUTS


def literal(value: Any) -> str:
    """Plain data as Python that makes it again."""
    if isinstance(value, np.ndarray):
        return f"np.array({literal(value.tolist())})" if value.size else f"np.zeros({value.shape})"
    if isinstance(value, np.generic):
        return literal(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[repr(value)]
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    return repr(value)


def _call(definition: ast.stmt) -> list[str]:
    """The statements of a probe, if its only `return` is its last line; otherwise its definition, and a call."""
    assert isinstance(definition, ast.FunctionDef)
    body, last = definition.body, definition.body[-1]
    if list(_returns(body)) == [last] and isinstance(last, ast.Return) and last.value:
        return [_statement(each) for each in (*body[:-1], ast.Expr(last.value))]
    arguments = ", ".join(argument.arg for argument in definition.args.args)
    return [_statement(definition), f"{definition.name}({arguments})"]


def _returns(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.Return):
            yield statement
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody", "handlers"):
                inner = getattr(statement, field, [])
                yield from _returns([x for each in inner for x in (each.body if field == "handlers" else [each])])


def _statement(node: ast.stmt) -> str:
    """Its lines; Python's prompt ends what is indented at an empty line, so there is one after it, and none within."""
    lines = [folded(line) for line in ast.unparse(node).splitlines() if line.strip()]
    return "\n".join(lines) + "\n" * isinstance(node, COMPOUND)


def _names(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def folded(line: str, width: int = WIDTH) -> str:
    """A line of code, broken after commas inside of its brackets, or after an opening one, where it is too wide."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    lines, rest = [], line
    while len(rest) > width and (places := [place for place in _places(rest) if place > len(indent)]):
        place = max((each for each in places if each <= width), default=places[0])
        lines.append(rest[:place])
        rest = indent + rest[place:].lstrip()
    return "\n".join([*lines, rest])


def _places(line: str) -> Iterator[int]:
    """Where a line, perhaps the end of one, may be broken: behind opening brackets, and commas within."""
    depth, ends = 0, []
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(line + "\n").readline):
            depth += (token.string in OPENING) - (token.string in CLOSING)
            behind = line[token.end[1] :].lstrip()
            if token.string in (",", *OPENING) and behind and not behind.startswith(CLOSING):
                ends.append((depth, token.end[1]))
    # Of what is the end of a line some brackets opened before: the depth is counted from there.
    least = min(0, depth)
    return (end for at, end in ends if at > least)
