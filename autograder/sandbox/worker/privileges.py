"""Gives up what raises the calling process above an ordinary one: capabilities, and programs that bring new ones.

Linux only. Each function raises `OSError` where the kernel refuses; the code that runs afterwards can undo none.
"""

from __future__ import annotations

import struct

from .kernel import PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, check, libc, prctl

# linux/capability.h: a version whose sets are two words of 32 bits each
CAPABILITY_VERSION = 0x20080522
CAPABILITIES = 64


def drop_capabilities() -> None:
    """Gives up every capability, now and across exec. Raises `OSError`."""
    for capability in range(CAPABILITIES):
        # Unchecked: it fails beyond the kernel's last capability, and without CAP_SETPCAP.
        libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    this_process = 0
    header = struct.pack("Ii", CAPABILITY_VERSION, this_process)
    # Effective, permitted and inheritable, for the lower and the upper half.
    check(libc().capset(header, struct.pack("6I", *[0] * 6)), "capset")


def no_new_privileges() -> None:
    """No exec can raise privileges any more; Landlock and seccomp need it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
