"""Of what `zip_collect` takes out of archives nothing but the assignment's files arrives, and the rest is told."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from class_exports import CODE, zipped
from gradebooks import nbgrader_here
from traitlets.config import Config, Configurable

from autograder.intake.attempts import receipt_of
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.platforms.nbgrader import zip_collect
from autograder.platforms.nbgrader.zip_collect import CollectAssignmentFiles
from autograder.records import Receipt

NAMED = r".*/(?P<student_id>[^/]+)/(?P<file_id>[^/]+)$"
UNDERSCORED = r".*/(?P<student_id>[a-z.]+)_(?P<file_id>\w+)\.(ipynb|py)$"


class Command(Configurable):
    """What of nbgrader's command its collector asks, and changes."""

    extracted_directory = "extracted"

    def __init__(self, root: Path, named: str) -> None:
        config = Config()
        config.CollectAssignmentFiles.named_regexp = named
        config.CollectAssignmentFiles.valid_ext = [".ipynb", ".py"]
        super().__init__(config=config)
        self.root, self.transferred = root, []
        self.coursedir = SimpleNamespace(root=str(root), assignment_id="01_tiny")

    def _format_collect_path(self, step: str) -> str:
        return str(self.root / "downloaded" / step)

    def _transfer_files(self, collected: Any) -> None:
        self.transferred.append(collected)


class Collected:
    """An archive's files as they were extracted, and what became of them."""

    def __init__(self, root: Path, named: str = NAMED, **files: bytes) -> None:
        self.root, self.log = root, []
        self.command = Command(root, named)
        logger = logging.Logger("zip_collect", logging.WARNING)
        logger.addFilter(lambda record: self.log.append(record.getMessage()))
        collector: Any = CollectAssignmentFiles(parent=self.command, log=logger)
        self.taken: dict[str, Any] = {}
        below = root / "downloaded/extracted"
        for name, content in files.items():
            (below / name).parent.mkdir(parents=True, exist_ok=True)
            (below / name).write_bytes(content)
        for name in files:
            if found := collector.collect(str(below / name)):
                self.taken[name] = found["file_id"] if "student_id" not in found else tuple(found.values())
        self.command._transfer_files("what was taken")

    def told(self, student: str) -> str:
        """What is noted of what was not taken of theirs."""
        receipt: Receipt | None = receipt_of(self.root / "submitted" / student / "01_tiny")
        return "; ".join(f"{each.path}: {each.reason}" for each in receipt.refused) if receipt else ""


def test_the_files_of_the_assignment_are_taken_and_nobody_is_told_anything(course):
    found = Collected(course, **{"ada/tiny.py": CODE, "ada/01_tiny.ipynb": b"{}", "bob/tiny.py": CODE})
    assert found.taken == {
        "ada/tiny.py": ("ada", "tiny.py"),
        "ada/01_tiny.ipynb": ("ada", "01_tiny.ipynb"),
        "bob/tiny.py": ("bob", "tiny.py"),
    }
    assert found.command.transferred == ["what was taken"], "nbgrader's own step is still taken"
    assert (found.log, list(course.glob("submitted/*"))) == ([], [])


@pytest.mark.parametrize("name", ["sitecustomize.py", "other.ipynb", "tiny (1).py", "notes.txt"])
def test_no_other_file_is_taken_and_it_is_told_of_whose(course, name):
    found = Collected(course, **{f"ada/{name}": CODE, "ada/tiny.py": CODE})
    assert found.taken == {"ada/tiny.py": ("ada", "tiny.py")}
    assert found.told("ada").startswith(f"{name}: not one of the files of this assignment")
    assert [name in line for line in found.log] == [True]


@pytest.mark.parametrize(("over", "taken"), [(0, True), (1, False)])
@pytest.mark.parametrize("name", ["tiny.py", "01_tiny.ipynb"])
def test_a_file_is_taken_up_to_the_limit_of_its_kind(course, monkeypatch, name, over, taken):
    monkeypatch.setattr(zip_collect, "MAX_NOTEBOOK_BYTES", 50)
    monkeypatch.setattr(zip_collect, "MAX_MODULE_BYTES", 30)
    found = Collected(course, **{f"ada/{name}": b"#" * ((30 if name == "tiny.py" else 50) + over)})
    assert bool(found.taken) is taken
    assert ("larger than" in found.told("ada")) is not taken


