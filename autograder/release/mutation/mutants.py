"""Lists the mutants of an assignment: its solution with one statement of a solution region changed or left out."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from autograder.course.markers import Region, functions_in, regions_of
from autograder.records import Assignment
from autograder.release.mutation.statements import edits, scope_of

TOKENS = re.compile(r"\d[\w.]*(?:(?<=e)[-+]\d+)?|\w+|\s+|\*\*=?|//=?|[-+*/%@<>=!|]=|[^\w\s]")
AGAIN = re.compile(r" \(\d+\)$")  # of a change that a function has in several places


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

    @property
    def told(self) -> str:
        """The mutant in words: "the solution with `-` for `+` in `x + x` (`double`, tiny.py line 12)"."""
        old, _, new = AGAIN.sub("", self.change).partition(" => ")
        place = f"(`{self.function}`, {self.file} line {self.line})"
        if new in ("pass", f"{old} once"):
            return f"the solution {'without' if new == 'pass' else 'with only one round of'} `{old}` {place}"
        was, now = _apart(old, new)
        what = f"with `{now}` for `{was}`" if was and now else f"with `{now}`" if now else f"without `{was}`"
        return f"the solution {what}{'' if was == old else f' in `{old}`'} {place}"


def _apart(old: str, new: str) -> tuple[str, str]:
    """What two lines of code do not share, in whole words."""
    was, now = TOKENS.findall(old), TOKENS.findall(new)
    start = _shared(was, now)
    end = _shared(was[start:][::-1], now[start:][::-1])
    first, second = ("".join(words[start : len(words) - end]).strip(" ,") for words in (was, now))
    return (first, second) if first or second else (old, new)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words are the same at the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


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
    for region in regions_of(source, file):
        for block in blocks_in(tree, region):
            known = {code_of(block)}
            for edit in sorted(edits(block, scope_of(functions[region.function])), key=lambda each: each.line):
                code = code_of(edit.block)
                if code not in known and _is_python(code):
                    known.add(code)
                    change = f"{edit.old} => {edit.new}"
                    yield Mutant(file, edit.line, region.function, change, with_code(source, block, code))


def blocks_in(tree: ast.AST, region: Region) -> list[list[ast.stmt]]:
    """The outermost statements of a region: several blocks if it begins in the middle of a choice."""
    found: list[list[ast.stmt]] = []
    for _, value in ast.iter_fields(tree):
        nodes = [node for node in value if isinstance(node, ast.AST)] if isinstance(value, list) else []
        own = [node for node in nodes if isinstance(node, ast.stmt) and region.begin < node.lineno < region.end]
        found += [own] if own else []
        for node in nodes:
            found += blocks_in(node, region) if node not in own else []
    return sorted(found, key=lambda block: block[0].lineno)


def with_code(source: str, block: list[ast.stmt], code: str) -> str:
    """The source with other code in the place of some statements."""
    lines = source.splitlines(keepends=True)
    first, last = block[0].lineno - 1, block[-1].end_lineno
    if lines[first].lstrip().startswith("elif") and code.startswith("if "):
        code = "el" + code
    return "".join([*lines[:first], textwrap.indent(code, " " * block[0].col_offset), "\n", *lines[last:]])


def code_of(block: list[ast.stmt]) -> str:
    """Statements as code."""
    return "\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in block)


def _is_python(code: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a mutant does that no person would write
            ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True
