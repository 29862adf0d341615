"""A lesson runs beside the solutions, with nobody's settings, and what came out is all that changes in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release import run_lesson as module
from autograder.release.lesson import lesson_files, teacher_notebook, without_outputs
from autograder.release.run_lesson import LESSON_SECONDS, executed_notebook, recorded_run, run_notebook
from autograder.sandbox.layers import PINNED


@pytest.fixture
def assignment(folder: Path) -> Assignment:
    return find_assignment(folder.parent, "08")


class Kernel:
    """Stands for nbclient and a kernel: remembers how it is called, and has every cell print its number."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}
        self.called: dict[str, Any] = {}
        self.beside: dict[str, bytes] = {}
        self.raises: Exception | None = None

    def __call__(self, book: Any, **made: Any) -> Kernel:
        self.book, self.made = book, made
        return self

    def execute(self, **called: Any) -> None:
        self.called = called
        scratch = Path(self.made["resources"]["metadata"]["path"]).parent
        self.beside = {path.relative_to(scratch).as_posix(): path.read_bytes() for path in scratch.rglob("*.*")}
        if self.raises:
            raise self.raises
        for number, cell in enumerate(self.book.cells):
            if cell.cell_type == "code":
                cell.outputs = [nbformat.v4.new_output("stream", text=str(number))]
        self.book.metadata.kernelspec["display_name"] = "Python of this machine"
        self.book.metadata["language_info"] = {"version": "of this machine"}


@pytest.fixture
def kernel(monkeypatch) -> Kernel:
    made = Kernel()
    monkeypatch.setattr("nbclient.NotebookClient", made)
    return made


def test_only_what_came_out_is_new_in_a_lesson_that_ran(assignment, kernel):
    ran = executed_notebook(assignment)
    assert without_outputs(ran) == teacher_notebook(assignment)
    outputs = [cell["outputs"][0]["text"] for cell in json.loads(ran)["cells"] if cell["cell_type"] == "code"]
    assert outputs == [["1"], ["2"]]
    assert kernel.beside == lesson_files(assignment)
    assert Path(kernel.made["resources"]["metadata"]["path"]).name == "08_attention"
    assert kernel.called["stderr"] == subprocess.DEVNULL
    assert (kernel.made["timeout"], kernel.made["record_timing"], kernel.made["coalesce_streams"]) == (600, False, True)


def test_it_runs_with_the_judges_threads_and_seeds_and_nobodys_history_or_settings(assignment, kernel, monkeypatch):
    settings = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")
    pinned = {name: value for name, value in PINNED.items() if name not in ("HOME", "PATH")}
    for name in (*settings, *pinned, "HOME", "PATH", "MPLBACKEND", "OWN"):
        monkeypatch.setenv(name, "a person's")
    executed_notebook(assignment)
    env = kernel.called["env"]
    scratch = str(Path(kernel.made["resources"]["metadata"]["path"]).parent)
    assert {env[name] for name in settings} == {f"{scratch}/.jupyter"}
    assert {name: env[name] for name in pinned} == pinned
    assert (env["HOME"], env["OWN"], env["PATH"]) == ("a person's",) * 3
    assert "inline" in env["MPLBACKEND"]
    monkeypatch.delenv("HOME")
    executed_notebook(assignment)
    scratch = str(Path(kernel.made["resources"]["metadata"]["path"]).parent)
    assert kernel.called["env"]["HOME"] == scratch


def test_files_of_any_depth_lie_beside_the_lesson_and_another_backend_may_draw(assignment, kernel):
    files = {f"08_attention/{name}": name.encode() for name in ("a/b/x.py", "a/b/y.py", "a/z.py")}
    run_notebook(teacher_notebook(assignment), assignment, files, "Agg")
    assert kernel.beside == files
    assert kernel.called["env"]["MPLBACKEND"] == "Agg"


@pytest.mark.parametrize(("seconds", "fits"), [(LESSON_SECONDS, True), (LESSON_SECONDS + 1, False)])
def test_a_lesson_may_compute_for_a_minute_in_all(assignment, kernel, monkeypatch, seconds, fits):
    before, after = (20.0, 5.0), (20.0 + seconds - 3.0, 8.0)
    told = iter([SimpleNamespace(children_user=user, children_system=system) for user, system in (before, after)])
    monkeypatch.setattr(module.os, "times", lambda: next(told))
    if fits:
        assert executed_notebook(assignment)
    else:
        with pytest.raises(Problem, match=r"08_attention: lesson\.md takes more than 60 s"):
            executed_notebook(assignment)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            CellExecutionError("1 / 0", "ZeroDivisionError", "division by zero"),
            r"08_attention: a cell .* fails:\n1 / 0",
        ),
        (CellTimeoutError("no reply"), r"08_attention: lesson\.md did not run to its end: no reply"),
        (DeadKernelError("Kernel died"), r"08_attention: lesson\.md did not run to its end: Kernel died"),
    ],
)
def test_a_lesson_that_does_not_run_through_is_told_with_why(assignment, kernel, error, told):
    kernel.raises = error
    with pytest.raises(Problem, match=told):
        executed_notebook(assignment)


def test_on_record_counts_a_run_of_just_this_lesson_that_still_shows_its_outputs(assignment, kernel, tmp_path):
    lesson, path = teacher_notebook(assignment), tmp_path / "lesson.ipynb"
    assert recorded_run(path, lesson) is None
    for content, counts in (
        (executed_notebook(assignment), True),
        (lesson, False),
        (executed_notebook(assignment).replace(b"A first exercise", b"Another"), False),
        (b"not a notebook", False),
    ):
        path.write_bytes(content)
        assert recorded_run(path, lesson) == (content if counts else None)
