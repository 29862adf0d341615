"""What is printed goes into a file that has no name, and its beginning is read back."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox.worker.scratch import MAX_OUTPUT, printed, scratch_file


@pytest.fixture
def scratch():
    fd = scratch_file()
    yield fd
    os.close(fd)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="needs files in memory")
def test_it_is_in_memory_where_that_can_be_had(scratch):
    assert os.readlink(f"/proc/self/fd/{scratch}").startswith("/memfd:")


@pytest.mark.skipif(os.name != "posix", reason="what is open is not removed elsewhere")
def test_elsewhere_it_is_a_file_that_nobody_finds(monkeypatch, tmp_path):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fd = scratch_file()
    os.write(fd, b"said")
    assert (printed(fd), list(Path(tmp_path).iterdir())) == ("said", [])
    os.close(fd)


def test_the_beginning_is_read_and_no_more(scratch):
    assert printed(scratch) == ""
    os.write(scratch, b"a" * MAX_OUTPUT)
    assert printed(scratch) == "a" * MAX_OUTPUT
    os.write(scratch, b"b")
    assert printed(scratch) == "a" * MAX_OUTPUT


def test_a_letter_that_is_cut_or_broken_is_told_as_such(scratch):
    os.write(scratch, b"\xff\xc3")
    assert printed(scratch) == "\ufffd\ufffd"


def test_what_is_still_held_back_is_read_too(scratch, monkeypatch):
    with open(scratch, "w", closefd=False) as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        stream.write("held")
        assert printed(scratch) == "held"


def test_a_stream_that_cannot_be_written_is_no_error(scratch, monkeypatch):
    class Broken:
        def flush(self) -> None:
            raise RuntimeError

    monkeypatch.setattr(sys, "stdout", Broken())
    os.write(scratch, b"before")
    assert printed(scratch) == "before"
