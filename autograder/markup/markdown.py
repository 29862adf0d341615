"""Renders Markdown of strangers as HTML, by the rules of Jupyter's own pages."""

from __future__ import annotations

import html
import re

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.markup.formulas import mathml
from autograder.markup.sanitise import is_picture, sanitised

# In place of a formula until the rest is clean; from Unicode's private use, which is taken from the text before.
OPEN, CLOSE = "\ue000", "\ue001"
FORMULA = re.compile(f"{OPEN}([0-9]+){CLOSE}")
SET, WRITTEN = 0, 1
BOX = re.compile(r'<input class="task-list-item-checkbox" type="checkbox" disabled( checked)?/>')


class _Renderer(IPythonRenderer):
    """nbconvert's, but formulas are set aside, and a picture from elsewhere is a link to it."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas: list[tuple[str, str]] = []  # as set, and as written

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
        return f"{OPEN}{len(self.formulas) - 1}{CLOSE}"


def rendered(text: str) -> str:
    """`text` as HTML that a page may hold, formulas set."""
    renderer = _Renderer()
    text = text.replace(OPEN, "\N{REPLACEMENT CHARACTER}").replace(CLOSE, "\N{REPLACEMENT CHARACTER}")
    try:
        page = MarkdownWithMath(renderer).render(text)
    except RecursionError:
        return f"<pre>{html.escape(text)}</pre>"
    page = BOX.sub(lambda box: "\N{BALLOT BOX WITH CHECK} " if box[1] else "\N{BALLOT BOX} ", page)

    def put_back(html_: str, form: int) -> str:
        return FORMULA.sub(lambda match: renderer.formulas[int(match[1])][form], html_)

    # Within an attribute a formula stays text: the elements of one that is set would end the attribute.
    return put_back(sanitised(page, in_attributes=lambda value: put_back(value, form=WRITTEN)), form=SET)
