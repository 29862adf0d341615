"""What stock nbgrader 0.9 does to a class that hands in modules, trap by trap, and that ours does not.

The stock course has its notebook run by nobody (`--no-execute`): each trap is in what nbgrader makes of the outputs.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from gradebooks import Said, autograde, book, hand_in, nbgrader_here, scores, stub, write
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.tests import create_grade_and_solution_cell, create_grade_cell
from nbgrader.utils import determine_grade

from autograder.intake.attempts import needs_person, receipt_of
from autograder.release.lesson import PLACE

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
SCRIPT = "Because <script>alert(1)</script> is so."
HIDDEN = "assert double(2.5) == 5"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course as nbgrader's documentation has it: a test cell with a hidden test, and a written answer."""
    root = tmp_path_factory.mktemp("stock")
    write(root / "nbgrader_config.py", "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    hidden = f"\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"
    check = create_grade_cell(f"assert double(3) == 6{hidden}", "code", "check", 2)
    question = create_grade_and_solution_cell("Why?", "markdown", "question", 3)
    assignment = root / "source" / "ps"
    assignment.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[check, question]), assignment / "ps.ipynb")
    said = nbgrader_here("generate_assignment", "ps", cwd=root)
    assert said.returncode == 0, said.log
    return root


def stock_hand_in(root: Path, student: str, cells: list[Any] | None = None) -> None:
    """The released notebook with a passed test and a written answer, or other cells."""
    folder = root / "submitted" / student / "ps"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=passed(root) if cells is None else cells), folder / "ps.ipynb")


def passed(root: Path) -> list[Any]:
    cells = nbformat.read(root / "release/ps/ps.ipynb", as_version=4).cells
    cells[0].outputs = [new_output("stream", text="done")]
    cells[1].source = SCRIPT
    return list(cells)


def stock_autograde(root: Path, student: str = "*") -> Said:
    return nbgrader_here("autograde", "ps", "--no-execute", "--force", "--student", student, cwd=root)


def stock_score(root: Path, student: str) -> float:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as opened:
        return float(opened.find_submission("ps", student).score)


