"""`autograder course enter` makes the same gradebook and the same folders as `nbgrader autograde`, entry by entry."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from gradebooks import answering, autograde, gradebook, hand_in, stub, write
from helpers import autograder

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader import whole_class
from autograder.platforms.nbgrader.setup import init_course
from autograder.records import Receipt, Refusal

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
NAME = "01_tiny"
RULES = """
timezone = "UTC"
late = { per_day = 0.1 }
due = { 01_tiny = 2026-10-19T12:00:00 }

[extensions.01_tiny]
extended = 2026-10-25T12:00:00
"""
ON_TIME, LATE, LATER = (f"2026-10-{day} 12:00:00 UTC" for day in (18, 21, 22))


@pytest.fixture(scope="module")
def handed_in(nbgrader_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with rules and extra credit, and hand-ins of every kind."""
    root = tmp_path_factory.mktemp("whole") / "course"
    shutil.copytree(nbgrader_course, root)
    (root / "course.toml").write_text(RULES)
    manifest = root / "source" / NAME / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("[exercises.area]\n", "[exercises.area]\nextra = true\n"))
    said = autograder("build", "--no-proof", cwd=root)
    assert said.returncode == 0, said.stderr
    init_course(Course(root))
    twice = answering(root, [])
    twice["cells"] += [{**answer_in(twice), "source": f"Another answer, {n}."} for n in range(2)]
    answered = answering(root, [])
    answer_in(answered)["source"] = ["Each one\n", "counts $x^2$ <script>alert(1)</script>."]
    hand_in(root, "right")
    hand_in(root, "wrong", stub(root))
    hand_in(root, "answers", notebook=answered)
    hand_in(root, "answers_twice", notebook=twice)
    hand_in(root, "unreadable", notebook="{")
    hand_in(root, "without_notebook", notebook=None)
    unmatched = Receipt("unmatched", NAME, "", ("tiny.py",), (), (Refusal("tiny.7z", "is no zip", person=True),))
    write(hand_in(root, "unmatched") / "receipt.json", msgspec.json.encode(unmatched))
    for student, time in {"late": LATE, "extended": LATE, "in_time": ON_TIME}.items():
        write(hand_in(root, student) / "timestamp.txt", time)
    return root


def answer_in(notebook: dict[str, Any]) -> dict[str, Any]:
    """The cell of the written answer."""
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    return cells["question-twice"]


def entries(root: Path) -> dict[str, Any]:
    """All that the gradebook holds of the assignment, by student."""
    found = {}
    with gradebook(root) as opened:
        for each in opened.assignment_submissions(NAME):
            (book,) = each.notebooks
            grades = {g.cell.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in book.grades}
            comments = {c.cell.name: (c.auto_comment, c.manual_comment) for c in book.comments}
            whole = (each.timestamp, each.extension, each.score, each.late_submission_penalty)
            found[each.student.id] = (*whole, grades, comments)
    return found


def graded_files(root: Path) -> dict[str, tuple[int, bytes]]:
    """What lies in autograded/, with its permissions."""
    below = root / "autograded"
    files = (path for path in below.rglob("*") if path.is_file())
    return {path.relative_to(below).as_posix(): (path.stat().st_mode, path.read_bytes()) for path in files}


def enter(root: Path, force: bool = False) -> whole_class.Entered:
    """What the command does."""
    course = Course(root)
    return whole_class.enter_class(course, course.assignment(NAME), force)


def mark(root: Path, student: str, cell: str, points: float) -> None:
    """What a grader does in formgrader."""
    with gradebook(root) as opened:
        grade = opened.find_grade(cell, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        opened.find_comment("question-twice", NAME, NAME, student).manual_comment = "Good."
        opened.db.commit()


@pytest.fixture
def both(handed_in: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies: one for nbgrader's own command, one for ours."""
    for name in ("stock", "ours"):
        shutil.copytree(handed_in, tmp_path / name / "course")
    return tmp_path / "stock/course", tmp_path / "ours/course"


def test_it_enters_what_nbgrader_enters_and_again_after_marks_and_new_hand_ins(both, monkeypatch):
    monkeypatch.setattr(whole_class, "BATCH", 4)  # several, and one that is not full
    stock, ours = both
    assert autograde(stock).returncode == 0
    entered = enter(ours)
    assert len(entered.students) == 10
    assert (entered.kept, entered.problems) == ([], [])
    assert entries(ours) == entries(stock)
    assert graded_files(ours) == graded_files(stock)
    assert {student: each[2] for student, each in entries(ours).items()}["late"] == 5
    assert entries(ours)["late"][3] == 1.0
    for root in both:
        mark(root, "answers", "question-twice", 2)
        mark(root, "late", "check-double", 1)
        write(hand_in(root, "late", stub(root)) / "timestamp.txt", LATER)
        hand_in(root, "new")
    assert autograde(stock).returncode == 0
    entered = enter(ours)
    assert sorted(entered.students) == ["late", "new"]
    assert len(entered.kept) == 9
    assert entries(ours) == entries(stock)
    assert graded_files(ours) == graded_files(stock)
    assert entries(ours)["late"][4]["check-double"] == (0, 1, True)  # to be looked at once more


def test_who_cannot_be_judged_keeps_the_entry_and_is_named(both, monkeypatch):
    _, ours = both
    enter(ours)
    before = entries(ours)
    judged = whole_class.fill_cells

    def fail(book: Any, course: Course, settings: Any, student: str, beside: list[str]) -> Any:
        if student == "right":
            raise Problem("right, 01_tiny: ungraded, by no fault of the student's: no sandbox")
        return judged(book, course, settings, student, beside)

    monkeypatch.setattr(whole_class, "fill_cells", fail)
    entered = enter(ours, force=True)
    assert entered.problems == ["right, 01_tiny: ungraded, by no fault of the student's: no sandbox"]
    assert "right" not in entered.students
    assert entries(ours) == before


def test_an_interrupted_run_is_made_up_for_by_the_next(both, monkeypatch):
    _, ours = both
    writing = whole_class.shutil.copy

    def interrupted(source: Any, place: Path) -> None:
        if "extended" in str(place):
            raise KeyboardInterrupt
        writing(source, place)

    monkeypatch.setattr(whole_class.shutil, "copy", interrupted)
    with pytest.raises(KeyboardInterrupt):
        enter(ours)
    monkeypatch.undo()
    entered = enter(ours)
    assert "extended" in entered.students
    assert all((ours / "autograded" / student / NAME / f"{NAME}.ipynb").is_file() for student in entries(ours))


def test_the_command_says_what_it_did_and_without_hand_ins_what_to_do(handed_in, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_in, root)
    said = autograder("course", "enter", "01", cwd=root)
    assert (said.returncode, said.stdout.strip()) == (0, "Entered 10 into the gradebook.")
    said = autograder("course", "enter", "01", cwd=root)
    assert said.stdout.strip() == "Entered 0 into the gradebook; 10 were up to date."
    shutil.rmtree(root / "submitted")
    said = autograder("course", "enter", "01", cwd=root)
    assert said.returncode == 2
    assert "First: autograder collect 01_tiny ARCHIVE" in said.stderr
    assert "Traceback" not in said.stderr
