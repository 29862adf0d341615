"""Renders Markdown of strangers as HTML, by the rules of Jupyter's own pages."""

from __future__ import annotations

import html
import re
import secrets
from typing import Any

from mistune import BlockState
from mistune.plugins.table import parse_nptable
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser, MathInlineParser

from autograder.markup.formulas import MAX_FORMULA, mathml
from autograder.markup.sanitise import is_picture, sanitised

SET, WRITTEN = 0, 1
MOST_LINES = 20_000  # that tables are looked for in: more than thrice the lines of any text that a person writes
COLOURED = frozenset(("python", "py", "python3", "console", "text"))  # other lexers take the square of the length
MOST_COLOURED = 2_000  # characters of a block
BOX = re.compile(r'<input class="task-list-item-checkbox" type="checkbox" disabled( checked)?/>')


class _Renderer(IPythonRenderer):
    """nbconvert's, but formulas are set aside, and a picture from elsewhere is a link to it."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas: list[tuple[str, str]] = []  # as set, and as written
        self.token = secrets.token_hex()  # stands for a formula until the rest is clean; no answer can know it

    def block_math(self, body: str) -> str:
        return self._set_aside(body, f"$${body}$$", display=True)

    def inline_math(self, body: str) -> str:
        return self._set_aside(body, f"${body}$", display=False)

    def latex_environment(self, name: str, body: str) -> str:
        written = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._set_aside(written, written, display=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if is_picture(url):
            return super().image(text, url)
        return self.link(f"[picture: {text or 'without a name'}]", url)

    def block_code(self, code: str, info: str | None = None) -> str:
        (language, *_) = (info or "").split() or [""]
        if language in COLOURED and len(code) <= MOST_COLOURED:
            return super().block_code(code, language)
        return f"<pre><code>{html.escape(code)}</code></pre>\n"

    def _set_aside(self, body: str, written: str, display: bool) -> str:
        self.formulas.append((mathml(body, display), written))
        return f"{self.token}n{len(self.formulas) - 1}n"

    def put_back(self, text: str, form: int) -> str:
        """`text` with its formulas."""
        return re.sub(f"{self.token}n([0-9]+)n", lambda match: self.formulas[int(match[1])][form], text)


def _bounded(specification: dict[str, str]) -> dict[str, str]:
    """Formulas up to the length that is set: the end of one that has none would be looked for in all of the text."""
    shorter = {".*?": f".{{0,{MAX_FORMULA}}}?", ".+?": f".{{1,{MAX_FORMULA}}}?"}
    maths = {name: rule for name, rule in specification.items() if "math" in name or "latex" in name}
    return specification | {
        name: re.sub(r"\.[*+]\?", lambda part: shorter[part[0]], rule) for name, rule in maths.items()
    }


class _State(BlockState):
    """Counts the lines that were looked at: a table that a late row makes none is tried again from each of its rows."""

    def get_line(self, start_pos: int) -> str:
        self.env["lines"] = self.env.get("lines", 0) + 1
        return super().get_line(start_pos)


class _Blocks(MathBlockParser):
    SPECIFICATION = _bounded(MathBlockParser.SPECIFICATION)
    state_cls = _State


class _Inline(MathInlineParser):
    SPECIFICATION = _bounded(MathInlineParser.SPECIFICATION)


def _bare_table(block: Any, match: re.Match[str], state: BlockState) -> int | None:
    return parse_nptable(block, match, state) if state.env.get("lines", 0) < MOST_LINES else None


def rendered(text: str) -> str:
    """`text` as HTML that a page may hold, formulas set; in a time that grows with its length, not with the square."""
    renderer = _Renderer()
    markdown = MarkdownWithMath(renderer, _Blocks(), _Inline())
    markdown.block.register("nptable", None, _bare_table)
    try:
        page = markdown.render(text)
    except RecursionError:
        return f"<pre>{html.escape(text)}</pre>"
    page = BOX.sub(lambda box: "\N{BALLOT BOX WITH CHECK} " if box[1] else "\N{BALLOT BOX} ", page)

    # Within an attribute a formula stays text: the elements of one that is set would end the attribute.
    clean = sanitised(page, in_attributes=lambda value: renderer.put_back(value, WRITTEN))
    return renderer.put_back(clean, SET)
