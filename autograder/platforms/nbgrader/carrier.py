"""Carries a student's written answers over into the released notebook.

nbgrader keeps its points in cells. What a student did to the cells (deleted, copied, moved, forged, emptied, broken the
file altogether) must not matter, so none of them is used: only the text of the written answers crosses.
"""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.text import printable

MAX_ANSWER = 20_000
# What makes more than a formula in MathJax: links, styles, names on the page, other files of it, other meanings.
ACTIVE_MACRO = re.compile(
    r"\\(?=(?:href|html\w*|url|class|css\w*|style|data|require|unicode|bbox|enclose|mmlToken|(?:math|text)?tip|toggle|"
    r"action|includegraphics|[gex]?def|let|(?:re|provide)?newcommand|(?:re)?newenvironment|DeclareMathOperator)"
    r"(?![A-Za-z]))"
)


def carrier(release: Any, handed_in: bytes | None) -> Any:
    """`release`, a notebook, with the answers in the content of the file that was handed in, None if there was none.

    An answer that cannot be found is left as it was released, which counts as not given.
    """
    answers = _answers(handed_in)
    for cell in release.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("solution") and nbgrader.get("grade"):
            given = [text for text in answers.get(nbgrader["grade_id"], []) if text.strip() != cell.source.strip()]
            cell.source = harmless(given[0]) if given else cell.source
    return release


def is_unclear(handed_in: bytes | None) -> bool:
    """Whether a person must look for the answers: the notebook cannot be read, or answers a question in two ways."""
    if handed_in is None:
        return False
    found = _answers(handed_in)
    return not found or any(len({text.strip() for text in texts}) > 1 for texts in found.values())


def _answers(handed_in: bytes | None) -> dict[str, list[str]]:
    """The texts of all cells by grade id; a student's file may hold anything."""
    if handed_in is None or len(handed_in) > MAX_NOTEBOOK_BYTES:
        return {}
    try:
        cells = json.loads(handed_in)["cells"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return {}
    found: dict[str, list[str]] = {}
    for cell in cells if isinstance(cells, list) else []:
        match cell:
            case {"metadata": {"nbgrader": {"grade_id": str(name)}}, "source": str(text)}:
                found.setdefault(name, []).append(text)
            case {"metadata": {"nbgrader": {"grade_id": str(name)}}, "source": [*lines]} if _all_text(lines):
                found.setdefault(name, []).append("".join(lines))
    return found


def _all_text(lines: list[Any]) -> bool:
    return all(isinstance(line, str) for line in lines)


def harmless(text: str) -> str:
    """A written answer as Markdown without HTML, control characters, pictures from elsewhere, or links but to the web.

    By its spelling alone, as no two programs read Markdown alike. Where it is rendered, `markup` is the guard.
    """
    text = printable(text[:MAX_ANSWER], keep="\n\t")
    # A space, not an entity: within a code span or a formula that would be shown as it is written.
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"\](?=\()(?!\(https?://|\(data:image/(?:png|jpeg|gif);base64,)", "] ", text)
    text = re.sub(r"\](?=:)(?!:[ \t]*https?://)", "] ", text)
    text = re.sub(r"!+(?=\[)(?!!?\[[^\[\]\n]*\]\(data:)", "", text)
    return ACTIVE_MACRO.sub(r"\\ ", text)
