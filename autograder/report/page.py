"""Renders the report on a class, and what a regrade changes, each as one page that needs no network."""

from __future__ import annotations

from autograder.markup.pages import asset, environment, number, source_of
from autograder.report.records import ClassReport
from autograder.report.regrade import Regrade

__all__ = ["number", "regrade_page", "report_page"]
PACKAGE = "autograder.report"


def report_page(report: ClassReport) -> str:
    """`report` as HTML. No script runs in it but the page's own, which sorts and filters the table of students."""
    return _page("report.html", report, script=asset(PACKAGE, "report.js"))


def regrade_page(report: Regrade) -> str:
    """What a regrade changes as HTML, in which no script runs."""
    return _page("regrade.html", report)


def _page(template: str, report: ClassReport | Regrade, script: str = "") -> str:
    from markupsafe import Markup

    style = asset(PACKAGE, "report.css")
    scripts = f" script-src {source_of(script)};" if script else ""
    policy = f"default-src 'none'; style-src {source_of(style)};{scripts} base-uri 'none'"
    made = environment(PACKAGE).get_template(template)
    return made.render(report=report, policy=policy, style=Markup(style), script=Markup(script))
