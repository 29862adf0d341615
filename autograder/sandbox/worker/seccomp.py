"""The system calls that no submission needs and that a sandbox escape, or a message to the outside, would.

A list of what is denied, not of what is allowed: what Python, NumPy and glibc call differs by version and processor, so
an allow-list that was complete here would cost an honest student points elsewhere. Calls younger than the list are
refused too, so that a new kernel opens nothing; and no file, process or network is guarded by this layer alone.
"""

from __future__ import annotations

from typing import NamedTuple

FIRST_UNKNOWN = 463  # both processors count on together from 424

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
_CLONE, CLONE3 = (56, 220), 435


class Numbers(NamedTuple):
    """A processor's audit architecture, and the numbers of its system calls by name: those denied, and clone's."""

    architecture: int
    denied: dict[str, int]
    clone: int
    clone3: int


def numbers_for(machine: str) -> Numbers:
    """The numbers for `platform.machine()`. Raises `OSError` for a processor that is not listed."""
    columns = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
    if machine not in columns:
        raise OSError(f"no system call table for {machine}")
    column, architecture = columns[machine]
    denied = {name: number for name, numbers in _NUMBERS.items() if (number := numbers[column]) is not None}
    return Numbers(architecture, denied, _CLONE[column], CLONE3)
