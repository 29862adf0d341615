"""The filter of system calls ends what is listed and what is younger than the list, and allows the rest."""

from __future__ import annotations

import struct

import pytest

from autograder.sandbox.worker.namespaces import NAMESPACES
from autograder.sandbox.worker.seccomp import FIRST_UNKNOWN, filter_instructions, numbers_for

STEP = struct.Struct("HBBI")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_ends_every_listed_call_and_allows_the_rest(machine):
    """Runs the program as the kernel would."""
    numbers = numbers_for(machine)

    def verdict(call: int, flags: int = 0, architecture: int = numbers.architecture) -> int:
        words, accumulator, at = {0: call, 4: architecture, 16: flags}, 0, 0
        steps = list(STEP.iter_unpack(filter_instructions(numbers)))
        while True:
            code, then, otherwise, value = steps[at]
            if code == 0x06:
                return value
            if code == 0x20:
                accumulator = words[value]
            else:
                holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
                at += then if holds else otherwise
            at += 1

    allow, eperm, enosys, kill = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
    assert {verdict(number) for number in numbers.denied.values()} == {eperm}
    assert verdict(numbers.clone3) == enosys
    assert verdict(numbers.clone) == allow
    assert verdict(numbers.clone, NAMESPACES["user"]) == eperm
    assert verdict(0x40000000 + numbers.denied["socket"]) == eperm
    assert verdict(FIRST_UNKNOWN) == verdict(1000) == enosys
    assert verdict(0, architecture=0x40000003) == kill
    others = set(range(FIRST_UNKNOWN)) - {*numbers.denied.values(), numbers.clone3}
    assert {verdict(call) for call in others} == {allow}


def test_an_unknown_processor_is_told():
    with pytest.raises(OSError, match="no system call table for pdp11"):
        numbers_for("pdp11")
