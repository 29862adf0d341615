"""What the kernel refuses is told."""

from __future__ import annotations

import ctypes
import errno
import sys

import pytest

from autograder.sandbox.worker import kernel
from autograder.sandbox.worker.kernel import check, prctl, write_setting

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has this call")


@linux
def test_a_refused_system_call_says_which_and_why():
    ctypes.set_errno(0)
    with pytest.raises(OSError, match=r"prctl\(-1\)") as caught:
        prctl(-1, 0)
    assert caught.value.errno == errno.EINVAL


def test_what_is_not_refused_is_returned():
    assert [check(result, "a call") for result in (0, 1, 2**31 - 1, -2)] == [0, 1, 2**31 - 1, -2]


@linux
def test_prctl_is_asked_with_one_argument_and_zeroes_as_the_kernel_wants_them(monkeypatch):
    asked = []

    class Library:
        def prctl(self, *arguments: object) -> int:
            asked.append([getattr(each, "value", each) for each in arguments])
            return 0

    monkeypatch.setattr(kernel, "libc", Library)
    prctl(38, 1)
    assert asked == [[38, 1, 0, 0, 0]]


def test_a_setting_is_written_as_it_is(tmp_path):
    (tmp_path / "uid_map").write_text("what was there")
    write_setting(str(tmp_path / "uid_map"), "65534 0 1")
    assert (tmp_path / "uid_map").read_text() == "65534 0 1"
    with pytest.raises(OSError, match="nowhere"):
        write_setting(str(tmp_path / "nowhere/uid_map"), "deny")
