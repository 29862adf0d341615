"""Only written answers cross from a handed-in notebook to the graded one, whatever else was done to it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from answers_corpus import ANSWERS
from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbconvert.filters.strings import strip_files_prefix
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade

from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.markup.sanitise import LINK, PICTURE, TAGS
from autograder.platforms.nbgrader.carrier import GONE, UNREADABLE, carrier, harmless
from autograder.platforms.nbgrader.scores import outputs
from autograder.records import Assignment, CheckResult, Status
from autograder.release.lesson import PLACE, student_notebook

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
Book = dict[str, Any]
ANSWER = "Because it is **two** of them: a < b."


@pytest.fixture
def release(tiny: Assignment) -> Any:
    return nbformat.reads(student_notebook(tiny).decode(), as_version=4)


@pytest.fixture
def answered(tiny: Assignment) -> Book:
    """A handed-in notebook with an answer."""
    book: Book = json.loads(student_notebook(tiny))
    answer_cell(book)["source"] = [ANSWER]
    return book


def answer_cell(book: Book) -> Book:
    return next(c for c in book["cells"] if c["metadata"].get("nbgrader", {}).get("solution"))


def check_cell(book: Book) -> Book:
    return next(c for c in book["cells"] if c["metadata"].get("nbgrader", {}).get("locked"))


def content(book: Book) -> bytes:
    return json.dumps(book).encode()


def answer(book: Any) -> str:
    return str(answer_cell(book)["source"])


def reorder(book: Book) -> None:
    book["cells"].reverse()


def delete_checks(book: Book) -> None:
    book["cells"] = [answer_cell(book)]


def duplicate(book: Book) -> None:
    book["cells"] += copy.deepcopy(book["cells"])


def forge_points(book: Book) -> None:
    check_cell(book)["metadata"]["nbgrader"]["points"] = 1e9
    answer_cell(book)["metadata"]["nbgrader"]["points"] = 1e9


def forge_outputs(book: Book) -> None:
    check_cell(book)["outputs"] = [new_output("execute_result", data={"text/plain": "1000.0"})]


def forge_hooks(book: Book) -> None:
    hook = "get_ipython().events.register('post_run_cell', lambda result: None)"
    book["cells"].insert(0, {"cell_type": "code", "metadata": {}, "source": hook, "outputs": [], "id": "x"})


def unlock(book: Book) -> None:
    check_cell(book)["metadata"]["nbgrader"] |= {"locked": False, "grade": False, "solution": True}


def change_type(book: Book) -> None:
    answer_cell(book)["cell_type"] = "code"


def same_ids(book: Book) -> None:
    for cell in book["cells"]:
        cell["id"] = "same"


@pytest.mark.parametrize(
    "tamper",
    [
        reorder,
        delete_checks,
        duplicate,
        forge_points,
        forge_outputs,
        forge_hooks,
        unlock,
        change_type,
        same_ids,
    ],
)
def test_nothing_but_the_answer_crosses(release, answered, tamper: Callable[[Book], None]):
    wanted = carrier(copy.deepcopy(release), content(answered))
    tamper(answered)
    assert carrier(release, content(answered)) == wanted
    assert answer(wanted) == ANSWER


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"cells": 3}',
        b"[" * 100_000,
        b" " * (MAX_NOTEBOOK_BYTES + 1),
    ],
)
def test_of_a_notebook_that_is_none_only_a_sentence_crosses_which_a_person_has_to_grade(release, broken):
    was = copy.deepcopy(release)
    book = carrier(release, broken)
    assert determine_grade(answer_cell(book)) == (None, 3.0)
    answer_cell(was)["source"] = UNREADABLE
    assert book == was


@pytest.mark.parametrize(
    "strange",
    [
        b'{"cells": []}',
        b'{"cells": [3, null, {"metadata": 4}, {"metadata": {"nbgrader": []}, "source": {}}]}',
        b'{"cells": [{"metadata": {"nbgrader": {"grade_id": "question-twice"}}, "source": [1, 2]}]}',
    ],
)
def test_a_notebook_without_the_cell_of_an_answer_is_no_answer_that_is_worth_0(release, strange):
    book = carrier(release, strange)
    assert (answer(book), determine_grade(answer_cell(book))) == (GONE, (None, 3.0))


def test_what_was_not_handed_in_or_not_answered_is_worth_0(tiny, release):
    assert carrier(copy.deepcopy(release), None) == release
    untouched = carrier(copy.deepcopy(release), student_notebook(tiny))
    assert untouched == release
    assert determine_grade(answer_cell(untouched)) == (0, 3.0)


def test_of_copies_of_the_answer_cell_the_written_one_counts(release, answered):
    empty = copy.deepcopy(answer_cell(answered))
    empty["source"] = PLACE
    answered["cells"].insert(0, empty)
    assert answer(carrier(release, content(answered))) == ANSWER


@pytest.mark.parametrize("answer", [*ANSWERS, "\x1b[2J\x07 a\u202eb"])
def test_an_answer_is_harmless_by_its_spelling_even_where_nothing_is_sanitised(answer):
    told = harmless(answer)
    assert not set("\x1b\x07\u202e\x00") & set(told)
    assert not re.search(r"\\(href|class|cssId|style|require|unicode|def)\b", told)
    page = BeautifulSoup(strip_files_prefix(markdown2html_mistune(told)), "html.parser")
    for own in page.select("input.task-list-item-checkbox[disabled], a.anchor-link[href^='#']"):
        own.extract()
    for tag in page.find_all(True):
        assert tag.name in TAGS, tag
        assert LINK.fullmatch(tag.get("href", "https://example.org")), tag
        assert PICTURE.fullmatch(tag.get("src", "data:image/png;base64,AA==")), tag
        assert not [name for name in tag.attrs if name.startswith("on")], tag


@pytest.mark.parametrize("source", [ANSWER, [ANSWER], [ANSWER[:7], ANSWER[7:]]])
def test_an_answer_may_be_one_text_or_a_list_of_lines(release, answered, source):
    answer_cell(answered)["source"] = source
    assert answer(carrier(release, content(answered))) == ANSWER


def test_honest_markdown_stays_as_it_is_written():
    for text in (
        "[the paper](https://example.org 'of 1986')",
        "[1]: https://example.org",
        "$x_0(t)$",
        "![plot](data:image/png;base64,iVBORw0KGgo=)",
        "wrong! [really](http://example.org)",
        "$$\\begin{aligned} a &= \\text{b} \\\\ c &= d \\end{aligned}$$",
    ):
        assert harmless(text) == text


def test_comparisons_in_an_answer_stay_as_they_are():
    assert harmless("if a < b and b > c, 3 <4") == "if a < b and b > c, 3 <4"


def test_markup_and_comparisons_in_code_and_formulas_are_shown_as_written_but_for_a_space():
    assert harmless("`<b>` and $i<n$") == "`< b>` and $i< n$"


def judged(points: float, hidden: bool = False, message: str = "") -> CheckResult:
    status = Status.PASSED if points else Status.FAILED
    return CheckResult("double_x", "double", hidden, status, points, 2.0, message, 0.1, "double doubles.")


def scored(cell_outputs: list[Any]) -> float:
    """What nbgrader gives for a check cell worth 4 points with these outputs."""
    metadata = {"nbgrader": {"grade": True, "solution": False, "points": 4, "grade_id": "check-double"}}
    cell = nbformat.v4.new_code_cell(metadata=metadata, outputs=cell_outputs)
    assert is_grade(cell)
    return determine_grade(cell)[0]


@pytest.mark.parametrize("points", [0.0, 0.5, 1.25, 2.0])
def test_nbgrader_reads_the_points_that_the_judge_gave(points):
    assert scored(outputs([judged(points), judged(1.0)])) == points + 1.0


def test_no_checks_are_no_points():
    assert scored(outputs([])) == 0.0


def test_messages_are_data_and_hidden_checks_stay_hidden():
    shown = outputs([judged(0.0, message="<b>loud</b>"), judged(0.0, hidden=True, message="expected 42")])[0]
    page = shown.data["text/html"]
    assert "&lt;b&gt;loud&lt;/b&gt;" in page
    assert "42" not in page
    assert "Checks that only your instructor has." in page
    assert page.count("0 of ") == 2
