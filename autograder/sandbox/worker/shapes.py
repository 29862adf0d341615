"""Finds the operation of two arrays on which NumPy gave up, and the shapes of both."""

from __future__ import annotations

import ast
import contextlib
import linecache
from itertools import islice
from types import TracebackType
from typing import Any

import numpy as np

SYMBOLS = {ast.MatMult: "@", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
PRODUCTS = ("dot", "matmul")
MAX_TEXT = 60
Operand = tuple[str, list[int]]


def operation_at(step: TracebackType) -> tuple[str, list[Operand]]:
    """The symbol of the operation that a frame stopped at, and its two operands; ('', []) if it is no such operation.

    Operands are names, attributes, items and transposes: what calls a function is not called again.
    """
    node = _expression_at(step)
    if isinstance(node, ast.BinOp) and type(node.op) in SYMBOLS:
        symbol, parts = SYMBOLS[type(node.op)], [node.left, node.right]
    elif isinstance(node, ast.AugAssign) and type(node.op) in SYMBOLS:
        symbol, parts = f"{SYMBOLS[type(node.op)]}=", [node.target, node.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS:
        inner = [] if len(node.args) == 2 else [node.func.value]
        symbol, parts = "@", [*inner, *node.args]
    else:
        return "", []
    found = [(ast.unparse(part)[:MAX_TEXT], shape) for part in parts if (shape := _shape(part, step)) is not None]
    return (symbol, found) if len(found) == len(parts) == 2 else ("", [])


def _expression_at(step: TracebackType) -> ast.AST | None:
    code = step.tb_frame.f_code
    first, last, start, end = next(islice(code.co_positions(), step.tb_lasti // 2, None))
    if first is None or last is None or end is None:
        return None
    lines = [linecache.getline(code.co_filename, number) for number in range(first, last + 1)]
    whole = "".join(lines).encode()
    text = whole[start : len(whole) - len(lines[-1].encode()) + end].decode("utf-8", "replace").strip()
    # In brackets an expression may go on in the next line; a statement may not be in any.
    for source in (f"({text})", text):
        with contextlib.suppress(SyntaxError, ValueError):
            (statement,) = ast.parse(source).body
            return statement.value if isinstance(statement, ast.Expr) else statement
    return None


def _shape(node: ast.expr, step: TracebackType) -> list[int] | None:
    """The shape of what plain code names; None of what is no array, or would run more than a look-up."""
    if any(isinstance(part, ast.Call | ast.Await | ast.NamedExpr | ast.Lambda) for part in ast.walk(node)):
        return None
    frame = step.tb_frame
    # As text: the target of `a -= b` is no expression to Python, its name is.
    value: Any = eval(ast.unparse(node), frame.f_globals, frame.f_locals)
    return list(value.shape) if type(value) is np.ndarray else None
