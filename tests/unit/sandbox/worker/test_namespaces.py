"""What a session mounts has the flags of linux/mount.h that leave nothing to run, to own or to write there."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.sandbox.worker import namespaces

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")
READ_ONLY, NO_SUID, NO_DEVICES, NO_PROGRAMS, REMOUNT, BIND, ALL_BELOW, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18


@pytest.fixture
def mounted(monkeypatch) -> list[Any]:
    """What is mounted where, of which kind, with which flags and options."""
    found: list[Any] = []
    monkeypatch.setattr(namespaces, "libc", lambda: SimpleNamespace(mount=lambda *asked: found.append(asked) or 0))
    return found


def test_the_processes_that_are_shown_are_the_session_s_own(mounted):
    namespaces.mount_proc()
    assert mounted == [(b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES | NO_PROGRAMS, None)]


def test_a_workplace_holds_sixteen_megabytes_and_does_not_spread(mounted):
    namespaces.mount_workplace("/work")
    options = b"size=16m,nr_inodes=256,mode=0755"
    assert mounted == [
        (None, b"/", None, ALL_BELOW | PRIVATE, None),
        (b"tmpfs", b"/work", b"tmpfs", NO_SUID | NO_DEVICES, options),
    ]


def test_what_is_sealed_can_only_be_read_and_shows_no_processes(mounted, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: path == namespaces.DEVICES[0])
    namespaces.seal_workplace("/work")
    read = REMOUNT | READ_ONLY | NO_SUID
    assert mounted == [
        (None, b"/work", None, read | NO_DEVICES, None),
        (None, namespaces.DEVICES[0].encode(), None, BIND | read | NO_PROGRAMS, None),
        (b"tmpfs", b"/proc", b"tmpfs", READ_ONLY | NO_SUID | NO_DEVICES | NO_PROGRAMS, b"size=4k,mode=0555"),
    ]


def test_where_no_processes_are_shown_there_is_nothing_to_cover(mounted, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: False)
    monkeypatch.setattr(os.path, "isdir", lambda path: path != "/proc/self")
    namespaces.seal_workplace("/work")
    assert len(mounted) == 1
