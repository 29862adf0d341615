"""What is for whoever marks lies where no page shows it, escaped, and is put in its place for formgrader alone."""

from __future__ import annotations

import msgspec
import nbformat
from made_feedback import ASSIGNMENT, CHECKS, CODE

from autograder.intake.attempts import RECEIPT
from autograder.platforms.nbgrader.marker import (
    ANSWERS,
    HEADING,
    MARKER,
    for_marker,
    say_what_is_unmatched,
    shown_to_marker,
)
from autograder.platforms.nbgrader.scores import outputs
from autograder.records import Receipt, Refusal, Submission

RIGHT = [check for check in CHECKS if check.exercise == "right"]


def told(code: str = CODE) -> str:
    return for_marker(ASSIGNMENT, RIGHT, Submission("ada", {"tiny.py": code.encode()}))


def test_hidden_checks_come_with_what_they_found_and_the_code_of_the_exercise():
    assert "What right_secret says." in told()
    assert "hidden reason" in told()
    assert "# tiny.py, line 4\ndef right(x):" in told()
    assert "def wrong" not in told()


def test_a_students_code_is_text():
    assert "<b>" not in told(CODE.replace("return x", 'return "<b>"'))


def test_no_output_that_a_page_shows_holds_it():
    (output,) = outputs(RIGHT, marker=told())
    assert "hidden reason" in output["data"].pop(MARKER)
    assert "hidden reason" not in str(output)


def test_formgrader_sees_all_of_it_and_the_notebook_stays_as_it_is():
    check = nbformat.v4.new_code_cell("check('right')", outputs=outputs(RIGHT, marker=told()))
    answer = nbformat.v4.new_markdown_cell("mine", metadata={"nbgrader": {"grade_id": "question-why"}})
    book = nbformat.v4.new_notebook(cells=[check, answer], metadata={ANSWERS: {"question-why": "the model"}})
    before = nbformat.writes(book)
    shown = shown_to_marker(book)
    assert nbformat.writes(book) == before
    assert "hidden reason" in shown.cells[0].outputs[0].data["text/html"]
    assert shown.cells[1].source == f"**{HEADING}**\n\nthe model"
    assert shown.cells[2].source == "mine"


def test_a_notebook_from_before_is_shown_as_it_is():
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("text")])
    assert [cell.source for cell in shown_to_marker(book).cells] == ["text"]


def test_what_could_not_be_matched_is_named_to_whoever_marks_alone(tmp_path):
    refused = (Refusal("tiny_ben.py", "could be of Ben", person=True), Refusal("notes.md", "not a file of this"))
    receipt = Receipt("ada", "01_tiny", "ada", (), ("tiny.py",), refused)
    (tmp_path / RECEIPT).write_bytes(msgspec.json.encode(receipt))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("text")])
    say_what_is_unmatched(book, ASSIGNMENT, Submission("ada", {}), tmp_path)
    (said, text) = [cell.source for cell in book.cells]
    assert ("may be `tiny.py`" in said, "Ben" in said, text) == (True, False, "text")
    shown = [cell.source for cell in shown_to_marker(book).cells]
    assert shown == [f"**{HEADING}**\n\n    tiny_ben.py: could be of Ben", said, text]
