"""Everyone with a result gets a page, of the files that were judged and by the rules of the course as they are now."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE, judged

from autograder.course.comments import write_comment
from autograder.course.course import Course
from autograder.feedback.page.records import Mark, Marks
from autograder.grading.alike import behaviours, name_of
from autograder.grading.cache import read_result, write_result
from autograder.grading.log import last_told
from autograder.platforms.feedback import Places, write_feedback
from autograder.platforms.grades import PERSON
from autograder.records import Receipt, Refusal, Status

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WRONG = RIGHT.replace("x + x", "x * 3")
DUE = '[late]\nper_day = 0.1\n[due]\n01_tiny = 2026-10-19T00:00:00Z\n[feedback]\nhidden = "sentences"\n'


TEXTS = {"ada": RIGHT, "bob": WRONG}


@pytest.fixture(scope="module")
def results():
    return judged(Course(TINY_COURSE).assignment("01"), TEXTS).values()


@pytest.fixture
def course(tmp_path, results):
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    assignment = course.assignment("01")
    for student, text in TEXTS.items():
        folder = course.submitted / student / assignment.name
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
        (folder / "timestamp.txt").write_text("2026-10-19 12:00:00 UTC\n")
    for result in results:
        write_result(course.results, result)
    return course


def written(course, now=NOW):
    places = Places(course.results, course.submitted, course.feedback)
    return {each.student: each for each in write_feedback(course, course.assignment("01"), places, now, None)}


def page(course, student):
    return (course.feedback / student / "01_tiny" / "index.html").read_text(encoding="utf-8")


def test_the_roster_gives_a_page_its_real_name(course):
    written(course)
    assert "01_tiny, ada</p>" in page(course, "ada")
    (course.root / "roster.csv").write_text('login,name\nada,"Okafor, Ada"\n')
    written(course)
    assert "feedback for Ada Okafor</title>" in page(course, "ada")
    assert "01_tiny, Ada Okafor, ada</p>" in page(course, "ada")
    assert "feedback for bob</title>" in page(course, "bob")


def test_everyone_has_a_page_with_their_own_score(course):
    made = written(course)
    assert (made["ada"].score, made["ada"].best, made["ada"].note) == (5.0, 8.0, "")
    assert made["bob"].score < 5.0
    assert "Everything passes." in page(course, "ada")
    assert "x * <span" in page(course, "bob"), "the student's own code"


def test_without_a_gradebook_a_page_says_of_written_answers_only_what_is_known(course, monkeypatch):
    unknown = ("not marked yet", "still to be marked", "points so far", "No answer was handed in")
    written(course)
    assert [said for said in unknown if said in page(course, "ada")] == []
    assert "points have no mark here." in page(course, "ada")
    assert "No answer was collected with this hand-in." in page(course, "ada")
    monkeypatch.setattr("autograder.platforms.feedback.marks_by_student", lambda *_: {"ada": Marks()})
    written(course)
    assert [said for said in unknown if said in page(course, "ada")] == list(unknown)


def test_lateness_and_what_is_told_of_hidden_checks_are_the_courses_rules(course):
    assert "double agrees with the reference" not in (written(course) and page(course, "bob"))
    (course.root / "course.toml").write_text(DUE)
    late = written(Course(course.root))
    assert late["ada"].score == 4.5
    assert "double agrees with the reference on secret numbers." in page(course, "bob")


def test_of_what_counts_and_is_not_graded_there_is_no_page_and_a_line(course):
    (course.submitted / "bob" / "01_tiny" / "tiny.py").write_text(RIGHT)
    shutil.copytree(course.submitted / "ada", course.submitted / "cy")
    write_result(course.results, msgspec.structs.replace(course_result(course, "ada"), student="dan"))
    notes = {student: each.note for student, each in written(course).items()}
    assert notes == {
        "ada": "",
        "bob": "is graded with other files than count now, so there is no page",
        "cy": "is not graded yet, so there is no page",
        "dan": "has a result, but no hand-in in submitted/, so there is no page",
    }
    assert [path.parents[1].name for path in course.feedback.glob("*/*/index.html")] == ["ada"]


def course_result(course, student):
    return read_result(course.results / "01_tiny" / f"{student}.json")


def test_where_hand_ins_are_kept_elsewhere_pages_show_no_code(course):
    shutil.rmtree(course.submitted)
    assert "the page shows no code" in written(course)["bob"].note
    assert "Your code" not in page(course, "bob")


def test_what_is_said_of_an_answer_is_on_the_pages_of_those_who_gave_it(course, results):
    (gave,) = [behaviours(result)["double"] for result in results if result.student == "bob"]
    write_comment(course.root, "01_tiny", ("double", name_of(gave)), "Two, <not> three.")
    written(course)
    assert "Two, &lt;not&gt; three." in page(course, "bob")
    assert "Two, " not in page(course, "ada")


def test_who_is_ungraded_has_no_page(course):
    result = read_result(course.results / "01_tiny" / "bob.json")
    checks = tuple(msgspec.structs.replace(each, status=Status.UNGRADED) for each in result.checks)
    write_result(course.results, msgspec.structs.replace(result, checks=checks))
    made = written(course, NOW + timedelta(days=1))
    assert made["bob"].path == ""
    assert "ungraded" in made["bob"].note
    assert not (course.feedback / "bob").exists()


def refuse(course, student, path="tiny.py.txt", person=True):
    """Takes in something of the student's that may be what is missing."""
    place = course.submitted / student / "01_tiny"
    receipt = Receipt(student, "01_tiny", student, (), ("tiny.py",), (Refusal(path, "could be of Ben", person),))
    (place / "receipt.json").write_bytes(msgspec.json.encode(receipt))


def told(course):
    return last_told(course.results, "01_tiny")


def test_who_needs_a_person_is_told_that_and_no_score_and_nor_is_the_log(course, monkeypatch):
    refuse(course, "bob")
    refuse(course, "ada", person=False)
    made = written(course)
    assert made["bob"].path
    assert made["bob"].note == f"is {PERSON}, so the page gives no score"
    assert "No score yet" in page(course, "bob")
    assert "Ben" not in page(course, "bob"), "what was refused may be somebody else's"
    assert (made["ada"].note, made["ada"].score) == ("", 5.0)
    assert set(told(course)) == {"ada"}


def test_once_a_person_has_looked_the_page_has_their_score(course, monkeypatch):
    refuse(course, "bob")
    for settled, path in ((False, "No score yet"), (True, "What it is made of")):
        marks = {"bob": Marks({"double": Mark(2.0)}, settled=settled)}
        monkeypatch.setattr("autograder.platforms.feedback.marks_by_student", lambda *_, marks=marks: marks)
        written(course)
        assert path in page(course, "bob")
    assert set(told(course)) == {"ada", "bob"}
