"""Work that stands where no check looks is no 0 without a word: a person is told, and the student before that."""

from __future__ import annotations

import json

import msgspec
import pytest
from class_exports import why, zipped
from helpers import RIGHT

from autograder.course.markers import stub_text
from autograder.errors import Problem
from autograder.intake.collect import collect
from autograder.intake.misplaced import saved_as
from autograder.intake.packing import make_submission
from autograder.platforms.grades import unclear_students

BOB = {"bob/tiny.py": RIGHT.encode()}


def notebook(*cells: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells]}).encode()


@pytest.fixture
def asked(tiny, tmp_path):
    folder = tmp_path / "course/source/01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_bytes((tiny.folder / "tiny.py").read_bytes())
    wanted = msgspec.structs.replace(tiny, folder=folder, questions=())

    def collected(files: dict[str, bytes]) -> str:
        """What is told of Ada's hand-in for a person; '' if none is asked for."""
        (tmp_path / "class.zip").write_bytes(zipped({**{f"ada/{name}": data for name, data in files.items()}, **BOB}))
        receipts = collect(wanted, tmp_path / "class.zip", tmp_path / "submitted")
        asked_for = [each for each in receipts if each.student in unclear_students(wanted, tmp_path / "submitted")]
        assert [each.student for each in asked_for] in ([], ["ada"])
        return "".join(map(why, asked_for))

    collected.assignment = wanted
    collected.stub = stub_text((tiny.folder / "tiny.py").read_text(), "tiny.py").encode()
    collected.half = collected.stub.replace(b"raise NotImplementedError()", b"return x + x", 1)
    return collected


CELLS = {
    "all": RIGHT,
    "written to a file": f"%%writefile tiny.py\n{RIGHT}",
    "beside a command": f"!pip install numpy\n{RIGHT}",
    "with a mistake in it": RIGHT + "\nx = = 1\n",
    "one method, as a function": "def area(self):\n    return self.w * self.h\n\nRectangle.area = area\n",
}


@pytest.mark.parametrize("cell", CELLS)
def test_code_in_the_notebook_needs_a_person_where_the_module_is_a_stub_or_missing(asked, cell):
    written = notebook("1 + 1", CELLS[cell])
    for module in ({"tiny.py": asked.stub}, {}, {"tiny.py": b"# see the notebook\n"}):
        assert "01_tiny.ipynb: taken, but defines" in asked({**module, "01_tiny.ipynb": written})
    assert not asked({"tiny.py": RIGHT.encode(), "01_tiny.ipynb": written})


def test_a_notebook_without_a_function_that_is_missing_asks_for_nobody(asked):
    for cell in (
        "double(3)",
        "def helper(x):\n    return x",
        asked.stub.decode(),
        "class Other:\n    def area(self): ...",
    ):
        assert not asked({"tiny.py": asked.stub, "01_tiny.ipynb": notebook(cell)})
    assert not asked({"tiny.py": asked.half, "01_tiny.ipynb": notebook("def double(x):\n    return 2 * x")})


@pytest.mark.parametrize("name", ["work.log", "notes.txt", "tiny.css", "README", "run.csv", ".tiny.py.swp"])
def test_a_file_of_any_name_that_has_a_missing_function_needs_a_person(asked, name):
    assert f"{name}: defines" in asked({"tiny.py": asked.stub, name: RIGHT.encode()})
    assert not asked({"tiny.py": RIGHT.encode(), name: RIGHT.encode()})


def test_a_log_of_checks_that_quotes_the_stub_asks_for_nobody(asked):
    log = f"= FAILURES =\n{asked.stub.decode()}\nE   NotImplementedError\n".encode()
    assert not asked({"tiny.py": asked.stub, "run.log": log})


SAVED = {
    "HTML": f"<!DOCTYPE html><html><body><pre>{RIGHT}</pre></body></html>",
    "RTF": "{\\rtf1\\ansi " + RIGHT + "}",
    "a notebook": notebook(RIGHT).decode(),
    "a diff": "--- a/tiny.py\n+++ b/tiny.py\n@@ -1 +1 @@\n" + "".join(f"+{line}\n" for line in RIGHT.splitlines()),
    "Markdown": f"```python\n{RIGHT}```\n",
    "lines with their numbers": "".join(f"{n}  {line}\n" for n, line in enumerate(RIGHT.splitlines(), 1)),
    "two versions": f"import math\n<<<<<<< HEAD\n{RIGHT}=======\n>>>>>>> other\n",
    "a session": ">>> def double(x):\n...     return x + x\n",
    "a zip": "PK\x03\x04" + RIGHT,
    "PDF": "%PDF-1.7\n" + RIGHT,
}


@pytest.mark.parametrize("kind", SAVED)
def test_a_module_that_was_saved_as_something_else_needs_a_person(asked, kind):
    assert f"saved as {kind}" in asked({"tiny.py": SAVED[kind].encode()})


@pytest.mark.parametrize(
    "module",
    [RIGHT, RIGHT.replace("return x + x", "return x +"), RIGHT + "\nx = “a”\n", "diff = 3\nx = = 1\n", "1\n2\n"],
)
def test_a_mistake_in_a_module_is_the_students_and_is_graded(asked, module):
    assert not saved_as(module.encode())
    assert not asked({"tiny.py": module.encode()})


def test_submit_refuses_code_that_is_in_the_notebook_alone(asked, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "tiny.py").write_bytes(asked.stub)
    (folder / "01_tiny.ipynb").write_bytes(notebook(RIGHT))
    with pytest.raises(
        Problem, match=r"01_tiny\.ipynb defines double.*of which tiny\.py has nothing yet.*move your code"
    ):
        make_submission(asked.assignment, folder)
    (folder / "tiny.py").write_text(RIGHT)
    assert make_submission(asked.assignment, folder).is_file()
