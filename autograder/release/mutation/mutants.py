"""Lists the mutants of an assignment: its solution with one statement of a solution region changed or left out."""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from autograder.course.markers import Region, functions_in, regions_of
from autograder.records import Assignment
from autograder.release.mutation.statements import edits, scope_of


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


def mutants_in(source: str, file: str) -> Iterator[Mutant]:
    """The mutants of one source file that Python takes for a module, each text once."""
    tree = ast.parse(source)
    functions = dict(functions_in(tree))
    lines = source.splitlines(keepends=True)
    for region in regions_of(source, file):
        block = list(_statements_in(tree, region))
        indent, before, after = " " * block[0].col_offset, lines[: block[0].lineno - 1], lines[block[-1].end_lineno :]
        known = {_code(block)}
        for edit in sorted(edits(block, scope_of(functions[region.function])), key=lambda each: each.line):
            code = _code(edit.block)
            if code not in known and _is_python(code):
                known.add(code)
                text = "".join([*before, textwrap.indent(code, indent), "\n", *after])
                yield Mutant(file, edit.line, region.function, f"{edit.old} => {edit.new}", text)


def _statements_in(tree: ast.AST, region: Region) -> Iterator[ast.stmt]:
    """The outermost statements of a region."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt) and region.begin < node.lineno < region.end:
            yield node
        else:
            yield from _statements_in(node, region)


def _code(block: list[ast.stmt]) -> str:
    return "\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in block)


def _is_python(code: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a mutant does that no person would write
            ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True
