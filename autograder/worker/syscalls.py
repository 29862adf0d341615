"""The system calls that no submission needs and that a sandbox escape, or a message to the outside, would."""

from __future__ import annotations

from typing import NamedTuple

# name: (x86-64, arm64)
_NUMBERS = {
    # processes and memory of others
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # sockets, and memory or queues shared by name
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
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
    "sethostname": (170, 161), "setdomainname": (171, 162),
}  # fmt: skip
_PROCESS_CREATION = {"clone": (56, 220), "clone3": (435, 435)}

DENIED = tuple(_NUMBERS)


class Numbers(NamedTuple):
    """A processor's audit architecture and its system call numbers by name."""

    architecture: int
    of: dict[str, int]


def numbers_for(machine: str) -> Numbers:
    """The numbers for `platform.machine()`. Raises `OSError` for a processor that is not listed."""
    columns = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
    if machine not in columns:
        raise OSError(f"no system call table for {machine}")
    column, architecture = columns[machine]
    table = {**_NUMBERS, **_PROCESS_CREATION}
    return Numbers(architecture, {name: numbers[column] for name, numbers in table.items()})
