"""The pictures of the lessons show what is on the page, formulas included, and nothing comes from a network."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import nbformat
import probes
import pytest
from helpers import script
from PIL import Image
from skips import require

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """tools/make_pages.py."""
    require(probes.package("mathjax"), "MathJax, from django-static-mathjax")
    module = script("tools/make_pages.py")
    require(probes.chromium(), "Chromium")
    assert module.browser(), "Chromium works here, and tools/make_pages.py does not find it"
    return module


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with a formula, and with enough lines to be taller than a window."""
    lines = "\n\n".join(["A line of text."] * 40)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"$$\\frac{{a}}{{b}}$$\n\n{lines}")])
    path = tmp_path_factory.mktemp("pages") / "lesson.ipynb"
    nbformat.write(book, path)
    return path


def dark(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part of the picture are dark."""
    return sum(picture.convert("L").crop(box).histogram()[:128])


def test_a_page_is_drawn_from_its_first_line_to_its_last(maker, lesson, tmp_path):
    html = tmp_path / "lesson.html"
    html.write_text(maker.page(lesson, "light"))
    picture = maker.photograph(html)
    assert picture.width == maker.WIDTH
    assert picture.height > maker.LOW
    assert dark(picture, (0, 0, picture.width, 100)) > 50
    assert dark(picture, (0, picture.height - 120, picture.width, picture.height)) > 50
    assert [piece.height for piece in maker.pieces(picture)][:-1] == [maker.PIECE] * (picture.height // maker.PIECE)


def test_a_page_loads_nothing_from_a_network(maker, lesson):
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?:[^\"]*", maker.page(lesson, "dark")) == []
