"""Each version of the kernel's Landlock is asked for all that it can deny, and for nothing that it does not know."""

from __future__ import annotations

import struct

import pytest

from autograder.sandbox.worker import landlock
from autograder.sandbox.worker.landlock import ruleset_attributes

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
    assert landlock.restrict(["/"]) is False
