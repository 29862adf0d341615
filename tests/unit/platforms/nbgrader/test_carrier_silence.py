"""An answer that is not in its cell, or not all there, reaches whoever marks: it is never 0 and graded."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader import carrier as module
from autograder.platforms.nbgrader.answer_pictures import MAX_PICTURES
from autograder.platforms.nbgrader.carrier import (
    GONE,
    GONE_WITH_WORDS,
    MAX_ANSWER,
    SEVERAL,
    SHORT,
    UNREADABLE,
    UNTOUCHED,
    carrier,
    notebook_in,
)

RELEASED = "*Your answer:*"
LESSON = "A derivative tells\n how much."
SAID = "It vanishes, as its slope is small."
PNG = "iVBORw0KGgo="


def cell(text: str, name: str = "", kind: str = "markdown", **attached: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    return {"cell_type": kind, "metadata": metadata, "source": text, "attachments": attached}


OWN = cell(RELEASED, "question-a")


def told(*cells: dict[str, Any]) -> str:
    """What whoever marks question a reads, of a hand-in with these cells beside those of the lesson."""
    return shown(json.dumps({"cells": [cell(LESSON), cell("check()", "check-x", "code"), *cells]}).encode())


def shown(content: bytes | None) -> str:
    graded = {"grade": True, "solution": True, "grade_id": "question-a"}
    cells = [({}, LESSON), ({"nbgrader": {"grade": True, "grade_id": "check-x"}}, "check()")]
    cells.append(({"nbgrader": graded}, RELEASED))
    release = SimpleNamespace(cells=[SimpleNamespace(metadata=data, source=text) for data, text in cells])
    return str(carrier(release, content).cells[-1].source)


@pytest.mark.parametrize("name", ["", "question-of-another-assignment", "check-x"])
def test_an_answer_in_another_cell_is_shown_where_its_own_is_untouched(name):
    assert told(OWN, cell("It vanishes.", name)) == f"{UNTOUCHED}\n\nIt vanishes."
    assert told(cell("", "question-a"), cell("It vanishes.", name)) == f"{UNTOUCHED}\n\nIt vanishes."


@pytest.mark.parametrize("text", ["# It vanishes.", "It vanishes, as its slope is small.", '"It vanishes."', "It's 0"])
def test_words_in_the_code_cell_that_jupyter_adds_are_shown_as_they_are(text):
    assert told(OWN, cell(text, kind="code")) == f"{UNTOUCHED}\n\n    {text}"


@pytest.mark.parametrize(
    "text",
    [
        f"answer = {SAID!r}",
        f"answer: str = {SAID!r}",
        f"x = 3\nprint({SAID!r})\n",
        "answer = 'It vanishes, ' + 'as its slope is small.'",
        "print('It vanishes,', f'as its slope is small.')",
        f"display(Markdown({SAID!r}))",
        "answer = '梯度消失了'",
        f"answers = {{'a': {SAID!r}}}",
        f"answers = [1, ({SAID!r},)]",
        f"print(f'{SAID} {{n}}')",
        f"print({SAID!r}.strip() * 1)",
        f"sys.stdout.write({SAID!r})",
        f"print({'x+' * 2500}x)",
        f"check()  # {SAID}",
        "# It vanishes,\n# as its slope\n# is small.\ncheck('x')",
        f"viz.predict('x')\n# {SAID}",
    ],
)
def test_a_sentence_that_code_keeps_or_shows_and_one_beside_a_check_are_shown(text):
    assert told(OWN, cell(text, "check-x", kind="code")).startswith(f"{UNTOUCHED}\n\n    {text[:5]}")


@pytest.mark.parametrize(
    "text",
    [
        "name = 'adam with a small'",
        "names = ['adam', 'sgd', 'with momentum', 'and without', 'it']",
        "rates = {'slow and steady': 0.1, 'fast': 1}",
        "print('the loss is now', 3)\nfor x in y:\n    print(f'after step {x} of {y} the loss is {x}')",
        "# try it with a rate that is larger\ntrain(rate=3)",
        "check()  # passes now",
        "# check('x'); check('y'); check('z'); check('u'); check('v')\ncheck('x')",
        "print('three points:', x, 'their labels:', y)\nprint(f'the loss is {x} with a {y} step')",
        "plt.title('How the loss falls with each step')",
        "def f():\n    'Gives what has been asked for above.'\n    return 'nothing of what is asked for here'",
        "print('A derivative tells how much.')",
    ],
)
def test_names_labels_and_what_the_lesson_says_are_no_answers(text):
    assert told(OWN, cell(text, kind="code")) == RELEASED


@pytest.mark.parametrize(
    "text", ["x = 3  # try", "%timeit f(2)", "!ls", "Value?", "%matplotlib inline\n# now\nx", "", "   \n", "x"]
)
def test_a_scratch_cell_of_code_is_no_answer_that_a_person_would_have_to_look_at(text):
    assert told(OWN, cell(text, kind="code")) == RELEASED


def test_the_lesson_itself_and_notes_beside_an_answer_are_none_either():
    assert told(OWN, cell(f"\n{LESSON.replace(' how', 'how')} "), cell(" ")) == RELEASED
    assert told(cell(SAID, "question-a"), cell("a note of mine")) == SAID
    assert shown(None) == RELEASED


@pytest.mark.parametrize(
    "begun", ["See below.", ".", "# Answer", "**Your answer:**", "*Your answer:* 1.", "It vanishes."]
)
@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_an_answer_that_goes_on_in_another_cell_is_shown_to_its_end(begun, kind):
    more = f"answer = {{'a': [{SAID!r}]}}" if kind == "code" else SAID
    whole = told(cell(begun, "question-a"), cell(more, kind=kind))
    assert whole.startswith(f"{begun}\n\n{SHORT}\n\n")
    assert SAID in whole
    assert told(cell(begun, "question-a"), cell("x = 3", kind="code")) == begun


def test_an_answer_written_below_the_question_itself_is_shown():
    assert "It vanishes." in told(OWN, cell(f"{LESSON}\n\nIt vanishes."))


def test_a_cell_that_is_gone_is_no_answer_of_0():
    assert told() == GONE
    assert told(cell("It vanishes.")) == f"{GONE_WITH_WORDS}\n\nIt vanishes."


def test_a_foreign_notebook_is_shown():
    foreign = {"cells": [cell("Another course"), cell("def f(): pass", kind="code")]}
    assert shown(json.dumps(foreign).encode()) == f"{GONE_WITH_WORDS}\n\nAnother course"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": 3}', b" " * (MAX_NOTEBOOK_BYTES + 1)])
def test_a_notebook_that_cannot_be_read_is_no_answer_of_0(content):
    assert shown(content) == UNREADABLE


def test_what_lies_there_and_is_not_read_is_not_taken_for_nothing(tmp_path):
    assert notebook_in(tmp_path, "book.ipynb") is None
    (tmp_path / "book.ipynb").write_bytes(b"{}")
    assert notebook_in(tmp_path, "book.ipynb") == b"{}"
    (tmp_path / "large.ipynb").write_bytes(b" " * (MAX_NOTEBOOK_BYTES + 1))
    (tmp_path / "link.ipynb").symlink_to("nowhere")
    assert notebook_in(tmp_path, "large.ipynb") == notebook_in(tmp_path, "link.ipynb") == b""


def test_of_several_answers_each_is_shown_once():
    cells = [cell(text, "question-a") for text in ("It vanishes.", RELEASED, "It explodes.", " It vanishes.\n")]
    assert told(*cells) == f"{SEVERAL}\n\n It vanishes.\n\n\n***\n\nIt explodes."


def test_what_is_cut_off_an_answer_is_told_first():
    long = "x" * (MAX_ANSWER + 1)
    said, _, rest = told(cell(long, "question-a")).partition("\n\n")
    assert said.startswith("**These are the first 20,000 of 20,001 characters.")
    assert rest == long[:-1]
    assert told(cell(long[:-1], "question-a")) == long[:-1]


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/gif"])
@pytest.mark.parametrize("data", [PNG, [PNG[:4], f"{PNG[4:]}\n"]])
def test_an_attached_picture_is_shown_in_its_place(kind, data):
    attached = {"my plot (1).png": {"text/plain": "a plot", kind: data}}
    given = cell('Look: ![a [plot](attachment:my%20plot%20(1).png "large") here.', "question-a", **attached)
    given["source"] = given["source"].replace("[plot", "plot")
    assert told(given) == f"Look: ![a plot](data:{kind};base64,{PNG}) here."


def test_a_picture_that_the_text_shows_in_another_way_is_shown_below():
    attached = {"a.png": {"image/png": PNG}, "b.png": {"image/png": PNG}}
    given = cell("<img src='attachment:a.png'> ![b](attachment:b.png)", "question-a", **attached)
    assert told(given).count(f"](data:image/png;base64,{PNG})") == 2
    assert told(cell("", "question-a", **attached)).count(PNG) == 2


@pytest.mark.parametrize(
    ("attached", "why"),
    [
        ({}, "is not in the notebook"),
        ({"p": 3}, "is not in the notebook"),
        ({"p": {"image/svg+xml": "<svg onload=x>"}}, "is not shown here"),
        ({"p": {"image/png": "A'><script>"}}, "is not shown here"),
        ({"p": {"image/png": "A" * (MAX_PICTURES + 1)}}, "is too large to be shown here"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told(attached, why):
    said = told(cell("![](attachment:p)", "question-a", **attached))
    assert said.startswith(f"*(The picture p {why}")
    assert "<s" not in said


def test_a_picture_in_the_text_does_not_count_as_characters_and_nor_does_its_number_as_a_picture():
    large = f"![p](data:image/png;base64,{'A' * MAX_ANSWER})"
    assert told(cell(large, "question-a")) == large
    forged = "![[p]](data:image/png;base64,7)"
    assert told(cell(forged, "question-a")).endswith("(data:image/png;base64,7)")


@pytest.mark.parametrize(("limit", "shown"), [(35, False), (34, True)])
def test_code_is_read_up_to_its_limit_in_all_cells_together_and_words_do_not_count(monkeypatch, limit, shown):
    monkeypatch.setattr("autograder.platforms.nbgrader.handed_in.MAX_PARSED", limit)
    cells = [cell("It vanishes. " * 9), cell("x = 1\ny = 2", kind="code"), cell("z = 1\n" * 4, kind="code")]
    said = told(OWN, *cells)
    assert "It vanishes." in said
    assert ("z = 1" in said) is shown
    assert "y = 2" not in said


def test_what_python_would_warn_of_in_a_students_code_is_no_warning_of_ours(recwarn):
    assert told(OWN, cell("x = '\\d' is 1", kind="code")) == RELEASED
    assert not recwarn.list


@pytest.mark.parametrize("length", [100, 101])
def test_a_picture_is_called_by_as_much_as_a_line_holds(length):
    said = told(cell(f"![{'x' * length}](data:image/png;base64,{PNG})", "question-a"))
    assert said.startswith(f"![{'x' * 100}](")


def test_a_cell_of_too_much_code_to_be_read_is_left_to_a_person(monkeypatch):
    monkeypatch.setattr("autograder.platforms.nbgrader.handed_in.MAX_PARSED", 30)
    assert told(OWN, cell("x = 1\ny = 2", kind="code"), cell("x = 1\n" * 4, kind="code")).startswith(UNTOUCHED)
    assert module.MAX_ANSWER == 20_000
