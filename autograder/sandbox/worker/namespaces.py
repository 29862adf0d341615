"""Moves the calling process into namespaces of its own, and mounts the few file systems that it sees there.

Linux only. Each function raises `OSError` where the kernel refuses; the code that runs afterwards can undo none.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from .kernel import PR_SET_DUMPABLE, check, libc, prctl, write_setting

# The kernel's flags, by the names of the layers (sched.h: CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNS, ...).
NAMESPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mount": 0x00020000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
}
# sys/mount.h
MS_RDONLY = 1 << 0
MS_NOSUID = 1 << 1
MS_NODEV = 1 << 2
MS_NOEXEC = 1 << 3
MS_REMOUNT = 1 << 5
MS_BIND = 1 << 12
MS_REC = 1 << 14
MS_PRIVATE = 1 << 18
NOBODY = 65534
# The host's own, so that what is written to their inodes would outlive a session.
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
HOSTNAME = b"sandbox"


def unshare(namespaces: Iterable[str]) -> None:
    """Moves into fresh namespaces, as the user `nobody` of a fresh user namespace. Raises `OSError`."""
    names = set(namespaces)
    uid, gid = os.getuid(), os.getgid()
    # An undumpable process may not write its own uid_map.
    prctl(PR_SET_DUMPABLE, 1)
    check(libc().unshare(sum(NAMESPACES[name] for name in names)), "unshare")
    if "user" in names:
        # In this order: the kernel takes no gid_map from an ordinary user who could still change groups.
        write_setting("/proc/self/setgroups", "deny")
        write_setting("/proc/self/uid_map", f"{NOBODY} {uid} 1")
        write_setting("/proc/self/gid_map", f"{NOBODY} {gid} 1")
    if "uts" in names:
        # A fresh namespace keeps the host's name.
        check(libc().sethostname(HOSTNAME, len(HOSTNAME)), "sethostname")


def mount_proc() -> None:
    """Puts a /proc of this process's own PID namespace over the old one. Raises `OSError`."""
    check(libc().mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None), "mount /proc")


def mount_workplace(folder: str, size_mb: int = 16) -> None:
    """Puts an empty file system of this process's own at `folder`. Raises `OSError`."""
    # Private first, or the mount would spread to the namespace that this one was copied from.
    check(libc().mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "mount private")
    options = f"size={size_mb}m,nr_inodes=256,mode=0755".encode()
    check(libc().mount(b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options), f"mount {folder}")


def seal_workplace(folder: str) -> None:
    """Makes `folder` and devices read-only and covers /proc: from here on there is nowhere to write. Raises `OSError`.

    What is written to such a device still is: only its inode, with its times, cannot be changed.
    """
    flags = MS_REMOUNT | MS_RDONLY | MS_NOSUID
    check(libc().mount(None, folder.encode(), None, flags | MS_NODEV, None), f"seal {folder}")
    for device in filter(os.path.ismount, DEVICES):
        # No flag that the host has set may be left out, but those for access times.
        check(libc().mount(None, device.encode(), None, MS_BIND | flags | MS_NOEXEC, None), f"seal {device}")
    if os.path.isdir("/proc/self"):
        covered = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
        check(libc().mount(b"tmpfs", b"/proc", b"tmpfs", covered, b"size=4k,mode=0555"), "cover /proc")
