"""The command `autograder export`: every format, and an exit status that says whether all grades are final."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from helpers import TINY_COURSE, autograder
from made_grades import check

from autograder.records import Result, Status


@pytest.mark.parametrize("format", ["csv", "canvas", "moodle", "gradescope"])
def test_whatever_the_format_an_ungraded_student_is_named_and_the_exit_status_is_1(graded, tmp_path, format):
    results = tmp_path / "results"
    shutil.copytree(graded, results)
    unjudged = Result("eve", "01_tiny", 0.0, 5.0, (), (check("double", "double", 0.0, Status.UNGRADED),))
    (results / "01_tiny" / "eve.json").write_bytes(msgspec.json.encode(unjudged))
    command = ["export", "01", "--results", str(results), "--format", format, "-o", str(tmp_path / "out")]
    said = autograder(*command, cwd=TINY_COURSE)
    assert (said.returncode, said.stderr.startswith("eve is ungraded")) == (1, True)
    assert (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of two students of the tiny course, not to be changed."""
    folder = tmp_path_factory.mktemp("graded")
    for student in ("ada", "王小明"):
        content = msgspec.json.encode(Result(student, "01_tiny", 3.0, 5.0, (), (check("double", "double", 3.0),)))
        (folder / "01_tiny").mkdir(exist_ok=True)
        (folder / "01_tiny" / f"{student}.json").write_bytes(content)
    return folder


def test_command_writes_each_format(graded, tmp_path):
    def run(*arguments: str):
        return autograder("export", "01", "--results", str(graded), *arguments, cwd=TINY_COURSE)

    table, book, folder = tmp_path / "grades.csv", tmp_path / "canvas.csv", tmp_path / "gradescope"
    assert run("--output", str(table)).returncode == 0
    assert table.read_bytes().startswith("\ufeffstudent".encode())
    roster = tmp_path / "roster.csv"
    roster.write_text("student,canvas_id\nada,5\n")
    said = run("--format", "canvas", "--roster", str(roster), "-o", str(book))
    assert (said.returncode, said.stderr.count("not in the roster")) == (1, 1)
    assert book.read_bytes().startswith(b"Student,")
    assert run("--format", "gradescope", "-o", str(folder)).returncode == 0
    assert json.loads((folder / "王小明" / "results.json").read_text())["score"] == 3.0
    assert run("--format", "gradescope").returncode == 2


def test_an_unknown_format_is_wrong_usage():
    said = autograder("export", "01", "--format", "xls", cwd=TINY_COURSE)
    assert (
        said.returncode,
        "--format is one of csv, canvas, moodle, blackboard, brightspace, gradescope, not 'xls'." in said.stderr,
    ) == (2, True)
