"""A class of ten over two assignments, from `autograder build` to CSV through the commands of nbgrader.

The first assignment goes through an exchange folder, the second through archives of a learning management system.
"""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from gradebooks import Said, gradebook, nbgrader_here, write
from helpers import REPO, TINY_COURSE, autograder, nbgrader

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.course.scaffold import new_assignment
from autograder.errors import Problem
from autograder.platforms.nbgrader.notebooks import add_missing_notebooks
from autograder.platforms.nbgrader.setup import CONFIG_TEMPLATE, DEFAULT_DB, GUARD, NO_KERNEL, init_course
from autograder.release.lesson import PLACE

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
ASSIGNMENTS = {"01_tiny": "tiny.py", "02_next": "next.py"}
OWNERS = "c.ExchangeCollect.check_owner = False\n"  # all students have one account here
STUDENTS = [f"student{number}" for number in range(10)]
ARCHIVED = r".*/(?P<student_id>student\d)/(?P<file_id>\w+)\.(ipynb|py)$"


def answer(text: str) -> str:
    return json.dumps(text)[1:-1]


def run(*command: str, cwd: Path) -> Said:
    said = nbgrader_here(*command, cwd=cwd)
    assert said.returncode == 0, said.log
    return said


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two assignments, with ten hand-ins of every kind, collected and graded."""
    place = tmp_path_factory.mktemp("gradebook")
    root = place / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    new_assignment(root / "source", "02_next")
    for command in (["build"], ["course", "init"]):
        said = autograder(*command, cwd=root)
        assert said.returncode == 0, said.stdout + said.stderr
    (place / "exchange").mkdir()
    (place / "exchange").chmod(0o777)
    exchange = f"c.Exchange.root = {str(place / 'exchange')!r}\n"
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + exchange + OWNERS + 'c.JudgedScores.sandbox = "none"\n')
    through_the_exchange(root, exchange)
    through_archives(root)
    said = autograder("grade", "01_tiny", "--sandbox", "none", cwd=root)
    assert said.returncode == 0, said.stdout + said.stderr
    said = nbgrader("autograde", "01_tiny", cwd=root)  # as a person would; the rest in this process
    assert said.returncode == 0, said.stderr
    run("autograde", "02_next", cwd=root)  # which `autograder grade` has not seen
    return root


def home(root: Path, student: str) -> Path:
    """Where a student works."""
    return root.parent / student


def through_the_exchange(root: Path, exchange: str) -> None:
    run("release_assignment", "01_tiny", cwd=root)
    for number, student in enumerate(STUDENTS):
        own = home(root, student)
        own.mkdir()
        settings = f"c = get_config()\nc.CourseDirectory.course_id = 'course'\n{exchange}"
        write(own / "nbgrader_config.py", f"{settings}c.Exchange.cache = {str(own / 'cache')!r}\n")
        run("fetch_assignment", "01_tiny", cwd=own)
        work(root, own / "01_tiny", "01_tiny", number)
        run("submit", "01_tiny", "--student", student, cwd=own)
    run("collect", "01_tiny", cwd=root)


def through_archives(root: Path) -> None:
    archive = root / "downloaded/02_next/archive"
    archive.mkdir(parents=True)
    for number, student in enumerate(STUDENTS):
        folder = home(root, student) / "02_next"
        shutil.copytree(root / "assignments/02_next", folder)
        work(root, folder, "02_next", number)
        with zipfile.ZipFile(archive / f"{student}.zip", "w") as zipped:
            for name in ("02_next.ipynb", "next.py"):
                if (folder / name).exists():
                    zipped.write(folder / name, name)
    run("zip_collect", "02_next", f"--FileNameCollectorPlugin.named_regexp={ARCHIVED}", cwd=root)


def work(root: Path, folder: Path, name: str, number: int) -> None:
    """What becomes of the released files: all, half or nothing right; the notebook whole, forged, broken or missing."""
    module, notebook = folder / ASSIGNMENTS[name], folder / f"{name}.ipynb"
    if number not in (1, 5):
        shutil.copy(root / "solutions" / name / module.name, module)
    if number == 3:
        module.unlink()
    if number == 4:
        write(module, module.read_text() + "\nraise SystemExit\n")
    if number == 9:
        write(module, module.read_text().replace("twofold = x + x", "twofold = 3 * x"))
    book = json.loads(notebook.read_text())
    if number == 0:
        write(notebook, notebook.read_text().replace(PLACE, answer("Because <script>alert(1)</script> of *that*.")))
    elif number == 2:
        notebook.unlink()
    elif number == 5:
        write(notebook, {**book, "cells": [forged(cell) for cell in book["cells"]]})
    elif number == 6:
        write(notebook, {**book, "cells": [*book["cells"], *book["cells"]]})
    elif number == 7:
        write(notebook, notebook.read_text()[:500])
    elif number == 8:
        write(notebook, {**book, "cells": []})


def forged(cell: dict[str, Any]) -> dict[str, Any]:
    if "nbgrader" not in cell["metadata"]:
        return cell
    shown = {"output_type": "execute_result", "data": {"text/plain": "1000"}, "metadata": {}, "execution_count": 1}
    metadata = {"nbgrader": {**cell["metadata"]["nbgrader"], "points": 1000}}
    return {**cell, "metadata": metadata} | ({"outputs": [shown]} if cell["cell_type"] == "code" else {})


def exported(root: Path) -> dict[tuple[str, str], float]:
    run("export", cwd=root)
    with (root / "grades.csv").open(newline="") as file:
        return {(row["assignment"], row["student_id"]): float(row["score"]) for row in csv.DictReader(file)}


def judged(root: Path) -> dict[tuple[str, str], float]:
    paths = [root / "results" / name / f"{student}.json" for name in ASSIGNMENTS for student in STUDENTS]
    return {(path.parent.name, path.stem): json.loads(path.read_text())["score"] for path in paths}


@pytest.fixture
def own(course: Path, tmp_path: Path) -> Path:
    """A copy of the course and of its students' homes, to change at will; the exchange is shared."""
    shutil.copytree(course.parent, tmp_path / "place", ignore=shutil.ignore_patterns("exchange"))
    return tmp_path / "place" / "course"


