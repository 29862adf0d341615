"""All capabilities are given up, in the kernel's own words; where it refuses, that is told."""

from __future__ import annotations

import struct

import pytest

from autograder.sandbox.worker import kernel, privileges
from autograder.sandbox.worker.privileges import drop_capabilities, no_new_privileges


class Library:
    """What the C library is asked; `refused` of its calls fail."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.asked: list[tuple[object, ...]] = []

    def prctl(self, *arguments: object) -> int:
        self.asked.append(("prctl", *(getattr(each, "value", each) for each in arguments)))
        return -1 if "prctl" in self.refused else 0

    def capset(self, *arguments: object) -> int:
        self.asked.append(("capset", *arguments))
        return -1 if "capset" in self.refused else 0


@pytest.fixture
def library(monkeypatch):
    def set_up(*refused: str) -> Library:
        made = Library(*refused)
        monkeypatch.setattr(privileges, "libc", lambda: made)
        monkeypatch.setattr(kernel, "libc", lambda: made)
        return made

    return set_up


DROP, VERSION_3, ITSELF = 24, 0x20080522, 0


@pytest.mark.parametrize("refused", [[], ["prctl"]])
def test_every_capability_is_given_up_now_and_for_later(library, refused):
    """One that the kernel does not know, or that cannot be dropped from the bounding set, is no error."""
    made = library(*refused)
    drop_capabilities()
    assert made.asked[:-1] == [("prctl", DROP, capability, 0, 0, 0) for capability in range(64)]
    assert made.asked[-1] == ("capset", struct.pack("Ii", VERSION_3, ITSELF), bytes(24))


def test_capabilities_that_stay_are_told(library):
    library("capset")
    with pytest.raises(OSError, match="capset"):
        drop_capabilities()


def test_no_program_brings_new_ones_and_where_that_is_refused_it_is_told(library):
    set_no_new_privs = 38
    made = library()
    no_new_privileges()
    assert made.asked == [("prctl", set_no_new_privs, 1, 0, 0, 0)]
    library("prctl")
    with pytest.raises(OSError, match="prctl"):
        no_new_privileges()
