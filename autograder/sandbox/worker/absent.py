"""Takes out of Python what the grader's sandbox does not have and tells no audit hook of, so that nobody relies on it.

What `hide` takes is gone in the sandbox too, so that code meets the same error on both sides; what `refuse` takes, the
kernel refuses there.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import locale
import os
import select
import socket
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

# What is there in the sandbox by any of these names is the locale "C".
LOCALES = frozenset({"", "C", "POSIX", "C.UTF-8", "C.utf8"})
USERS = {"pwd": ("getpwuid", "getpwnam", "getpwall"), "grp": ("getgrgid", "getgrnam", "getgrall")}
# They change who a process is or how it is scheduled, or act on files past the rules for files.
REFUSED = (
    "copy_file_range",
    "initgroups",
    "memfd_create",
    "pidfd_open",
    "sched_setparam",
    "sched_setscheduler",
    "sendfile",
    "setegid",
    "seteuid",
    "setgid",
    "setgroups",
    "setregid",
    "setresgid",
    "setresuid",
    "setreuid",
    "setuid",
    "splice",
)


@functools.cache
def hide() -> None:
    """Hides epoll and its like, locales, users, and what processes share by name, in the sandbox or out of it.

    Once is enough, for the processes that are forked from this one too.
    """
    for name in ("epoll", "kqueue", "devpoll"):
        if hasattr(select, name):
            delattr(select, name)
    if "selectors" in sys.modules:
        selectors: Any = sys.modules["selectors"]
        selectors.DefaultSelector = getattr(selectors, "PollSelector", selectors.SelectSelector)
    locale._setlocale = _only_c(locale._setlocale)  # type: ignore[attr-defined]
    socket.socketpair = _no_pair
    for name, functions in USERS.items():
        # Not on Windows.
        with contextlib.suppress(ImportError):
            module = importlib.import_module(name)
            for function in functions:
                setattr(module, function, _know_nobody)
    # Locks and queues of multiprocessing then say that the system has no semaphores.
    sys.modules["_multiprocessing"] = ModuleType("_multiprocessing")
    sys.modules.pop("multiprocessing.synchronize", None)
    shared: Any = ModuleType("_posixshmem")
    shared.shm_open = shared.shm_unlink = _no_such_file
    sys.modules["_posixshmem"] = shared


def refuse(is_there: Callable[[str], bool]) -> None:
    """Lets this process do no more than the kernel would in the sandbox, whose files are those that `is_there`."""
    for name in REFUSED:
        if hasattr(os, name):
            setattr(os, name, _not_permitted)
    for name in ("if_nameindex", "if_nametoindex", "if_indextoname"):
        setattr(socket, name, _not_permitted)
    socket.getservbyname = socket.getservbyport = _no_service
    os.system = _fails
    for name in ("stat", "lstat", "readlink", "statvfs", "listxattr", "getxattr", "pathconf"):
        if hasattr(os, name):
            setattr(os, name, _if_there(getattr(os, name), is_there))
    # By the place of the process that is asked for: oneself alone, as 0. So a group or all of a user is nobody either.
    for name, own in (("setpriority", (0, 0)), ("sched_setaffinity", (0,))):
        if hasattr(os, name):
            setattr(os, name, _of_oneself(getattr(os, name), own))
    access = os.access

    def access_there(path: Any, mode: int, **options: Any) -> bool:
        there = isinstance(path, int) or is_there(os.fsdecode(path))
        return there and not mode & os.W_OK and access(path, mode, **options)

    os.access = access_there


def _only_c(setlocale: Callable[..., str]) -> Callable[..., str]:
    def only_c(category: int, name: str | None = None) -> str:
        if name is None:
            return setlocale(category)
        # As `setlocale` itself names several categories at once.
        if {part.rpartition("=")[2] for part in name.split(";")} <= LOCALES:
            return setlocale(category, "C")
        raise locale.Error("unsupported locale setting: the grader's sandbox has the locale C alone")

    return only_c


def _know_nobody(*arguments: Any) -> list[Any]:
    if arguments:
        raise KeyError("the grader's sandbox knows no users and groups")
    return []


def _no_pair(*arguments: Any, **options: Any) -> Any:
    sys.audit("socket.__new__", None, *arguments)
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _no_such_file(path: str, *arguments: Any, **options: Any) -> int:
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _not_permitted(*arguments: Any, **options: Any) -> Any:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _no_service(*arguments: Any) -> Any:
    raise OSError("service/proto not found")


def _of_oneself(call: Callable[..., Any], own: tuple[int, ...]) -> Callable[..., Any]:
    def called(*arguments: Any) -> Any:
        return call(*arguments) if arguments[: len(own)] == own else _not_permitted()

    return called


def _fails(command: Any) -> int:
    return -1


def _if_there(call: Callable[..., Any], is_there: Callable[[str], bool]) -> Callable[..., Any]:
    def called(path: Any = ".", *arguments: Any, **options: Any) -> Any:
        path = "." if path is None else path
        if not isinstance(path, int) and not options.get("dir_fd") and not is_there(os.fsdecode(path)):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return call(path, *arguments, **options)

    return called
