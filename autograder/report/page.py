"""Renders the report on a class as one page that needs no network."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from autograder.report.records import ClassReport


def report_page(report: ClassReport) -> str:
    """`report` as HTML. No script runs in it but the page's own, which sorts and filters the table of students."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    style, script = _asset("report.css"), _asset("report.js")
    policy = f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; base-uri 'none'"
    template = environment.get_template("report.html")
    return template.render(report=report, policy=policy, style=Markup(style), script=Markup(script))


def number(value: float, digits: int = 1) -> str:
    """`value` as people write it: `12`, `12.5`."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _asset(name: str) -> str:
    return (files("autograder.report") / "templates" / name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    """What a Content-Security-Policy calls the inline `text`."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
