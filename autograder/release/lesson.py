"""Makes the students' and the teachers' notebook of a lesson.md (Jupytext Markdown).

As in nbgrader, points are for the cells `check("name")`, where the judge gives them, and for written answers, where a
person does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.course.manifest import MANIFEST, check_names, find_assignment, hidden_checks, public_checks
from autograder.course.markers import BEGIN, END, PLACE
from autograder.course.solutions import solution_of
from autograder.errors import Problem
from autograder.files import digest_of
from autograder.records import Assignment, Exercise

CHECK_CELL = re.compile(r"""^check\(["'](\w+)["']\)[ \t]*(?:#.*)?$""", re.MULTILINE)
LESSON = "lesson.md"
PREDICTIONS = "predictions.toml"
ANSWER = f"{BEGIN}\n(?P<answer>.*?\n){END}"
QUESTION = re.compile(rf'<!-- #region \{{"question": "(?P<name>\w+)"}} -->\n{ANSWER}\n<!-- #endregion -->', re.DOTALL)
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


def has_lesson(assignment: Assignment) -> bool:
    """Whether the assignment has a lesson."""
    return (assignment.folder / LESSON).is_file()


def predictions_of(assignment: Assignment) -> list[Path]:
    """The file with the lesson's questions for paper, which students get; nothing where there is none."""
    path = assignment.folder / PREDICTIONS
    return [path] if path.is_file() else []


def answers_of(assignment: Assignment) -> Iterator[tuple[int, str]]:
    """The model answers of the written questions, each with the number of its first line in lesson.md."""
    if has_lesson(assignment):
        text = (assignment.folder / LESSON).read_text(encoding="utf-8")
        for found in QUESTION.finditer(text):
            yield text.count("\n", 0, found.start("answer")) + 1, found["answer"]


def model_answers(assignment: Assignment) -> dict[str, str]:
    """The model answer to each written question, with what earns the points, as Markdown; none without a lesson."""
    if not has_lesson(assignment):
        return {}
    text = (assignment.folder / LESSON).read_text(encoding="utf-8")
    return {found["name"]: found["answer"].strip() for found in QUESTION.finditer(text)}


def student_notebook(assignment: Assignment) -> bytes:
    """The lesson as students get it, with a place for each written answer; the same bytes each time.

    Raises `Problem` if the lesson and assignment.toml do not fit together.
    """
    return notebook_bytes(_notebook(assignment, lambda answer: PLACE))


def teacher_notebook(assignment: Assignment) -> bytes:
    """The lesson with the model answers, before it has run; its metadata say what it is to run with.

    Raises `Problem` as `student_notebook` does.
    """
    book = _notebook(assignment, lambda answer: answer.strip())
    book.metadata["chainrule"] = {"made_from": digest_of(lesson_files(assignment))}
    return notebook_bytes(book)


def lesson_files(assignment: Assignment) -> dict[str, bytes]:
    """What the lesson runs with, by path below the course's folder of assignments: solutions, and the public checks."""
    chain = [*(find_assignment(assignment.folder.parent, name) for name in assignment.needs), assignment]
    files = {f"{a.name}/{name}": content for a in chain for name, content in solution_of(a).files.items()}
    own = [*(a.folder / MANIFEST for a in chain), *public_checks(assignment), *predictions_of(assignment)]
    return files | {path.relative_to(assignment.folder.parent).as_posix(): path.read_bytes() for path in own}


def without_outputs(notebook: bytes) -> bytes:
    """A notebook as it was before it ran; anything that is no notebook comes back as it is."""
    import nbformat

    try:
        book = nbformat.from_dict(json.loads(notebook))
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return notebook_bytes(book)
    except (ValueError, AttributeError, TypeError, KeyError):
        return notebook


def has_outputs(notebook: bytes) -> bool:
    """Whether a cell of the notebook shows what came out when it ran."""
    return any(cell.get("outputs") for cell in json.loads(notebook)["cells"])


def notebook_bytes(book: Any) -> bytes:
    """A notebook as it lies on disk, written as Jupyter writes it, the same bytes each time."""
    import nbformat

    text: str = nbformat.writes(book)
    return f"{text}\n".encode()


def _notebook(assignment: Assignment, rewrite: Callable[[str], str]) -> Any:
    import jupytext
    import nbformat
    from nbgrader.utils import compute_checksum

    text = (assignment.folder / LESSON).read_text(encoding="utf-8")
    _require_questions(assignment, text)
    book = jupytext.reads(text, fmt="md")
    book.metadata = nbformat.from_dict(METADATA)
    asked: set[str] = set()
    for number, cell in enumerate(book.cells):
        graded = _check_metadata(assignment, cell, asked) or _question_metadata(assignment, cell, rewrite)
        cell.metadata = nbformat.from_dict(graded)
        cell.id = hashlib.sha256(f"{assignment.name}/{number}".encode()).hexdigest()[:8]
        if graded:
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    _require_checks(assignment, asked)
    book.nbformat, book.nbformat_minor = 4, 5
    nbformat.validate(book)
    return book


def _require_checks(assignment: Assignment, asked: set[str]) -> None:
    """Raises `Problem` unless the checks of every exercise are `asked` for."""
    if unasked := [exercise.name for exercise in assignment.exercises if exercise.name not in asked]:
        raise Problem(
            f"{assignment.folder / LESSON}: no cell holds check({unasked[0]!r}), so a gradebook would have no place "
            "for its points."
        )


def _require_questions(assignment: Assignment, text: str) -> None:
    """Raises `Problem` unless each question of assignment.toml has exactly one region, and each region a question."""
    path = assignment.folder / LESSON
    answered = [found["name"] for found in QUESTION.finditer(text)]
    if not text.count("<!-- #region") == text.count(BEGIN) == text.count(END) == len(answered):
        form = f'<!-- #region {{"question": "name"}} -->, {BEGIN}, the model answer, {END}, <!-- #endregion -->'
        raise Problem(f"{path}: every region is one written question, on lines of their own: {form}.")
    asked = [question.name for question in assignment.questions]
    for name in dict.fromkeys([*answered, *asked]):
        if answered.count(name) != 1 or name not in asked:
            raise Problem(f"{path}: the question {name!r} needs one region here and one table in {MANIFEST}.")


def _check_metadata(assignment: Assignment, cell: Any, asked: set[str]) -> dict[str, Any]:
    """nbgrader's metadata for a cell `check("name")`, none for another; its name is noted in `asked`."""
    found = CHECK_CELL.search(cell.source) if cell.cell_type == "code" else None
    if not found:
        return {}
    path = assignment.folder / LESSON
    exercise = next((e for e in assignment.exercises if e.name == found[1]), None)
    if exercise is None:
        raise Problem(f"{path}: check({found[1]!r}) names no exercise of {MANIFEST}.")
    if exercise.name in asked:  # nbgrader knows a cell by its name, and stops at one it has seen
        raise Problem(f"{path}: two cells hold check({exercise.name!r}); keep one of them.")
    asked.add(exercise.name)
    points = 0.0 if exercise.extra else _points(assignment, exercise)
    return _graded("code", f"check-{exercise.name}", points, by_hand=False)


def _question_metadata(assignment: Assignment, cell: Any, rewrite: Callable[[str], str]) -> dict[str, Any]:
    """nbgrader's metadata for the cell of a written question, whose model answer is rewritten; none for another."""
    if "question" not in cell.metadata:
        return {}
    question = next(q for q in assignment.questions if q.name == cell.metadata["question"])
    answer = re.search(ANSWER, cell.source + "\n", re.DOTALL)
    assert answer is not None
    cell.source = rewrite(answer["answer"])
    return _graded("markdown", f"question-{question.name}", question.points, by_hand=True)


def _points(assignment: Assignment, exercise: Exercise) -> float:
    names = check_names([*public_checks(assignment), *hidden_checks(assignment)])
    return sum(assignment.points_of(name) for name in names if assignment.exercise_of(name) == exercise)


def _graded(kind: str, name: str, points: float, by_hand: bool) -> dict[str, Any]:
    """A graded cell's metadata, as `nbgrader generate_assignment` leaves them."""
    nbgrader = {
        "cell_type": kind,
        "grade": True,
        "grade_id": name,
        "locked": not by_hand,
        "points": points,
        "schema_version": 3,
        "solution": by_hand,
        "task": False,
    }
    locked = {"deletable": False} if by_hand else {"deletable": False, "editable": False}
    return {**locked, "nbgrader": nbgrader}
