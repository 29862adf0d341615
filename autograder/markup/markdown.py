"""Renders Markdown of strangers as HTML, by the rules of Jupyter's own pages."""

from __future__ import annotations

import html
import re
import secrets

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.markup.formulas import mathml
from autograder.markup.sanitise import is_picture, sanitised

SET, WRITTEN = 0, 1
BOX = re.compile(r'<input class="task-list-item-checkbox" type="checkbox" disabled( checked)?/>')


class _Renderer(IPythonRenderer):
    """nbconvert's, but formulas are set aside, and a picture from elsewhere is a link to it."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas: list[tuple[str, str]] = []  # as set, and as written
        self.token = secrets.token_hex(16)  # stands for a formula until the rest is clean; no answer can know it

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

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre><code>{html.escape(code)}</code></pre>"

    def _set_aside(self, body: str, written: str, display: bool) -> str:
        self.formulas.append((mathml(body, display), written))
        return f"{self.token}n{len(self.formulas) - 1}n"

    def put_back(self, text: str, form: int) -> str:
        """`text` with its formulas."""
        return re.sub(f"{self.token}n([0-9]+)n", lambda match: self.formulas[int(match[1])][form], text)


def rendered(text: str) -> str:
    """`text` as HTML that a page may hold, formulas set."""
    renderer = _Renderer()
    try:
        page = MarkdownWithMath(renderer).render(text)
    except RecursionError:
        return f"<pre>{html.escape(text)}</pre>"
    page = BOX.sub(lambda box: "\N{BALLOT BOX WITH CHECK} " if box[1] else "\N{BALLOT BOX} ", page)

    # Within an attribute a formula stays text: the elements of one that is set would end the attribute.
    clean = sanitised(page, in_attributes=lambda value: renderer.put_back(value, WRITTEN))
    return renderer.put_back(clean, SET)