def test_every_score_in_the_gradebook_is_the_judges(course):
    scores = judged(course)
    assert exported(course) == scores
    assert [scores["01_tiny", student] for student in STUDENTS] == [5, 0, 5, 0, 0, 0, 5, 5, 5, 2]
    assert len({score for (name, _), score in scores.items() if name == "02_next"}) > 1


def test_points_in_the_gradebook_are_those_of_the_checks_and_questions(course):
    with gradebook(course) as opened:
        best = opened.find_assignment("01_tiny").max_score
    result = json.loads((course / "results" / "01_tiny" / "student0.json").read_text())
    assert best == result["max_score"] + 3


def test_students_fetch_what_was_built_and_see_it_listed(course, tmp_path):
    settings = (home(course, "student0") / "nbgrader_config.py").read_text()
    write(tmp_path / "nbgrader_config.py", settings)
    assert "course 01_tiny" in run("list", cwd=tmp_path).log
    run("fetch_assignment", "01_tiny", cwd=tmp_path)
    fetched = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "01_tiny").rglob("*.*")}
    released = course / "assignments"
    assert fetched == {path.relative_to(released): path.read_bytes() for path in (released / "01_tiny").rglob("*.*")}
    assert "course student0 01_tiny" in run("list", "--inbound", cwd=course).log


def test_feedback_comes_back_through_the_exchange_with_messages_and_no_markup_of_students(own):
    run("generate_feedback", "01_tiny", "--student", "student0", cwd=own)
    (own / "feedback/not_by_exchange/01_tiny").mkdir(parents=True)
    write(own / "feedback/not_by_exchange/01_tiny/01_tiny.html", "their feedback")
    run("release_feedback", "01_tiny", cwd=own)
    student = home(own, "student0")
    cache = f"--Exchange.cache={student / 'cache'}"
    run("fetch_feedback", "01_tiny", cache, cwd=student)
    (page,) = [path.read_text() for path in student.glob("01_tiny/feedback/*/01_tiny.html")]
    assert "<script>alert(1)" not in page
    assert "script&gt;alert(1)" in page
    assert "double of 3 is 6." in page
    hidden = (own / "source/01_tiny/checks/hidden/test_tiny.py").read_text().split('"""')[3]
    assert hidden not in page


def test_a_worse_resubmission_with_an_emptied_notebook_keeps_no_stale_score(own):
    student = home(own, "student6")
    shutil.copy(own / "assignments" / "01_tiny" / "tiny.py", student / "01_tiny")
    write(student / "01_tiny" / "01_tiny.ipynb", '{"cells": []}')
    run("submit", "01_tiny", "--student", "student6", cwd=student)
    run("collect", "01_tiny", "--update", "--student", "student6", cwd=own)
    run("autograde", "01_tiny", cwd=own)
    with gradebook(own) as opened:
        scores = [opened.find_submission("01_tiny", name).score for name in ("student6", "student7")]
    assert scores == [0, 5]


def test_what_nbgrader_sees_holds_no_solution_and_no_hidden_check(course):
    seen = [path.relative_to(course).as_posix() for path in (course / ".autograder" / "gradebook").rglob("*.*")]
    assert "hidden" not in " ".join(seen)
    stub = (course / ".autograder" / "gradebook" / "01_tiny" / "tiny.py").read_text()
    assert stub == (course / "assignments" / "01_tiny" / "tiny.py").read_text()


def test_a_notebook_that_is_there_is_never_replaced(course):
    assignment = find_assignment(course / "source", "01_tiny")
    before = (course / "submitted" / "student7" / "01_tiny" / "01_tiny.ipynb").read_bytes()
    assert add_missing_notebooks(Course(course), [assignment]) == []
    assert (course / "submitted" / "student7" / "01_tiny" / "01_tiny.ipynb").read_bytes() == before


def test_the_kits_own_configuration_is_what_setting_up_writes():
    own = CONFIG_TEMPLATE.format(course_id='"chainrule"', db_url=DEFAULT_DB)
    assert (REPO / "nbgrader_config.py").read_text() == own
    assert (REPO / GUARD).read_text() == NO_KERNEL


def test_setting_up_again_keeps_the_configuration(own):
    before = (own / "nbgrader_config.py").read_text()
    assert init_course(Course(own)) == list(ASSIGNMENTS)
    assert (own / "nbgrader_config.py").read_text() == before
    with pytest.raises(Problem, match="is there already"):
        init_course(Course(own), "sqlite:///other.db")
