"""Templates escape what they are given, and a policy names a style by its hash."""

from __future__ import annotations

import jinja2
import pytest

from autograder.markup.pages import asset, environment, number, source_of, ticked


def test_what_is_put_in_is_text_and_what_is_missing_is_an_error():
    made = environment("autograder.report")
    assert made.autoescape("page.html") is True
    with pytest.raises(jinja2.UndefinedError):
        made.from_string("{{ missing }}").render()


def test_a_source_is_the_hash_of_the_text():
    assert source_of("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def test_an_asset_is_the_text_of_a_file():
    assert asset("autograder.report", "report.css").startswith(":root")


def test_a_template_is_compiled_once_for_all_pages():
    first, again = (environment("autograder.report").get_template("report.html") for _ in range(2))
    assert first is again


def test_what_steers_a_template_leaves_no_lines_in_the_page():
    text = "<p>\n  {% if true %}\n  {{ 1.25|number }}\n  {% endif %}\n</p>\n"
    assert environment("autograder.report").from_string(text).render() == "<p>\n  1.2\n</p>"


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(12.0, 1, "12"), (12.5, 1, "12.5"), (0.125, 2, "0.12"), (100.0, 0, "100"), (0.0, 1, "0")],
)
def test_a_number_is_written_as_people_do(value, digits, said):
    assert number(value, digits) == said


def test_a_number_has_one_digit_behind_the_point_unless_more_are_asked_for():
    assert number(1.26) == "1.3"


def test_what_stands_in_backticks_is_code_and_all_is_text():
    assert ticked("<b> `a<b` and `c`, `\n`") == "&lt;b&gt; <code>a&lt;b</code> and <code>c</code>, `\n`"
