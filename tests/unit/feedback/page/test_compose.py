"""A page tells a student what a result says, in order, and nothing that is to be withheld."""

from __future__ import annotations

import msgspec
from made_feedback import ASSIGNMENT, CHECKS, RAISED, RESULT, SUBMISSION, check, hidden, made_page

from autograder.checks.details import NOT_IMPORTED, words
from autograder.checks.guarded import WITHHELD
from autograder.feedback.page.compose import HIDDEN, Extras, Rules, compose
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


def test_points_of_an_exercise_are_of_its_own_checks_hidden_ones_too():
    page = made_page()
    assert [(each.name, each.points, each.best, each.extra) for each in page.sections] == [
        ("right", 1.0, 2.0, False),
        ("wrong", 1.0, 3.0, False),
        ("later", 0.0, 1.0, False),
    ]
    assert [each.title for each in page.sections] == ["The right one", "The wrong one", "The later one"]
    assert (page.score.points, page.score.best, page.recorded) == (2.0, 8.0, True)
    assert (page.student, page.assignment, page.title) == ("ada", "01_tiny", "Three functions")
    assert not made_page(extras=Extras(recorded=False)).recorded
    assert made_page(extras=Extras(penalty=0.5)).score.points == 1.5


def test_extra_credit_has_no_most():
    first, *rest = ASSIGNMENT.exercises
    extra = msgspec.structs.replace(ASSIGNMENT, exercises=(msgspec.structs.replace(first, extra=True), *rest))
    page = compose(extra, RESULT, SUBMISSION, Rules(), Extras(Marks({"right": Mark(extra=0.25)})))
    assert [(each.points, each.best, each.extra) for each in page.sections[:2]] == [
        (1.25, 0.0, True),
        (1.0, 3.0, False),
    ]


def test_a_line_that_raised_in_many_checks_says_in_how_many():
    checks = tuple(msgspec.structs.replace(CHECKS[2], name=f"wrong_{n}") for n in range(3))
    unnamed = msgspec.structs.replace(checks[0], sentence="")
    page = made_page(result=msgspec.structs.replace(RESULT, checks=(unnamed, *checks[1:])))
    (snippet,) = section(page, "wrong").code
    assert [line.notes for line in snippet.lines if line.notes] == [("an error here: wrong_0", "and in 2 more checks")]
    assert section(page, "wrong").failing[0].sentence == "wrong_0"


def test_where_a_hidden_check_raised_is_not_marked():
    secret = hidden("wrong_secret", "wrong", Status.ERROR, RAISED)
    (snippet,) = section(made_page(result=msgspec.structs.replace(RESULT, checks=(secret,))), "wrong").code
    assert [line.notes for line in snippet.lines if line.notes] == []


def test_only_errors_that_were_told_are_not_told_again():
    reason = (words("It is too small."),)
    failed = [
        check(f"wrong_{n}", "wrong", Status.FAILED, each) for n, each in enumerate((reason, reason, RAISED, RAISED))
    ]
    told = [
        each.details
        for each in section(made_page(result=msgspec.structs.replace(RESULT, checks=tuple(failed))), "wrong").failing
    ]
    assert told == [reason, reason, RAISED, RAISED]
    errors = [check(f"wrong_{n}", "wrong", Status.ERROR, each) for n, each in enumerate((RAISED, reason, reason))]
    told = [
        each.details
        for each in section(made_page(result=msgspec.structs.replace(RESULT, checks=tuple(errors))), "wrong").failing
    ]
    assert told == [RAISED, reason, reason]


def test_why_hidden_checks_fail_is_told_where_it_is_another_exercise():
    assert [each.note for each in made_page().sections] == ["", "", ""]
    secret = hidden("right_secret", "right", Status.FAILED, carried=("later", "wrong"))
    page = made_page(result=msgspec.structs.replace(RESULT, checks=(secret, CHECKS[4])))
    assert [each.note for each in page.sections] == ["Some hidden checks fail because of `later` and `wrong`.", "", ""]


def test_hidden_checks_are_one_line_with_all_their_points():
    secrets = (
        hidden("right_a", "right", Status.PASSED),
        hidden("right_b", "right", Status.FAILED, points=0.5),
        hidden("right_c", "right", Status.FAILED, carried=("later",)),
    )
    page = made_page(result=msgspec.structs.replace(RESULT, checks=secrets))
    (line,) = section(page, "right").failing
    assert (line.word, line.points, line.best, line.sentence) == ("hidden", 1.5, 3.0, HIDDEN)
    told = made_page(Rules(sentences=True), result=msgspec.structs.replace(RESULT, checks=secrets))
    assert [each.word for each in section(told, "right").failing] == ["failed", "failed"]
    assert [each.sentence for each in section(told, "right").passing] == ["What right_a says."]


def test_a_question_that_nobody_marked_has_no_points():
    (answer,) = made_page().answers
    assert (answer.title, answer.points, answer.best, answer.answer, answer.comment) == ("Why?", None, 2.0, "", "")


def test_words_for_verdicts_have_no_underscores():
    assert [each.word for each in section(made_page(), "wrong").failing] == ["error", "error", "forgiven"]
    assert [each.word for each in section(made_page(), "later").failing] == ["not attempted"]
    assert [each.word for each in section(made_page(), "right").passing] == ["passed"]


def test_where_all_passes_nothing_is_said_to_be_withheld():
    page = made_page(Rules(withholds=True), result=msgspec.structs.replace(RESULT, checks=CHECKS[:2]))
    assert page.notes == ()


def test_above_a_file_that_cannot_be_imported_stands_no_score():
    why = (Detail(Label.REASON, f"{NOT_IMPORTED}, so no check can run.", f"{NOT_IMPORTED}, so no check can run."),)
    checks = tuple(msgspec.structs.replace(each, status=Status.ERROR, details=why) for each in CHECKS)
    first = made_page(result=msgspec.structs.replace(RESULT, checks=checks)).sections[0]
    assert (first.name, first.points, first.best, first.extra, first.passing) == ("", 0.0, 0.0, False, ())
    (shown,) = first.failing
    assert (shown.word, shown.details) == ("error", why)
