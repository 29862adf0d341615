"""Reads planted mistakes, and puts one in the place of what a solution defines."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

from autograder.course.markers import functions_in
from autograder.errors import Problem
from autograder.records import Exercise, Submission

UNWRITTEN = "TODO: say"  # so begins what `autograder plant` leaves to be written
HINT = re.compile(r"^Hint: (\d+)$", re.MULTILINE)
CAUGHT_BY = re.compile(r"^Caught by:\s*(.+)\Z", re.MULTILINE | re.DOTALL)


class Mistake(NamedTuple):
    """A plausible wrong answer: definitions that replace the solution's, and the checks that must fail.

    `hint` is the number of the exercise's hint that speaks of it; 0 if none does.
    """

    name: str
    description: str
    text: str
    caught_by: frozenset[str]
    hint: int = 0


def read_mistakes(folder: Path) -> list[Mistake]:
    """The mistakes in the folder `wrong`, by name. Raises `Problem` for a file without `Caught by:`."""
    return [_mistake(path) for path in sorted(folder.glob("*.py"))]


def written_mistakes(folder: Path) -> list[Mistake]:
    """The same without those that `autograder plant` began and nobody has completed: only a release waits for these."""
    return [_mistake(path) for path in sorted(folder.glob("*.py")) if not _is_unwritten(path)]


def _is_unwritten(path: Path) -> bool:
    try:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    except SyntaxError:
        return False
    return (docstring or "").startswith(UNWRITTEN)


def _mistake(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    try:
        docstring = ast.get_docstring(ast.parse(text)) or ""
    except SyntaxError as error:
        raise Problem(f"{path}, line {error.lineno}: {error.msg}.") from None
    found = CAUGHT_BY.search(docstring)
    if not found:
        raise Problem(f"{path}: its docstring must end in 'Caught by: check, check', the checks that fail on it.")
    if docstring.startswith(UNWRITTEN):
        raise Problem(f"{path}: its first line is still to be written: what the code does, which students are told.")
    names = re.split(r"[\s,]+", found[1].strip().rstrip("."))
    description = " ".join(docstring.partition("\n\n")[0].split())
    hint = HINT.search(docstring)
    return Mistake(path.stem, description, text, frozenset(names), int(hint[1]) if hint else 0)


def sentence(mistake: Mistake, exercise: Exercise | None) -> str:
    """What a student is told of a mistake: "Forgets the minus." becomes "`Value.__sub__` forgets the minus"."""
    written = [name for name, _ in functions_in(ast.parse(mistake.text)) if exercise and name in exercise.stubs]
    who = f"`{written[0]}`" if len(written) == 1 else "your code"
    return f"{who} {mistake.description[:1].lower()}{mistake.description[1:].removesuffix('.')}"


def with_mistake(solution: Submission, mistake: Mistake, label: str) -> dict[str, bytes]:
    """The solution's files with the mistake in the one that defines what it replaces. Raises `Problem` if none does."""
    refusals: list[Problem] = []
    for name, content in solution.files.items():
        try:
            return {**solution.files, name: splice(content.decode(), mistake.text, label).encode()}
        except Problem as problem:
            refusals.append(problem)
    raise refusals[0]


def splice(solution: str, patch: str, path: str) -> str:
    """`solution` with every definition of `patch` in place of the one of the same qualified name.

    Imports of the patch come first. Raises `Problem` if the solution has no definition of that name.
    """
    lines = solution.splitlines(keepends=True)
    targets = dict(functions_in(ast.parse(solution)))
    replaced: list[tuple[int, int, list[str]]] = []
    for name, node in functions_in(ast.parse(patch)):
        if name not in targets:
            raise Problem(f"{path}: the solution defines no {name}, so this cannot replace it.")
        target = targets[name]
        replaced.append(
            (
                _first(target),
                target.end_lineno or 0,
                patch.splitlines(keepends=True)[_first(node) - 1 : node.end_lineno],
            )
        )
    for first, last, new in sorted(replaced, key=lambda item: item[0], reverse=True):
        lines[first - 1 : last] = [*new[:-1], new[-1].rstrip("\n") + "\n"]
    return _with_imports("".join(lines), patch)


def _first(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _with_imports(module: str, patch: str) -> str:
    wanted = [ast.unparse(node) for node in ast.parse(patch).body if isinstance(node, ast.Import | ast.ImportFrom)]
    body = ast.parse(module).body
    have = {ast.unparse(node) for node in body}
    new = [line for line in wanted if line not in have]
    after = 0
    for node in body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_docstring or is_future):
            break
        after = node.end_lineno or 0
    lines = module.splitlines(keepends=True)
    return "".join([*lines[:after], *(line + "\n" for line in new), *lines[after:]])
