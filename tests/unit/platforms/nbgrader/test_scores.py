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
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Detail, Result, Status

pytest.importorskip("nbgrader")

import nbformat
from traitlets.config import Config, Configurable

from autograder.platforms.nbgrader import configure, scores
from autograder.platforms.nbgrader.lateness import CoursePenalties, LatePolicy
from autograder.platforms.nbgrader.marker import ANSWERS, MARKER
from autograder.sandbox.layers import LAYERS


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


def test_of_hidden_checks_that_fail_it_is_told_by_which_other_exercise():
    hidden = [
        check(Status.FAILED, 0.0, hidden=True, carried=("area",)),
        check(Status.FAILED, 0.0, hidden=True, carried=("area", "other")),
    ]
    assert items(shown(hidden)[1]) == [
        "0 of 4 hidden Checks that only your instructor has. Some fail because of area and other ."
    ]


def guarded_part(*checks: CheckResult) -> str:
    (output,) = scores.outputs([*checks])
    return str(output.data[scores.GUARDED])


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ([check(Status.FAILED, 0.0)], True),
        ([check()], False),
        ([check(Status.FAILED, 0.0, hidden=True)], False),
        ([check(), check(Status.FAILED, 0.0, hidden=True)], False),
        ([check(), check(Status.ERROR, 0.0)], True),
    ],
)
def test_that_something_is_withheld_is_said_where_there_is_something_to_say(checks, told):
    assert ("help-block" in guarded_part(*checks)) is told
    assert "help-block" not in shown(checks)[1]


def test_what_is_for_the_marker_lies_beside_the_rest_and_nothing_does_where_there_is_none():
    (output,) = scores.outputs([check(points=2.0)], marker="for the marker")
    assert output.data[MARKER] == "for the marker"
    assert (output.data["text/plain"], "doubles" in output.data["text/html"]) == ("2.0", True)
    assert MARKER not in scores.outputs([check()])[0].data


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
def filled(course: Path, monkeypatch):
    """Puts scores into a notebook whose student has these results; what is noted for later."""
    monkeypatch.setattr(scores, "is_grade", lambda cell: cell.metadata.nbgrader["grade"])
    monkeypatch.setattr(scores, "is_solution", lambda cell: cell.metadata.nbgrader["solution"])
    (course / "submitted/ada/01_tiny").mkdir(parents=True)
    of_course = Course(course)

    def put(book: Any, *checks: CheckResult) -> scores.Judged:
        result = Result("ada", "01_tiny", 0.0, 0.0, (), checks)
        monkeypatch.setattr(scores, "grade_student", lambda course, settings, student, beside: result)
        return scores.fill_cells(book, of_course, JudgeSettings(of_course.assignment("01_tiny"), b""), "ada")

    return put


def test_each_check_cell_gets_the_points_of_its_exercise_and_others_nothing(filled):
    book = notebook(check__double=2.0, check__area=3.0)
    judged = filled(book, check(points=2.0), check(exercise="area", points=1.0), check(exercise="area", points=0.5))
    assert [float(cell.outputs[0].data["text/plain"]) for cell in book.cells[:2]] == [2.0, 1.5]
    assert [cell.outputs for cell in book.cells[2:]] == ["as it was"] * 2
    assert judged == scores.Judged({}, is_unclear=False)


def test_points_of_a_cell_that_is_worth_none_are_extra_credit(filled):
    book = notebook(check__double=2.0, check__area=0.0)
    judged = filled(book, check(points=2.0), check(exercise="area", points=1.0), check(exercise="area", points=0.5))
    assert judged.extra_credit == {"check-area": 1.5}
    assert [float(cell.outputs[0].data["text/plain"]) for cell in book.cells[:2]] == [2.0, 0.0]


def test_model_answers_lie_in_the_notebook_for_whoever_marks(filled):
    book = notebook(check__double=2.0)
    filled(book, check())
    assert "two equal parts" in book.metadata[ANSWERS]["question-twice"]


def test_a_check_cell_of_which_the_judge_knows_nothing_is_no_full_marks(filled):
    with pytest.raises(Problem, match="no points for the cell 'check-area'"):
        filled(notebook(check__area=3.0), check())


def test_what_the_intake_could_not_match_asks_for_a_person(filled, monkeypatch):
    monkeypatch.setattr(scores, "needs_person", lambda place: place.parts[-2:] == ("ada", "01_tiny"))
    book = notebook()
    assert filled(book, check()).is_unclear is True
    assert "could not be read or matched" in book.cells[0].source


def test_a_student_is_judged_with_all_for_whom_nbgrader_was_called(course, monkeypatch):
    asked: list[tuple[str, str, set[str]]] = []

    def fill_cells(book: Any, course: Course, settings: JudgeSettings, student: str, beside: set[str]) -> scores.Judged:
        asked.append((settings.assignment.name, student, beside))
        return scores.Judged({"check-area": 1.0}, is_unclear=True)

    class Converter(Configurable):
        assignments = [str(course / f"submitted/{name}/01_tiny") for name in ("ada", "bob")]  # noqa: RUF012

    monkeypatch.setattr(scores, "fill_cells", fill_cells)
    preprocessor = scores.JudgedScores(root=str(course), parent=Configurable(parent=Converter()))
    book, names = notebook(), {"assignment": "01_tiny", "student": "ada", "notebook": "01_tiny"}
    assert preprocessor.preprocess(book, {"nbgrader": names})[0] is book
    assert asked == [("01_tiny", "ada", {"ada", "bob"})]
    assert names["judged"] == scores.Judged({"check-area": 1.0}, is_unclear=True)


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


