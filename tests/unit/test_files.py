"""A folder is written as a whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from autograder.errors import Problem
from autograder.files import read_files, write_tree

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


def test_a_release_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "assignments").write_text("a file where the folder belongs")
    with pytest.raises(Problem, match=r"assignments/01_tiny could not be written: .*make the folder writable"):
        write_tree(tmp_path / "assignments/01_tiny", {"tiny.py": b""})


@pytest.fixture(params=[True, False], ids=["below an open folder", "by path"])
def way(request, monkeypatch):
    """As Linux and macOS read, and as Windows does."""
    monkeypatch.setattr("autograder.files._OPENS_BELOW", request.param)


@pytest.mark.usefixtures("way")
def test_files_that_are_asked_for_are_read_up_to_their_caps(tmp_path):
    for name, size in (("a", 3), ("b", 4), ("c", 1)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert read_files(tmp_path, {"a": 3, "b": 3, "missing": 3}) == {"a": b"xxx"}


@pytest.mark.usefixtures("way")
def test_no_link_is_followed_neither_to_a_file_nor_to_a_folder(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/a").write_text("secret")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/a").symlink_to(tmp_path / "kept/a")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    assert read_files(tmp_path / "own", {"a": 9}) == read_files(tmp_path / "link", {"a": 9}) == {}
    assert read_files(tmp_path / "kept", {"a": 9}) == {"a": b"secret"}


@pytest.mark.usefixtures("way")
def test_what_is_no_file_is_left_out_and_holds_nobody_up(tmp_path):
    (tmp_path / "folder").mkdir()
    wanted = {"folder": 9, "pipe": 9}
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    assert read_files(tmp_path, wanted) == read_files(tmp_path / "nowhere", wanted) == {}


def test_a_folder_that_is_swapped_for_a_link_after_it_was_opened_brings_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/a").write_text("secret")
    own = tmp_path / "own"
    own.mkdir()
    (own / "a").write_text("mine")
    really_open = os.open

    def swapping(path, flags, *rest, **options):
        if path == "a":
            own.rename(tmp_path / "moved")
            own.symlink_to(tmp_path / "kept")
        return really_open(path, flags, *rest, **options)

    monkeypatch.setattr("autograder.files.os.open", swapping)
    assert read_files(own, {"a": 9}) == {"a": b"mine"}
    assert own.is_symlink()


def test_a_file_that_grows_while_it_is_read_is_no_longer_than_its_cap(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3)
    really_ask = os.fstat

    def growing(file):
        about = really_ask(file)
        path.write_bytes(b"x" * 99)
        return about

    monkeypatch.setattr("autograder.files.os.fstat", growing)
    assert read_files(tmp_path, {"a": 3}) == {}
