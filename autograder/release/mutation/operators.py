"""Changes code in small ways, one at a time, as a mistake in an exercise on arrays and graphs might.

Names of functions that a mutant may exchange keep the shape of what comes out, wherever there is one that does. Text is
left as it is, and so is what an error says: checks ask for the values that a message names, and for no word of it.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, cast

# What stands in for an operator: what is closest to it first.
BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
EXCHANGED = {
    name: other
    for pair in (
        "mean sum", "max min", "argmax argmin", "maximum minimum", "std var", "all any", "exp expm1", "log log1p",
        "zeros ones", "zeros_like ones_like", "tanh sigmoid", "zeros_ ones_", "train eval",
    )
    for name, other in (pair.split(), pair.split()[::-1])
}  # fmt: skip
# What these are called with cannot stand in their place.
NO_VALUE = {"len", "range", "isinstance", "hasattr", "getattr", "zip", "enumerate", "default_rng", "next"}
NO_BEHAVIOUR = {"strict", "label"}
SYMMETRIC = {"max", "min", "maximum", "minimum"}
NEW_GENERATOR = ast.parse("np.random.default_rng(0)", mode="eval").body
UNORDERED = (ast.Add, ast.Mult)


class Change:
    """A node in place of another; `line` is where. Without a node, a statement or an entry of a list is left out."""

    def __init__(self, line: int, node: ast.AST | None) -> None:
        self.line, self.node = line, node


def changes(node: ast.AST, alike: Mapping[str, Collection[str]]) -> Iterator[Change]:
    """Every change of an expression, or of what a statement says before its block; the rest of it is shared.

    Names may stand for those that are `alike`.
    """
    if isinstance(node, ast.JoinedStr | ast.Raise):
        return
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (Change(line, ast.Name(other, ast.Load())) for other in sorted(alike.get(node.id, ())))
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from (Change(line, new) for new in operator(node))
    for field, value in ast.iter_fields(node):
        if field == "annotation":
            continue
        if isinstance(value, ast.expr | ast.comprehension | ast.keyword | ast.Slice | ast.arguments):
            yield from (Change(each.line or line, altered(node, field, each.node)) for each in changes(value, alike))
        elif isinstance(value, list):
            for place, entry in enumerate(value):
                if isinstance(entry, ast.expr | ast.comprehension | ast.keyword) and not is_idle(entry):
                    for each in changes(entry, alike):
                        rest = [*value[:place], each.node, *value[place + 1 :]]
                        yield Change(each.line or line, altered(node, field, rest))


def is_idle(node: ast.AST) -> bool:
    """Whether an argument is nothing that a check could ask about."""
    return isinstance(node, ast.keyword) and node.arg in NO_BEHAVIOUR


def altered(node: ast.AST, field: str, value: object) -> ast.AST:
    """The node with another value in one field."""
    new = copy.copy(node)
    setattr(new, field, value)
    return new


def of_binary(node: ast.BinOp) -> Iterator[ast.AST]:
    """Another operator, the operands the other way round, or one of them alone."""
    for other in BINARY.get(type(node.op), ()):
        yield altered(node, "op", other())
    if not isinstance(node.op, UNORDERED):
        yield ast.BinOp(node.right, node.op, node.left)
    yield from (node.left, node.right)


def of_unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    """What it is of."""
    yield node.operand


def of_comparison(node: ast.Compare) -> Iterator[ast.AST]:
    """Another comparison in one place."""
    for place, op in enumerate(node.ops):
        for other in COMPARED[type(op)]:
            yield altered(node, "ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])


def of_boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    """The other one, or without one of its operands."""
    yield altered(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield rest[0] if len(rest) == 1 else altered(node, "values", rest)


def of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    """Another truth, or a number next to it."""
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(other) for other in (value + 1.0, 0.0 if value else -1.0, value / 2) if other != value)


def of_call(node: ast.Call) -> Iterator[ast.AST]:
    """Two arguments exchanged, one by keyword left out, another function of the same shape, or what goes into one."""
    for place in range(len(node.args) - 1):
        one, other = node.args[place : place + 2]
        if called(node) not in SYMMETRIC and can_exchange(one) and can_exchange(other):
            yield altered(node, "args", [*node.args[:place], other, one, *node.args[place + 2 :]])
    for place, keyword in enumerate(node.keywords):
        if not is_idle(keyword):
            yield altered(node, "keywords", [*node.keywords[:place], *node.keywords[place + 1 :]])
    name = called(node)
    if name == "len":
        yield ast.BinOp(node, ast.Sub(), ast.Constant(1))
    if name in ("std", "var"):
        yield altered(node, "keywords", [*node.keywords, ast.keyword("ddof", ast.Constant(1))])
    if name in EXCHANGED:
        yield altered(node, "func", renamed(node.func, EXCHANGED[name]))
    if name not in NO_VALUE and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    elif name not in NO_VALUE and not node.args and isinstance(node.func, ast.Attribute):
        yield node.func.value


def can_exchange(argument: ast.expr) -> bool:
    """Whether an argument in another's place may go unnoticed: text and tuples end in a TypeError."""
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return not is_text and not isinstance(argument, ast.Starred | ast.JoinedStr | ast.Tuple)


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    func = node.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def renamed(func: ast.expr, name: str) -> ast.AST:
    """The function under another name."""
    return altered(func, "attr" if isinstance(func, ast.Attribute) else "id", name)


