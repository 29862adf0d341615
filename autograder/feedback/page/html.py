"""Renders a feedback page as one file that needs no network and no script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from autograder.feedback.page.records import Page, Section
from autograder.markup.formulas import STYLE
from autograder.markup.pages import asset, environment, source_of

if TYPE_CHECKING:
    from markupsafe import Markup

PACKAGE = "autograder.feedback.page"
MOST_BYTES = 480_000
MARKS = {
    "passed": "✓",
    "forgiven": "✓",
    "failed": "✗",
    "error": "!",
    "timeout": "∞",
    "not attempted": "·",
    "blocked": "→",
    "hidden": "◐",
    "ungraded": "?",
}


def page_html(page: Page) -> str:
    """`page` as HTML; where a submission makes it too long, without the code, and if need be without details."""
    for shortened in (page, _without_code(page), _without_details(page)):
        html = _rendered(shortened)
        if len(html.encode()) <= MOST_BYTES:
            break
    return html


def _rendered(page: Page) -> str:
    from markupsafe import Markup

    style = asset(PACKAGE, "feedback.css") + STYLE
    policy = f"default-src 'none'; style-src {source_of(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    made = environment(PACKAGE)
    made.filters["ticked"] = ticked
    template = made.get_template("feedback.html")
    return template.render(page=page, policy=policy, style=Markup(style), marks=MARKS, safe=Markup)


def ticked(text: str) -> Markup:
    """`text`, escaped, with what stands in backticks as code."""
    from markupsafe import Markup, escape

    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if k % 2 else escape(part) for k, part in enumerate(parts)
    )


def _without_code(page: Page) -> Page:
    sections = tuple(replace(section, code=()) for section in page.sections)
    return replace(page, sections=sections, notes=(*page.notes, "Your code is too long to be shown here."))


def _without_details(page: Page) -> Page:
    sections = tuple(map(_brief, page.sections))
    answers = tuple(replace(answer, answer="") for answer in page.answers)
    note = "What was found is too long to be shown here: `autograder check` shows it."
    return replace(page, sections=sections, answers=answers, pictures=(), notes=(*page.notes, note))


def _brief(section: Section) -> Section:
    return replace(section, code=(), failing=tuple(replace(check, details=()) for check in section.failing))
