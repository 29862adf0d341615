"""Denies a probe's process what only that may do which it was forked from: fork, make files in memory, filter calls.

The processor time of children would count for no limit. Threads stay, because libraries compute with them, and the
clock of a process counts them all. Nor may it change how the process that it was forked from is scheduled, which would
be there to be found by the next one. A filter of its own could have each call written to the kernel's log, outside.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import struct
from typing import NamedTuple

from .kernel import PR_SET_SECCOMP, check, libc

# linux/seccomp.h and linux/bpf_common.h: load a word, jump if equal, jump if any bit is set, return
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_ERRNO = 0x00050000
SECCOMP_RET_ALLOW = 0x7FFF0000
LOAD = 0x20
JUMP_IF_EQUAL = 0x15
JUMP_IF_SET = 0x45
RETURN = 0x06
# struct seccomp_data
NR_OFFSET = 0
FIRST_ARGUMENT_OFFSET = 16
# linux/sched.h
CLONE_THREAD = 0x00010000
EPERM = 1
ENOSYS = 38
CLONE3 = 435
INSTRUCTION = struct.Struct("HBBI")


class Calls(NamedTuple):
    """The numbers of clone, of prctl, of calls that are refused, and of those only about oneself, by argument."""

    clone: int
    prctl: int
    refused: tuple[int, ...]
    of_oneself: tuple[tuple[int, int], ...]


CALLS = {
    # fork, vfork, memfd_create; sched_setaffinity, setpriority
    "x86_64": Calls(56, 157, (57, 58, 319), ((203, 0), (141, 1))),
    "aarch64": Calls(220, 167, (279,), ((122, 0), (140, 1))),
}


class FilterProgram(ctypes.Structure):
    """The struct sock_fprog: how many instructions, of eight bytes each, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def deny_children() -> None:
    """Denies it to this process, for good. Raises `OSError`, also on an unknown processor.

    Only behind `seccomp.deny_calls`, which refuses calls by the numbers of other architectures.
    """
    check(libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_program()), 0, 0), "seccomp")


@functools.cache
def filter_program() -> FilterProgram:
    """The filter for this processor. Raises `OSError` for one that is not known.

    In a fork it would take three times as long to work it out as to set it, so whoever forks asks for it before.
    """
    if platform.machine() not in CALLS:
        raise OSError(f"no system call table for {platform.machine()}")
    instructions = filter_instructions(CALLS[platform.machine()])
    return FilterProgram(len(instructions) // INSTRUCTION.size, instructions)


def filter_instructions(calls: Calls) -> bytes:
    """The filter as the kernel reads it: structs sock_filter, with how far to jump if a comparison holds or not."""
    program = [(LOAD, 0, 0, NR_OFFSET)]
    for number in calls.refused:
        program += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM)]
    for number, argument in calls.of_oneself:
        program += [
            (JUMP_IF_EQUAL, 0, 4, number),
            (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET + 8 * argument),
            (JUMP_IF_EQUAL, 0, 1, 0),
            (RETURN, 0, 0, SECCOMP_RET_ALLOW),
            (RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM),
        ]
    program += [
        (JUMP_IF_EQUAL, 0, 4, calls.prctl),
        (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET),
        (JUMP_IF_EQUAL, 0, 1, PR_SET_SECCOMP),
        (RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM),
        (RETURN, 0, 0, SECCOMP_RET_ALLOW),
        # It takes its flags in memory, where a filter cannot look; glibc falls back to clone.
        (JUMP_IF_EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, SECCOMP_RET_ERRNO | ENOSYS),
        (JUMP_IF_EQUAL, 0, 3, calls.clone),
        (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET),
        (JUMP_IF_SET, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM),
        (RETURN, 0, 0, SECCOMP_RET_ALLOW),
    ]
    return b"".join(INSTRUCTION.pack(*instruction) for instruction in program)