def of_attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    """Without a transposition, or a new generator where one is kept."""
    if node.attr in ("T", "mT"):
        yield node.value
    if node.attr == "rng" and isinstance(node.ctx, ast.Load):
        yield NEW_GENERATOR


def of_name(node: ast.Name) -> Iterator[ast.AST]:
    """A new generator where one is passed on, and 0 for a number that has a name."""
    if node.id == "rng" and isinstance(node.ctx, ast.Load):
        yield NEW_GENERATOR
    if node.id.isupper() and len(node.id) > 2 and isinstance(node.ctx, ast.Load):
        yield ast.Constant(0.0)


def of_sequence(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    """Two neighbours exchanged."""
    for place in range(len(node.elts) - 1):
        one, other = node.elts[place : place + 2]
        if isinstance(node.ctx, ast.Load) and can_exchange(one) and can_exchange(other):
            yield altered(node, "elts", [*node.elts[:place], other, one, *node.elts[place + 2 :]])


def of_choice(node: ast.IfExp) -> Iterator[ast.AST]:
    """Always the one, or always the other."""
    yield from (node.body, node.orelse)


def of_comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    """Without one of its conditions."""
    for place in range(len(node.ifs)):
        yield altered(node, "ifs", [*node.ifs[:place], *node.ifs[place + 1 :]])


def of_slice(node: ast.Slice) -> Iterator[ast.AST]:
    """Without one of its ends, or its step."""
    for field in ("lower", "upper", "step"):
        if getattr(node, field) is not None:
            yield altered(node, field, None)


def of_subscript(node: ast.Subscript) -> Iterator[ast.AST]:
    """Without an axis that is added to it."""
    added = ast.unparse(node.slice)
    if isinstance(node.ctx, ast.Load) and ("newaxis" in added or "None" in added):
        yield node.value


def of_assignment(node: ast.Assign) -> Iterator[ast.AST]:
    """Adds to what is there already, or changes it in place where a copy is made."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Attribute | ast.Subscript):
        yield ast.AugAssign(target, ast.Add(), value)
    if isinstance(value, ast.BinOp) and ast.unparse(value.left) == ast.unparse(target):
        yield ast.AugAssign(cast(Any, target), value.op, value.right)


def of_accumulation(node: ast.AugAssign) -> Iterator[ast.AST]:
    """Another operator, only the last of what is added up, or a copy in place of what is changed."""
    for other in BINARY.get(type(node.op), ()):
        yield altered(node, "op", other())
    read = copy.copy(node.target)
    read.ctx = ast.Load()
    yield ast.Assign([node.target], node.value, lineno=node.lineno)
    yield ast.Assign([node.target], ast.BinOp(read, node.op, node.value), lineno=node.lineno)


def of_condition(node: ast.If | ast.While) -> Iterator[ast.AST]:
    """Never, and where it is an `if`, always."""
    yield altered(node, "test", ast.Constant(False))
    if isinstance(node, ast.If):
        yield altered(node, "test", ast.Constant(True))


OPERATORS: list[tuple[Any, Callable[[Any], Iterator[ast.AST]]]] = [
    (ast.BinOp, of_binary),
    (ast.UnaryOp, of_unary),
    (ast.Compare, of_comparison),
    (ast.BoolOp, of_boolean),
    (ast.Constant, of_constant),
    (ast.Call, of_call),
    (ast.Attribute, of_attribute),
    (ast.Name, of_name),
    (ast.Tuple | ast.List, of_sequence),
    (ast.IfExp, of_choice),
    (ast.comprehension, of_comprehension),
    (ast.Slice, of_slice),
    (ast.Subscript, of_subscript),
    (ast.Assign, of_assignment),
    (ast.AugAssign, of_accumulation),
    (ast.If, of_condition),
    (ast.While, of_condition),
]
