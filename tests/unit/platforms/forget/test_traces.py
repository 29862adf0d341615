"""Every file of a course that names somebody, or holds their code, is told; and no other."""

from __future__ import annotations

import io
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.platforms.forget import traces as module
from autograder.platforms.forget.person import Known
from autograder.platforms.forget.traces import traces

CODE = b"def double(x):\n    return x + x\n"
ADA = Known("ada_o", code=(CODE,))


def put(root: Path, place: str, content: bytes = b"ada_o") -> Path:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def packed(content: bytes, name: str = "x.py") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr("last", b"")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"by ada_o", "names them"),
        (BOM_UTF16_LE + "by ada_o".encode("utf-16-le"), "names them"),
        (BOM_UTF16_BE + "by ada_o".encode("utf-16-be"), "names them"),
        (b"# copied\n" + CODE + b"# so far", "holds code of theirs"),
        (CODE.strip(), "holds code of theirs"),
        (packed(b"by ada_o"), "names them"),
        (packed(b"", "ada_o.py"), "names them"),
        (packed(CODE), "holds code of theirs"),
        (b"#!/bin/sh\n" + packed(b"by ada_o"), "names them"),
        (b"def double(x): return x + x", ""),
        (packed(b"by ben"), ""),
        (b"PK, and no archive", ""),
        (packed(b"by ada_o")[:-30], ""),
        (b"", ""),
    ],
)
def test_what_a_file_holds_is_told_whatever_it_is_packed_in(tmp_path, content, told):
    put(tmp_path, "some/file", content)
    assert traces(Course(tmp_path), ADA) == ([f"some/file {told}"] if told else [])


def test_a_name_in_a_path_is_told_for_each_file_there(tmp_path):
    for place in ("b/ada_o/x.txt", "a/ada_o.txt", "a/adamant.txt"):
        put(tmp_path, place, b"")
    assert traces(Course(tmp_path), ADA) == [f"{each} is named after them" for each in ("a/ada_o.txt", "b/ada_o/x.txt")]


def test_what_instructors_write_and_what_programs_keep_is_not_looked_through(tmp_path):
    put(tmp_path, "source/ours/source/x")
    for place in ("source", "assignments", "solutions", ".git", ".venv", "node_modules", "a/__pycache__"):
        put(tmp_path, f"{place}/x")
    put(tmp_path, "a/source/x")
    assert traces(Course(tmp_path), ADA) == ["a/source/x names them"]


def test_a_file_too_large_is_told_and_one_as_large_as_may_be_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1000)
    put(tmp_path, "at most", b"ada_o".ljust(1000))
    put(tmp_path, "larger", b"ada_o".ljust(1001))
    put(tmp_path, "packed at most", packed(b"ada_o".ljust(1000)))
    put(tmp_path, "packed larger", packed(b"ada_o".ljust(1001)))
    assert traces(Course(tmp_path), ADA) == [
        "at most names them",
        "larger is too large to be looked into",
        "packed at most names them",
    ]


def test_a_link_is_not_followed_and_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    inside = put(tmp_path, "course/there", b"")
    inside.with_name("link").symlink_to(put(tmp_path, "outside"))
    inside.with_name("nowhere").symlink_to("gone")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == inside:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert traces(Course(tmp_path / "course"), ADA) == ["there could not be read: Permission denied"]
