"""Changes a block of statements in small ways, one at a time: one of them altered, left out, or in another place."""

from __future__ import annotations

import ast
import copy
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from autograder.release.mutation.operators import altered, changes

BLOCKS = ("body", "orelse", "finalbody")
# Left out, these end in a NameError or change nothing that a check could see.
KEPT = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.FunctionDef)
IN_PLACE = (ast.Add, ast.Sub, ast.Mult, ast.Div)
ARRAYS = re.compile(r"ndarray|ArrayLike")


class Scope(NamedTuple):
    """What a function's names tell: which may be taken for each other, and which arguments are arrays."""

    alike: Mapping[str, Collection[str]]
    arrays: frozenset[str]


class Edit(NamedTuple):
    """A changed block: the line of the change, how its statement reads before and after, and all statements."""

    line: int
    old: str
    new: str
    block: list[ast.stmt]


def scope_of(function: ast.FunctionDef) -> Scope:
    """What the arguments and the local names of a function tell."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    kinds = {each.arg: ast.unparse(each.annotation) if each.annotation else each.arg for each in arguments}
    if "other" in kinds:
        kinds["self"] = kinds["other"]
    stored = (node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    groups: dict[str, set[str]] = defaultdict(set)
    for name, kind in kinds.items():
        groups[kind].add(name)
    for name in [*kinds, *(node.id for node in stored)]:
        groups["name " + re.sub(r"^d(?=[A-Z])|[0-9_]", "", name)].add(name)
    alike: dict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for name in group:
            alike[name] |= group - {name}
    return Scope(alike, frozenset(name for name, kind in kinds.items() if ARRAYS.search(kind)))


def edits(block: list[ast.stmt], scope: Scope) -> Iterator[Edit]:
    """Every change of a block, of the blocks inside it too."""
    for place, statement in enumerate(block):
        before, after = block[:place], block[place + 1 :]
        for line, old, new, changed in _changed(statement, scope):
            yield Edit(line, old, new, [*before, *changed, *after])
        if after and _has_effect(statement) and _has_effect(after[0]):
            one, other = headline(statement), headline(after[0])
            moved = [*before, after[0], statement, *after[1:]]
            yield Edit(statement.lineno, f"{one}; {other}", f"{other}; {one}", moved)


def _changed(statement: ast.stmt, scope: Scope) -> Iterator[tuple[int, str, str, list[ast.stmt]]]:
    """The line, the wording before and after, and what stands in the place of one statement."""
    old = headline(statement)
    if not isinstance(statement, KEPT) and not _only_names(statement):
        yield statement.lineno, old, "pass", [ast.Pass()]
    for change in changes(statement, scope.alike):
        assert isinstance(change.node, ast.stmt)
        if isinstance(change.node, ast.Expr) and not isinstance(change.node.value, ast.Call):
            continue  # the same as without it
        yield change.line, old, headline(change.node), [change.node]
    for first, second in _in_place(statement, scope):
        yield statement.lineno, old, f"{headline(first)}; {headline(second)}", [first, second]
    if isinstance(statement, ast.For):
        once = altered(statement, "body", [*statement.body, ast.Break()])
        assert isinstance(once, ast.stmt)
        yield statement.lineno, old, f"{old} once", [once]
    for edit, outer in _inside(statement, scope):
        assert isinstance(outer, ast.stmt)
        yield edit.line, edit.old, edit.new, [outer]


def _inside(node: ast.AST, scope: Scope) -> Iterator[tuple[Edit, ast.AST]]:
    """Every change of the blocks of a statement or of a case of `match`, and the whole of it with that."""
    for field in BLOCKS:
        for edit in edits(getattr(node, field, []), scope):
            yield edit, altered(node, field, edit.block)
    cases = getattr(node, "cases", [])
    for place, case in enumerate(cases):
        for edit, changed in _inside(case, scope):
            yield edit, altered(node, "cases", [*cases[:place], changed, *cases[place + 1 :]])


def _in_place(statement: ast.stmt, scope: Scope) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """What changes an array that was given, in place of computing another."""
    if hasattr(statement, "body"):
        return
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(left=ast.Name(id=name), op=op) if name in scope.arrays and isinstance(op, IN_PLACE):
                yield ast.AugAssign(ast.Name(name, ast.Store()), op, node.right), _replaced(statement, node, node.left)


def _replaced(statement: ast.stmt, old: ast.AST, new: ast.AST) -> ast.stmt:
    """A copy of the statement with one node in another's place."""

    class Replacer(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is twin else self.generic_visit(node)

    where = [node is old for node in ast.walk(statement)].index(True)
    twins = copy.deepcopy(statement)
    twin = list(ast.walk(twins))[where]
    result = Replacer().visit(twins)
    assert isinstance(result, ast.stmt)
    return result


def _has_effect(statement: ast.stmt) -> bool:
    """Whether it changes something beside giving names."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Attribute | ast.Subscript) for target in statement.targets)
    return isinstance(statement, ast.Expr | ast.AugAssign)


def _only_names(statement: ast.stmt) -> bool:
    """Whether it gives a value a name that it had not before: left out, the next line ends in a NameError."""
    if not isinstance(statement, ast.Assign):
        return False
    read = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
    names = {node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return all(isinstance(each, ast.Name | ast.Tuple) for each in statement.targets) and not names & read


def headline(statement: ast.stmt) -> str:
    """A statement without its block, as one line."""
    if not hasattr(statement, "body"):
        return ast.unparse(ast.fix_missing_locations(statement)).split("\n")[0]
    empty = altered(altered(statement, "body", [ast.Pass()]), "orelse", [])
    return ast.unparse(empty).split("\n")[0]
