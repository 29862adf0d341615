"""Writes cells of a table that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

import msgspec

# What makes a spreadsheet take a cell for a formula, full-width forms included:
# https://owasp.org/www-community/attacks/CSV_Injection and OWASP ASVS 5.0, 1.2.10.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Such an id may start like a formula, but has nothing in it that could call a function or fetch anything.
_PLAIN_ID = re.compile(r"[+@-]?\w[\w.+-]*(@[\w.-]+)?")


class Exported(msgspec.Struct, frozen=True):
    """The text of a file, and sentences about what it leaves out or what to look at."""

    text: str
    notes: tuple[str, ...] = ()


def as_text_cell(text: str) -> str:
    """`text` such that no spreadsheet runs it as a formula: one that starts like a formula gets a ' before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def without_mark(cell: str) -> str:
    """What a cell says, without the ' that `as_text_cell` put before it."""
    return cell[1:] if cell.startswith("'") and as_text_cell(cell[1:]) == cell else cell


def as_id_cell(text: str) -> str:
    """An id as it is, since the other system looks it up; only one that could do harm in a spreadsheet gets a '."""
    return text if _PLAIN_ID.fullmatch(text) else as_text_cell(text)


def without_id(student: str, platform: str, ids: str) -> str:
    """The sentence on a grade for whom a platform has no name that it would know."""
    return f"{student} has no {ids} in the roster, by which {platform} finds people, so the grade is left out."


def number(points: float) -> str:
    """Points with a decimal point, at most six decimals, none that say nothing; a negative number stays one."""
    return f"{round(points, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


def table(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV: quoted as in RFC 4180, lines ended by CR LF."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
