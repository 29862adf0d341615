"""A folder is written as a whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from autograder import files
from autograder.errors import Problem
from autograder.files import digest, digest_of, files_below, kit_digest, read_files, sweep, write_atomically, write_tree

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
    """As Linux and macOS read, and as Windows does, where no folder can be opened."""
    really_open = os.open

    def no_folder(path, flags, *rest, **options):
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags, *rest, **options)

    monkeypatch.setattr("autograder.files._OPENS_BELOW", request.param)
    if not request.param:
        monkeypatch.setattr("autograder.files.os.open", no_folder)


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


def test_a_file_is_on_the_disk_whole_before_it_takes_its_name(tmp_path, monkeypatch):
    """Else a power cut would leave a name without content."""
    path = tmp_path / "new/folder/a.json"
    done: list[object] = []
    really_replace = os.replace

    def replace(part, name):
        assert stat.S_IMODE(os.stat(part).st_mode) & 0o077 == 0
        done.append(Path(part).read_bytes())
        assert [each.name for each in path.parent.iterdir()] == [Path(part).name]
        really_replace(part, name)

    monkeypatch.setattr("autograder.files.os.fsync", lambda file: done.append("synced"))
    monkeypatch.setattr("autograder.files.os.replace", replace)
    write_atomically(path, b"whole")
    assert done == ["synced", b"whole"]
    assert content(tmp_path) == {"new/folder/a.json": b"whole"}


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_part(tmp_path, monkeypatch, step, error):
    write_atomically(tmp_path / "a", b"old")

    def fails(*given):
        raise error

    monkeypatch.setattr(f"autograder.files.os.{step}", fails)
    with pytest.raises(Problem if isinstance(error, OSError) else KeyboardInterrupt):
        write_atomically(tmp_path / "a", b"new")
    assert content(tmp_path) == {"a": b"old"}


def test_what_a_killed_writer_left_is_swept_and_nothing_that_is_being_written(tmp_path):
    for name in (".killed.part", ".hidden", "kept.part", "a"):
        (tmp_path / name).write_bytes(b"half")
    with files._part_beside(tmp_path / "b") as part:
        sweep(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {".hidden", "kept.part", "a", Path(part.name).name}
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".hidden", "kept.part", "a"}


def test_who_is_swept_before_the_lock_begins_anew(tmp_path, monkeypatch):
    really_lock, swept = files._lock, []

    def late(file):
        if not swept:
            swept.append(file.name)
            os.unlink(file.name)
        return really_lock(file)

    monkeypatch.setattr(files, "_lock", late)
    write_atomically(tmp_path / "a", b"whole")
    assert len(swept) == 1
    assert content(tmp_path) == {"a": b"whole"}


def test_where_files_cannot_be_locked_none_is_swept_and_all_are_written(tmp_path, monkeypatch):
    (tmp_path / ".killed.part").write_bytes(b"half")
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows
    sweep(tmp_path)
    write_atomically(tmp_path / "a", b"whole")
    assert content(tmp_path) == {".killed.part": b"half", "a": b"whole"}


def test_while_a_tree_is_written_nothing_that_can_be_seen_lies_beside_it(tree, monkeypatch):
    really_write, seen = Path.write_bytes, set()

    def write(path, data):
        seen.update(each.name for each in tree.parent.iterdir())
        return really_write(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    write_tree(tree, FILES)
    assert [name for name in seen if not name.startswith(".")] == [tree.name]
    assert len(seen) == 2


@pytest.mark.parametrize("there", [True, False])
def test_a_tree_that_cannot_take_its_place_leaves_all_as_it_was(tree, monkeypatch, there):
    folder = tree if there else tree.parent / "02_b"
    really_rename = Path.rename

    def rename(path, target):
        if path.name == "new":
            raise OSError(28, "No space left")
        return really_rename(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Problem, match="could not be written"):
        write_tree(folder, {"b.py": b"new\n"})
    assert content(tree.parent) == {f"01_a/{name}": data for name, data in FILES.items()}
    assert [path.name for path in tree.parent.iterdir()] == ["01_a"]


def test_where_one_part_ends_and_the_next_begins_changes_a_hash():
    hashes = [digest(parts) for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], ["ab", "c", ""], [])]
    assert len(set(hashes)) == len(hashes)
    assert digest([b"ab", "c"]) == digest(["ab", b"c"]) == hashes[0]
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"}) != digest_of({"a": b"2", "b": b"1"})


def test_files_below_a_folder_are_all_but_caches_and_hidden_ones(tmp_path):
    kept = {"a.py": b"1", "below/b.txt": b"2"}
    left_out = {".hidden": b"", "below/.git/c": b"", "__pycache__/a.pyc": b"", "below/__pycache__/b.pyc": b""}
    for name, data in {**kept, **left_out}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert files_below(tmp_path) == kept


def test_the_kits_digest_is_of_its_code_alone(monkeypatch):
    code = {"files.py": b"1", "sandbox/worker/entry.py": b"2"}

    def of(below: dict[str, bytes]) -> str:
        monkeypatch.setattr(files, "files_below", lambda folder: below)
        return kit_digest.__wrapped__()

    assert of(code) == of({**code, "course/template/lesson.md": b"3"})
    assert of(code) != of({**code, "files.py": b"2"})


@pytest.mark.usefixtures("way")
def test_a_pipe_in_the_place_of_the_folder_holds_nobody_up(tmp_path):
    if sys.platform == "win32":
        pytest.skip("Windows has no pipes that are files")
    os.mkfifo(tmp_path / "pipe")
    assert read_files(tmp_path / "pipe", {"a": 9}) == {}


@pytest.mark.usefixtures("way")
def test_no_file_stays_open_that_was_read(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 3)
    (tmp_path / "folder").mkdir()

    def lowest() -> int:
        file = os.open(os.devnull, os.O_RDONLY)
        os.close(file)
        return file

    before = lowest()
    read_files(tmp_path, {"a": 3, "folder": 3, "missing": 3})
    read_files(tmp_path, {"a": 2})
    assert lowest() == before
