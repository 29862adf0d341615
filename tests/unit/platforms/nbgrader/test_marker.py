"""What is for whoever marks lies where no page shows it, escaped, and is put in its place for formgrader alone."""

from __future__ import annotations

import html

import msgspec
import nbformat
import pytest
from made_feedback import ASSIGNMENT, CHECKS, CODE

from autograder.intake.attempts import RECEIPT
from autograder.platforms.nbgrader.marker import (
    ANSWERS,
    HEADING,
    MARKER,
    MOST_CODE,
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


def test_of_an_exercise_without_hidden_checks_there_is_the_code_and_no_empty_list():
    public = [check for check in RIGHT if not check.hidden]
    alone = for_marker(ASSIGNMENT, public, Submission("ada", {"tiny.py": CODE.encode()}))
    assert "list-group" in told()
    assert "list-group" not in alone
    assert "def right(x):" in alone


def test_a_hidden_check_that_has_nothing_to_say_says_nothing():
    (silent,) = (msgspec.structs.replace(check, details=(), message="") for check in RIGHT if check.hidden)
    listed = for_marker(ASSIGNMENT, [silent], Submission("ada", {})).partition("<ul")[2]
    assert "What right_secret says." in listed
    assert "help-block" not in listed
    assert "help-block" in told().partition("<ul")[2]


@pytest.mark.parametrize("length", [MOST_CODE, MOST_CODE + 1])
def test_code_is_shown_whole_with_its_lines_and_tabs_up_to_a_limit(length):
    begun = "def right(x):\n\treturn x  # "
    code = begun + "y" * (length - len("# tiny.py, line 1\n") - len(begun))
    assert (html.escape(code) in told(code)) is (length == MOST_CODE)
    assert "def right(x):\n\treturn x  # y" in told(code)


def test_functions_are_shown_to_their_end_below_their_line():
    code = "x = 1\n\n\ndef right(x):\n    y = x\n    return y\n\n\ny = 2\n"
    assert "<pre>\n# tiny.py, line 4\ndef right(x):\n    y = x\n    return y</pre>" in told(code)


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


def test_what_nbgrader_wrote_in_lines_is_shown_as_one_text_and_the_marker_alone_sees_more():
    lines = {"text/html": ["<b>", "public</b>"], MARKER: ["<i>", "hidden</i>"]}
    outputs = [
        nbformat.v4.new_output("execute_result", data=lines),
        nbformat.v4.new_output("execute_result", data={MARKER: "<i>alone</i>"}),
        nbformat.v4.new_output("execute_result", data={"text/html": "<b>plain</b>"}),
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    (cell,) = shown_to_marker(book).cells
    assert [each.data["text/html"] for each in cell.outputs] == [
        "<b>public</b><i>hidden</i>",
        "<i>alone</i>",
        "<b>plain</b>",
    ]
    assert book.cells[0].outputs[0].data["text/html"] == lines["text/html"]


def test_without_a_receipt_it_is_said_that_something_is_unmatched_and_no_more(tmp_path):
    book = nbformat.v4.new_notebook(cells=[])
    say_what_is_unmatched(book, ASSIGNMENT, Submission("ada", {}), tmp_path)
    assert len(book.cells) == 1
    assert len(shown_to_marker(book).cells) == 1
