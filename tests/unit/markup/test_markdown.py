"""What is rendered of an answer holds nothing that runs, fetches or pretends, and formulas are set."""

from __future__ import annotations

import pytest
from answers_corpus import ANSWERS
from bs4 import BeautifulSoup
from helpers import takes_less
from hypothesis import given
from hypothesis import strategies as st

from autograder.markup import formulas, markdown
from autograder.markup.formulas import ELEMENTS
from autograder.markup.markdown import rendered
from autograder.markup.sanitise import LINK, PICTURE, TAGS

ATTRIBUTES = {"href", "title", "rel", "target", "src", "alt", "style", "class", "start"}
OF_FORMULAS = {*formulas.ATTRIBUTES, "display"}
PARTS = [*"<>[]()!`$\\\"'&:=/ \n\ue000\ue0010", "img", "script", "onload=x", "$$", "x"]


def assert_harmless(page: str) -> None:
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        assert tag.name in TAGS | ELEMENTS, tag
        assert set(tag.attrs) <= (OF_FORMULAS if tag.name in ELEMENTS else ATTRIBUTES), tag
        assert LINK.fullmatch(tag.get("href", "https://example.org")), tag
        assert PICTURE.fullmatch(tag.get("src", "data:image/png;base64,AA==")), tag
        assert "url" not in tag.get("style", ""), tag


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_hostile_answer_is_rendered_harmless(answer):
    assert_harmless(rendered(answer))


@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_any_text_is_rendered_harmless(parts):
    assert_harmless(rendered("".join(parts)))


@pytest.mark.parametrize("formula", ["$x$", "$$x$$", "\\\\(x\\\\)", "\\\\[x\\\\]", "\\begin{align}x\\end{align}"])
def test_a_formula_is_set_however_it_is_delimited(formula):
    page = rendered(f"Before {formula} after")
    assert "<mi>x</mi>" in page
    assert "$" not in page
    assert "\\" not in page


@pytest.mark.parametrize(("text", "end"), [("\\\\[", "a"), ("|-|-\n|-|\n", "a|b\n")])
def test_what_would_be_looked_for_from_each_place_on_takes_no_time_that_grows_with_the_square(text, end):
    """Of the longest answer that is shown these took from one second to forty."""
    assert takes_less(lambda: rendered(f"|a|\n|-|\n{text * (20_000 // len(text))}{end}"), 1.2)


def test_tables_stay_tables():
    assert rendered("a | b\n--|--\n1 | 2\n" * 300).count("<td>1</td>") >= 300
    assert "<table>" in rendered("| a |\n|---|\n| 1 |\n")


def test_a_formula_is_not_set_in_code_or_in_an_attribute():
    assert rendered("`$x$`") == "<p><code>$x$</code></p>\n"
    assert 'title="$x$"' in rendered('[y](https://example.org "$x$")')
    page = rendered('![a > $$x$$](data:image/png;base64,AA== "t")')
    assert 'alt="a &gt; $$x$$"' in page
    assert "<math" not in page


def test_a_picture_from_elsewhere_is_a_link_to_it():
    page = rendered("![a plot](https://example.org/plot.png)")
    assert "<img" not in page
    assert '<a href="https://example.org/plot.png"' in page
    assert "[picture: a plot]" in page


def test_a_picture_in_the_answer_itself_is_shown_unless_it_is_svg():
    assert '<img src="data:image/png;base64,AA=="' in rendered("![x](data:image/png;base64,AA==)")
    assert "<img" not in rendered("![x](data:image/svg+xml;base64,AA==)")


def test_an_attachment_that_is_not_there_does_not_stop_the_page():
    assert "[picture: x]" in rendered("![x](attachment:nothing)")


CODE = [("java", "a a "), ("autoit", "\n "), ("python", "f'{"), ("mermaid", "a ")]


@pytest.mark.parametrize(("language", "code"), CODE)
def test_the_colours_of_code_take_no_time_that_grows_with_the_square(language, code):
    """Of the longest answer that is shown, Java took 11 s."""
    one = f"```{language}\n{code * (20_000 // len(code))}\n```"
    assert "<pre>" in rendered(one)
    assert takes_less(lambda: rendered(one), 1.2)
    for of_many in ("python", "console"):
        many = f"```{of_many}\n{code * (1_990 // len(code))}\n```\n\n" * 10
        assert takes_less(lambda many=many: rendered(many), 1.2)


def test_code_keeps_its_colours_and_no_other_class_stays():
    for info in ("python", "py", "python3 title=x"):
        assert '<span class="k">def</span>' in rendered(f"```{info}\ndef f(): pass\n```")
    for info in ("java", "python\n" + "x" * 2_001, ""):
        assert "<span" not in rendered(f"```{info}\ndef f(): 1 < 2\n```")
    assert "1 &lt; 2" in rendered("```java\n1 < 2\n```")
    assert "modal" not in rendered('<div class="modal fade in">x</div>')


def test_a_page_has_no_ids_that_its_scripts_could_take_for_their_own():
    assert "id=" not in rendered('# question-twice\n\n<b id="question-twice">x</b>')


def test_a_heading_has_no_link_to_itself():
    assert rendered("# A title") == "<h1>A title</h1>\n"


@pytest.mark.parametrize(
    ("formula", "is_block"), [("$x$", False), ("$$x$$", True), ("\\begin{align}x\\end{align}", True)]
)
def test_a_formula_stands_on_a_line_of_its_own_if_it_is_written_so(formula, is_block):
    assert ('<math display="block">' in rendered(f"Before {formula} after")) is is_block


def test_a_list_of_tasks_shows_which_are_done():
    page = rendered("- [x] one\n- [ ] two\n")
    assert "\N{BALLOT BOX WITH CHECK} one" in page
    assert "\N{BALLOT BOX} two" in page


def test_a_line_that_ends_is_not_a_line_that_breaks():
    assert rendered("one\ntwo") == "<p>one\ntwo</p>\n"


def test_tables_are_looked_for_in_so_many_lines_and_no_more(monkeypatch):
    looked = []
    really = markdown._State.get_line
    monkeypatch.setattr(markdown._State, "get_line", lambda state, start: looked.append(start) or really(state, start))
    text = "a | b\n--|--\n1 | 2\n\n" * 3
    assert rendered(text).count("<table>") == 3
    of_two = len(looked) // 3 * 2
    for most, tables in ((of_two, 2), (of_two + 1, 3)):
        monkeypatch.setattr(markdown, "MOST_LINES", most)
        assert rendered(text).count("<table>") == tables


def test_a_link_leads_away_in_a_page_of_its_own_and_tells_nothing():
    page = rendered("[x](HTTPS://example.org)")
    for part in ('href="HTTPS://example.org"', 'target="_blank"', 'rel="noopener noreferrer"'):
        assert part in page


@pytest.mark.parametrize("delimiters", [("$$", "$$"), ("\\\\[", "\\\\]"), ("\\begin{align}", "\\end{align}")])
def test_the_end_of_a_formula_is_looked_for_no_further_than_a_formula_may_be_long(delimiters):
    start, end = delimiters
    assert "<math" in rendered(f"{start}{'x ' * (formulas.MAX_FORMULA // 2 - 100)}{end}")
    page = rendered(f"{start}{'x ' * (formulas.MAX_FORMULA // 2 + 1)}{end}")
    assert [part for part in ("<math", "<code>") if part in page] == []
