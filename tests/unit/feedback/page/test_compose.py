"""A page tells a student what a result says, in order, and nothing that is to be withheld."""

from __future__ import annotations

import msgspec
from made_feedback import ASSIGNMENT, CHECKS, RESULT, SUBMISSION, hidden, made_page

from autograder.checks.details import NOT_IMPORTED
from autograder.checks.guarded import WITHHELD
from autograder.feedback.page.compose import HIDDEN, Extras, Rules
from autograder.feedback.page.html import page_html
from autograder.feedback.page.records import Mark, Marks, Picture
from autograder.records import Detail, Label, Result, Status, Submission

PICTURE = Picture("caption", "told", (("", "<svg></svg>"),))


def section(page, name):
    return next(each for each in page.sections if each.name == name)


def everything(page) -> str:
    return msgspec.json.encode(page).decode()


def test_of_hidden_checks_a_page_tells_points_and_not_even_the_sentence():
    page = made_page()
    assert [each.sentence for each in section(page, "right").failing] == [HIDDEN]
    assert "secret" not in everything(page)
    assert "hidden reason" not in everything(page)


def test_where_the_course_tells_sentences_it_still_tells_nothing_that_was_found():
    page = made_page(Rules(sentences=True))
    (shown,) = section(page, "right").failing
    assert (shown.sentence, shown.word, shown.details) == ("What right_secret says.", "failed", ())
    assert "hidden reason" not in everything(page)


def test_what_is_withheld_is_not_on_the_page_and_the_page_says_why():
    page = made_page(Rules(withholds=True), Extras(pictures=(PICTURE,)))
    assert WITHHELD in page.notes
    assert "float <b>" not in everything(page)
    assert page.pictures == ()
    assert made_page(Rules(), Extras(pictures=(PICTURE,))).pictures == (PICTURE,)


def test_the_line_that_raised_is_marked_in_the_students_own_code():
    (snippet,) = section(made_page(), "wrong").code
    marked = {line.number: line.notes for line in snippet.lines if line.notes}
    assert marked == {15: ("an error here: What wrong_one says.", "and in another check")}


def test_the_same_error_is_told_once():
    first, second, _ = section(made_page(), "wrong").failing
    assert [each.label for each in first.details] == [Label.RAISED, Label.AT]
    assert [each.text for each in second.details] == ["The same error, at the same line."]


def test_what_is_forgiven_is_called_so_and_keeps_its_points():
    carried = section(made_page(), "wrong").failing[-1]
    assert (carried.word, carried.points) == ("forgiven", 1.0)


def test_hidden_checks_that_are_forgiven_are_not_called_passed():
    forgiven = hidden("right_secret", "right", Status.FAILED, points=1.0, carried=("later",))
    for failing, word in ((forgiven, "forgiven"), (msgspec.structs.replace(forgiven, points=0.0), "hidden")):
        page = made_page(result=Result("ada", "01_tiny", 2.0, 2.0, (), (CHECKS[0], failing)))
        assert [(each.word, each.sentence) for each in section(page, "right").failing] == [(word, HIDDEN)]
        assert "everything passes" not in page_html(page)
    passed = hidden("right_secret", "right", Status.PASSED)
    page = made_page(result=Result("ada", "01_tiny", 2.0, 2.0, (), (CHECKS[0], passed)))
    assert [each.word for each in section(page, "right").passing] == ["passed", "passed"]


def test_without_the_files_that_were_judged_there_is_no_code():
    page = made_page(submission=None)
    assert all(each.code == () for each in page.sections)
    assert page.notes == ()


def test_a_file_that_was_not_handed_in_is_named():
    assert made_page(submission=Submission("ada", {})).notes == ("You did not hand in tiny.py.",)


def test_a_file_that_cannot_be_imported_is_told_once_and_above_all():
    why = (
        Detail(Label.REASON, f"{NOT_IMPORTED}, so no check can run.", f"{NOT_IMPORTED}, so no check can run."),
        Detail(Label.AT, "tiny.py, line 1:  import", "tiny.py, line 1:  import", ("tiny.py", 1)),
    )
    checks = tuple(msgspec.structs.replace(each, status=Status.ERROR, details=why) for each in CHECKS)
    page = made_page(result=Result("ada", "01_tiny", 0.0, 6.0, (), checks))
    first, *rest = page.sections
    assert first.title == "Your file cannot be imported"
    assert [line.number for line in first.code[0].lines if line.notes] == [1]
    assert all(shown.details == () for each in rest for shown in each.failing)
    assert len(page.next_steps) == 1


def test_points_by_hand_count_in_place_of_the_judges():
    marks = Marks({"wrong": Mark(2.5)}, {"why": Mark(1.0, 0.5)})
    page = made_page(extras=Extras(marks, answers={"why": "<p>so</p>"}, comments={"why": "<p>good</p>"}))
    assert section(page, "wrong").points == 2.5
    (answer,) = page.answers
    assert (answer.points, answer.best, answer.answer, answer.comment) == (1.5, 2.0, "<p>so</p>", "<p>good</p>")


def test_hints_are_for_what_does_not_pass():
    page = made_page(result=RESULT)
    assert section(page, "later").hints == ASSIGNMENT.exercises[2].hints
    passed = tuple(each for each in CHECKS if each.name == "right_one")
    assert section(made_page(result=Result("ada", "01_tiny", 1.0, 1.0, (), passed)), "right").hints == ()


def test_nothing_on_the_page_comes_from_another_file_than_was_handed_in():
    assert SUBMISSION.files.keys() == {snippet.file for each in made_page().sections for snippet in each.code}


def test_where_a_person_has_to_look_there_is_no_score_and_nothing_that_says_it_was_not_handed_in():
    page = made_page(extras=Extras(unclear=True), submission=Submission("ada", {}))
    assert (page.score, page.next_steps, page.sections) == (None, (), ())
    (said,) = page.notes
    assert "A person has to look" in said
    assert "`tiny.py`" in said
    assert "did not hand in" not in everything(page)
    nobody = made_page(submission=Submission("ada", {}))
    assert "You did not hand in tiny.py." in nobody.notes
    assert nobody.score is not None


def test_verdicts_on_modules_that_are_there_stay_though_a_person_has_to_look_for_something_else():
    assert made_page(extras=Extras(unclear=True)).sections == (), "as one of them is called not attempted"
    begun = tuple(check for check in CHECKS if check.status is not Status.NOT_ATTEMPTED)
    result = msgspec.structs.replace(RESULT, checks=begun)
    page = made_page(extras=Extras(unclear=True), result=result)
    assert page.score is None
    assert page.sections == made_page(result=result).sections != ()
    assert "may be" not in page.notes[0]


def test_once_somebody_has_looked_there_is_a_score_and_still_nothing_was_not_handed_in():
    settled = Extras(Marks({"wrong": Mark(1.0)}, settled=True), unclear=True)
    page = made_page(extras=settled, submission=Submission("ada", {}))
    assert page.score is not None
    assert page.sections
    (said,) = page.notes
    assert said.startswith("Something was handed in that could not be read or matched, and may be `tiny.py`.")
