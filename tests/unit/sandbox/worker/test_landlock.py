"""Each version of the kernel's Landlock is asked for all that it can deny, and for nothing that it does not know."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

import pytest

from autograder.sandbox.worker import landlock
from autograder.sandbox.worker.landlock import landlock_abi, restrict, ruleset_attributes

FILES_1, FILES_2, FILES_3, FILES_5 = 0x1FFF, 0x3FFF, 0x7FFF, 0xFFFF
TCP, SCOPE = 0b11, 0b11


@pytest.mark.parametrize(
    ("abi", "attributes"),
    [
        (1, [FILES_1]),
        (2, [FILES_2]),
        (3, [FILES_3]),
        (4, [FILES_3, TCP]),
        (5, [FILES_5, TCP]),
        (6, [FILES_5, TCP, SCOPE]),
        (9, [FILES_5, TCP, SCOPE]),
    ],
)
def test_a_ruleset_denies_all_that_this_kernel_knows(abi, attributes):
    """The numbers of linux/landlock.h, whose struct grows by a word with ABI 4 and with 6."""
    assert ruleset_attributes(abi) == struct.pack(f"={len(attributes)}Q", *attributes)


def test_reading_is_all_that_is_allowed_below_a_folder():
    execute, read_file, read_dir = 1 << 0, 1 << 2, 1 << 3
    assert execute | read_file | read_dir == landlock.READ


def test_a_kernel_without_landlock_is_no_error_but_holds_nothing(monkeypatch):
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 0)
    monkeypatch.setattr(landlock, "libc", None)
    assert landlock.restrict(["/"]) is False


class Kernel:
    """A kernel that answers each call by its number, and takes down what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int = 0, **answers: int) -> None:
        self.answers, self.number = answers, number
        self.asked: list[tuple[object, ...]] = []
        self.opened: list[tuple[int, int]] = []
        self.closed: list[int] = []
        monkeypatch.setattr(landlock, "libc", lambda: self)

    def syscall(self, call: int, *arguments: object) -> int:
        name = {444: "create", 445: "rule", 446: "restrict"}[call]
        self.asked.append((name, *(getattr(each, "value", each) for each in arguments)))
        if name == "rule":
            rights, folder = struct.unpack("=Qi", arguments[2])
            there = os.path.samestat(os.fstat(folder), os.stat(PLACE))
            self.asked[-1] = (name, *arguments[:2], rights, there, *arguments[3:])
        ctypes.set_errno(self.number)
        return self.answers[name]

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Takes down what is opened and closed."""
        opened, closed = os.open, os.close

        def note(path: str, flags: int) -> int:
            self.opened.append((fd := opened(path, flags), flags))
            return fd

        def shut(fd: int) -> None:
            self.closed.append(fd)
            if fd != RULESET:
                closed(fd)

        monkeypatch.setattr(landlock.os, "open", note)
        monkeypatch.setattr(landlock.os, "close", shut)


PLACE, RULESET, READ_ONLY, BENEATH = "/", 4321, 0b1101, 1
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="folders are opened as Linux opens them")


@pytest.mark.parametrize(
    ("answer", "number", "abi"), [(7, 0, 7), (1, errno.EPERM, 1), (-1, errno.ENOSYS, 0), (-1, errno.EOPNOTSUPP, 0)]
)
def test_the_kernel_is_asked_for_its_version(monkeypatch, answer, number, abi):
    kernel = Kernel(monkeypatch, number, create=answer)
    assert landlock_abi() == abi
    assert kernel.asked == [("create", None, 0, 1)]


def test_a_kernel_that_does_not_say_its_version_is_told(monkeypatch):
    Kernel(monkeypatch, errno.EPERM, create=-1)
    with pytest.raises(OSError, match="landlock_create_ruleset") as caught:
        landlock_abi()
    assert caught.value.errno == errno.EPERM


@linux
def test_each_folder_that_is_there_can_be_read_and_nothing_else_be_done_there(monkeypatch):
    kernel = Kernel(monkeypatch, create=RULESET, rule=0, restrict=0)
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 6)
    kernel.watch(monkeypatch)
    assert restrict([PLACE, "/nowhere/at/all", PLACE]) is True
    attributes = ruleset_attributes(6)
    rule = ("rule", RULESET, BENEATH, READ_ONLY, True, 0)
    assert kernel.asked == [("create", attributes, len(attributes), 0), rule, rule, ("restrict", RULESET, 0)]
    assert {flags for _, flags in kernel.opened} == {os.O_PATH | os.O_CLOEXEC}
    assert sorted(kernel.closed) == sorted([RULESET, *(fd for fd, _ in kernel.opened)])


@linux
@pytest.mark.parametrize("fails", ["create", "rule", "restrict"])
def test_whatever_the_kernel_refuses_is_told_and_no_ruleset_is_left_open(monkeypatch, fails):
    kernel = Kernel(monkeypatch, errno.EINVAL, **{"create": RULESET, "rule": 0, "restrict": 0, fails: -1})
    monkeypatch.setattr(landlock, "landlock_abi", lambda: 6)
    kernel.watch(monkeypatch)
    with pytest.raises(OSError, match=f"landlock_.*{fails}") as caught:
        restrict([PLACE])
    assert caught.value.errno == errno.EINVAL
    assert (RULESET in kernel.closed) is (fails != "create")
