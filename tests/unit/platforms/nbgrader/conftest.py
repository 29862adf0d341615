"""A course that nbgrader knows, and judges who need no time: tests of the gradebook take a tenth of a second then."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import TINY_COURSE

from autograder.records import CheckResult, Result, Status

NAME = "01_tiny"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The source of the tiny course, of which nothing is judged here."""
    shutil.copytree(TINY_COURSE / "source", tmp_path / "course/source", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "course"


@pytest.fixture(scope="session")
def known_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny course, released and in a gradebook; alembic's version, which takes nbgrader a process, is made up."""
    pytest.importorskip("nbgrader")
    from gradebooks import make_course

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nbgrader.api.get_alembic_version", lambda: "not asked")
        return make_course(tmp_path_factory.mktemp("known") / "course")


@pytest.fixture
def root(known_course: Path, tmp_path: Path) -> Path:
    """A copy of it, to change at will."""
    return Path(shutil.copytree(known_course, tmp_path / "known/course"))


class Judge:
    """Passes everybody, but who is said to fail or cannot be judged; keeps how it was asked."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.broken: dict[str, Exception] = {}
        self.layers: list[frozenset[str]] = []
        self.beside: list[tuple[str, set[str]]] = []

    def settings(self, course: Any, assignment: Any, layers: frozenset[str]) -> Any:
        self.layers.append(layers)
        return SimpleNamespace(assignment=assignment)

    def grade(self, course: Any, settings: Any, student: str, beside: Iterable[str]) -> Result:
        self.beside.append((student, {*beside}))
        if student in self.broken:
            raise self.broken[student]
        status = Status.FAILED if student in self.failing else Status.PASSED
        checks = tuple(
            CheckResult(f"{exercise}_it", exercise, False, status, most * (status is Status.PASSED), most, "", 0.1)
            for exercise, most in (("double", 3.0), ("area", 2.0))
        )
        return Result(student, NAME, sum(check.points for check in checks), 5.0, (), checks)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Judges who need no time, under `nbgrader autograde` and where a whole class is entered."""
    pytest.importorskip("nbgrader")
    from autograder.platforms.nbgrader import scores, whole_class

    made = Judge()
    monkeypatch.setattr(scores, "judge_settings", made.settings)
    monkeypatch.setattr(whole_class, "judge_settings", made.settings)
    monkeypatch.setattr(scores, "grade_student", made.grade)
    return made
