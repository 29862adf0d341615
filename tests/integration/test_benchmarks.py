"""Benchmarks of right submissions compare the same checks, and say truly where the time goes."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from helpers import RIGHT, script

from autograder.checks.bench import Bench
from autograder.files import write_tree
from autograder.records import Submission
from autograder.sandbox.plain import PlainLauncher

pytestmark = pytest.mark.slow
SECRET = b"of a course"
WRONG = RIGHT.replace("x + x", "x + x + 1")


@pytest.fixture(scope="module")
def shipped():
    return script("benchmarks/shipped.py")


@pytest.fixture
def folder(shipped, tiny, tmp_path):
    """Where the checks run without us on a right submission."""
    write_tree(tmp_path / "same", shipped.for_pytest(tiny, SECRET))
    return tmp_path / "same"


def run(folder, *arguments):
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-B", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout


def raised(folder, notebook) -> list[str]:
    """The cells of a notebook that raise, run in order as a kernel does; then a number that a check draws."""
    lines = [
        f"try:\n    exec({cell.source!r})\nexcept AssertionError:\n    print({cell.metadata.nbgrader.grade_id!r})"
        for cell in notebook.cells
    ]
    draw = "import beside\nprint(beside.rng(test_double_agrees).random())"
    return run(folder, "-c", "\n".join([*lines, draw])).split()


@pytest.mark.parametrize(
    ("text", "failing"),
    [(RIGHT, []), (WRONG, ["test_double_by_hand", "test_double_agrees", "test_area_of_doubled_sides"])],
    ids=["right", "wrong"],
)
def test_a_notebook_and_bare_pytest_run_all_checks_on_the_inputs_that_we_draw(shipped, tiny, folder, text, failing):
    notebook = shipped.notebook(tiny)
    assert sum(cell.metadata.nbgrader.grade for cell in notebook.cells) == 4
    (folder / "tiny.py").write_text(text)
    bench = Bench(tiny, PlainLauncher(), {}, secret=SECRET)
    bench.put(Submission("x", {"tiny.py": text.encode()}))
    drawn = np.random.default_rng(bench.seed("double_agrees")).random()
    assert sorted(raised(folder, notebook)) == sorted([*failing, str(drawn)])
    said = run(folder, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider")
    assert f"{4 - len(failing)} passed" in said
    assert (f"{len(failing)} failed" in said) == bool(failing)


COMPUTE = """
import time

def compute(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass

compute(0.02)
"""


@pytest.mark.sandbox
def test_processor_time_is_told_by_where_it_is_spent(tiny, sandbox, monkeypatch):
    cost = script("benchmarks/grading_cost.py")
    slow = COMPUTE + RIGHT.replace("return", "compute(0.03); return")
    each = {f"student{number}": {"tiny.py": f"{slow}# {number}\n".encode()} for number in (1, 2)}
    monkeypatch.setattr(cost, "copies", lambda assignment, count: each)
    found = cost.cost(tiny, 1)
    assert found.right
    assert found.calls == 5  # one of them the solution's
    assert sum(found.parts.values()) == pytest.approx(found.seconds)
    assert min(found.parts.values()) > 0
    assert found.parts["solution"] < 0.03
    assert 10 * 0.03 > found.parts["student"] >= 9 * 0.03
    assert 5 * 0.02 > found.parts["imports"] >= 4 * 0.02
    assert found.in_functions == (found.parts["student"] + found.parts["solution"]) / found.seconds
