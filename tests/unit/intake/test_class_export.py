"""A folder, a zip or a tar of a class gives the same, and nothing in it leads elsewhere."""

from __future__ import annotations

import contextlib
import os
from types import SimpleNamespace

import pytest
from class_exports import CODE, GOOD_ZIP, assignment_of, member, modules_of, take, tarred, why, zipped

from autograder.errors import Problem
from autograder.files import write_tree
from autograder.intake import archives, class_export, quota
from autograder.intake.class_export import open_class_export
from autograder.intake.collect import collect


def test_folder_and_archive_of_the_same_class_give_the_same(tmp_path):
    export = {"alice/engine.py": CODE, "bob.zip": zipped({"engine.py": b"b"})}
    for name, data in export.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(data)
    collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    from_folder = modules_of(tmp_path)
    take(tmp_path, export)
    assert (
        modules_of(tmp_path) == from_folder == {"alice/01_autograd/engine.py": CODE, "bob/01_autograd/engine.py": b"b"}
    )


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("name", ["class.tar", "class.tgz"])
def test_tar_is_read_by_its_content(tmp_path, mode, name):
    inner = tarred((member("./engine.py"), CODE), mode=mode)
    take(tmp_path, tarred((member("alice/engine.py"), CODE), (member("bob.tar.gz"), inner), mode=mode), name=name)
    assert modules_of(tmp_path) == {"alice/01_autograd/engine.py": CODE, "bob/01_autograd/engine.py": CODE}


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path):
    export = tmp_path / "class"
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "engine.py").write_bytes(b"the solution")
    for student in ("alice", "bob", "carol"):
        (export / student).mkdir(parents=True)
    (export / "alice/engine.py").symlink_to(secret / "engine.py")
    (export / "bob/sub").symlink_to(secret)
    os.mkfifo(export / "carol/engine.py")
    (export / "dan.zip").symlink_to(secret / "engine.py")
    receipts = {receipt.student: receipt for receipt in collect(assignment_of(), export, tmp_path / "submitted")}
    assert modules_of(tmp_path) == {}
    for student, reason in (
        ("alice", "symbolic link"),
        ("bob", "symbolic link"),
        ("carol", "device"),
        ("dan", "symbolic"),
    ):
        assert reason in why(receipts[student])


