"""Calls the kernel through the C library, and raises `OSError` where it refuses: the process has no other tool.

For Linux, as the layers are that use it. On other systems it can be imported, but not called.
"""

from __future__ import annotations

import ctypes
import functools
import os

# sys/prctl.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library, loaded on first use: Windows has none by this name, and imports this module all the same."""
    return ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """`result`, unless it says that the call `what` failed. Raises `OSError`."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, argument: int) -> None:
    """The system call prctl, with its one argument. Raises `OSError`."""
    check(libc().prctl(option, ctypes.c_ulong(argument), 0, 0, 0), f"prctl({option})")


def write_setting(path: str, text: str) -> None:
    """Writes to one of this process's own files in /proc. Raises `OSError`."""
    with open(path, "w") as file:
        file.write(text)
