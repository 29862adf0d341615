"""A class is entered as `nbgrader autograde` enters one student after another, and whoever is missed is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

pytest.importorskip("nbgrader")

from gradebooks import autograde, book, gradebook, hand_in, scores, write

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader import whole_class
from autograder.records import Receipt, Refusal
from autograder.sandbox.layers import LAYERS

NAME = "01_tiny"
RULES = 'timezone = "UTC"\nlate = { per_day = 0.1 }\ndue = { 01_tiny = 2026-10-19T12:00:00 }\n'
LATE, LATER = (f"2026-10-{day} 12:00:00 UTC" for day in (20, 22))


def enter(root: Path, **options: Any) -> whole_class.Entered:
    course = Course(root)
    return whole_class.enter_class(course, course.assignment(NAME), **options)


def entries(root: Path) -> dict[str, Any]:
    """All that the gradebook holds of the assignment, by student."""
    found = {}
    with gradebook(root) as opened:
        for each in opened.assignment_submissions(NAME):
            (notebook,) = each.notebooks
            grades = {g.cell.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades}
            comments = {c.cell.name: c.auto_comment for c in notebook.comments}
            found[each.student.id] = (each.timestamp, each.score, each.late_submission_penalty, grades, comments)
    return found


def graded_files(root: Path) -> dict[str, tuple[int, bytes]]:
    """What lies in autograded/, with its permissions."""
    below = root / "autograded"
    files = (path for path in below.rglob("*") if path.is_file())
    return {path.relative_to(below).as_posix(): (path.stat().st_mode, path.read_bytes()) for path in files}


def answered(root: Path, text: str) -> dict[str, Any]:
    """The released notebook with an answer to its question."""
    found = book(root)
    (cell,) = (
        each for each in found["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == "question-twice"
    )
    cell["source"] = text
    return found


def test_it_enters_and_writes_what_nbgrader_does(root, judge, monkeypatch):
    """Of one who is late and answers, one who must be looked at and hands in a check too, and one without a word."""
    monkeypatch.setattr(whole_class, "BATCH", 2)
    judge.failing = {"bob"}
    (root / "course.toml").write_text(RULES)
    write(hand_in(root, "ada", notebook=answered(root, "Two parts.")) / "timestamp.txt", LATE)
    unmatched = Receipt("bob", NAME, "", ("tiny.py",), (), (Refusal("tiny.7z", "is no zip", person=True),))
    folder = hand_in(root, "bob", "x = 1\n")
    write(folder / "receipt.json", msgspec.json.encode(unmatched))
    (folder / "checks").mkdir()
    write(folder / "checks/test_tiny.py", "nothing\n")
    (folder / "checks/test_tiny.py").chmod(0o444)
    hand_in(root, "cy")
    stock = Path(shutil.copytree(root, root.parent / "stock/course"))
    assert autograde(stock).returncode == 0
    steps: list[str] = []
    entered = enter(root, step=lambda: steps.append("one"))
    assert (entered.students, entered.kept, entered.problems, len(steps)) == (["ada", "bob", "cy"], [], [], 3)
    assert entries(root) == entries(stock)
    assert graded_files(root) == graded_files(stock)
    of = entries(root)
    assert {student: (each[1], each[2]) for student, each in of.items()} == {
        "ada": (5.0, 0.5),
        "bob": (0.0, 0.0),
        "cy": (5.0, 0.0),
    }
    assert [of[student][3]["check-double"][2] for student in ("ada", "bob")] == [False, True]
    files = graded_files(root)
    assert "Two parts." not in files[f"bob/{NAME}/{NAME}.ipynb"][1].decode(), "nobody has another's answer"
    assert files[f"bob/{NAME}/checks/test_tiny.py"][1] != b"nothing\n"
    assert files[f"bob/{NAME}/tiny.py"][1] == b"x = 1\n"


def test_who_is_up_to_date_is_left_alone_unless_that_is_asked_for(root, judge):
    hand_in(root, "ada")
    write(hand_in(root, "bob") / "timestamp.txt", LATE)
    assert enter(root).students == ["ada", "bob"]
    assert [str(entries(root)[student][0]) for student in ("ada", "bob")] == ["None", LATE.removesuffix(" UTC")]
    write(hand_in(root, "bob") / "timestamp.txt", LATER)
    assert enter(root) == whole_class.Entered(["bob"], ["ada"], [])
    assert enter(root, force=True) == whole_class.Entered(["ada", "bob"], [], [])


def test_all_who_wait_are_judged_together_and_nobody_else(root, judge):
    for student in ("ada", "bob"):
        hand_in(root, student)
    enter(root)
    assert judge.beside == [("ada", {"ada", "bob"}), ("bob", {"ada", "bob"})]
    hand_in(root, "cy")
    enter(root)
    assert judge.beside[2:] == [("cy", {"cy"})]


@pytest.mark.parametrize("error", [Problem("ada: no sandbox"), ValueError("ada: no sandbox")])
def test_who_cannot_be_judged_is_named_and_keeps_the_entry_and_stops_nobody(root, judge, error):
    hand_in(root, "ada")
    enter(root)
    hand_in(root, "bob")
    judge.broken, judge.failing = {"ada": error}, {"ada"}
    assert enter(root, force=True) == whole_class.Entered(["bob"], [], ["ada: no sandbox"])
    assert scores(root) == {"ada": 5.0, "bob": 5.0}


def test_code_is_confined_where_the_course_does_not_say_otherwise(root, judge):
    hand_in(root, "ada")
    enter(root)
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('c.JudgedScores.sandbox = "none"\n', ""))
    enter(root)
    assert judge.layers == [frozenset(), LAYERS]


def test_whoever_has_a_graded_notebook_is_in_the_gradebook_however_the_run_ends(root, judge, monkeypatch):
    """As the next run passes over who has one."""
    for student in ("ada", "bob"):
        hand_in(root, student)
    written = whole_class._Folders.write

    def interrupted(self: Any, student: str, notebook: str) -> None:
        written(self, student, notebook)
        if student == "bob":
            raise KeyboardInterrupt

    monkeypatch.setattr(whole_class._Folders, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        enter(root)
    for student in ("ada", "bob"):
        assert (root / f"autograded/{student}/{NAME}/{NAME}.ipynb").is_file()
    assert scores(root) == {"ada": 5.0, "bob": 5.0}


def test_who_has_files_but_no_notebook_in_autograded_is_entered_again(root, judge):
    hand_in(root, "ada")
    enter(root)
    (root / f"autograded/ada/{NAME}/{NAME}.ipynb").unlink()
    write(root / f"autograded/ada/{NAME}/old.txt", "of an earlier attempt")
    assert enter(root).students == ["ada"]
    assert not (root / f"autograded/ada/{NAME}/old.txt").exists()
    assert enter(root).kept == ["ada"]


def test_without_hand_ins_it_says_where_they_are_looked_for_and_what_to_do(root, judge):
    with pytest.raises(Problem, match=rf"{root / 'submitted'} .*autograder collect {NAME} ARCHIVE"):
        enter(root)
