"""Formulas are set, whatever they hold, and of the converter's output only what is allowed is taken."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from helpers import REPO
from hypothesis import given
from hypothesis import strategies as st

from autograder.markup.formulas import ATTRIBUTES, ELEMENTS, MAX_FORMULA, mathml

LESSONS = sorted((REPO / "source").glob("*/lesson.md"))
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![$\\`])\$([^\n$`]+?)\$", re.DOTALL)
PARTS = [
    *"{}^_&[]()<>x1'\"\\ %#~",
    "\\frac",
    "\\left",
    "\\right",
    "\\\\",
    "\\text",
    "\\color",
    "\\href",
    "\\class",
    "\\begin{align}",
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.parent.name)
def test_every_formula_of_the_course_is_set(lesson: Path):
    for match in FORMULA.finditer(lesson.read_text()):
        page = mathml(match[1] or match[2], display=bool(match[1]))
        assert page.startswith("<math"), match[0]
        assert "\\" not in page, match[0]
        assert "&amp;" not in page, match[0]


@given(st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
def test_any_formula_is_set_of_what_is_allowed_or_shown_as_written(formula):
    root = fromstring(mathml(formula, display=True))
    if root.tag != "code":
        for element in root.iter():
            assert element.tag in ELEMENTS
            assert set(element.attrib) <= {*ATTRIBUTES, "display"}


def test_markup_in_a_formula_stays_text():
    assert "&lt;img src=x" in mathml("\\text{<img src=x>}", display=False).replace("\xa0", " ")


@pytest.mark.parametrize("formula", ["\\href{javascript:a}{x}", "\\class{a}{x}", "\\style{color:red}{x}"])
def test_links_classes_and_styles_do_not_stay(formula):
    page = mathml(formula, display=False)
    assert "<mi>x</mi>" in page
    assert not re.search("href|class|style", page)


@pytest.mark.parametrize(
    "formula",
    ["}{", "x^", "\\frac" * 300, "{" * 1000, "x" * (MAX_FORMULA + 1), "\\def\\a{\\a\\a}\\a", "\\newcommand{\\a}{b}\\a"],
)
def test_what_cannot_be_set_is_shown_as_it_is_written(formula):
    assert mathml(formula, display=False) == f"<code>{formula}</code>"


def test_a_length_that_reaches_out_of_the_line_does_not_stay():
    assert "99" not in mathml("x\\hspace{-99em}y\\hspace{9999em}z", display=False)


@pytest.mark.parametrize("name", ["aligned", "align", "align*", "split", "gathered", "gather"])
def test_environments_line_up_their_columns(name):
    page = mathml(f"\\begin{{{name}}} a &= b \\\\ c &= d \\end{{{name}}}", display=True)
    assert page.count("<mtr>") == 2


def test_a_formula_as_long_as_may_be_is_set():
    assert mathml("x".ljust(MAX_FORMULA), display=False).startswith("<math")
    assert mathml("x".ljust(MAX_FORMULA + 1), display=False).startswith("<code>")


def test_a_formula_stands_on_a_line_of_its_own_only_if_it_is_displayed():
    block, inline = (fromstring(mathml("x", display=display)) for display in (True, False))
    assert (block.attrib, inline.attrib) == ({"display": "block"}, {})


def test_what_is_allowed_of_its_looks_stays():
    assert '<mstyle mathcolor="red">' in mathml("\\color{red}{x}", display=False)
    assert '<mspace width="1em"></mspace>' in mathml("\\hspace{1em}", display=False), "with an end, as HTML has it"
