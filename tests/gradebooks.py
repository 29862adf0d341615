"""What tests of the gradebook share: a course, hand-ins, and nbgrader within the test's own process.

That spares the seconds that each of its commands takes to start.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers import TINY_COURSE, release
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps.nbgraderapp import NbGraderApp

from autograder.course.course import Course
from autograder.platforms.nbgrader.setup import init_course

QUESTION = """
What do you say to {0}?

<!-- #region {{"question": "q{0}"}} -->
### BEGIN SOLUTION
The model answer to number {0} is this.
### END SOLUTION
<!-- #endregion -->
"""


class Said(NamedTuple):
    """How a command ended, and its log."""

    returncode: int
    log: str


def nbgrader_here(*arguments: str, cwd: Path) -> Said:
    """Runs a command of nbgrader in `cwd`, with the configuration there, and puts back what it changes."""
    log = StringIO()
    code: object = 0
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own use of its libraries
        patch.chdir(cwd)
        patch.setattr(sys, "path", [*sys.path])
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        app = NbGraderApp.instance()
        try:
            app.initialize([*arguments])
            app.init_logging(logging.StreamHandler, [log], color=False, subapps=True)
            app.start()
        except NoStart:
            pass
        except SystemExit as end:
            code = end.code
        finally:
            app.reset()
    return Said(int(str(code or 0)), log.getvalue())


def make_course(root: Path, questions: int = 0) -> Path:
    """The tiny course in the new folder `root`, released, and known to nbgrader; judged without a sandbox.

    Its assignment asks for that many more written answers, at the cells question-q0, question-q1 and so on.
    """
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    with (root / "source/01_tiny/lesson.md").open("a") as lesson:
        lesson.writelines(QUESTION.format(number) for number in range(questions))
    with (root / "source/01_tiny/assignment.toml").open("a") as manifest:
        manifest.writelines(f'\n[questions.q{n}]\ntitle = "Number {n}"\npoints = 1\n' for n in range(questions))
    release(root)
    init_course(Course(root))
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgedScores.sandbox = "none"\n')
    return root


def hand_in(root: Path, student: str, module: str | bytes | None = None, notebook: object = "released") -> Path:
    """A student's folder: tiny.py solved, or with another text; the notebook released, or another text, or none."""
    folder = root / "submitted" / student / "01_tiny"
    folder.mkdir(parents=True, exist_ok=True)
    solved, released = root / "solutions/01_tiny/tiny.py", root / "assignments/01_tiny/01_tiny.ipynb"
    write(folder / "tiny.py", solved.read_bytes() if module is None else module)
    if notebook is not None:
        write(folder / "01_tiny.ipynb", released.read_bytes() if notebook == "released" else notebook)
    return folder


def write(path: Path, content: object) -> None:
    """Bytes or text as they are, anything else as JSON."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def answering(root: Path, answers: Iterable[str | list[str]]) -> dict[str, Any]:
    """The released notebook with these answers to question-q0 and on."""
    answered = book(root)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in answered["cells"]}
    for number, answer in enumerate(answers):
        cells[f"question-q{number}"]["source"] = answer
    return answered


def stub(root: Path) -> bytes:
    """The module as it was released, which earns nothing."""
    return (root / "assignments/01_tiny/tiny.py").read_bytes()


def book(root: Path) -> dict[str, Any]:
    """The released notebook, to change at will."""
    return json.loads((root / "assignments/01_tiny/01_tiny.ipynb").read_bytes())


def autograde(root: Path, *options: str) -> Said:
    """All hand-ins judged and entered by nbgrader."""
    return nbgrader_here("autograde", "01_tiny", *options, cwd=root)


def gradebook(root: Path) -> Gradebook:
    """The course's gradebook, to use in a `with`."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}")


def scores(root: Path) -> dict[str, float]:
    """Each student's score in the gradebook."""
    with gradebook(root) as opened:
        return {each.student.id: float(each.score) for each in opened.find_assignment("01_tiny").submissions}
