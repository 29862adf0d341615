"""Templates escape what they are given, and a policy names a style by its hash."""

from __future__ import annotations

import jinja2
import pytest

from autograder.markup.pages import asset, environment, source_of


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
