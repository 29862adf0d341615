"""Renders the details of a check as HTML, for notebooks and gradebooks; every text of a student's is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from autograder.records import Detail, Label

LABEL_STYLE = "text-align:left;vertical-align:top;font-weight:normal;padding:0 1em 0 0;opacity:.7"
TEXT_STYLE = "text-align:left;vertical-align:top;padding:0"
LABEL_CLASS, TEXT_CLASS = "col-xs-2", "col-xs-10"
CODE = re.compile(r"`([^`\n]+)`")
# Of these the text is prose with code in it; all others are code, or data, in which a backtick is one.
PROSE = (Label.REASON, Label.LIKELY, Label.RAISED, Label.AT, Label.DIFFERS)
PRE_STYLE = "margin:0;padding:0;border:0;white-space:pre-wrap;background:none;color:inherit"


def details_table(details: Iterable[Detail]) -> str:
    """A row for each detail: in the first column a label of the judge's, in the second the text."""
    rows = "".join(map(_row, details))
    return f'<table style="margin:.2em 0 .6em 1.4em;border:0">{rows}</table>' if rows else ""


def details_rows(details: Iterable[Detail]) -> str:
    """The same for pages that have Bootstrap and allow no style: nbgrader's, which clean what they show."""
    columns = f'<div class="row"><div class="{LABEL_CLASS}">%s</div><div class="{TEXT_CLASS}">%s</div></div>'
    return "".join(columns % (each.label, _text(each)) for each in details)


def prose(text: str) -> str:
    """A text as HTML, what it has between backticks as code."""
    return CODE.sub(r"<code>\1</code>", html.escape(text))


def _text(detail: Detail, attributes: str = "") -> str:
    text = prose(detail.text) if detail.label in PROSE else html.escape(detail.text)
    # A newline that begins a <pre> is left out by browsers: so the first one is ours.
    return f"<pre{attributes}>\n{text}</pre>"


def _row(detail: Detail) -> str:
    text = _text(detail, f' style="{PRE_STYLE}"')
    return f'<tr><th style="{LABEL_STYLE}">{detail.label}</th><td style="{TEXT_STYLE}">{text}</td></tr>'
