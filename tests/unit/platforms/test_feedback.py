"""Everyone with a result gets a page, of the files that were judged and by the rules of the course as they are now."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE, judged

from autograder.checks.details import IMPORTING
from autograder.course.comments import write_comment
from autograder.course.course import Course
from autograder.feedback.page.compose import compose
from autograder.feedback.page.records import Mark, Marks
from autograder.grading.alike import behaviours, name_of
from autograder.grading.cache import read_result, write_result
from autograder.grading.log import last_told, read_log
from autograder.platforms import feedback as module
from autograder.platforms.feedback import Places, Written, write_feedback
from autograder.platforms.grades import PERSON
from autograder.records import Detail, Label, Receipt, Refusal, Status

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


def test_free_days_cost_nothing_on_the_page(course):
    (course.root / "course.toml").write_text(DUE.replace("[late]\n", "[late]\nfree_days = 1\n"))
    assert written(Course(course.root))["ada"].score == 5.0


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
    assert made["bob"] == Written("bob", "", 0.0, 0.0, "is ungraded, so there is no page; grade again")
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


class Drawn:
    """Stands for the gallery: remembers what it is made with, and whose pictures it is asked for."""

    def __init__(self) -> None:
        self.made: list[tuple[object, ...]] = []
        self.asked: list[str] = []
        self.told: dict[str, tuple[object, ...]] = {}

    def __call__(self, *made: object) -> Drawn:
        self.made.append(made)
        return self

    def __enter__(self) -> Drawn:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def of(self, submission):
        self.asked.append(submission.student)
        return (f"of {submission.student}",)


@pytest.fixture
def gallery(monkeypatch) -> Drawn:
    """Pictures are of no code here; which go onto the page of whom."""
    drawn = Drawn()

    def composed(assignment, result, submission, rules, extras):
        drawn.told[result.student] = extras.pictures
        return compose(assignment, result, submission, rules, extras._replace(pictures=()))

    monkeypatch.setattr(module, "Gallery", drawn)
    monkeypatch.setattr(module, "compose", composed)
    monkeypatch.setattr(module, "drawing_settings", lambda assignment, layers: (assignment.name, layers))
    return drawn


def drawn_for(course, layers):
    places = Places(course.results, course.submitted, course.feedback)
    return write_feedback(course, course.assignment("01"), places, NOW, layers)


def test_pictures_are_of_each_ones_code_behind_the_layers_that_are_asked_for(course, gallery):
    drawn_for(course, frozenset({"a layer"}))
    assert gallery.made == [(("01_tiny", frozenset({"a layer"})), course.results, course.pictures / "01_tiny.json")]
    assert gallery.told == {"ada": ("of ada",), "bob": ("of bob",)}


def test_no_code_is_run_for_pictures_where_nobody_asks_or_earlier_solutions_are_open(course, gallery, monkeypatch):
    drawn_for(course, None)
    monkeypatch.setattr(Course, "withholds", lambda *_: True)
    drawn_for(course, frozenset())
    assert (gallery.made, gallery.asked, gallery.told) == ([], [], {"ada": (), "bob": ()})


def test_no_code_is_run_for_pictures_that_was_not_judged_or_cannot_be_imported(course, gallery):
    (course.submitted / "ada/01_tiny/tiny.py").unlink()
    bob = course_result(course, "bob")
    details = (Detail(Label.REASON, f"{IMPORTING} tiny.py"),)
    checks = tuple(msgspec.structs.replace(each, details=details) for each in bob.checks)
    write_result(course.results, msgspec.structs.replace(bob, checks=checks))
    drawn_for(course, frozenset())
    assert (gallery.asked, gallery.told.get("bob")) == ([], ())


def test_each_page_is_told_of_as_it_is_written_and_who_has_none_has_no_score(course):
    shutil.rmtree(course.submitted / "bob")
    (course.submitted / "eve/01_tiny").mkdir(parents=True)
    (course.submitted / "eve/01_tiny/tiny.py").write_text(RIGHT)
    refuse(course, "ada")
    places = Places(course.results, course.submitted, course.feedback)
    told: list[Written] = []
    made = write_feedback(course, course.assignment("01"), places, NOW, None, told.append)
    assert told == [each for each in made if each.path]
    assert sorted(made, key=lambda each: each.student) == [
        Written(
            "ada", str(course.feedback / "ada/01_tiny/index.html"), 0.0, 0.0, f"is {PERSON}, so the page gives no score"
        ),
        Written("bob", "", 0.0, 0.0, "has a result, but no hand-in in submitted/, so there is no page"),
        Written("eve", "", 0.0, 0.0, "is not graded yet, so there is no page"),
    ]


def test_what_persons_gave_is_on_the_page_and_in_the_log(course, monkeypatch):
    marks = Marks({"double": Mark(1.0)}, {"twice": Mark(2.5, comment="Look *again*.")}, penalty=0.25)
    monkeypatch.setattr(module, "marks_by_student", lambda *_: {"ada": marks})
    monkeypatch.setattr("autograder.platforms.nbgrader.answers.written_answers", lambda *_: {"twice": "As I *said*."})
    made = written(course)
    noted = [entry.why for entry in read_log(course.results) if entry.student == "ada"]
    assert any(why.startswith("double, by hand: 1") for why in noted)
    assert "Look <em>again</em>." in page(course, "ada")
    assert "As I <em>said</em>." in page(course, "ada")
    assert made["ada"].score == 1.0 + 2.0 + 2.5 - 0.25
