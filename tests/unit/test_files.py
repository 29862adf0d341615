"""A folder is written as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import Problem
from autograder.files import write_tree

FILES = {"a.py": b"x = 1\ny = 2\nz = 3\n", "checks/test_a.py": b"assert 1\n"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_tree(tmp_path / "assignments/01_a", FILES)
    return tmp_path / "assignments/01_a"


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_tree_is_replaced_as_a_whole(tree):
    write_tree(tree, {"b.py": b"new\n"})
    assert content(tree) == {"b.py": b"new\n"}


def test_writing_a_tree_leaves_nothing_beside_it(tree):
    write_tree(tree, FILES)
    assert [path.name for path in tree.parent.iterdir()] == ["01_a"]


def test_a_tree_that_cannot_be_written_leaves_the_old_one(tree):
    with pytest.raises(Problem, match=r"01_a could not be written: .*It is as it was"):
        write_tree(tree, {"a.py": b"new\n", "a.py/b": b"a folder where a file is"})
    assert content(tree.parent) == {f"01_a/{name}": data for name, data in FILES.items()}
