"""A folder, a zip or a tar of a class gives the same, and nothing in it leads elsewhere."""

from __future__ import annotations

import os

import pytest
from class_exports import CODE, GOOD_ZIP, assignment_of, member, modules_of, take, tarred, why, zipped

from autograder.errors import Problem
from autograder.intake import archives
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
