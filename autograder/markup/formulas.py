"""Sets formulas: LaTeX becomes MathML, which browsers show without any script.

The converter does not escape what it is given, so only the elements and the attributes named here are taken from it.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

MAX_FORMULA = 2000
NAMES = (
    "math menclose mfrac mi mn mo mover mpadded mphantom mrow mroot mspace msqrt mstyle msub msubsup msup mtable mtd "
    "mtext mtr munder munderover"
)
ELEMENTS = frozenset(NAMES.split())
WORD = re.compile(r"[A-Za-z-]{1,30}")
LENGTH = re.compile(r"-?0?\.\d{1,3}em|\d{1,2}(?:\.\d{1,3})?(?:em|ex|pt|px|mu)?")  # nothing far outside its place
WORDS = re.compile(r"[A-Za-z -]{1,60}")
COLOUR = re.compile(r"[A-Za-z]{1,30}|#[0-9A-Fa-f]{3,8}")
ATTRIBUTES = {
    **dict.fromkeys(("accent", "columnalign", "displaystyle", "fence", "form", "linebreak", "stretchy"), WORD),
    **dict.fromkeys(("columnlines", "mathvariant", "notation", "rowlines"), WORDS),
    **dict.fromkeys(("depth", "height", "linethickness", "lspace", "maxsize", "minsize", "rspace", "width"), LENGTH),
    **dict.fromkeys(("mathbackground", "mathcolor"), COLOUR),
    "scriptlevel": re.compile(r"[+-]?\d"),
}
# A macro that calls itself twice, and so on, would take for ever; the page's own formulas must not change either.
DEFINITION = re.compile(r"\\(?:[gex]?def|let|(?:re|provide)?newcommand|newenvironment|DeclareMathOperator)(?![A-Za-z])")
# The converter knows these by another name.
INNER = {"aligned": "align*", "split": "align*", "eqnarray": "align*", "gather": "matrix", "gathered": "matrix"}
# MathML Core left the look of these attributes to style sheets.
STYLE = """
math { font-size: 1.1em; }
math[display="block"] { margin: 1em 0; }
mtd { padding: 0.25em 0.4em; }
mtd[columnalign="left"] { text-align: left; }
mtd[columnalign="right"] { text-align: right; }
[columnalign="right"] + mtd[columnalign="left"] { padding-left: 0; }
mi[mathvariant^="bold"] { font-weight: bold; }
menclose[notation~="box"] { border: 1px solid; padding: 0.2em; }
menclose[notation$="strike"] { text-decoration: line-through; }
"""


def mathml(formula: str, display: bool) -> str:
    """The formula as MathML, on a line of its own if `display`; as it is written where it cannot be set."""
    if len(formula) > MAX_FORMULA or DEFINITION.search(formula):
        return _as_written(formula)
    try:
        element = convert_to_element(_known(formula), display="block" if display else "inline")
        return tostring(_allowed(element), encoding="unicode", short_empty_elements=False)
    except Exception:  # noqa: BLE001  any formula may come here, and the converter raises of every kind
        return _as_written(formula)


def _known(formula: str) -> str:
    return re.sub(r"\\(begin|end)\{(\w+)\}", lambda m: f"\\{m[1]}{{{INNER.get(m[2], m[2])}}}", formula)


def _as_written(formula: str) -> str:
    return f"<code>{html.escape(formula)}</code>"


def _allowed(element: Element) -> Element:
    """The element anew, of what is allowed alone."""
    kept = Element(element.tag if element.tag in ELEMENTS else "mrow")
    if element.get("display") == "block":
        kept.set("display", "block")
    for name, value in element.attrib.items():
        if name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value):
            kept.set(name, value)
    kept.text = html.unescape(element.text or "")  # the converter writes symbols as entities
    kept.extend(_allowed(child) for child in element)
    return kept
