"""`check("double")` in a notebook: readable in place, and student text is data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder import check
from autograder.feedback.markup import details_table
from autograder.records import Detail, Label


@pytest.fixture
def folder(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = course / "source" / "01_tiny"
    shutil.rmtree(folder / "checks" / "hidden")
    monkeypatch.chdir(folder)
    return folder


def test_passed_checks_are_shown_with_the_points(folder):
    shown = check("double")
    assert "✓" in repr(shown)
    assert "double of 3 is 6." in shown._repr_html_()
    assert "1 of 1 points" in shown._repr_html_()


def test_a_failed_check_says_where_to_edit_and_escapes_what_the_student_wrote(folder):
    text = (folder / "tiny.py").read_text().replace("return twofold", "raise ValueError('<script>alert(1)</script>')")
    (folder / "tiny.py").write_text(text)
    page = check("double")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "Edit tiny.py, line 9" in page


def test_what_stands_between_backticks_is_code_and_elsewhere_a_backtick_is_one():
    details = (Detail(Label.REASON, "This comes from `a < b` or `\n`."), Detail(Label.RETURNED, "'`x`'"))
    page = details_table(details)
    assert "This comes from <code>a &lt; b</code> or `\n`." in page
    assert "&#x27;`x`&#x27;" in page


@pytest.mark.parametrize("show", [repr, lambda shown: shown._repr_html_()])
def test_an_unknown_exercise_is_a_sentence_not_a_traceback(folder, show):
    assert "has no exercise" in show(check("triple"))
