"""Renders the details of a check as HTML, for notebooks and gradebooks; every text of a student's is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

from autograder.records import Detail

LABEL_STYLE = "text-align:left;vertical-align:top;font-weight:normal;padding:0 1em 0 0;opacity:.7"
TEXT_STYLE = "text-align:left;vertical-align:top;padding:0"
PRE_STYLE = "margin:0;padding:0;border:0;white-space:pre-wrap;background:none;color:inherit"


def details_table(details: Iterable[Detail]) -> str:
    """A row for each detail: in the first column a label of the judge's, in the second the text."""
    rows = "".join(map(_row, details))
    return f'<table style="margin:.2em 0 .6em 1.4em;border:0">{rows}</table>' if rows else ""


def _row(detail: Detail) -> str:
    # A newline that begins a <pre> is left out by browsers: so the first one is ours.
    text = f'<pre style="{PRE_STYLE}">\n{html.escape(detail.text)}</pre>'
    return f'<tr><th style="{LABEL_STYLE}">{detail.label}</th><td style="{TEXT_STYLE}">{text}</td></tr>'
