"""Puts a moving picture into a page: HTML that needs nothing but itself, and shows a picture where scripts do not run.

Why not ipywidgets: their callbacks need a kernel, and an exported page loads what draws them from a network. A script
of our own runs in JupyterLab, in Notebook 7, in VS Code and in an exported page, and needs neither.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib import resources
from typing import Any, NamedTuple

# JupyterLab looks for its own keys in whatever holds the focus, unless told not to.
FRAME = '<div class="chainrule-moving" id="{id}" data-lm-suppress-shortcuts="true">{still}</div>'


class Moving(NamedTuple):
    """What moves where scripts run: `page` is HTML, `text` is for a terminal."""

    page: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.page


def moving(kind: str, data: dict[str, Any], still: str, text: str) -> Moving:
    """A page of one `kind` of moving.js, given its data; `still` is the HTML that a page without scripts shows."""
    # A script ends at the first "</", wherever it stands.
    given = json.dumps(data, ensure_ascii=True).replace("</", "<\\/")
    name = f"chainrule-{hashlib.sha256(f'{kind}{given}'.encode()).hexdigest()[:12]}"
    code = resources.files("autograder.viz").joinpath("moving.js").read_text(encoding="utf-8")
    script = f'<script>\n({code.strip()})("{name}", "{kind}", {given});\n</script>'
    return Moving(f"{FRAME.format(id=name, still=still)}\n{script}", text)


def picture(svg: str, alt: str) -> str:
    """An SVG as an image: JupyterLab drops SVG from a notebook that it does not trust, and keeps images."""
    held = base64.b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{held}" alt="{html.escape(alt)}" style="max-width:100%">'
