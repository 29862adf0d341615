"""Lets through the system calls that `system_calls.py` allows, and answers the others with an error.

What is allowed is more than Python, NumPy and PyTorch were seen to call on one system: all that acts on the process
itself, for what they call differs by version and processor. A call that is not listed is answered as if the kernel did
not have it, so that a new kernel opens nothing, and libraries do without.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import struct
from collections.abc import Collection
from typing import NamedTuple

from .call_numbers import numbers_of
from .kernel import PR_SET_SECCOMP, check, libc
from .system_calls import ALLOWED, BY_ARGUMENT, ENOSYS, EPERM, GROUPS, ByArgument

# linux/bpf_common.h
BPF_LD = 0x00
BPF_JMP = 0x05
BPF_RET = 0x06
BPF_W = 0x00
BPF_ABS = 0x20
BPF_JA = 0x00
BPF_JEQ = 0x10
BPF_JGE = 0x30
BPF_JSET = 0x40
BPF_K = 0x00
# linux/seccomp.h
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_KILL_PROCESS = 0x80000000
SECCOMP_RET_ERRNO = 0x00050000
SECCOMP_RET_ALLOW = 0x7FFF0000
# struct seccomp_data: where a filter finds the call's number, the architecture, and the call's arguments
NR_OFFSET = 0
ARCH_OFFSET = 4
ARGUMENTS_OFFSET = 16
# linux/audit.h
AUDIT_ARCH_X86_64 = 0xC000003E
AUDIT_ARCH_AARCH64 = 0xC00000B7
# asm/unistd.h of x86-64: calls by the x32 ABI are numbered from here on.
X32_SYSCALL_BIT = 0x40000000
# struct sock_filter: the code, how many instructions to skip if it holds and if it does not, and a constant
INSTRUCTION = struct.Struct("HBBI")

# What a number of a system call is answered: an errno, `ALLOWED`, or by its argument.
Answer = int | ByArgument


class Numbers(NamedTuple):
    """A processor's audit architecture, and the numbers of its system calls by name."""

    architecture: int
    calls: dict[str, int]


def numbers_for(machine: str) -> Numbers:
    """The numbers for `platform.machine()`. Raises `OSError` for a processor that is not listed."""
    architectures = {"x86_64": AUDIT_ARCH_X86_64, "aarch64": AUDIT_ARCH_AARCH64}
    return Numbers(architectures.get(machine, 0), numbers_of(machine))


class FilterProgram(ctypes.Structure):
    """The struct sock_fprog: how many instructions, of eight bytes each, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def deny_calls(*but: str) -> None:
    """Denies the system calls that `system_calls.py` does not allow, `but` some. Raises `OSError`.

    Also on an unknown processor.
    """
    check(libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(made_filter(*but)), 0, 0), "seccomp")


@functools.cache
def made_filter(*but: str) -> FilterProgram:
    """The filter, made once for all processes that are forked from this one. Raises `OSError`."""
    instructions = filter_instructions(numbers_for(platform.machine()), but)
    return FilterProgram(len(instructions) // INSTRUCTION.size, instructions)


def filter_instructions(numbers: Numbers, but: Collection[str] = ()) -> bytes:
    """The filter that the kernel runs at every system call, as it reads it: structs sock_filter."""
    program = [
        # Another architecture numbers its calls differently, so this list would not mean what it says.
        _load(ARCH_OFFSET),
        _jump(BPF_JEQ, numbers.architecture, then=1, otherwise=0),
        _return(SECCOMP_RET_KILL_PROCESS),
        _load(NR_OFFSET),
        # x32 calls of x86-64 are the same calls by other numbers, which no program uses.
        _jump(BPF_JGE, X32_SYSCALL_BIT, then=0, otherwise=1),
        _return(SECCOMP_RET_ERRNO | EPERM),
    ]
    return b"".join([*program, *_search(_runs(numbers, but))])


def _runs(numbers: Numbers, but: Collection[str]) -> list[tuple[int, Answer]]:
    """The first number of every run of numbers that are answered alike, in order, with the answer."""
    answers: dict[str, Answer] = {call: group.answer for group in GROUPS for call in group.calls}
    answers |= {rule.call: rule for rule in BY_ARGUMENT}
    answers |= dict.fromkeys(but, ALLOWED)
    by_number = {number: answers[name] for name, number in numbers.calls.items()}
    runs: list[tuple[int, Answer]] = []
    for number in range(max(by_number) + 2):
        # What is not listed is younger than the list: as if the kernel did not have it, so that libraries do without.
        answer = by_number.get(number, ENOSYS)
        if not runs or runs[-1][1] != answer:
            runs.append((number, answer))
    return runs


def _search(runs: list[tuple[int, Answer]]) -> list[bytes]:
    """Finds the run that a number is in by halves, then answers."""
    if len(runs) == 1:
        return _answer(runs[0][1])
    middle = len(runs) // 2
    lower, upper = _search(runs[:middle]), _search(runs[middle:])
    # A conditional jump reaches 255 instructions, which the lower half may exceed.
    return [_jump(BPF_JGE, runs[middle][0], then=0, otherwise=1), _skip(len(lower)), *lower, *upper]


def _answer(answer: Answer) -> list[bytes]:
    if isinstance(answer, ByArgument):
        return _by_argument(answer)
    return [_return(SECCOMP_RET_ALLOW if answer == ALLOWED else SECCOMP_RET_ERRNO | answer)]


def _by_argument(rule: ByArgument) -> list[bytes]:
    # The lower half of an argument, which is all that the kernel reads of these.
    program = [_load(ARGUMENTS_OFFSET + 8 * rule.argument)]
    for value in rule.values:
        program += [_jump(BPF_JEQ, value, then=0, otherwise=1), _return(SECCOMP_RET_ALLOW)]
    if rule.without:
        program += [_jump(BPF_JSET, rule.without, then=1, otherwise=0), _return(SECCOMP_RET_ALLOW)]
    return [*program, _return(SECCOMP_RET_ERRNO | rule.answer)]


def _load(offset: int) -> bytes:
    return INSTRUCTION.pack(BPF_LD | BPF_W | BPF_ABS, 0, 0, offset)


def _jump(condition: int, constant: int, then: int, otherwise: int) -> bytes:
    return INSTRUCTION.pack(BPF_JMP | condition | BPF_K, then, otherwise, constant)


def _return(action: int) -> bytes:
    return INSTRUCTION.pack(BPF_RET | BPF_K, 0, 0, action)


def _skip(instructions: int) -> bytes:
    return INSTRUCTION.pack(BPF_JMP | BPF_JA, 0, 0, instructions)
