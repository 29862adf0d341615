"""Pages hold what their reader may see, their own scripts alone carry a nonce, and names are text in them."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("nbgrader")

import nbformat
from gradebooks import autograde, hand_in, nbgrader_here
from nbconvert.exporters import HTMLExporter

from autograder.markup.markdown import rendered
from autograder.platforms.nbgrader.marker import HEADING, MARKER
from autograder.platforms.nbgrader.pages import PageExporter, with_nonce


@pytest.fixture
def handed_on(monkeypatch):
    """What nbconvert is given to make a page of."""
    given: dict[str, Any] = {}

    def from_notebook_node(self: Any, nb: Any, resources: Any = None, **options: Any) -> str:
        given.update(book=nb, resources=resources, options=options)
        return "the page"

    def from_filename(self: Any, filename: str, resources: Any = None, **options: Any) -> str:
        given.update(filename=filename, resources=resources, options=options)
        return "the page"

    monkeypatch.setattr(HTMLExporter, "from_notebook_node", from_notebook_node)
    monkeypatch.setattr(HTMLExporter, "from_filename", from_filename)
    return given


@pytest.mark.parametrize(("nonce", "seen"), [("once", True), ("", False)])
def test_what_is_for_the_marker_is_on_formgraders_page_alone(handed_on, nonce, seen):
    outputs = [nbformat.v4.new_output("execute_result", data={"text/html": "all", MARKER: HEADING})]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    assert PageExporter(nonce=nonce).from_notebook_node(book, {"a": 1}, extra=2) == "the page"
    (output,) = handed_on["book"].cells[0].outputs
    assert (HEADING in output.data["text/html"]) is seen
    assert (handed_on["resources"], handed_on["options"]) == ({"a": 1}, {"extra": 2})


def test_names_that_come_from_elsewhere_are_text_and_what_is_no_text_stays(handed_on):
    nested = {"student": "<b>ada</b>"}
    told = {"first_name": "<b>Ada</b>", "last_name": None, "nbgrader": nested}
    exporter = PageExporter()
    assert exporter.from_filename("book.ipynb", told, extra=2) == "the page"
    assert handed_on["filename"] == "book.ipynb"
    assert handed_on["resources"] == {"first_name": "&lt;b&gt;Ada&lt;/b&gt;", "last_name": None, "nbgrader": nested}
    assert handed_on["options"] == {"extra": 2}
    assert exporter.environment.globals["page"] is exporter
    assert exporter.from_filename("book.ipynb") == "the page"
    assert handed_on["resources"] == {}


def test_markdown_is_sanitised_where_it_is_rendered_and_its_links_stay():
    filters = dict(PageExporter().default_filters())
    assert filters["markdown2html"] is rendered
    assert filters["strip_files_prefix"]("<a href='files/x'>") == "<a href='files/x'>"
    assert "strip_ansi" in filters, "nbconvert's own are there too"


def test_every_script_of_formgraders_macros_carries_the_nonce_and_other_templates_are_nbconverts():
    environment = PageExporter(nonce="once").environment
    source = environment.loader.get_source(environment, "formgrade_macros.html.j2")[0]
    assert source.count("<script") == source.count('<script nonce="{{ page.nonce }}"') > 0
    other = environment.loader.get_source(environment, "base/null.j2")[0]
    assert "formgrade" not in other


def test_a_nonce_is_put_into_each_script():
    assert with_nonce("<script>a</script><script src=x>", "n") == (
        '<script nonce="{{ n }}">a</script><script nonce="{{ n }}" src=x>'
    )


def test_feedback_is_a_page_that_runs_nothing_and_says_the_score(root, judge):
    """The canary of all parts together: nbgrader's commands, with the course's configuration."""
    hand_in(root, "ada")
    assert autograde(root).returncode == 0
    said = nbgrader_here("generate_feedback", "01_tiny", cwd=root)
    assert (said.returncode, "not recognized" in said.log) == (0, False)
    page = (root / "feedback/ada/01_tiny/01_tiny.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'http-equiv="Content-Security-Policy"' in page
    assert "Score: 5.0 / 8.0" in page
    assert HEADING not in page
