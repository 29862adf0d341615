"""Renders a feedback page as one file that needs no network and no script."""

from __future__ import annotations

from msgspec.structs import replace

from autograder.feedback.page.records import Page, Section
from autograder.markup.formulas import STYLE
from autograder.markup.pages import asset, environment, source_of

PACKAGE = "autograder.feedback.page"
MOST_BYTES = 480_000
LONG = 50_000  # characters of one answer
TOO_LONG = '<p class="dim">Your answer is too long to be shown on this page.</p>'
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
    """`page` as HTML; where a submission makes it too long, without long answers, code, and if need be details."""
    brief = _without_long_answers(page)
    bare = _without_code(brief)
    for shortened in (page, brief, bare, _without_details(bare)):
        html = _rendered(shortened)
        if len(html.encode()) <= MOST_BYTES:
            break
    return html


def _rendered(page: Page) -> str:
    from markupsafe import Markup

    style = asset(PACKAGE, "feedback.css") + STYLE
    policy = f"default-src 'none'; style-src {source_of(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    template = environment(PACKAGE).get_template("feedback.html")
    return template.render(page=page, policy=policy, style=Markup(style), marks=MARKS, safe=Markup)


def _without_long_answers(page: Page) -> Page:
    """With a sentence in place of answers that hold pictures, say."""
    answers = (replace(each, answer=TOO_LONG) if len(each.answer) > LONG else each for each in page.answers)
    return replace(page, answers=tuple(answers))


def _without_code(page: Page) -> Page:
    sections = tuple(replace(section, code=()) for section in page.sections)
    return replace(page, sections=sections, notes=(*page.notes, "Your code is too long to be shown here."))


def _without_details(page: Page) -> Page:
    sections = tuple(map(_brief, page.sections))
    answers = tuple(replace(answer, answer=answer.answer and TOO_LONG) for answer in page.answers)
    note = "What was found is too long to be shown here: `autograder check` shows it."
    return replace(page, sections=sections, answers=answers, pictures=(), notes=(*page.notes, note))


def _brief(section: Section) -> Section:
    return replace(section, failing=tuple(replace(check, details=()) for check in section.failing))
