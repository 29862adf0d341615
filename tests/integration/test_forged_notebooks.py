"""A notebook is a student's word: whatever it and the files around it say, the score is what the modules earn.

And nothing of them runs: every hostile file here would write a marker.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from gradebooks import Said, autograde, book, gradebook, hand_in, nbgrader_here, scores, stub, write
from helpers import nbgrader

from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader.carrier import GONE
from autograder.release.lesson import PLACE

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
BEST, HALF = 5.0, 2.0
ANSWER = "Because two halves make a whole."


def forge(root: Path, source: str = "", **metadata: Any) -> dict[str, Any]:
    """The notebook with full marks as the output of every cell, with other sources and metadata of graded cells."""
    forged = book(root)
    for cell in forged["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = source or cell["source"]
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "5.0"}, "metadata": {}, "execution_count": 1}
            ]
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"].update(metadata)
    return forged


def with_cells(root: Path, cells: list[Any]) -> dict[str, Any]:
    return {**book(root), "cells": cells}


def output(cell: dict[str, Any], *outputs: dict[str, Any]) -> dict[str, Any]:
    return {**cell, "outputs": [*outputs]} if cell["cell_type"] == "code" else cell


def hooks(marker: Path) -> str:
    """What writes the marker wherever code of a notebook is run."""
    return (
        "%%javascript\nalert(1)\n"
        f"open({str(marker)!r}, 'a').write('cell')\n"
        f"get_ipython().events.register('post_run_cell', lambda *a: open({str(marker)!r}, 'a').write('hook'))\n"
        f"get_ipython().ast_transformers.append(open({str(marker)!r}, 'a'))\n"
        "get_ipython().showtraceback = lambda *a, **k: None\n5.0"
    )


HOSTILE = (
    "ipython_config.py",
    "ipython_kernel_config.py",
    "jupyter_config.py",
    "jupyter_nbconvert_config.py",
    "nbgrader_config.py",
    "sitecustomize.py",
    "usercustomize.py",
    "conftest.py",
    "numpy.py",
    "nbgrader.py",
    "checks/test_tiny.py",
    ".ipython/profile_default/ipython_config.py",
    ".ipython/profile_default/startup/00.py",
    "profile_default/startup/00.py",
    ".jupyter/jupyter_config.py",
)


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("marker") / "ran"


@pytest.fixture(scope="module")
def course(nbgrader_course: Path, marker: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand-ins with every kind of notebook."""
    root = tmp_path_factory.mktemp("forged") / "course"
    shutil.copytree(nbgrader_course, root)
    cells = book(root)["cells"]
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    stderr = {"output_type": "stream", "name": "stderr", "text": "a warning"}
    nothing, wrong = stub(root), (root / "solutions/01_tiny/tiny.py").read_text().replace("x + x", "3 * x")
    notebooks: dict[str, tuple[object, object]] = {
        "points-zero": (nothing, forge(root, points=1000)),
        "points-half": (wrong, forge(root, points=-5)),
        "points-best": (None, forge(root, points=0)),
        "kinds": (nothing, forge(root, grade=False, solution=True, locked=False, task=True)),
        "names": (nothing, forge(root, grade_id="check-double")),
        "schema": (None, forge(root, schema_version=99)),
        "checksum": (nothing, forge(root, checksum="0" * 32)),
        "hooks": (nothing, forge(root, source=hooks(marker))),
        "doubled": (None, with_cells(root, [*cells, *cells])),
        "reordered": (None, with_cells(root, cells[::-1])),
        "deleted": (None, with_cells(root, cells[:1])),
        "stderr": (None, with_cells(root, [output(cell, stderr) for cell in cells])),
        "error": (None, with_cells(root, [output(cell, error) for cell in cells])),
        "huge": (None, b" " * MAX_NOTEBOOK_BYTES + json.dumps(book(root)).encode()),
        "deep": (None, b"[" * 200_000),
        "deep-cells": (None, b'{"cells": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        "latin": (None, json.dumps(book(root)).replace("Two", "Zwölf").encode("latin-1")),
        "utf16": (None, json.dumps(book(root)).encode("utf-16")),
        "nan": (None, json.dumps({**book(root), "metadata": {"nan": float("nan"), "inf": float("inf")}})),
        "surrogate": (None, json.dumps(book(root)).replace(PLACE, "\\ud800")),
        "digits": (None, b'{"cells": ' + b"9" * 10_000 + b"}"),
        "list": (None, b"[]"),
        "empty": (None, b""),
        "null": (None, b"\0" * 100),
        "none": (None, None),
    }
    for student, (module, notebook) in notebooks.items():
        hand_in(root, student, module, notebook)  # type: ignore[arg-type]
    hand_in(root, "folder", notebook=None).joinpath("01_tiny.ipynb").mkdir()
    link(hand_in(root, "link", stub(root), None) / "01_tiny.ipynb", root / "solutions/01_tiny/01_tiny.ipynb")
    link(hand_in(root, "dangling", notebook=None) / "01_tiny.ipynb", Path("nowhere"))
    (hand_in(root, "no-module") / "tiny.py").unlink()
    (hand_in(root, "answer-alone", notebook=answered(root)) / "tiny.py").unlink()
    folder = hand_in(root, "hostile", nothing, forge(root, source=hooks(marker)))
    for name in HOSTILE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder / name, f"open({str(marker)!r}, 'a').write({name!r})\n")
    return root