def test_folder_without_permission_stops_only_its_owner(tmp_path, monkeypatch):
    for student in ("alice", "bob"):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "engine.py").write_bytes(CODE)
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("class/alice"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    receipts = collect(assignment_of(), tmp_path / "class", tmp_path / "submitted")
    assert [receipt.missing for receipt in receipts] == [("engine.py",), ()]
    assert "cannot be read" in why(receipts[0])


def test_large_file_in_a_folder_is_refused(tmp_path):
    (tmp_path / "class/alice").mkdir(parents=True)
    (tmp_path / "class/alice/engine.py").write_bytes(b"#" * (archives.MB + 1))
    assert "larger than 1.0 MB" in why(
        collect(assignment_of(), tmp_path / "class", tmp_path / "submitted", one=True)[0]
    )


def test_missing_source_is_a_problem(tmp_path):
    with pytest.raises(Problem, match=r"There is nothing at .*nowhere\.zip"):
        collect(assignment_of(), tmp_path / "nowhere.zip", tmp_path / "submitted")


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04", GOOD_ZIP[:-30], b"\x1f\x8b\x08\0"])
def test_source_that_is_no_archive_is_a_problem(tmp_path, data):
    with pytest.raises(Problem, match=r"cannot be read.*Give a folder, a zip or a tar"):
        take(tmp_path, data)
    assert not (tmp_path / "submitted").exists()


@pytest.fixture
def pile(tmp_path):
    """Makes a folder of files, and says what is listed of it."""

    def listed(*paths: str) -> list[str]:
        write_tree(tmp_path / "class", dict.fromkeys(paths, CODE))
        with open_class_export(tmp_path / "class", wanted=("engine.py",)) as entries:
            return [entry.path for entry in entries]

    return listed


def test_a_folder_is_listed_by_names_in_whatever_order_the_disk_gives_them(pile, monkeypatch):
    scandir = os.scandir

    def backwards(path):
        with scandir(path) as listing:
            return contextlib.nullcontext(iter(sorted(listing, key=lambda item: item.name, reverse=True)))

    monkeypatch.setattr(os, "scandir", backwards)
    assert pile("ada/a.py", "ada/b.py", "ada/c/d.py") == ["ada", "ada/a.py", "ada/b.py", "ada/c", "ada/c/d.py"]


def test_junk_in_a_folder_is_counted_for_whose_it_is(tmp_path):
    write_tree(
        tmp_path / "class", dict.fromkeys(["ada/x.py", "ada/.git/HEAD", "ada/__pycache__/x.pyc", "bob/x.py"], CODE)
    )
    with open_class_export(tmp_path / "class") as entries:
        assert [(entry.parts, entry.junk) for entry in entries if entry.junk] == [(("ada", archives.LEFT_OUT), 2)]


@pytest.mark.parametrize("around", ["", "submissions/"])
def test_of_a_students_folder_no_more_is_listed_than_they_may_have(pile, monkeypatch, around):
    monkeypatch.setattr(class_export, "MAX_ARCHIVE_ENTRIES", 3)
    asked = []
    entry = class_export._disk_entry
    monkeypatch.setattr(class_export, "_disk_entry", lambda item, parts: asked.append(parts) or entry(item, parts))
    files = [f"{around}{who}/{n}.py" for who in ("ada", "bob", "cyd", "dan", "eve") for n in range(9)]
    pile(*files)
    assert sum(len(parts) == 2 + around.count("/") for parts in asked) == 5 * 4


def test_who_has_too_much_or_what_cannot_be_read_stops_nobody_before_or_after(pile, monkeypatch):
    monkeypatch.setattr(quota, "MAX_ARCHIVE_ENTRIES", 3)
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("/shut"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    crowds = [f"{who}/deep/{n}/x" for who in ("bea", "zoe") for n in range(5)]
    found = pile("ada/x/y", "yan/x/y", "ben/shut/x", "zac/shut/x", *crowds)
    assert {"ada/x/y", "yan/x/y", "ben/shut", "zac/shut", "bea", "zoe"} <= set(found)


def test_what_is_gone_before_it_is_looked_at_is_told_and_is_no_folder(tmp_path, monkeypatch):
    def gone(follow_symlinks: bool) -> None:
        raise FileNotFoundError

    (tmp_path / "class").mkdir()
    items = [SimpleNamespace(name="ada.zip", path=str(tmp_path / "class/ada.zip"), stat=gone)]
    monkeypatch.setattr(os, "scandir", lambda path: contextlib.nullcontext(iter(items)))
    with open_class_export(tmp_path / "class") as (entry,):
        assert (entry.path, entry.folder, entry.refusal) == ("ada.zip", False, "cannot be read")


def test_a_tar_whose_only_folder_has_far_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(class_export, "MAX_LISTED", 1)
    source = tmp_path / "class.tar"
    for count in (3, 4):
        source.write_bytes(tarred(*((member(f"hw/{n}.py"), b"") for n in range(count))))
        with contextlib.ExitStack() as stack:
            if count == 4:
                stack.enter_context(pytest.raises(Problem, match="more than 3 entries"))
            with open_class_export(source) as entries:
                assert len(entries) == 3


def test_a_class_under_gzip_may_unpack_to_eight_gigabytes_and_no_more(tmp_path, monkeypatch):
    asked = []

    def counted(stream, into, cap):
        asked.append(cap)
        raise archives.Refused("enough")

    monkeypatch.setattr(class_export, "gunzipped", counted)
    (tmp_path / "class.tgz").write_bytes(b"\x1f\x8b")
    with pytest.raises(Problem, match="enough"), open_class_export(tmp_path / "class.tgz"):
        pass
    assert asked == [8 << 30]
