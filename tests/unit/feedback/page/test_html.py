"""The page is one file without script, under a policy that allows but its own style; what a student wrote is text."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec
import pytest
from made_feedback import ASSIGNMENT, CHECKS, CODE, RESULT, made_page

from autograder.feedback.page.compose import Extras, Rules, compose
from autograder.feedback.page.html import LONG, MOST_BYTES, page_html
from autograder.feedback.page.records import Picture
from autograder.grading.alike import behaviours, name_of
from autograder.markup.pages import ticked
from autograder.records import Detail, Label, Status, Submission

EVIL = "<script>alert(1)</script>\" onload='x"


def test_no_script_runs_and_only_the_pages_own_style_counts():
    page = page_html(made_page())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "script-src" not in policy
    assert not re.search(r"<script|\son\w+=|\sstyle=|(src|href)=", page.replace(style, ""))


def test_what_a_student_chose_is_text():
    evil = msgspec.structs.replace(
        CHECKS[2], status=Status.FAILED, details=tuple(Detail(label, EVIL) for label in Label), sentence=EVIL
    )
    result = msgspec.structs.replace(RESULT, student=EVIL, checks=(evil,))
    code = CODE.replace('"two"', repr(EVIL))
    page = page_html(made_page(result=result, submission=Submission(EVIL, {"tiny.py": code.encode()})))
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)") >= len(Label)


def test_every_verdict_and_its_reason_are_on_the_page():
    page = page_html(made_page())
    for told in ("What right_one says.", "What wrong_two says.", "ZeroDivisionError: float &lt;b&gt;", "forgiven"):
        assert told in page
    assert "Hint for <code>later</code>." in page


def test_a_page_stays_small_by_leaving_out_code(monkeypatch):
    monkeypatch.setattr("autograder.feedback.page.html.MOST_BYTES", 60_000)
    exercises = tuple(
        msgspec.structs.replace(each, stubs=tuple(f"f{n}" for n in range(2))) for each in ASSIGNMENT.exercises
    )
    functions = "".join(f"def f{n}(x):\n" + "    y = (1, 'two', 3) + (4, 5)  # six\n" * 70 for n in range(2))
    assignment = msgspec.structs.replace(ASSIGNMENT, exercises=exercises)
    page = page_html(compose(assignment, RESULT, Submission("ada", {"tiny.py": functions.encode()}), Rules(), Extras()))
    assert len(page.encode()) <= 60_000
    assert "Your code is too long to be shown here." in page


def test_a_page_stays_small_by_leaving_out_what_was_found():
    noisy = tuple(
        msgspec.structs.replace(CHECKS[4], name=f"wrong_{n}", details=(Detail(Label.RETURNED, "<" * 4000),))
        for n in range(60)
    )
    noisy_page = page_html(made_page(result=msgspec.structs.replace(RESULT, checks=noisy)))
    assert len(noisy_page.encode()) <= MOST_BYTES
    assert "<code>autograder check</code> shows it" in noisy_page


def test_whatever_is_handed_in_and_drawn_a_page_has_under_500_kb():
    noisy = [
        msgspec.structs.replace(each, name=f"{each.name}_{n}", sentence="What it asks, in a line of words. " * 3)
        for n in range(50)
        for each in CHECKS
    ]
    drawn = tuple(Picture("Of `x`.", "All right.", (("yours", f"<svg>{'<rect/>' * 40_000}</svg>"),)) for _ in range(2))
    long = Submission("ada", {"tiny.py": CODE.replace("y = ", f"y = {'1 + ' * 90_000}").encode()})
    extras = Extras(pictures=drawn, answers={"why": "<p>so</p>" * 60_000})
    page = page_html(
        made_page(extras=extras, result=msgspec.structs.replace(RESULT, checks=tuple(noisy)), submission=long)
    )
    assert len(page.encode()) < 500_000
    assert "What it asks" in page


def test_a_picture_is_on_the_page_as_it_was_drawn():
    picture = Picture("Of `x`.", "Every gradient in it is right.", (("yours", "<svg><rect/></svg>"),))
    page = page_html(made_page(extras=Extras(pictures=(picture,))))
    assert "<svg><rect/></svg>" in page
    assert "Of <code>x</code>." in page


def test_a_comment_stands_at_the_exercise_whose_code_gave_just_that_and_as_text():
    failed, other, carried = (msgspec.structs.replace(CHECKS[n], alike="4f09c1") for n in (3, 1, 4))
    result = msgspec.structs.replace(RESULT, checks=(other, failed, carried))
    own = {name: name_of(each) for name, each in behaviours(result).items()}
    assert own.keys() == {"right", "wrong"}
    said = {("wrong", own["wrong"]): f"To wrong: {EVIL}", ("right", "5"): "to others", ("later", own["wrong"]): "no"}
    page = page_html(made_page(result=result, extras=Extras(on_code=said)))
    assert page.count("Your instructor says:") == 1
    assert "To wrong: &lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_what_the_instructor_says_stays_where_details_are_withheld():
    result = msgspec.structs.replace(RESULT, checks=(msgspec.structs.replace(CHECKS[2], alike="1"),))
    said = {("wrong", name_of((("wrong_one", "1"),))): "To wrong."}
    page = page_html(made_page(Rules(withholds=True, sentences=True), Extras(on_code=said), result))
    assert "To wrong." in page


def test_backticks_are_code_and_everything_else_is_escaped():
    assert ticked("`a<b` & `c") == "<code>a&lt;b</code> &amp; `c"


def test_a_page_without_a_score_says_so_and_shows_no_points():
    page = page_html(made_page(extras=Extras(unclear=True), submission=Submission("ada", {})))
    assert "No score yet" in page
    assert "A person has to look at this" in page
    assert not re.search(r" points<|What it is made of|What to do next|Exercise by exercise", page)


def test_an_answer_that_is_too_long_for_the_page_is_not_called_missing(monkeypatch):
    large = f'<p><img src="data:image/png;base64,{"A" * MOST_BYTES}"></p>'
    page = page_html(made_page(extras=Extras(answers={"why": large})))
    assert len(page.encode()) <= MOST_BYTES
    assert "No answer was handed in." not in page
    assert "Your answer is too long to be shown on this page." in page
    assert "return y / 0" in re.sub("<[^>]+>", "", page), "which costs the page nothing else"
    monkeypatch.setattr("autograder.feedback.page.html.MOST_BYTES", 100)
    page = page_html(made_page(extras=Extras(answers={"why": "Because."})))
    assert ("No answer was handed in." in page, "Your answer is too long" in page) == (False, True)
    assert "No answer was handed in." in page_html(made_page())


def test_an_exercise_whose_failures_are_all_forgiven_is_done():
    later = msgspec.structs.replace(CHECKS[0], status=Status.FAILED, carried=("later",))
    for points, state in ((1.0, "done"), (0.0, "open")):
        failing = msgspec.structs.replace(later, points=points)
        page = page_html(made_page(result=msgspec.structs.replace(RESULT, checks=(failing,))))
        assert f'<article class="exercise {state}" id="exercise-right">' in page


def test_a_page_without_code_has_all_else(monkeypatch):
    whole, monkeypatched = page_html(made_page()), "autograder.feedback.page.html.MOST_BYTES"
    monkeypatch.setattr(monkeypatched, len(whole.encode()) - 1)
    page = page_html(made_page())
    assert "def wrong" not in re.sub("<[^>]+>", "", page)
    assert "Your code is too long to be shown here." in page
    assert "ZeroDivisionError: float &lt;b&gt;" in page
    assert "What was found is too long" not in page


def test_a_page_without_what_was_found_has_its_verdicts_and_misses_no_answer(monkeypatch):
    monkeypatch.setattr("autograder.feedback.page.html.MOST_BYTES", 100)
    picture = Picture("Of `x`.", "Right.", (("yours", "<svg><rect/></svg>"),))
    page = page_html(made_page(extras=Extras(pictures=(picture,))))
    assert "ZeroDivisionError" not in page
    assert "def wrong" not in re.sub("<[^>]+>", "", page)
    assert "<rect/>" not in page
    assert "What wrong_one says." in page
    assert "No answer was handed in." in page, "as there was none that could be too long"
    assert "Your code is too long to be shown here." in page
    assert "What was found is too long to be shown here" in page


@pytest.mark.parametrize(("length", "told"), [(LONG, (True, False)), (LONG + 1, (False, True))])
def test_where_a_page_is_too_long_first_answers_are_left_out_that_are_longer_than_the_limit(monkeypatch, length, told):
    made = made_page(extras=Extras(answers={"why": "a" * length}))
    monkeypatch.setattr("autograder.feedback.page.html.MOST_BYTES", len(page_html(made).encode()) - 1)
    page = re.sub("<[^>]+>", "", page_html(made))
    assert ("a" * length in page, "def wrong" in page) == told
