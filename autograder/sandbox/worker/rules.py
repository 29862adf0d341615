"""Names what the grader's sandbox refuses to a module, and refuses it too where there is no sandbox.

It is feedback, so that code that works here works there, and no security: what listens inside a process cannot confine
it. Inside the sandbox the kernel refuses, and this only says what was being done.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from typing import Any, Literal

Breach = Literal["", "write", "read", "network", "program", "input", "print"]

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
        "rename",
        "rmdir",
        "symlink",
        "truncate",
        "utime",
    ]
)
READING = frozenset({"os.chdir", "os.listdir", "os.scandir"})
NETWORK = frozenset(
    f"socket.{name}"
    for name in ["__new__", "bind", "connect", "getaddrinfo", "gethostbyaddr", "gethostbyname", "sendto"]
)
# Not os.system: in the sandbox it says by its value that it failed.
PROGRAMS = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile"})
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
# What the kernel says in the sandbox.
ERRORS = {"write": errno.EROFS, "read": errno.ENOENT, "network": errno.EPERM, "program": errno.EPERM}


class Rules:
    """The rules for modules in `folder`; `enforced` where nothing else refuses what breaks them."""

    def __init__(self, folder: str, enforced: bool) -> None:
        self.folder = folder
        self._enforced = enforced
        readable = [
            folder,
            os.environ.get("HOME", ""),
            sys.prefix,
            sys.base_prefix,
            os.path.dirname(os.__file__),
            *sys.path,
            *SYSTEM_LIBRARIES,
        ]
        both = [form for path in readable if path for form in (os.path.abspath(path), os.path.realpath(path))]
        self._readable = tuple({os.path.normcase(path).rstrip(os.sep) + os.sep for path in both})
        self._broken: Breach = ""

    def prepare(self) -> None:
        """Gives this process, and those forked from it, a folder for temporary files and a standard input."""
        # As in the zygote; found by trying, it would be a folder that can be written to.
        tempfile.tempdir = self.folder
        # Of its own: that of a zygote is closed to its sessions.
        sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115

    def listen(self) -> None:
        """Listens from now on, for as long as the process lives."""
        sys.addaudithook(self._hear)

    def forget(self) -> None:
        """Forgets what was done so far."""
        self._broken = ""

    def breach(self, error: BaseException) -> Breach:
        """The rule that was broken when `error` came about; '' if none was."""
        if isinstance(error, OSError):
            # Only what is printed goes to a file.
            return "print" if error.errno == errno.EFBIG else self._broken
        return "input" if isinstance(error, EOFError) and self._broken == "input" else ""

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        # What is open already, a rule has let through.
        if arguments and isinstance(arguments[0], int):
            return
        if event == "open":
            self._hear_of_file(*arguments)
        elif event in WRITING:
            self._refuse("write", arguments[0])
        elif event in READING:
            self._hear_of_reading(arguments[0])
        elif event in NETWORK:
            self._refuse("network")
        elif event in PROGRAMS:
            self._refuse("program", arguments[0])
        elif event == "builtins.input":
            self._broken = "input"

    def _hear_of_file(self, path: Any, mode: Any, flags: Any) -> None:
        if (isinstance(flags, int) and flags & WRITE_FLAGS) or set(mode or "") & set("wax+"):
            self._refuse("write", path)
        else:
            self._hear_of_reading(path)

    def _hear_of_reading(self, path: Any) -> None:
        wanted = os.path.abspath(os.fsdecode(path or "."))
        if not self._is_there(wanted) and wanted != os.path.abspath(os.sep):
            self._refuse("read", path)
        elif not os.path.exists(wanted):
            self._broken = "read"

    def _is_there(self, path: str) -> bool:
        """Whether the sandbox has the folders of `path` too."""
        return (os.path.normcase(os.path.abspath(path)) + os.sep).startswith(self._readable)

    def _refuse(self, rule: Breach, path: Any = None) -> None:
        self._broken = rule
        if self._enforced:
            number = ERRORS[rule]
            if rule == "write" and not self._is_there(os.fsdecode(path)):
                number = errno.EACCES if path == os.devnull else errno.ENOENT
            raise OSError(number, os.strerror(number), *([] if path is None else [path]))


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
