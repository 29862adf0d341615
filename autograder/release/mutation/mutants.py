"""Lists the mutants of an assignment: its solution with one statement of a solution region changed or left out."""

from __future__ import annotations

import ast
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from autograder.course.markers import Region, regions_of
from autograder.records import Assignment
from autograder.release.mutation.operators import altered, changes

BLOCKS = ("body", "orelse", "finalbody")
# Left out, these end in a NameError or change nothing that a check could see.
KEPT = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.FunctionDef)


class Mutant(NamedTuple):
    """One change of one function of a solution; `text` is the whole file with it.

    A `change` reads `old => new`; where one function has the same change in several places, a number follows.
    """

    file: str
    line: int
    function: str
    change: str
    text: str

    @property
    def name(self) -> str:
        """What tells it from every other mutant of its assignment."""
        return f"{self.function}: {self.change}"


class Edit(NamedTuple):
    """A changed statement: where, how it and its change read, and what stands in the place of the outermost one."""

    line: int
    old: str
    new: str
    statement: ast.stmt


def mutants_of(assignment: Assignment) -> list[Mutant]:
    """Every mutant of the solution, in the order of its files and lines."""
    texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.files}
    found = [each for name, text in texts.items() for each in mutants_in(text, name)]
    seen: Counter[str] = Counter()
    numbered = []
    for mutant in found:
        seen[mutant.name] += 1
        again = f" ({seen[mutant.name]})" if seen[mutant.name] > 1 else ""
        numbered.append(mutant._replace(change=mutant.change + again))
    return numbered


def mutants_in(text: str, file: str) -> Iterator[Mutant]:
    """The mutants of one source file that Python takes for a module, each text once."""
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    for region in regions_of(text, file):
        for statement in _statements_in(tree, region):
            known = {_text_with(lines, statement, statement)}
            for edit in sorted(_edits(statement), key=lambda each: each.line):
                mutated = _text_with(lines, statement, edit.statement)
                if mutated not in known and _compiles(mutated):
                    known.add(mutated)
                    yield Mutant(file, edit.line, region.function, f"{edit.old} => {edit.new}", mutated)


def _statements_in(tree: ast.AST, region: Region) -> Iterator[ast.stmt]:
    """The outermost statements of a region."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt) and region.begin < node.lineno < region.end:
            yield node
        else:
            yield from _statements_in(node, region)


def _edits(statement: ast.stmt) -> Iterator[Edit]:
    """Every change of a statement, of those inside it too."""
    old = _headline(statement)
    if not isinstance(statement, KEPT) and not _only_names(statement):
        yield Edit(statement.lineno, old, "pass", ast.Pass())
    for change in changes(statement):
        assert isinstance(change.node, ast.stmt)
        yield Edit(change.line, old, _headline(change.node), change.node)
    for field in BLOCKS:
        block = getattr(statement, field, [])
        for place, inner in enumerate(block):
            for edit in _edits(inner):
                rest = [*block[:place], edit.statement, *block[place + 1 :]]
                outer = altered(statement, field, rest)
                assert isinstance(outer, ast.stmt)
                yield edit._replace(statement=outer)


def _only_names(statement: ast.stmt) -> bool:
    """Whether it gives a value a name that it had not before: left out, the next line ends in a NameError."""
    if not isinstance(statement, ast.Assign):
        return False
    read = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
    names = {node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return all(isinstance(each, ast.Name | ast.Tuple) for each in statement.targets) and not names & read


def _headline(statement: ast.stmt) -> str:
    """A statement without its block, as one line."""
    if not hasattr(statement, "body"):
        return ast.unparse(statement)
    empty = altered(altered(statement, "body", [ast.Pass()]), "orelse", [])
    return ast.unparse(empty).split("\n")[0]


def _text_with(lines: list[str], old: ast.stmt, new: ast.stmt) -> str:
    """The file with one statement in the place of another."""
    code = textwrap.indent(ast.unparse(ast.fix_missing_locations(new)), " " * old.col_offset)
    return "".join([*lines[: old.lineno - 1], code + "\n", *lines[old.end_lineno :]])


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
