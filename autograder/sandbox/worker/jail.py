"""Locks the calling process in: a set of layer names and limits enters, the names of the layers that hold leave.

Linux only; everything by system call, since the process has no other tool. Each function is one layer and raises
`OSError` where the kernel refuses it; none of them can be undone by the code that runs afterwards.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Iterable

from .seccomp import FIRST_UNKNOWN, Numbers, numbers_for

# sched.h
NAMESPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mount": 0x00020000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
}
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
CAP_LAST = 63
HOSTNAME = b"sandbox"
MAX_PROCESSES = 32
MAX_FILE_BYTES = 16 * 2**20

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, argument: int = 0) -> None:
    """The system call prctl, with its one argument. Raises `OSError`."""
    _check(_libc.prctl(option, ctypes.c_ulong(argument), 0, 0, 0), f"prctl({option})")


def unshare(namespaces: Iterable[str]) -> None:
    """Moves into fresh namespaces, as the user `nobody` of a fresh user namespace. Raises `OSError`."""
    names = set(namespaces)
    uid, gid = os.getuid(), os.getgid()
    prctl(PR_SET_DUMPABLE, 1)  # an undumpable process may not write its own uid_map
    _check(_libc.unshare(sum(NAMESPACES[name] for name in names)), "unshare")
    if "user" in names:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"65534 {uid} 1")
        _write("/proc/self/gid_map", f"65534 {gid} 1")
    if "uts" in names:
        _check(_libc.sethostname(HOSTNAME, len(HOSTNAME)), "sethostname")  # a fresh namespace keeps the host's name


def die_first() -> None:
    """Asks the kernel to kill this process before others when memory runs out."""
    prctl(PR_SET_DUMPABLE, 1)  # an undumpable process may not write its own files in /proc
    _write("/proc/self/oom_score_adj", "1000")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def mount_proc() -> None:
    """Puts a /proc of this process's own PID namespace over the old one. Raises `OSError`."""
    _check(_libc.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None), "mount /proc")


def mount_workplace(folder: str, size_mb: int = 16) -> None:
    """Puts an empty file system of this process's own at `folder`. Raises `OSError`."""
    _check(_libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "mount private")
    options = f"size={size_mb}m,nr_inodes=256,mode=0755".encode()
    _check(_libc.mount(b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options), f"mount {folder}")


def seal_workplace(folder: str) -> None:
    """Makes `folder` read-only and covers /proc: from here on there is nowhere to write. Raises `OSError`."""
    flags = MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV
    _check(_libc.mount(None, folder.encode(), None, flags, None), f"seal {folder}")
    if os.path.isdir("/proc/self"):
        covered = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
        _check(_libc.mount(b"tmpfs", b"/proc", b"tmpfs", covered, b"size=4k,mode=0555"), "cover /proc")


def limit_resources(memory_mb: int, cpu_seconds: int) -> None:
    """Caps address space (beyond what is mapped now), CPU per process, processes, file size and core dumps."""
    memory = address_space() + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_NPROC, (MAX_PROCESSES, MAX_PROCESSES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # 0 would still start the host's handler of core dumps, if any
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def check_process_limit() -> None:
    """Raises `PermissionError` where the kernel does not hold this user to its limit on processes."""
    _, most = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, most))
    try:
        child = os.fork()
    except BlockingIOError:
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        return
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    raise PermissionError("the kernel exempts root from the limit on processes, so grade as an ordinary user")


def address_space() -> int:
    """How much this process maps now, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def drop_capabilities() -> None:
    """Gives up every capability, now and across exec. Raises `OSError`."""
    for capability in range(CAP_LAST + 1):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails beyond the kernel's last one, and without CAP_SETPCAP
    header = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")


def no_new_privileges() -> None:
    """No exec can raise privileges any more; Landlock and seccomp need it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


LANDLOCK_CALLS = (444, 445, 446)  # create_ruleset, add_rule, restrict_self
LANDLOCK_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read_file, read_dir
LANDLOCK_ACCESS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}


def landlock_abi() -> int:
    """The version of the kernel's Landlock, or 0 if it has none: TCP came with 4, signals with 6. Raises `OSError`."""
    abi = int(_libc.syscall(LANDLOCK_CALLS[0], None, 0, 1))
    if abi < 1 and ctypes.get_errno() not in (errno.ENOSYS, errno.EOPNOTSUPP):
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    return max(abi, 0)


def landlock(readable: Iterable[str]) -> bool:
    """Denies every file but reading below `readable`, TCP, and signals to outside, as far as the kernel's ABI goes.

    False if the kernel has no Landlock, which only backs up other layers. Raises `OSError`.
    """
    create, add, restrict = LANDLOCK_CALLS
    abi = landlock_abi()
    if not abi:
        return False
    access = LANDLOCK_ACCESS_BY_ABI[max(known for known in LANDLOCK_ACCESS_BY_ABI if known <= abi)]
    attributes = struct.pack("QQQ", access, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _check(_libc.syscall(create, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset")
    try:
        for path in filter(os.path.isdir, readable):
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", LANDLOCK_READ, beneath)
            _check(_libc.syscall(add, ruleset, 1, rule, 0), f"landlock_add_rule {path}")
            os.close(beneath)
        _check(_libc.syscall(restrict, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return True


def seccomp() -> None:
    """Denies the system calls of `seccomp.py` with EPERM. Raises `OSError`, also on an unknown processor."""
    program = _filter(numbers_for(platform.machine()))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    prog = Program(len(program) // 8, program)
    _check(_libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(prog), 0, 0), "seccomp")


def _filter(numbers: Numbers) -> bytes:
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    kill, eperm, enosys, allow = 0x80000000, 0x00050001, 0x00050026, 0x7FFF0000

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", code, then, otherwise, value)

    program = [step(load, 4), step(equal, numbers.architecture, 1, 0), step(give, kill), step(load, 0)]
    # x32 calls of x86-64 are numbered from here on and would slip past the list.
    program += [step(at_least, 0x40000000, 0, 1), step(give, eperm)]
    program += [step(at_least, FIRST_UNKNOWN, 0, 1), step(give, enosys)]
    # glibc falls back from clone3 to clone, whose flags a filter can see.
    program += [step(equal, numbers.clone3, 0, 1), step(give, enosys)]
    for number in numbers.denied.values():
        program += [step(equal, number, 0, 1), step(give, eperm)]
    fresh = sum(NAMESPACES.values())
    program += [step(equal, numbers.clone, 0, 3), step(load, 16), step(any_bit, fresh, 0, 1), step(give, eperm)]
    return b"".join([*program, step(give, allow)])
