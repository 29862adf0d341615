"""Mends exercises of a submission: puts the solution's functions in the place of the student's.

What is judged in a mended submission never meets the solution of its own exercise, and has beside it what a student has
who wrote those other exercises right: a check that passes there would pass in that student's submission too.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

from autograder.course.markers import functions_in
from autograder.course.stubs import UNREADABLE, python_text, syntax_tree
from autograder.records import Assignment

Body = ast.Module | ast.ClassDef


class Mender:
    """Mends submissions of one assignment with its `solution`, the text of each file."""

    def __init__(self, assignment: Assignment, solution: Mapping[str, bytes]) -> None:
        self._trees = {name: _bare(ast.parse(content)) for name, content in solution.items()}
        self._stubs = {exercise.name: exercise.stubs for exercise in assignment.exercises}
        self._all = {stub for stubs in self._stubs.values() for stub in stubs}

    def mended(self, files: Mapping[str, bytes], exercises: Iterable[str]) -> dict[str, bytes] | None:
        """The submission with these exercises as in the solution; None if it is not one that this can be done to.

        A function that the student left out is added, and what the solution's ones need of their module is, too: given
        code and imports that the student deleted, never a stub.
        """
        wanted = {stub for exercise in exercises for stub in self._stubs[exercise]}
        mended = dict(files)
        for name, solution in self._trees.items():
            functions = {stub: node for stub, node in functions_in(solution) if stub in wanted}
            if not functions:
                continue
            text = python_text(files.get(name, b""))
            try:
                tree = syntax_tree(text)
                put_in = all(_put(tree, stub, node) for stub, node in functions.items())
                _complete(tree, solution, functions.values(), self._all)
                mended[name] = ast.unparse(ast.fix_missing_locations(tree)).encode()
            except UNREADABLE:
                return None
            if not (text and put_in):
                return None
        return mended


def _bare(tree: ast.Module) -> ast.Module:
    """The module, whose functions have no annotations: the student's module may not have what they name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return tree


def _put(tree: ast.Module, stub: str, function: ast.FunctionDef) -> bool:
    """Puts `function` where the last definition of the stub is, or last in its class or module; whether it can be."""
    place: Body = tree
    *classes, name = stub.split(".")
    for each in classes:
        found = [node for node in place.body if isinstance(node, ast.ClassDef) and node.name == each]
        if not found:
            return False
        place = found[-1]
    own = [number for number, node in enumerate(place.body) if getattr(node, "name", None) == name]
    if own:
        place.body[own[-1]] = function
    else:
        place.body.append(function)
    return True


def _complete(
    tree: ast.Module, solution: ast.Module, functions: Iterable[ast.FunctionDef], stubs: Iterable[str]
) -> None:
    """Adds to a module what `functions` name of the solution's module and it does not have: imports and given code."""
    have = {name for node in ast.walk(tree) for name in _bound(node)} | set(dir(builtins))
    given = {name: node for node in solution.body for name in _bound(node) if name not in stubs}
    after = next((n for n, node in enumerate(tree.body) if not _stays_first(node)), len(tree.body))
    waiting: list[ast.AST] = list(functions)
    while waiting:
        for name in _named(waiting.pop()):
            if name in given and name not in have and not isinstance(given[name], ast.ClassDef):
                have.update(_bound(given[name]))
                tree.body.insert(after, given[name])
                waiting.append(given[name])


def _stays_first(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _named(node: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement gives a meaning to."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))
