"""Makes pages that need no network: from templates that escape what they are given, under a Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@cache
def environment(package: str) -> Environment:
    """The templates of `package`, in which whatever is put in is escaped, and whatever is missing is an error.

    The same one each time: templates are compiled once, and not for every student's page.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader(package),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": number, "ticked": ticked}
    return made


def asset(package: str, name: str) -> str:
    """The text of a file among the templates of `package`."""
    return (files(package) / "templates" / name).read_text(encoding="utf-8")


def source_of(text: str) -> str:
    """What a Content-Security-Policy calls the inline style or script `text`."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def number(value: float, digits: int = 1) -> str:
    """`value` as people write it: `12`, `12.5`."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def ticked(text: str) -> Markup:
    """`text`, escaped, with what stands in backticks as code."""
    from markupsafe import Markup, escape

    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if k % 2 else escape(part) for k, part in enumerate(parts)
    )
