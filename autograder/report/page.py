"""Renders the report on a class as one page that needs no network."""

from __future__ import annotations

from autograder.markup.pages import asset, environment, number, source_of
from autograder.report.records import ClassReport

__all__ = ["number", "report_page"]
PACKAGE = "autograder.report"


def report_page(report: ClassReport) -> str:
    """`report` as HTML. No script runs in it but the page's own, which sorts and filters the table of students."""
    from markupsafe import Markup

    style, script = asset(PACKAGE, "report.css"), asset(PACKAGE, "report.js")
    policy = f"default-src 'none'; style-src {source_of(style)}; script-src {source_of(script)}; base-uri 'none'"
    template = environment(PACKAGE).get_template("report.html")
    return template.render(report=report, policy=policy, style=Markup(style), script=Markup(script))