def answered(root: Path) -> str:
    return json.dumps(book(root)).replace(PLACE, ANSWER)


def link(path: Path, target: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.fixture(scope="module")
def graded(course: Path) -> Said:
    return autograde(course)


def test_each_score_is_what_the_modules_earn(course, graded):
    assert graded.returncode == 0, graded.log
    nothing = {"points-zero", "kinds", "names", "checksum", "hooks", "hostile", "link", "no-module", "answer-alone"}
    students = {path.name for path in (course / "submitted").iterdir()}
    expected = {student: 0.0 if student in nothing else BEST for student in students} | {"points-half": HALF}
    assert scores(course) == expected


def test_nothing_in_a_notebook_or_beside_it_runs(course, graded, marker):
    said = nbgrader_here("generate_feedback", "01_tiny", "--student", "hostile", cwd=course)
    assert said.returncode == 0, said.log
    assert not marker.exists()


def test_nothing_runs_in_the_commands_themselves(course, marker, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course, root, symlinks=True)
    said = nbgrader("autograde", "01_tiny", "--student", "hostile", "--force", cwd=root)
    assert said.returncode == 0, said.stderr
    assert not marker.exists()


def test_validating_a_submission_does_not_run_it(course, marker):
    said = nbgrader_here("validate", "submitted/hooks/01_tiny/01_tiny.ipynb", cwd=course)
    assert said.returncode != 0
    assert "Judge with: autograder grade" in said.log
    assert not marker.exists()


@pytest.mark.parametrize("mistake", ["c.X = (", "c.X = misspelt"])
def test_nothing_runs_where_the_configuration_is_broken(course, graded, marker, tmp_path, mistake):
    """nbgrader logs the mistake, and goes on without the configuration."""
    root = tmp_path / "course"
    shutil.copytree(course, root, symlinks=True)
    before = scores(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(mistake)
    said = nbgrader_here("autograde", "01_tiny", "--student", "hooks", "--force", cwd=root)
    assert said.returncode != 0
    assert "Judge with: autograder grade" in said.log
    assert not marker.exists()
    assert scores(root) == before


def test_points_of_cells_in_the_gradebook_stay_those_of_the_course(course, graded):
    with gradebook(course) as opened:
        assert opened.find_assignment("01_tiny").max_score == 8
        for student in ("points-zero", "kinds", "names", "doubled"):
            assert opened.find_submission("01_tiny", student).max_score == 8


@pytest.mark.parametrize("student", ["kinds", "names", "doubled", "deleted", "hooks", "schema"])
def test_the_cells_that_are_graded_are_those_of_the_release(course, graded, student):
    cells = json.loads((course / "autograded" / student / "01_tiny/01_tiny.ipynb").read_bytes())["cells"]
    kept = [(cell["source"], cell["metadata"]) for cell in book(course)["cells"]]
    if student in ("names", "deleted"):  # which have no cell for the answer
        kept = [([GONE] if "".join(source) == PLACE else source, metadata) for source, metadata in kept]
    assert [(cell["source"], cell["metadata"]) for cell in cells] == kept


def test_a_written_answer_waits_for_a_grader_without_its_module(course, graded):
    with gradebook(course) as opened:
        submission = opened.find_submission("01_tiny", "answer-alone")
        assert submission.needs_manual_grade
        assert not opened.find_submission("01_tiny", "no-module").needs_manual_grade
    assert ANSWER in (course / "autograded/answer-alone/01_tiny/01_tiny.ipynb").read_text()


def test_a_linked_notebook_brings_nothing_of_what_it_points_to(course, graded):
    cells = json.loads((course / "autograded/link/01_tiny/01_tiny.ipynb").read_text())["cells"]
    assert "two equal parts" in (course / "solutions/01_tiny/01_tiny.ipynb").read_text()
    assert "two equal parts" not in json.dumps([cell["source"] for cell in cells])


def test_a_link_put_in_a_files_place_is_not_collected(nbgrader_course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(nbgrader_course, root)
    inbound = exchange(root, tmp_path)
    secret_of_teacher = root / "solutions/01_tiny/tiny.py"
    handed_in = inbound / "eve+01_tiny+2030-01-01 10:00:00 UTC"
    handed_in.mkdir()
    (handed_in / "tiny.py").symlink_to(secret_of_teacher)
    (handed_in / "timestamp.txt").write_text("no time at all")
    for name in HOSTILE[:6]:
        (handed_in / name).write_text("raise SystemExit")
    (inbound / "mallory+01_tiny+2030-01-01 10:00:00 UTC").symlink_to(secret_of_teacher.parent)
    os.mkfifo(handed_in / "01_tiny.ipynb")  # to read it would take forever
    said = nbgrader_here("collect", "01_tiny", cwd=root)
    assert said.returncode == 0, said.log
    collected = sorted(path.name for path in (root / "submitted/eve/01_tiny").iterdir())
    assert collected == ["01_tiny.ipynb", "receipt.json", "submission_secret.txt", "timestamp.txt"]
    assert "mallory+01_tiny+2030-01-01 10:00:00 UTC' is no folder, so it is not collected" in said.log
    assert not (root / "submitted/mallory").exists()
    assert autograde(root).returncode == 0
    assert scores(root) == {"eve": 0.0}


def exchange(root: Path, folder: Path) -> Path:
    """An exchange that anyone can write to, with the course's inbound folder."""
    place = folder / "exchange"
    inbound = place / "course" / "inbound"
    inbound.mkdir(parents=True)
    place.chmod(0o777)
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.Exchange.root = {str(place)!r}\nc.ExchangeCollect.check_owner = False\n")
    return inbound


def test_an_assignment_that_the_course_does_not_have_is_neither_run_nor_scored(nbgrader_course, marker, tmp_path):
    """A stock notebook in nbgrader's source folder, whose name even begins as one of ours does."""
    root = tmp_path / "course"
    shutil.copytree(nbgrader_course, root)
    stock = forge(root, source=hooks(marker), grade_id="stock")
    stock["cells"] = [cell for cell in stock["cells"] if cell["metadata"]][:1]
    source, submitted = root / ".autograder/gradebook/01", root / "submitted/ann/01"
    for folder in (source, submitted):
        folder.mkdir(parents=True)
        write(folder / "01.ipynb", stock)
    assert nbgrader_here("generate_assignment", "01", cwd=root).returncode == 0
    said = nbgrader_here("autograde", "01", cwd=root)
    assert said.returncode != 0
    assert "'01' is no assignment of this course" in said.log
    assert not marker.exists()
    assert not (root / "results").exists()


def test_a_graded_cell_that_the_judge_does_not_know_is_an_error_and_not_full_marks(nbgrader_course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(nbgrader_course, root)
    own = root / ".autograder/gradebook/01_tiny/01_tiny.ipynb"
    write(own, own.read_text().replace("check-area", "check-volume"))
    assert nbgrader_here("generate_assignment", "01_tiny", "--force", cwd=root).returncode == 0
    hand_in(root, "ann")
    said = autograde(root)
    assert said.returncode != 0
    assert "the judge has no points for the cell 'check-volume'" in said.log
