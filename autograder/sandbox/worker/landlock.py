"""Denies files, TCP and signals to the calling process by Landlock, as far as this kernel's version of it goes.

Linux only. It backs up namespaces, and stands alone where a container has none. It cannot be undone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from enum import IntFlag

from .kernel import check, libc

# asm/unistd.h, the same on every processor
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446
# linux/landlock.h
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1


class AccessFS(IntFlag):
    """What can be done with a file (LANDLOCK_ACCESS_FS_*)."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


class AccessNet(IntFlag):
    """What can be done with TCP (LANDLOCK_ACCESS_NET_*)."""

    BIND_TCP = 1 << 0
    CONNECT_TCP = 1 << 1


class Scope(IntFlag):
    """What can reach a process outside (LANDLOCK_SCOPE_*)."""

    ABSTRACT_UNIX_SOCKET = 1 << 0
    SIGNAL = 1 << 1


READ = AccessFS.EXECUTE | AccessFS.READ_FILE | AccessFS.READ_DIR
# The ABI that a right came with, where that is not the first.
SINCE_ABI = {AccessFS.REFER: 2, AccessFS.TRUNCATE: 3, AccessFS.IOCTL_DEV: 5}
NET_SINCE_ABI = 4
SCOPE_SINCE_ABI = 6


def landlock_abi() -> int:
    """The version of the kernel's Landlock, or 0 if it has none. Raises `OSError`."""
    abi = int(libc().syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION))
    if abi < 1 and ctypes.get_errno() not in (errno.ENOSYS, errno.EOPNOTSUPP):
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    return max(abi, 0)


def restrict(readable: Iterable[str]) -> bool:
    """Denies every file but reading below `readable`, TCP, and signals to outside, as far as the kernel's ABI goes.

    False if the kernel has no Landlock, which only backs up other layers. Raises `OSError`.
    """
    abi = landlock_abi()
    if not abi:
        return False
    attributes = ruleset_attributes(abi)
    size = ctypes.c_size_t(len(attributes))
    ruleset = check(libc().syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0), "landlock_create_ruleset")
    try:
        for path in filter(os.path.isdir, readable):
            _allow_reading(ruleset, path)
        check(libc().syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return True


def ruleset_attributes(abi: int) -> bytes:
    """The struct landlock_ruleset_attr: all rights that this ABI knows, for they are denied unless a rule allows them.

    Naming a right that the kernel does not know would be refused, and with it the whole layer.
    """
    files = sum(right for right in AccessFS if SINCE_ABI.get(right, 1) <= abi)
    net = AccessNet.BIND_TCP | AccessNet.CONNECT_TCP
    scope = Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL
    if abi < NET_SINCE_ABI:
        return struct.pack("=Q", files)
    if abi < SCOPE_SINCE_ABI:
        return struct.pack("=QQ", files, net)
    return struct.pack("=QQQ", files, net, scope)


def _allow_reading(ruleset: int, path: str) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    # struct landlock_path_beneath_attr is packed, so without padding.
    rule = struct.pack("=Qi", READ, beneath)
    check(libc().syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0), f"landlock_add_rule {path}")
    os.close(beneath)
