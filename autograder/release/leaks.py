"""Finds every line of a release that gives a secret away: of a solution, a model answer, or a hidden check."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from autograder.course.manifest import hidden_checks
from autograder.course.markers import parse, regions_of, stub_text
from autograder.records import Assignment
from autograder.release.contents import Files
from autograder.release.lesson import answers_of

_TOKEN = re.compile(r"\w+|[^\w\s]")
MIN_WORDS = 5
MIN_TOKENS = 5
# As many tokens as no secret has fewer of; a line that shows it has them in a row.
_KEY = 3


class Line(NamedTuple):
    """A line of a file, its number counted from 1, and its code tokens without comments, as one text."""

    path: str
    number: int
    code: str


class Leak(NamedTuple):
    """A line of a release that shows a line of a secret."""

    path: str
    number: int
    secret: Line

    def __str__(self) -> str:
        secret = f"line {self.secret.number} of {self.secret.path}"
        return f"{self.path}, line {self.number}: shows {secret}: {self.secret.code}"


def secrets_of(assignment: Assignment) -> list[Line]:
    """The lines no student may see: of solution regions, model answers, and hidden checks but for their probes.

    A probe is no secret: it runs beside the student's code.
    """
    lines: list[Line] = []
    for name in assignment.files:
        path = assignment.folder / name
        lines += secret_lines(path.read_text(encoding="utf-8"), _short(path))
    for path in hidden_checks(assignment):
        lines += _hidden_lines(path.read_text(encoding="utf-8"), _short(path))
    lesson = _short(assignment.folder / "lesson.md")
    for number, answer in answers_of(assignment):
        lines += _prose(answer, lesson, number)
    return [line._replace(code=normal(line.code)) for line in lines]


def code_lines(text: str, path: str) -> list[Line]:
    """Lines with at least `MIN_TOKENS` tokens that are neither imports nor docstrings."""
    lines: dict[int, list[str]] = {}
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in skipped:
                lines.setdefault(token.start[0], []).append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass  # a fragment: what came before the break still counts
    return [
        Line(path, number, " ".join(tokens))
        for number, tokens in sorted(lines.items())
        if len(tokens) >= MIN_TOKENS and tokens[0] not in ("import", "from")
    ]


@cache
def secret_lines(text: str, path: str) -> tuple[Line, ...]:
    """The lines of the solution regions that the given code of the same module does not show anyway."""
    inside = {number for region in regions_of(text, path) for number in range(region.begin, region.end + 1)}
    given = {line.code for line in code_lines(stub_text(text, path), path)}
    return tuple(line for line in code_lines(text, path) if line.number in inside and line.code not in given)


def _short(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("source") :]) if "source" in parts else str(path)


@cache
def _hidden_lines(text: str, path: str) -> tuple[Line, ...]:
    tree = parse(text, path)
    probes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("probe")]
    of_probes = {number for node in probes for number in range(node.lineno, (node.end_lineno or 0) + 1)}
    code = [line for line in code_lines(text, path) if line.number not in of_probes]
    return (*code, *_sentences(tree, path))


def _sentences(tree: ast.Module, path: str) -> Iterator[Line]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for line in _prose(ast.get_docstring(node) or "", path, node.lineno):
                yield line._replace(number=node.lineno)


def _prose(text: str, path: str, first: int) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), first):
        if len(line.split()) >= MIN_WORDS:
            yield Line(path, number, line)


def normal(text: str) -> str:
    """A line's tokens separated by one space, so that layout hides nothing."""
    return " ".join(_TOKEN.findall(text))


def leaks_in(release: Files, where: str, secrets: list[Line]) -> list[Leak]:
    """Every place in the files of a release, below the folder `where`, that shows one of `secrets`."""
    beginning: dict[tuple[str, ...], list[Line]] = {}
    for secret in secrets:
        beginning.setdefault(tuple(secret.code.split()[:_KEY]), []).append(secret)
    found: list[Leak] = []
    for name, content in release.items():
        for number, text in _texts(name, content.decode("utf-8", "replace")):
            tokens = _TOKEN.findall(text)
            line = f" {' '.join(tokens)} "
            starts = dict.fromkeys(tuple(tokens[at : at + _KEY]) for at in range(len(tokens) - _KEY + 1))
            possible = [secret for start in starts for secret in beginning.get(start, ())]
            found += [Leak(f"{where}/{name}", number, each) for each in possible if f" {each.code} " in line]
    return list(dict.fromkeys(found))


def _texts(name: str, text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file; of a notebook or TOML also every line of every string in it, which escapes could hide."""
    raw = text.splitlines()
    yield from enumerate(raw, 1)
    for string in _strings(_decoded(name, text)):
        for line in string.splitlines():
            inside = json.dumps(line, ensure_ascii=False)[1:-1]
            yield next((number for number, have in enumerate(raw, 1) if inside in have), 0), line


def _decoded(name: str, text: str) -> Any:
    try:
        return json.loads(text) if name.endswith(".ipynb") else tomllib.loads(text) if name.endswith(".toml") else None
    except ValueError:
        return None  # not what its name says; its lines have been read


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)