@pytest.fixture(scope="module")
def course(nbgrader_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ours, with a hand-in for each trap, graded once; three of its five points need double to be right."""
    root = tmp_path_factory.mktemp("ours") / "course"
    shutil.copytree(nbgrader_course, root)
    for name, returned in {"nan": "float('nan')", "true": "True", "negative": "-3", "inf": "float('inf')"}.items():
        hand_in(root, name, solved(root).replace("twofold = x + x", f"twofold = {returned}"))
    hand_in(root, "stderr", f"import sys\nprint('careful', file=sys.stderr)\n{solved(root)}")
    hand_in(root, "no-output")
    hand_in(root, "no-work", stub(root))
    cells = book(root)["cells"]
    hand_in(root, "doubled", notebook={**book(root), "cells": [*cells, *cells]})
    hand_in(root, "after-doubled")
    hand_in(root, "script", notebook=json.dumps(book(root)).replace(PLACE, SCRIPT))
    said = autograde(root)
    assert said.returncode == 0, said.log
    return root


def solved(root: Path) -> str:
    return (root / "solutions/01_tiny/tiny.py").read_text()


def shown(text: str) -> list[Any]:
    return [new_output("execute_result", data={"text/plain": text})]


@pytest.mark.parametrize("outputs", [[], shown("nan"), shown("True"), shown("-3"), shown("[]")])
def test_stock_what_is_no_number_from_zero_up_earns_full_marks(outputs):
    points = stock_points(outputs)
    assert points == 4.0 or points != points  # nan, which a gradebook keeps as no score at all


def test_stock_infinity_fails_the_submission():
    with pytest.raises(ValueError, match="cannot be greater"):
        stock_points(shown("inf"))


def test_stock_any_word_on_stderr_earns_nothing():
    assert stock_points([new_output("stream", name="stderr", text="a warning"), *shown("4.0")]) == 0.0


def stock_points(outputs: list[Any]) -> float:
    cell = create_grade_cell("", "code", "check", 4)
    cell.outputs = outputs
    return float(determine_grade(cell)[0])


@pytest.mark.parametrize(
    ("student", "points"),
    [("nan", 2), ("true", 2), ("negative", 2), ("inf", 2), ("stderr", 5), ("no-output", 5), ("no-work", 0)],
)
def test_ours_scores_what_the_judge_saw_whatever_came_back(course, student, points):
    assert scores(course)[student] == points


def test_stock_a_deleted_test_cell_keeps_the_previous_score(stock):
    stock_hand_in(stock, "deleter")
    assert stock_autograde(stock, "deleter").returncode == 0
    assert stock_score(stock, "deleter") == 2
    stock_hand_in(stock, "deleter", passed(stock)[1:])
    assert stock_autograde(stock, "deleter").returncode == 0
    assert stock_score(stock, "deleter") == 2


def test_ours_a_deleted_test_cell_keeps_nothing(course):
    hand_in(course, "deleter")
    assert autograde(course).returncode == 0
    assert scores(course)["deleter"] == 5
    hand_in(course, "deleter", stub(course), {**book(course), "cells": []})
    assert autograde(course, "--student", "deleter", "--force").returncode == 0
    assert scores(course)["deleter"] == 0


def test_stock_one_duplicated_cell_id_stops_the_batch(stock):
    """DeduplicateIds empties the copy's metadata; CheckCellMetadata takes that for a schema too old, and all ends."""
    stock_hand_in(stock, "a-doubled", [*passed(stock), *passed(stock)])
    stock_hand_in(stock, "b-honest")
    assert stock_autograde(stock, "[ab]-*").returncode != 0
    assert not (stock / "autograded" / "b-honest").exists()
    shutil.rmtree(stock / "submitted" / "a-doubled")


def test_ours_a_duplicated_cell_id_stops_nobody(course):
    assert scores(course)["doubled"] == scores(course)["after-doubled"] == 5


def test_stock_feedback_shows_hidden_tests_and_runs_a_students_script(stock):
    stock_hand_in(stock, "script")
    assert stock_autograde(stock, "script").returncode == 0
    assert nbgrader_here("generate_feedback", "ps", "--student", "script", cwd=stock).returncode == 0
    page = (stock / "feedback/script/ps/ps.html").read_text()
    assert "2.5" in page
    assert "BEGIN HIDDEN TESTS" in page
    assert "<script>alert(1)</script>" in page


def test_ours_feedback_hides_hidden_checks_and_shows_a_students_script_as_text(course):
    assert nbgrader_here("generate_feedback", "01_tiny", "--student", "script", cwd=course).returncode == 0
    page = (course / "feedback/script/01_tiny/01_tiny.html").read_text()
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "double of 3 is 6." in page
    for line in (course / "source/01_tiny/checks/hidden/test_tiny.py").read_text().splitlines():
        assert len(line.strip()) < 12 or line.strip() not in page, line


def pointed_at_source(ours: Path, root: Path) -> Path:
    """Ours, but for the setting that a person would expect: nbgrader's source is source/."""
    shutil.copytree(ours, root, ignore=shutil.ignore_patterns("submitted", "autograded"))
    shutil.copyfile(root / "assignments/01_tiny/01_tiny.ipynb", root / "source/01_tiny/01_tiny.ipynb")
    settings = "source_directory = 'source'\nc.CourseDirectory.release_directory = 'release'"
    lines = f"c.CourseDirectory.{settings}\nc.Autograde.exclude_overwriting = {{}}\n"
    write(root / "nbgrader_config.py", (root / "nbgrader_config.py").read_text() + lines)
    return root


def test_stock_source_as_nbgraders_source_leaks_and_replaces_the_students_modules(course, tmp_path):
    root = pointed_at_source(course, tmp_path / "course")
    assert nbgrader_here("generate_assignment", "01_tiny", cwd=root).returncode == 0
    assert "twofold = x + x" in (root / "release/01_tiny/tiny.py").read_text()
    assert (root / "release/01_tiny/checks/hidden/test_tiny.py").exists()
    hand_in(root, "ann", stub(root))
    assert autograde(root).returncode == 0
    assert "twofold = x + x" in (root / "autograded/ann/01_tiny/tiny.py").read_text()


def test_ours_nbgrader_releases_no_solution_and_keeps_the_students_modules(course):
    before = {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")}
    assert nbgrader_here("generate_assignment", "01_tiny", "--force", cwd=course).returncode == 0
    assert {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")} == before
    assert (course / "autograded/no-work/01_tiny/tiny.py").read_bytes() == stub(course)


def zip_collect(root: Path, name: str) -> set[str]:
    """What becomes of an archive with a notebook and a module, as a learning management system names them."""
    archive = root / "downloaded" / name / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as zipped:
        zipped.writestr(f"zoe_{name}.ipynb", json.dumps(new_notebook()))
        for module in ("tiny", "ipykernel_launcher", "numpy"):  # Jupyter starts a kernel with what it finds beside it
            zipped.writestr(f"zoe_{module}.py", "x = 1\n")
    pattern = r".*/(?P<student_id>[a-z]+)_(?P<file_id>\w+)\.(ipynb|py)$"
    said = nbgrader_here("zip_collect", name, f"--FileNameCollectorPlugin.named_regexp={pattern}", cwd=root)
    assert said.returncode == 0, said.log
    return {path.name for path in (root / "submitted/zoe" / name).iterdir()}


def test_stock_zip_collect_drops_modules(stock):
    assert zip_collect(stock, "ps") == {"ps.ipynb"}


def test_ours_zip_collect_keeps_the_assignments_modules_and_no_other(course):
    assert zip_collect(course, "01_tiny") == {"01_tiny.ipynb", "tiny.py", "receipt.json"}
    told = [each.path for each in receipt_of(course / "submitted/zoe/01_tiny").refused]
    assert told == ["zoe_ipykernel_launcher.py", "zoe_numpy.py"]


def test_ours_zip_collect_tells_of_whatever_it_leaves(course, tmp_path):
    course = shutil.copytree(course, tmp_path / "course", ignore=shutil.ignore_patterns("downloaded", "submitted"))
    archive = course / "downloaded/01_tiny/archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as zipped:
        for name in (
            "ann_tiny.py.txt",
            "bob_tiny (1).py",
            "cyd_work.rar",
            "eve_tiny.py",
            "eve_notes.md",
            "hal_tiny.py",
        ):
            zipped.writestr(name, "x = 1\n")
        zipped.writestr("hal_01_tiny.ipynb", json.dumps(new_notebook()))
        zipped.writestr("dan_tiny.py", "#" * (2**20 + 1))
        for name in (
            ".ipynb_checkpoints/hal_tiny.py",
            ".ipynb_checkpoints/fay_tiny-checkpoint.py",
            "a/.git/gus_tiny.py",
        ):
            zipped.writestr(name, "x = 1\n")
    pattern = r".*/(?P<student_id>[a-z]+)_(?P<file_id>\w+)\.(ipynb|py)$"
    said = nbgrader_here("zip_collect", "01_tiny", f"--FileNameCollectorPlugin.named_regexp={pattern}", cwd=course)
    assert said.returncode == 0, said.log
    lost = {place.parent.name for place in (course / "submitted").glob("*/01_tiny") if needs_person(place)}
    assert lost == {"ann", "bob", "cyd", "dan", "eve", "fay"}
    assert "programs keep such files for themselves (.git, __pycache__ and the like): 3." in said.log
    assert not (course / "submitted/gus").exists()
    for student in lost - {"fay"}:
        assert f"{student}, not taken: {student}_" in said.log
