"""Reads the cells of a notebook that was handed in, and finds words in it that are in no answer."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from autograder.course.stubs import UNREADABLE, syntax_tree
from autograder.intake.limits import MAX_NOTEBOOK_BYTES

MAX_PARSED = 100_000  # characters of code: what is beyond them, a person may look at
SENTENCE = 5  # words: a shorter string or comment is a name, a label, a note
WORD = re.compile(r"[\u2e80-\ud7ff]|[^\W\d_]+")  # where no spaces are written, a character
SHOWING = frozenset(("print", "display", "Markdown", "HTML", "Latex", "write"))
OF_THE_LESSON = frozenset(("check", "predict"))  # what its own cells call
OF_IPYTHON = re.compile(r"\s*(?:[%!]|\?*[\w.]+\?+\s*$|\?+[\w.]+\s*$)")


class Cell(msgspec.Struct, frozen=True):
    """A cell: its grade id or '', its text, whether that is code, and in base64, by name and kind, what is attached."""

    name: str
    text: str
    code: bool
    attached: Mapping[str, Mapping[str, str]]


def cells_of(handed_in: bytes) -> list[Cell] | None:
    """The cells that have text; None if the notebook is too large, or none."""
    if len(handed_in) > MAX_NOTEBOOK_BYTES:
        return None
    try:
        cells = json.loads(handed_in)["cells"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return [cell for each in cells if (cell := _cell(each))] if isinstance(cells, list) else None


def words_beside(cells: Iterable[Cell], released: Iterable[str], questions: Collection[str]) -> list[Cell]:
    """Cells of words that are neither answers to `questions` nor in the lesson, whose texts are `released`."""
    known = {_folded(text) for text in released}
    lesson = "\n".join(known)
    beside = [cell for cell in cells if cell.name not in questions and _folded(cell.text) not in known]
    parsed, found = 0, []
    for cell in beside:
        parsed += len(cell.text) if cell.code else 0
        if cell.text.strip() and (not cell.code or parsed > MAX_PARSED or _is_words(cell.text, lesson)):
            found.append(cell)
    return found


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


def _cell(cell: Any) -> Cell | None:
    match cell:
        case {"source": source, **others}:
            text = _joined(source)
            match others.get("metadata"):
                case {"nbgrader": {"grade_id": str(name)}}:
                    pass
                case _:
                    name = ""
            code = others.get("cell_type") == "code"
            return None if text is None else Cell(name, text, code, dict(_attached(others.get("attachments"))))
    return None


def _attached(attachments: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        contents = {kind: _joined(data) for kind, data in kinds.items()} if isinstance(kinds, dict) else {}
        yield name, {kind: "".join(data.split()) for kind, data in contents.items() if data is not None}


def _joined(source: Any) -> str | None:
    """A text, which nbformat allows to be a list of its lines; None for anything else."""
    lines = [source] if isinstance(source, str) else source
    return "".join(lines) if isinstance(lines, list) and all(isinstance(line, str) for line in lines) else None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _is_words(text: str, lesson: str) -> bool:
    """Whether a code cell, which is what Jupyter adds, says something in words that the lesson does not.

    It holds no code, but comments, texts, or what Python cannot read; it keeps or shows a sentence; or one is written
    beside a call of the lesson.
    """
    code = "\n".join(line for line in text.splitlines() if not OF_IPYTHON.match(line))
    statements = _statements(code)
    if statements is None:
        return True
    if all(isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in statements):
        return bool(code.strip())
    try:
        said = [each for statement in statements for each in _said(statement)]
        if all(isinstance(each, ast.Expr) and _called(each.value) in OF_THE_LESSON for each in statements):
            comments = [each for each in _comments(code) if _folded(each) not in lesson]
            said.append(" ".join(each for each in comments if _statements(each) is None))
    except (RecursionError, SyntaxError, tokenize.TokenError):
        return True
    return any(words_in(each) >= SENTENCE and _folded(each) not in lesson for each in said)


def _statements(code: str) -> list[ast.stmt] | None:
    """The statements; None if it is no Python."""
    try:
        return syntax_tree(code).body
    except UNREADABLE:
        return None


def _said(node: ast.AST) -> Iterator[str]:
    """The texts that a statement keeps as they are, or shows."""
    match node:
        case ast.Expr(value=value) | ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            yield from _said(value)
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from _whole(parts)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            yield from (text for part in parts for text in _said(part))
        case ast.Call(args=parts) if _called(node) in SHOWING:
            yield from _whole(parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _whole([left, right])
        case ast.BinOp(left=text, op=ast.Mult()) | ast.Call(func=ast.Attribute(value=ast.Constant() as text)):
            yield from _said(text)


def _whole(parts: Iterable[ast.AST]) -> Iterable[str]:
    """What the parts say as one; of what has a value among them, which labels it, each alone."""
    parts = list(parts)
    said = [list(_said(part)) for part in parts]
    texts = [text for each in said for text in each]
    labels = any(isinstance(node, ast.FormattedValue) for part in parts for node in ast.walk(part))
    return [" ".join(texts)] if all(said) and not labels else texts


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def _comments(code: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("#! ")