class Autograde(Configurable):
    """What of nbgrader's command its exporter asks, in one of its two rounds."""

    def __init__(self, root: Path, sanitizing: bool) -> None:
        super().__init__()
        self._sanitizing = sanitizing
        self.coursedir = SimpleNamespace(
            root=str(root),
            source_directory="given",
            format_path=lambda directory, student, name: str(root / directory / student / name),
        )


def exported(root: Path, book: Path, assignment: str = "01_tiny", sanitizing: bool = True) -> tuple[str, Any]:
    """The sources of a notebook's cells as the exporter reads them, and what it hands on of the resources."""
    exporter = scores.CarrierExporter(parent=Autograde(root, sanitizing))
    text, resources = exporter.from_filename(str(book), resources={"nbgrader": {"assignment": assignment}})
    return " ".join(cell.source for cell in nbformat.reads(text, as_version=4).cells), resources["nbgrader"]


def written(place: Path, source: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), place)
    return place


@pytest.mark.parametrize(("sanitizing", "read"), [(True, "released"), (False, "handed in")])
def test_a_hand_in_is_read_as_its_carrier_and_what_nbgrader_made_of_it_as_it_is(course, sanitizing, read):
    written(course / "given/01_tiny/01_tiny.ipynb", "released")
    book = written(course / "submitted/ada/01_tiny/01_tiny.ipynb", "handed in")
    assert exported(course, book, sanitizing=sanitizing) == (read, {"assignment": "01_tiny"})


def test_a_hand_in_of_what_is_no_assignment_is_not_read(course):
    book = written(course / "submitted/ada/01/01.ipynb", "handed in")
    written(course / "given/01/01.ipynb", "released")
    with pytest.raises(Problem, match="no assignment of this course"):
        exported(course, book, assignment="01")


def test_where_a_course_sets_nothing_code_is_judged_behind_every_layer(root, judge):
    """The line that says otherwise is that of the other tests."""
    from gradebooks import autograde, hand_in

    config = root / "nbgrader_config.py"
    stated = config.read_text()
    config.write_text(stated.replace('c.JudgedScores.sandbox = "none"\n', ""))
    assert stated != config.read_text()
    hand_in(root, "ada")
    assert autograde(root).returncode == 0
    config.write_text(stated)
    assert autograde(root, "--force").returncode == 0
    assert judge.layers == [LAYERS, frozenset()]
    assert scores.JudgedScores().sandbox == "bwrap"


def test_each_part_works_in_the_folder_of_the_course_wherever_nbgrader_runs(root, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (root / "course.toml").write_text("[late]\nper_day = 0.1\n")
    config = Config()
    configure(config, root)
    for part in (scores.JudgedScores, scores.Withheld, CoursePenalties, LatePolicy):
        assert part().root == "."
        assert scores.require_assignment(Course(Path(part(config=config).root)), "01_tiny").name == "01_tiny"
    assert LatePolicy(config=config).late_submission_penalty("ada", 5.0, 86_400.0) == 0.5


@pytest.mark.parametrize("part", [scores.Withheld, CoursePenalties])
def test_what_the_exporter_of_pages_says_to_all_its_parts_is_taken_without_a_warning(part):
    config = Config()
    config.NbConvertBase.display_data_priority = ["text/html"]
    assert part(config=config).display_data_priority == ["text/html"]


@pytest.fixture
def withheld(course, monkeypatch):
    """Has feedback made of a notebook while the course withholds, or does not; what its check cells show."""

    def shown_in_feedback(withholds: bool, *outputs: Any) -> list[Any]:
        monkeypatch.setattr(Course, "withholds", lambda self, assignment, now: withholds)
        graded, answer, plain = (
            {"grade": True, "solution": False},
            {"grade": True, "solution": True},
            {"grade": False, "solution": False},
        )
        cells = [
            nbformat.v4.new_code_cell("", outputs=[*outputs], metadata={"nbgrader": each})
            for each in (graded, answer, plain)
        ]
        book = nbformat.v4.new_notebook(cells=cells)
        part = scores.Withheld(root=str(course))
        assert part.preprocess(book, {"nbgrader": {"assignment": "01_tiny"}})[0] is book
        for cell in cells[1:]:
            assert cell.outputs == [*outputs], "only checks say anything"
        return list(cells[0].outputs)

    return shown_in_feedback


def test_while_it_is_withheld_feedback_shows_what_may_be_told_instead(withheld):
    (output,) = scores.outputs([check(Status.FAILED, 0.0)])
    assert withheld(False, output) == [output]
    (told,) = withheld(True, output)
    assert told.data == {"text/html": output.data[scores.GUARDED]}
    assert told.output_type == "execute_result"


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("execute_result", data={"text/html": "all of it"}),
        nbformat.v4.new_output("stream", text="all of it"),
    ],
)
def test_of_what_an_earlier_version_graded_nothing_is_shown_while_it_is_withheld(withheld, output):
    (told,) = withheld(True, output)
    assert told.data == {"text/html": scores.GRADED_BEFORE}
