"""Carries a student's written answers over into the released notebook.

nbgrader keeps its points in cells. What a student did to the cells (deleted, copied, moved, forged, emptied, broken the
file altogether) must not matter, so none of them is used: only the text of the written answers crosses. Where an answer
is not in its cell, whoever marks reads what may be it, and a sentence that says so: nothing is lost in silence.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from autograder.files import read_files
from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader.answer_pictures import HANDED_IN, put_back, set_aside
from autograder.platforms.nbgrader.handed_in import SENTENCE, Cell, cells_of, words_beside, words_in
from autograder.text import printable

MAX_ANSWER = 20_000
UNREADABLE = f"**{HANDED_IN.capitalize()} cannot be read, or is too large. A person has to look for this answer.**"
SEVERAL = "**This question is answered in several cells. Each of them:**"
UNTOUCHED = "**The cell for this answer is as it was given out. What else was written in the notebook:**"
SHORT = "**What else was written in the notebook, as this answer is short:**"
GONE = f"**In {HANDED_IN} there is no cell for this answer.**"
GONE_WITH_WORDS = f"{GONE[:-2]} What else was written in it:**"
# What makes more than a formula in MathJax: links, styles, names on the page, other files of it, other meanings.
ACTIVE_MACRO = re.compile(
    r"\\(?=(?:href|html\w*|url|class|css\w*|style|data|require|unicode|bbox|enclose|mmlToken|(?:math|text)?tip|toggle|"
    r"action|includegraphics|[gex]?def|let|(?:re|provide)?newcommand|(?:re)?newenvironment|DeclareMathOperator)"
    r"(?![A-Za-z]))"
)


def notebook_in(folder: Path, name: str) -> bytes | None:
    """The content of the notebook `name` in `folder`: None if there is none, b'' if it is too large or a link."""
    path = folder / name
    found = read_files(folder, {name: MAX_NOTEBOOK_BYTES}).get(name)
    return b"" if found is None and (path.exists() or path.is_symlink()) else found


def carrier(release: Any, handed_in: bytes | None) -> Any:
    """`release`, a notebook, with the answers in the content of the file that was handed in, None if there was none.

    An answer that was not given is left as it was released.
    """
    if handed_in is None:
        return release
    asked = {name: cell for cell in release.cells if (name := _question(cell))}
    cells = cells_of(handed_in)
    beside = words_beside(cells or (), [cell.source for cell in release.cells], asked.keys()) if asked else []
    for name, cell in asked.items():
        own = [each for each in cells or () if each.name == name]
        cell.source = _answer(cell.source, own, beside) if cells is not None else UNREADABLE
    return release


def _question(cell: Any) -> str:
    nbgrader = cell.metadata.get("nbgrader", {})
    return str(nbgrader["grade_id"]) if nbgrader.get("solution") and nbgrader.get("grade") else ""


def _answer(released: str, own: Iterable[Cell], beside: Iterable[Cell]) -> str:
    """The answer in its `own` cells, and the words `beside` it if that is less than a sentence.

    As it was `released` where there is neither.
    """
    own, beside, nothing = list(own), list(beside), ("", released.strip())
    given = {each.text.strip(): each for each in own if each.attached or each.text.strip() not in nothing}
    quoted = (replace(each, text=textwrap.indent(each.text, "    ")) if each.code else each for each in beside)
    if given:
        answer = _shown(given.values(), SEVERAL if len(given) > 1 else "")
        short = beside and sum(map(words_in, given)) < SENTENCE
        return f"{answer}\n\n{_shown(quoted, SHORT)}" if short else answer
    if beside:
        return _shown(quoted, UNTOUCHED if own else GONE_WITH_WORDS)
    return released if own else GONE


def _shown(cells: Iterable[Cell], said: str) -> str:
    """What stands in the cells, below a sentence if it is not an answer that is simply there, and there in full."""
    text, pictures = set_aside(cells)
    cut = f"**These are the first {MAX_ANSWER:,} of {len(text):,} characters. The rest is in {HANDED_IN}.**"
    notes = [said, cut if len(text) > MAX_ANSWER else ""]
    return "\n\n".join(filter(None, [*notes, put_back(harmless(text), pictures)]))


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
