"""Renders what similar hand-ins share as one page that needs no network, in the clothes of the report on the class."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from autograder.markup.pages import asset, environment, source_of
from autograder.similarity.side_by_side import Shown

PACKAGE = "autograder.similarity"


class Page(msgspec.Struct, frozen=True):
    """What stands on the page: how many were compared, with how many of earlier years, and the pairs to look at."""

    assignment: str
    title: str
    compared: int
    earlier: int
    pairs: tuple[Shown, ...]
    names: Mapping[str, str] = {}


def similarity_page(page: Page) -> str:
    """`page` as HTML. No script runs in it."""
    from markupsafe import Markup

    style = asset("autograder.report", "report.css") + asset(PACKAGE, "similarity.css")
    policy = f"default-src 'none'; style-src {source_of(style)}; base-uri 'none'"
    template = environment(PACKAGE).get_template("similarity.html")
    return template.render(page=page, policy=policy, style=Markup(style), who=lambda students: _who(page, students))


def _who(page: Page, students: tuple[str, ...]) -> str:
    """The students of one hand-in by their real names, as far as they are known."""
    return " with ".join(page.names.get(student) or student for student in students)
