"""Questions for paper come from predictions.toml, and a file that is wrong says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import viz

QUESTION = """
[[slope]]
asks = "the slope of x * x at 3 <here>"
answer = 6
mistakes = { "That is the value." = 9, "Halfway: both factors move." = 3.0 }
"""


def written(folder: Path, text: str) -> Path:
    (folder / "predictions.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_question_is_in_the_page_with_its_answer_and_its_mistakes(tmp_path: Path) -> None:
    asked = viz.predict("slope", written(tmp_path, QUESTION))
    assert '"answer": 6.0' in asked.page
    assert '[[9.0, "That is the value."], [3.0, "Halfway: both factors move."]]' in asked.page
    assert repr(asked) == "1. the slope of x * x at 3 <here>"


def test_a_page_without_scripts_has_the_question_and_the_answer_to_unfold(tmp_path: Path) -> None:
    still = viz.predict("slope", written(tmp_path, QUESTION)).page.partition("<script>")[0]
    assert "<li>the slope of x * x at 3 &lt;here&gt;</li>" in still
    assert "<details><summary>Compare with your paper</summary>6</details>" in still


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[other]]\nasks = 'a'\nanswer = 1", r"has no questions \[\[slope\]\]; it has other"),
        ("[[slope]]\nasks = 'a'", "needs a text `asks` and a number `answer`"),
        ("[[slope]]\nasks = 'a'\nanswer = 1\nright = 2", "needs a text `asks` and a number `answer`"),
        ("[[slope]]\nasks = 'a'\nanswer = 1\nmistakes = { 'b' = 1.001 }", "'b' needs a number that differs from 1"),
        ("[[slope", "cannot be read"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        viz.predict("slope", written(tmp_path, text))


def test_a_lesson_without_the_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"predictions\.toml has the questions of predict\('slope'\)"):
        viz.predict("slope", tmp_path)
