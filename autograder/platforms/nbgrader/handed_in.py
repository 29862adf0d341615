"""Reads the cells of a notebook that was handed in, and finds words in it that are in no answer."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from autograder.intake.limits import MAX_NOTEBOOK_BYTES

MAX_PARSED = 100_000  # characters of code: what is beyond them, a person may look at
OF_IPYTHON = re.compile(r"\s*(?:[%!]|\?*[\w.]+\?+\s*$|\?+[\w.]+\s*$)")


class Cell(msgspec.Struct, frozen=True):
    """A cell: its grade id or '', its text, whether that is code, and in base64, by name and kind, what is attached."""

    name: str
    text: str
    code: bool = False
    attached: Mapping[str, Mapping[str, str]] = {}


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
    beside = [cell for cell in cells if cell.name not in questions and _folded(cell.text) not in known]
    parsed, found = 0, []
    for cell in beside:
        parsed += len(cell.text) if cell.code else 0
        if cell.text.strip() and (not cell.code or parsed > MAX_PARSED or _is_words(cell.text)):
            found.append(cell)
    return found


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


def _is_words(text: str) -> bool:
    """Whether a code cell, which is what Jupyter adds, holds no code: comments, texts, or what Python cannot read."""
    lines = [line for line in text.splitlines() if not OF_IPYTHON.match(line)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            statements = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return bool("".join(lines).strip()) and all(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in statements
    )
