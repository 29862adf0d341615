"""Names what the grader's sandbox refuses to a module, and refuses it too where there is no sandbox.

It is feedback, so that code that works here works there, and no security: what listens inside a process cannot confine
it. Inside the sandbox the kernel refuses, and this only says what was being done.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import tempfile
from typing import Any, Literal

from .absent import hide, refuse
from .system_calls import BY_ARGUMENT

Breach = Literal["", "write", "read", "network", "program", "lock", "limit", "input", "print"]

WRITING = frozenset(
    f"os.{name}"
    for name in [
        "chmod",
        "chown",
        "link",
        "mkdir",
        "mkfifo",
        "mknod",
        "remove",
        "removexattr",
        "rename",
        "rmdir",
        "setxattr",
        "symlink",
        "truncate",
        "utime",
    ]
)
# What is refused, and how, before anybody looks whether there is such a file.
UNSEEN = {
    **dict.fromkeys(("os.chown", "os.mknod", "os.removexattr", "os.setxattr"), errno.EPERM),
    **dict.fromkeys(("os.chmod", "os.utime"), errno.EROFS),
}
READING = frozenset({"os.chdir", "os.listdir", "os.scandir"})
NETWORK = frozenset(
    f"socket.{name}"
    for name in ["__new__", "bind", "connect", "getaddrinfo", "gethostbyaddr", "gethostbyname", "sendto"]
)
LOOKED_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
# Not os.system: in the sandbox it says by its value that it failed.
PROGRAMS = frozenset(
    {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"}
)
LOCKS = frozenset({"fcntl.flock", "fcntl.lockf"})
LIMITS = frozenset({"resource.setrlimit", "resource.prlimit"})
# Linux's numbers.
FCNTL = frozenset(next(each.values for each in BY_ARGUMENT if each.call == "fcntl"))
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
DEVICES = frozenset({"/dev/null", "/dev/random", "/dev/urandom", "/dev/zero"})
# What the kernel says in the sandbox.
ERRORS = {
    "write": errno.EROFS,
    "read": errno.ENOENT,
    "network": errno.EPERM,
    "program": errno.EPERM,
    "lock": errno.EPERM,
    "limit": errno.EPERM,
}


class Rules:
    """The rules for modules in `folder`; `enforced` where nothing else refuses what breaks them."""

    def __init__(self, folder: str, enforced: bool, cpu_seconds: int) -> None:
        self.folder = folder
        self._cpu_seconds = cpu_seconds
        self._enforced = enforced
        processor = getattr(sys.implementation, "_multiarch", "")
        readable = [
            folder,
            os.environ.get("HOME", ""),
            sys.executable,
            os.path.dirname(os.__file__),
            *sys.path,
            *(os.path.join(each, processor) for each in SYSTEM_LIBRARIES if processor),
        ]
        both = [form for path in readable if path for form in (os.path.abspath(path), os.path.realpath(path))]
        self._readable = tuple({os.path.normcase(path).rstrip(os.sep) + os.sep for path in both})
        self._above = tuple(os.path.normcase(form(folder)) for form in (os.path.abspath, os.path.realpath))
        self._broken: Breach = ""

    def prepare(self) -> None:
        """Gives this process, and those forked from it, a folder for temporary files and a standard input."""
        # As in the zygote; found by trying, it would be a folder that can be written to.
        tempfile.tempdir = self.folder
        # Of its own: that of a zygote is closed to its sessions.
        sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115
        hide()

    def listen(self) -> None:
        """Listens from now on, for as long as the process lives."""
        if self._enforced:
            refuse(lambda path: path in DEVICES or self._is_there(path) or self._is_above(path))
        sys.addaudithook(self._hear)

    def forget(self) -> None:
        """Forgets what was done so far."""
        self._broken = ""

    def breach(self, error: BaseException) -> Breach:
        """The rule that was broken when `error` came about; '' if none was."""
        if isinstance(error, OSError):
            # Only what is printed goes to a file.
            return "print" if error.errno == errno.EFBIG else self._broken
        by_itself = {"input": EOFError, "limit": ValueError}.get(self._broken)
        return self._broken if by_itself and isinstance(error, by_itself) else ""

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in LOCKS or (event == "fcntl.fcntl" and sys.platform == "linux" and arguments[1] not in FCNTL):
            self._refuse("lock")
        if event == "resource.prlimit" and arguments[0] != 0:
            self._refuse("limit")
        if event in LIMITS:
            self._hear_of_limit(event, *arguments[-2:])
        # What is open already, a rule has let through.
        if arguments and isinstance(arguments[0], int):
            return
        if event == "open":
            self._hear_of_file(*arguments)
        elif event in WRITING:
            self._refuse("write", arguments[0], UNSEEN.get(event))
        elif event in READING:
            self._hear_of_reading(arguments[0], up=event == "os.chdir")
        elif event in NETWORK:
            self._hear_of_network(event, arguments)
        elif event in PROGRAMS:
            # A terminal of its own is no file of the sandbox's.
            path = arguments[0] if arguments else None
            self._refuse("program", path, errno.ENOENT if event == "os.forkpty" else None)
        elif event == "builtins.input":
            self._broken = "input"

    def _hear_of_file(self, path: Any, mode: Any, flags: Any) -> None:
        if (isinstance(flags, int) and flags & WRITE_FLAGS) or set(mode or "") & set("wax+"):
            self._refuse("write", path)
        else:
            self._hear_of_reading(path)

    def _hear_of_reading(self, path: Any, up: bool = False) -> None:
        wanted = os.path.abspath(os.fsdecode(path or "."))
        if up and self._is_above(wanted):
            return
        if not self._is_there(wanted):
            self._refuse("read", path, errno.EACCES if wanted in DEVICES or self._is_above(wanted) else None)
        elif not os.path.exists(wanted):
            self._broken = "read"

    def _hear_of_network(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in LOOKED_UP:
            self._refuse("network")
        elif arguments[0] and not _is_address(arguments[0]):
            self._broken = "network"
            if self._enforced:
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    def _hear_of_limit(self, event: str, which: int, wanted: Any) -> None:
        from .limits import is_raised  # not on Windows, which has no such events

        if is_raised(which, wanted, self._cpu_seconds):
            self._broken = "limit"
            if self._enforced and event == "resource.setrlimit":
                raise ValueError("not allowed to raise maximum limit")
            if self._enforced:
                raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    def _is_there(self, path: str) -> bool:
        """Whether the sandbox has the folders of `path` too."""
        whole = os.path.abspath(path)
        library = whole.startswith(SYSTEM_LIBRARIES) and ".so" in os.path.basename(whole)
        return library or (os.path.normcase(whole) + os.sep).startswith(self._readable)

    def _is_above(self, path: str) -> bool:
        """Whether this is one of the folders that the modules' own is in."""
        whole = os.path.normcase(os.path.abspath(path)).rstrip(os.sep) + os.sep
        return any(form.startswith(whole) for form in self._above)

    def _refuse(self, rule: Breach, path: Any = None, number: int | None = None) -> None:
        self._broken = rule
        if self._enforced:
            if number is None:
                number = ERRORS[rule]
                if rule == "write" and not self._is_there(os.fsdecode(path)):
                    number = errno.EACCES if path == os.devnull else errno.ENOENT
            raise OSError(number, os.strerror(number), *([] if path is None else [path]))


def _is_address(host: Any) -> bool:
    """Whether it is the number of a machine, which nobody has to be asked for."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, TypeError, ValueError):
            socket.inet_pton(family, host)
            return True
    return False


def restrain(memory_mb: int) -> None:
    """Takes from this process what an ordinary one can give up of itself, as far as the system lets it."""
    if os.name != "posix":
        return
    from .limits import limit_files, limit_memory

    with contextlib.suppress(OSError, ValueError):
        limit_files()
    if sys.platform.startswith("linux"):
        from .landlock import restrict
        from .privileges import no_new_privileges

        with contextlib.suppress(OSError, ValueError):
            limit_memory(memory_mb)
        # For what no audit event tells of, such as a database's file.
        with contextlib.suppress(OSError):
            no_new_privileges()
            restrict(["/"])
