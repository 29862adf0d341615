"""Work that stands where no check looks is no 0 without a word: a person is told, and the student before that."""

from __future__ import annotations

import io
import json

import msgspec
import pytest
from class_exports import why, zipped
from helpers import RIGHT

from autograder.course.markers import stub_text
from autograder.errors import Problem
from autograder.intake import misplaced
from autograder.intake.archives import Entry, read_capped
from autograder.intake.collect import collect
from autograder.intake.misplaced import cells_in, elsewhere, in_the_notebook, saved_as, told_of
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


def entry(name: str, content: bytes) -> Entry:
    return Entry(name, (name,), False, (), "", lambda cap: read_capped(io.BytesIO(content), cap))


def found_in(tiny, *others: Entry, module: bytes = b"") -> list[str]:
    """The files that have a function which the module lacks."""
    return [each.path for each in elsewhere(tiny, {"tiny.py": module}, others)]


DOUBLE = b"def double(x):\n    return x + x\n"


def test_no_more_is_looked_through_than_the_most(tiny, monkeypatch):
    monkeypatch.setattr(misplaced, "MOST_TEXT", 400)
    four = [entry(f"{n}.txt", b"#" * 100) for n in range(4)]
    assert found_in(tiny, *four, entry("a.txt", DOUBLE)) == ["a.txt"]
    assert found_in(tiny, *four, entry("x.txt", b"#"), entry("a.txt", DOUBLE)) == []


def test_nor_more_than_fifty_files(tiny):
    many = [entry(f"{n}.txt", b"") for n in range(50)]
    assert found_in(tiny, *many[1:], entry("a.txt", DOUBLE)) == ["a.txt"]
    assert found_in(tiny, *many, entry("a.txt", DOUBLE)) == []


def test_a_file_that_is_too_large_or_damaged_stops_nothing(tiny):
    odd = [entry("large.txt", b"#" * (2**20 + 1)), entry("damaged.txt", b"\xff\xfea")]
    assert found_in(tiny, *odd, entry("a.txt", DOUBLE)) == ["a.txt"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (DOUBLE, True),
        (b"\xe9 in Latin-1\n" + DOUBLE, True),
        ("\ufeff".encode("utf-16-le") + DOUBLE.decode().encode("utf-16-le"), True),
        (b"def double(x):\n    raise NotImplementedError()\n", False),
        (b"def double(x):\n    try:\n        return x + x\n    except NotImplementedError:\n        return 0\n", True),
        (b"# NotImplementedError\ndef double(x): return x + x\n", True),
        (b"<p>def double(x):</p>\n  return x + x", True),
        (b"broken (\ndef double(x):\n    raise NotImplementedError()\ndef other(x): ...", False),
        (b"broken (\ndef double(x):\n    return 2\ndef other(x):\n    raise NotImplementedError()\n", True),
        (b'{"source": "x\\ndef double(x):\\n return 2\\ndef other(x):\\n raise NotImplementedError()"}', True),
        (b"broken (\ndef  area (self): return 2", True),
        (b"broken (\ndef doubled(x): return 2", False),
        (b"broken (\nundef double(x): return 2", False),
        (b"broken (\ndouble(2)", False),
        (b"class Other:\n    def double(self): return 2\n", False),
        (b"class Rectangle:\n    def area(self): return 2\n", True),
        (b"def area(self): return 2\n", True),
    ],
)
def test_a_file_has_a_function_if_it_defines_it_otherwise_than_the_stub(tiny, content, found):
    assert bool(found_in(tiny, entry("a.txt", content))) is found
    assert found_in(tiny, entry("a.txt", content), module=RIGHT.encode()) == []


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        (b"\xef\xbb\xbf\n <HTML>x</html>", "HTML"),
        (b"\xef\xbb\xbf" + notebook("1"), "a notebook"),
        (b"{1: 2}\n", ""),
        (b'{"cells": []}', ""),
        (b"<x", ""),
        (b"1  a = (\n2  b", "lines with their numbers"),
        (b"1  a = (\n3  b", ""),
        (b"9  a = (\n10 b", "lines with their numbers"),
        (b"999999998 (\n999999999 b", "lines with their numbers"),
        (b"1" * 5000 + b" (\n" + b"1" * 4999 + b"2 b", ""),
        (b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", "two versions that Git could not merge"),
        (b"<<<<<<< a\nx\n=======\ny\n", ""),
        (b"", ""),
    ],
)
def test_what_a_module_was_saved_as_is_seen_at_its_beginning(module, kind):
    assert saved_as(module) == kind


@pytest.mark.parametrize(
    ("notebook", "cells"),
    [(b'{"cells": [1]}', [1]), (b'{"cells": 1}', []), (b"[]", []), (b"{}", []), (b"{", []), (b"[" * 100_000, [])],
)
def test_what_is_no_notebook_has_no_cells(notebook, cells):
    assert cells_in(notebook) == cells


def test_of_many_functions_the_first_three_are_named(tiny):
    assert "defines a, b, c, not begun in tiny.py" in told_of(tiny, ["d", "c", "b", "a"])


def test_a_notebook_is_looked_through_for_what_the_module_lacks(tiny):
    name, cell = tiny.notebook, "def double(x):\n    return x + x\n"
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": cell}, {"cell_type": "code"}, 5]}).encode()
    assert in_the_notebook(tiny, {name: text}) == []
    split = {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip\n", *cell.splitlines(keepends=True), 7]}
    text = json.dumps({"cells": [split]}).encode()
    assert in_the_notebook(tiny, {name: text}) == ["double"]
    assert in_the_notebook(tiny, {name: text, "tiny.py": RIGHT.encode()}) == []
    assert in_the_notebook(tiny, {"tiny.py": b""}) == []
