"""Check cells show what the judge says, with points that nbgrader reads; what could not be read asks for a person."""

from __future__ import annotations

import html
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.records import CheckResult, Detail, Result, Status

pytest.importorskip("nbgrader")

from traitlets.config import Configurable

from autograder.platforms.nbgrader import scores


def check(status: Status = Status.PASSED, points: float = 1.0, **more: Any) -> CheckResult:
    given = {"name": "double_by_hand", "exercise": "double", "hidden": False, "max_points": 2.0, "seconds": 0.1}
    return CheckResult(**{**given, "message": "", "sentence": "It doubles <x>.", **more}, status=status, points=points)


def shown(checks: list[CheckResult], extra: bool = False) -> tuple[float, str]:
    (output,) = scores.outputs(checks, extra)
    assert output.output_type == "execute_result"  # nbgrader reads no other
    return float(output.data["text/plain"]), output.data["text/html"]


def items(page: str) -> list[str]:
    """What the lines say."""
    found = re.findall(r"<li.*?</li>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in found]


def test_a_cell_shows_each_public_check_and_its_points_are_their_sum():
    points, page = shown(
        [check(points=2.0), check(Status.FAILED, 0.0, sentence="It does not change."), check(points=0.25)]
    )
    assert points == 2.25
    assert items(page) == [
        "2 of 2 passed It doubles <x>.",
        "0 of 2 failed It does not change.",
        "0.25 of 2 passed It doubles <x>.",
    ]


def test_of_hidden_checks_only_the_sum_is_told():
    hidden = [check(points=1.0, hidden=True, sentence="secret"), check(Status.FAILED, 0.0, hidden=True, max_points=3.0)]
    points, page = shown([check(points=2.0), *hidden])
    assert points == 3.0
    assert "secret" not in page
    assert items(page)[1:] == ["1 of 5 hidden Checks that only your instructor has."]
    assert not any("hidden" in item for item in items(shown([check()])[1]))


def test_extra_credit_does_not_go_through_nbgraders_reading():
    points, page = shown([check(points=2.0)], extra=True)
    assert points == 0.0
    assert items(page) == ["2 of 2 passed It doubles <x>."]


@pytest.mark.parametrize(
    ("status", "label"),
    [(Status.PASSED, "success"), (Status.FAILED, "danger"), (Status.ERROR, "danger"), (Status.TIMEOUT, "warning")],
)
def test_a_verdict_has_its_colour(status, label):
    assert f"label-{label}" in shown([check(status)])[1]
    assert set(scores.BOOTSTRAP_LABELS) == set(Status)


def test_what_a_student_wrote_is_escaped():
    evil = "<script>alert(1)</script>"
    page = shown([check(sentence=evil, details=(Detail("got", evil),))])[1]
    assert evil not in page
    assert page.count("&lt;script&gt;") == 2
    assert "help-block" in page
    assert "<p " not in page  # which nbconvert escapes
    assert "<p" not in scores.GRADED_BEFORE
    assert "help-block" not in shown([check()])[1]


@pytest.mark.parametrize("name", ["01", "01_tiny2", "../source", ""])
def test_only_the_full_name_is_an_assignment(course, name):
    with pytest.raises(Problem):
        scores.require_assignment(Course(course), name)
    assert scores.require_assignment(Course(course), "01_tiny").name == "01_tiny"


def notebook(**cells: float) -> Any:
    """A notebook with a check cell of each of these names and points, an answer's cell, and one that is neither."""

    def cell(grade_id: str, grade: bool, solution: bool, points: float) -> Any:
        graded = {"grade_id": grade_id, "grade": grade, "solution": solution, "points": points}
        return SimpleNamespace(metadata=SimpleNamespace(nbgrader=graded), outputs="as it was", cell_type="code")

    checks = [cell(name.replace("__", "-"), True, False, points) for name, points in cells.items()]
    return SimpleNamespace(
        metadata={}, cells=[*checks, cell("question-a", True, True, 1.0), cell("text", False, False, 0.0)]
    )


@pytest.fixture
def judged(course: Path, monkeypatch):
    """Puts scores into a notebook whose student has these results; what is noted for later."""
    monkeypatch.setattr(scores, "is_grade", lambda cell: cell.metadata.nbgrader["grade"])
    monkeypatch.setattr(scores, "is_solution", lambda cell: cell.metadata.nbgrader["solution"])
    place = course / "submitted/ada/01_tiny"
    place.mkdir(parents=True)
    asked: list[tuple[str, set[str]]] = []

    def put(book: Any, *checks: CheckResult) -> dict[str, Any]:
        def grade_student(course: Course, settings: Any, student: str, beside: set[str]) -> Result:
            asked.append((student, beside))
            return Result(student, "01_tiny", 0.0, 0.0, (), checks)

        monkeypatch.setattr(scores, "grade_student", grade_student)
        folders = [str(course / f"submitted/{name}/01_tiny") for name in ("ada", "bob")]

        class Converter(Configurable):
            assignments = folders

        preprocessor = scores.JudgedScores(root=str(course), parent=Configurable(parent=Converter()))
        names = {"assignment": "01_tiny", "student": "ada", "notebook": "01_tiny"}
        assert preprocessor.preprocess(book, {"nbgrader": names})[0] is book
        assert asked[-1] == ("ada", {"ada", "bob"})
        return names

    return put


def test_each_check_cell_gets_the_points_of_its_exercise_and_others_nothing(judged):
    book = notebook(check__double=2.0, check__area=3.0)
    names = judged(book, check(points=2.0), check(exercise="area", points=1.0), check(exercise="area", points=0.5))
    assert [float(cell.outputs[0].data["text/plain"]) for cell in book.cells[:2]] == [2.0, 1.5]
    assert [cell.outputs for cell in book.cells[2:]] == ["as it was"] * 2
    assert names["judged"] == scores.Judged({}, is_unclear=False)


def test_points_of_a_cell_that_is_worth_none_are_extra_credit(judged):
    book = notebook(check__double=2.0, check__area=0.0)
    names = judged(book, check(points=2.0), check(exercise="area", points=1.0), check(exercise="area", points=0.5))
    assert names["judged"].extra_credit == {"check-area": 1.5}
    assert [float(cell.outputs[0].data["text/plain"]) for cell in book.cells[:2]] == [2.0, 0.0]


def test_a_check_cell_of_which_the_judge_knows_nothing_is_no_full_marks(judged):
    with pytest.raises(Problem, match="no points for the cell 'check-area'"):
        judged(notebook(check__area=3.0), check())


def test_what_the_intake_could_not_match_asks_for_a_person(judged, monkeypatch):
    monkeypatch.setattr(scores, "needs_person", lambda place: place.parts[-2:] == ("ada", "01_tiny"))
    book = notebook()
    assert judged(book, check())["judged"].is_unclear is True
    assert "could not be read or matched" in book.cells[0].source


class Gradebook:
    """What of nbgrader's gradebook is asked for and written to."""

    def __init__(self, *grades: Any) -> None:
        self.grades = {grade.name: grade for grade in grades}
        self.commits = 0
        self.db = self

    def __call__(self, url: str) -> Gradebook:
        assert url == "sqlite://"
        return self

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def find_submission(self, assignment: str, student: str) -> Any:
        assert (assignment, student) == ("01_tiny", "ada")
        return SimpleNamespace(notebooks=[SimpleNamespace(grades=list(self.grades.values()))])

    def commit(self) -> None:
        self.commits += 1


def saved(monkeypatch, book: Gradebook, extra: dict[str, float], unclear: bool) -> None:
    monkeypatch.setattr(scores, "Gradebook", book)
    names = {"db_url": "sqlite://", "assignment": "01_tiny", "student": "ada", "notebook": "01_tiny"}
    names |= {"judged": scores.Judged(extra, unclear)}
    scores.SaveExtraCredit().preprocess(SimpleNamespace(), {"nbgrader": names})
    assert book.commits == 1


def grade(name: str, manual: float | None = None, needs: bool = False) -> Any:
    cell = SimpleNamespace(name=name)
    return SimpleNamespace(name=name, cell=cell, auto_score=0.0, manual_score=manual, needs_manual_grade=needs)


def test_extra_credit_is_entered_and_nothing_else(monkeypatch):
    book = Gradebook(grade("check-area"), grade("check-double"))
    saved(monkeypatch, book, {"check-area": 1.5}, unclear=False)
    assert [each.auto_score for each in book.grades.values()] == [1.5, 0.0]
    assert not any(each.needs_manual_grade for each in book.grades.values())


def test_what_is_unclear_needs_marks_where_none_were_given(monkeypatch):
    book = Gradebook(grade("a"), grade("b", manual=0.0), grade("c", manual=1.0, needs=True))
    saved(monkeypatch, book, {}, unclear=True)
    assert [each.needs_manual_grade for each in book.grades.values()] == [True, False, True]
