"""Limits what the calling process and those below it may use: memory, processor time, processes, files, signals.

Linux only, but for `limit_files`. Each function raises `OSError` where the kernel refuses; the code that runs
afterwards can undo none.
"""

from __future__ import annotations

import math
import os
import resource

from .kernel import PR_SET_DUMPABLE, prctl, write_setting

MAX_SESSION_PROCESSES = 32
MAX_FILE_BYTES = 16 * 2**20
MAX_OPEN_FILES = 64
MAX_WAITING_SIGNALS = 64


def die_first() -> None:
    """Asks the kernel to kill this process before others when memory runs out."""
    # An undumpable process may not write its own files in /proc.
    prctl(PR_SET_DUMPABLE, 1)
    write_setting("/proc/self/oom_score_adj", "1000")


def limit_resources(memory_mb: int, cpu_seconds: int) -> None:
    """Caps address space (beyond what is mapped now), CPU per process, processes, files, signals and core dumps."""
    limit_memory(memory_mb)
    limit_files()
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_NPROC, (MAX_SESSION_PROCESSES, MAX_SESSION_PROCESSES))
    # What waits counts for the user, outside too, and what is locked is never swapped.
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (MAX_WAITING_SIGNALS, MAX_WAITING_SIGNALS))
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))


def limit_memory(memory_mb: int) -> None:
    """Caps address space beyond what is mapped now."""
    memory = address_space() + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def limit_files() -> None:
    """Caps the length and number of files, and core dumps; on any system but Windows."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    # One byte: at 0 the kernel would still start the host's handler of core dumps, if it has one.
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))


def is_raised(which: int, wanted: object, cpu_seconds: int) -> bool:
    """Whether the kernel would refuse a session of the sandbox this limit, as one above what it has."""
    session = {"CPU": cpu_seconds + 1, "NPROC": MAX_SESSION_PROCESSES, "SIGPENDING": MAX_WAITING_SIGNALS, "MEMLOCK": 0}
    caps = {getattr(resource, f"RLIMIT_{name}", None): most for name, most in session.items()}
    match wanted:
        case [int(low), int(high)]:
            try:
                held = resource.getrlimit(which)[1]
            except ValueError:  # there is no such limit
                return False
            most = min(_in_numbers(held), caps.get(which, math.inf))
            return _in_numbers(low) <= _in_numbers(high) > most
    return False


def _in_numbers(limit: int) -> float:
    return math.inf if limit in (-1, resource.RLIM_INFINITY) else limit


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
