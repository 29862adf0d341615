"""Denies the system calls that no submission needs and that a sandbox escape, or a message to the outside, would.

A list of what is denied, not of what is allowed: what Python, NumPy and glibc call differs by version and processor, so
an allow-list that was complete here would cost an honest student points elsewhere. Calls younger than the list are
refused too, so that a new kernel opens nothing; and no file, process or network is guarded by this layer alone.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from typing import NamedTuple

from .kernel import PR_SET_SECCOMP, check, libc
from .namespaces import NAMESPACES

# linux/bpf_common.h
BPF_LD = 0x00
BPF_JMP = 0x05
BPF_RET = 0x06
BPF_W = 0x00
BPF_ABS = 0x20
BPF_JEQ = 0x10
BPF_JGE = 0x30
BPF_JSET = 0x40
BPF_K = 0x00
# linux/seccomp.h
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_KILL_PROCESS = 0x80000000
SECCOMP_RET_ERRNO = 0x00050000
SECCOMP_RET_ALLOW = 0x7FFF0000
# struct seccomp_data: where a filter finds the call's number, the architecture, and the call's first argument
NR_OFFSET = 0
ARCH_OFFSET = 4
FIRST_ARGUMENT_OFFSET = 16
# linux/audit.h
AUDIT_ARCH_X86_64 = 0xC000003E
AUDIT_ARCH_AARCH64 = 0xC00000B7
# Linux's numbers, which other systems' `errno` does not have.
EPERM = 1
ENOSYS = 38
# asm/unistd.h of x86-64: calls by the x32 ABI are numbered from here on.
X32_SYSCALL_BIT = 0x40000000
# The first number that is younger than the table: from 424 on, both processors number alike.
FIRST_UNKNOWN = 463
# Not denied, but looked at; clone by column of the table, clone3 alike.
CLONE = (56, 220)
CLONE3 = 435
# struct sock_filter: the code, how many instructions to skip if it holds and if it does not, and a constant
INSTRUCTION = struct.Struct("HBBI")

# name: (x86-64, arm64)
_NUMBERS: dict[str, tuple[int, int | None]] = {
    # processes and memory of others
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "move_pages": (279, 239),
    "migrate_pages": (256, 238), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    # other programs: a submission is modules, and a crash in a setuid program is the oldest escape
    "execve": (59, 221), "execveat": (322, 281),
    # sockets, memory or queues shared by name, and files in memory, which count for no limit of a process
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendmsg": (46, 211), "recvmsg": (47, 212), "sendmmsg": (307, 269),
    "recvmmsg": (299, 243), "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "memfd_create": (319, 279),
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # large, young or privileged parts of the kernel, where escapes are found
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "personality": (135, 92), "quotactl": (179, 60), "acct": (163, 89),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "syslog": (103, 116), "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "splice": (275, 76), "tee": (276, 77),
    "vmsplice": (278, 75), "io_setup": (206, 0), "remap_file_pages": (216, 234), "memfd_secret": (447, 447),
    "quotactl_fd": (443, 443), "statmount": (457, 457), "listmount": (458, 458), "lsm_get_self_attr": (459, 459),
    "lsm_set_self_attr": (460, 460), "lsm_list_modules": (461, 461),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "uselib": (134, None),
}  # fmt: skip


class Numbers(NamedTuple):
    """A processor's audit architecture, and the numbers of its system calls by name: those denied, and clone's."""

    architecture: int
    denied: dict[str, int]
    clone: int
    clone3: int


def numbers_for(machine: str) -> Numbers:
    """The numbers for `platform.machine()`. Raises `OSError` for a processor that is not listed."""
    columns = {"x86_64": (0, AUDIT_ARCH_X86_64), "aarch64": (1, AUDIT_ARCH_AARCH64)}
    if machine not in columns:
        raise OSError(f"no system call table for {machine}")
    column, architecture = columns[machine]
    denied = {name: number for name, numbers in _NUMBERS.items() if (number := numbers[column]) is not None}
    return Numbers(architecture, denied, CLONE[column], CLONE3)


class FilterProgram(ctypes.Structure):
    """The struct sock_fprog: how many instructions, of eight bytes each, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def deny_calls() -> None:
    """Denies the system calls of the table with EPERM. Raises `OSError`, also on an unknown processor."""
    instructions = filter_instructions(numbers_for(platform.machine()))
    program = FilterProgram(len(instructions) // INSTRUCTION.size, instructions)
    check(libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0), "seccomp")


def filter_instructions(numbers: Numbers) -> bytes:
    """The filter that the kernel runs at every system call, as it reads it: structs sock_filter."""
    program = [
        # Another architecture numbers its calls differently, so this list would not mean what it says.
        _load(ARCH_OFFSET),
        _jump(BPF_JEQ, numbers.architecture, then=1, otherwise=0),
        _answer(SECCOMP_RET_KILL_PROCESS),
        _load(NR_OFFSET),
        # x32 calls of x86-64 are the same calls by other numbers, and would slip past the list. Before the next
        # comparison, which is true of them too.
        _jump(BPF_JGE, X32_SYSCALL_BIT, then=0, otherwise=1),
        _answer(SECCOMP_RET_ERRNO | EPERM),
        # A call that is younger than the list: as if the kernel did not have it, so that libraries do without.
        _jump(BPF_JGE, FIRST_UNKNOWN, then=0, otherwise=1),
        _answer(SECCOMP_RET_ERRNO | ENOSYS),
        # clone3 takes its flags in memory, where a filter cannot look. glibc falls back to clone.
        _jump(BPF_JEQ, numbers.clone3, then=0, otherwise=1),
        _answer(SECCOMP_RET_ERRNO | ENOSYS),
    ]
    for number in numbers.denied.values():
        # Not this call: on to the next, past the refusal.
        program += [_jump(BPF_JEQ, number, then=0, otherwise=1), _answer(SECCOMP_RET_ERRNO | EPERM)]
    program += [
        # Anything but clone is allowed: on to the end, past the next three.
        _jump(BPF_JEQ, numbers.clone, then=0, otherwise=3),
        _load(FIRST_ARGUMENT_OFFSET),
        # clone with any flag of a new namespace would be unshare by another name; threads and forks have none.
        _jump(BPF_JSET, sum(NAMESPACES.values()), then=0, otherwise=1),
        _answer(SECCOMP_RET_ERRNO | EPERM),
        _answer(SECCOMP_RET_ALLOW),
    ]
    return b"".join(program)


def _load(offset: int) -> bytes:
    return INSTRUCTION.pack(BPF_LD | BPF_W | BPF_ABS, 0, 0, offset)


def _jump(condition: int, constant: int, then: int, otherwise: int) -> bytes:
    return INSTRUCTION.pack(BPF_JMP | condition | BPF_K, then, otherwise, constant)


def _answer(action: int) -> bytes:
    return INSTRUCTION.pack(BPF_RET | BPF_K, 0, 0, action)