def test_the_limit_of_a_module_is_that_of_all_intake():
    assert zip_collect.MAX_MODULE_BYTES == MAX_MODULE_BYTES


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada_tiny (1).py", "ada"),
        ("ada_tiny(2).py", "ada"),
        ("ada_tiny-Copy1.py", "ada"),
        ("ada_tiny.py.txt", "ada"),
        ("ada_tiny.zip", "ada"),
        ("ada_helper.py", "ada"),
        ("readme.txt", ""),
        ("._helper.py", ""),
        ("...helper.py", ""),
    ],
)
def test_whose_a_file_is_that_is_not_taken_is_told_as_its_name_should_be(course, name, student):
    found = Collected(course, UNDERSCORED, **{name: CODE, "bob_tiny.py": CODE})
    assert found.taken == {"bob_tiny.py": ("bob", "tiny")}
    assert [path.name for path in course.glob("submitted/*")] == ([student] if student else [])


@pytest.mark.parametrize("student", ["..", ".", ""])
def test_what_is_no_name_of_a_folder_is_nobodys(course, student):
    named = r".*/(?P<student_id>\.*)_(?P<file_id>\w+)\.(ipynb|py)$"
    found = Collected(course, named, **{f"{student}_other.py": CODE})
    assert found.taken == {}
    assert list(course.glob("**/receipt.json")) == []
    assert list(course.parent.glob("*/receipt.json")) == []


@pytest.mark.parametrize("name", [".._tiny.py", "._tiny.py", "_tiny.py", "a/../x_tiny.py"])
def test_a_file_of_the_assignment_is_not_taken_for_what_is_no_name_of_a_folder(course, name):
    """As `..` would have it lie outside of the hand-ins."""
    named = r".*/extracted/(?P<student_id>.*)_(?P<file_id>\w+)\.(ipynb|py)$"
    assert Collected(course, named, **{name: CODE}).taken == {}


def test_an_expression_that_says_nobodys_name_is_left_to_nbgrader_to_complain_of(course):
    assert Collected(course, r".*/(?P<file_id>tiny)\.py$", **{"tiny.py": CODE}).taken == {"tiny.py": "tiny"}


def test_without_an_expression_for_names_nothing_is_anybodys(course):
    found = Collected(course, "", **{"ada/tiny.py": CODE})
    assert (found.taken, list(course.glob("submitted/*"))) == ({}, [])


def test_copies_that_jupyter_made_are_their_students_and_other_junk_is_counted_alone(course):
    copies = {"ada/.ipynb_checkpoints/tiny-checkpoint.py": CODE, "ada/__pycache__/tiny.py": b"", "__MACOSX/._x.py": b""}
    found = Collected(course, r".*/(?P<student_id>ada)/.*?(?P<file_id>\w+)\.(ipynb|py)$", **copies)
    assert found.taken == {}
    receipt = receipt_of(course / "submitted/ada/01_tiny")
    assert (receipt.left_out, receipt.refused[0].person) == (1, True)
    assert ".ipynb_checkpoints" in receipt.refused[0].path
    count, told = found.log
    assert count.startswith("Left out, ")
    assert count.endswith(": 3.")
    assert told.startswith("ada, not taken: ")


def test_nbgraders_command_takes_the_files_adds_the_notebook_and_says_what_it_left(root):
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.FileNameCollectorPlugin.named_regexp = {NAMED!r}\n")
    archive = root / "downloaded/01_tiny/archive"
    archive.mkdir(parents=True)
    (archive / "all.zip").write_bytes(zipped({"ada/tiny.py": CODE, "ada/numpy.py": CODE, "bob/01_tiny.ipynb": b"{}"}))
    said = nbgrader_here("zip_collect", "01_tiny", cwd=root)
    assert said.returncode == 0
    assert {path.relative_to(root / "submitted").as_posix() for path in root.glob("submitted/*/*/*")} == {
        "ada/01_tiny/tiny.py",
        "ada/01_tiny/01_tiny.ipynb",
        "ada/01_tiny/receipt.json",
        "bob/01_tiny/01_tiny.ipynb",
    }
    assert "ada, not taken: numpy.py: " in said.log
