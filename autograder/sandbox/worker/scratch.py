"""Keeps what a probe prints in a file of its own, and reads back the beginning."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile

MAX_OUTPUT = 4000


def scratch_file() -> int:
    """A new file without a name, in memory where possible: inside the sandbox there is no disk to write to."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("output")
    fd, path = tempfile.mkstemp()
    with contextlib.suppress(OSError):
        os.unlink(path)
    return fd


def printed(scratch: int) -> str:
    """The beginning of what is in the file that standard output goes to."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    os.lseek(scratch, 0, os.SEEK_SET)
    return os.read(scratch, MAX_OUTPUT).decode("utf-8", "replace")
