"""Runs a lesson with the solutions, so that its notebook holds the output of every cell."""

from __future__ import annotations

import copy
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.lesson import has_outputs, lesson_files, notebook_bytes, teacher_notebook, without_outputs
from autograder.sandbox.layers import PINNED

# Of processor time; on Windows nobody can say what a process that has ended took.
LESSON_SECONDS = 60
# By the clock, which runs on while others compute.
CELL_SECONDS = 600
INLINE = "module://matplotlib_inline.backend_inline"  # puts figures into the notebook


def executed_notebook(assignment: Assignment) -> bytes:
    """The teachers' notebook after a run from top to bottom. Raises `Problem` that names the cell that failed."""
    return run_notebook(teacher_notebook(assignment), assignment, lesson_files(assignment))


def recorded_run(path: Path, lesson: bytes) -> bytes | None:
    """The notebook at `path`, if it is `lesson` after a run; None for any other, or if its outputs are gone."""
    notebook = path.read_bytes() if path.is_file() else b""
    return notebook if without_outputs(notebook) == lesson and has_outputs(notebook) else None


def run_notebook(notebook: bytes, assignment: Assignment, files: Mapping[str, bytes], backend: str = INLINE) -> bytes:
    """The notebook after a run beside `files`, which are given by path below the folder of all assignments.

    Figures are drawn by matplotlib's `backend`, whatever the settings of the person who builds.
    Raises `Problem` for a cell that raises, and for a run that computes for more than `LESSON_SECONDS`.
    """
    import nbformat

    book = nbformat.reads(notebook.decode(), as_version=4)
    metadata = copy.deepcopy(book.metadata)
    with tempfile.TemporaryDirectory(prefix="chainrule-") as scratch:
        for name, content in files.items():
            path = Path(scratch) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        start = _computed()
        _execute(book, Path(scratch) / assignment.name, _environment(scratch, backend))
    if _computed() - start > LESSON_SECONDS:
        raise Problem(f"{assignment.name}: lesson.md takes more than {LESSON_SECONDS} s; give it less to compute.")
    book.metadata = metadata  # the kernel's own description of itself differs between machines
    return notebook_bytes(book)


def _computed() -> float:
    """The processor seconds of all processes that this one started and that have ended, such as a lesson's kernel."""
    used = os.times()
    return used.children_user + used.children_system


def _environment(scratch: str, backend: str) -> dict[str, str]:
    """No history or settings of the person who builds; the threads and seeds of the judge."""
    places = dict.fromkeys(("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR"), f"{scratch}/.jupyter")
    own = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    return {**os.environ, **PINNED, "HOME": scratch, **own, "MPLBACKEND": backend, **places}


def _execute(book: Any, folder: Path, environment: Mapping[str, str]) -> None:
    """Runs the notebook's cells in the assignment's `folder`; the outputs are in `book`. Raises `Problem`."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    resources = {"metadata": {"path": str(folder)}}
    # What a cell prints in one piece: the pieces would differ from run to run.
    client = NotebookClient(book, timeout=CELL_SECONDS, record_timing=False, coalesce_streams=True, resources=resources)
    try:
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        raise Problem(f"{folder.name}: a cell of lesson.md fails:\n{error}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise Problem(f"{folder.name}: lesson.md did not run to its end: {error}") from None
