"""Each rule of the sandbox is heard of, named, and refused where nothing else refuses it; what is allowed is done."""

from __future__ import annotations

import errno
import importlib
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox.worker import rules as module
from autograder.sandbox.worker.rules import Rules, restrain

pytestmark = pytest.mark.skipif(os.name != "posix", reason="folders as POSIX has them")
Hear = Callable[..., str]
CPU_SECONDS = 5
UNKNOWN = "/nowhere/of/mine.txt"
PATH_AND_MODE = [("w", 0), ("x", 0), ("a", 0), ("r+", 0), ("rb+", 0)]
FLAGS = [os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The modules' own folder, with a file in it; nothing else is readable but the standard library and such."""
    importlib.import_module("autograder.sandbox.worker.limits")  # while it can still be found
    made = tmp_path / "work"
    made.mkdir()
    (made / "m.py").touch()
    (tmp_path / "workshop.py").touch()
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setenv("HOME", "")
    monkeypatch.chdir(made)
    return made


class Heard:
    """The hook that rules listen with, without a process that would keep it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, enforced: bool) -> None:
        hooks: list[Hear] = []
        with monkeypatch.context() as patch:
            patch.setattr(sys, "addaudithook", hooks.append)
            patch.setattr(module, "refuse", lambda is_there: None)
            self.rules = Rules(str(folder), enforced, CPU_SECONDS)
            self.rules.listen()
        (self.hook,) = hooks

    def __call__(self, event: str, *arguments: object) -> tuple[type | None, int | None, str]:
        """What is raised, with which number, and the rule that this is told as."""
        self.rules.forget()
        raised: Exception | None = None
        try:
            self.hook(event, arguments)
        except (OSError, ValueError) as error:
            raised = error
        told = self.rules.breach(raised or OSError())
        return (type(raised) if raised else None, getattr(raised, "errno", None), told)


@pytest.fixture
def heard(folder, monkeypatch) -> Heard:
    return Heard(folder, monkeypatch, enforced=True)


@pytest.fixture
def told(folder, monkeypatch) -> Heard:
    """Where the kernel refuses, so that the rules only name what was done."""
    return Heard(folder, monkeypatch, enforced=False)


FINE = (None, None, "")
WRITE = (OSError, errno.EROFS, "write")
ABSENT = (FileNotFoundError, errno.ENOENT, "read")


@pytest.mark.parametrize(
    ("mode", "flags"), [*PATH_AND_MODE, ("r", os.O_RDWR), *((None, flag | os.O_CLOEXEC) for flag in FLAGS)]
)
def test_no_file_is_opened_for_writing(heard, folder, mode, flags):
    assert heard("open", f"{folder}/m.py", mode, flags) == WRITE
    assert heard("open", UNKNOWN, mode, flags) == (FileNotFoundError, errno.ENOENT, "write")
    assert heard("open", os.devnull, mode, flags) == (PermissionError, errno.EACCES, "write")


@pytest.mark.parametrize(("mode", "flags"), [("r", 0), ("rb", None), (None, os.O_CLOEXEC), ("rt", os.O_RDONLY)])
def test_files_of_its_own_are_read(heard, folder, mode, flags):
    assert heard("open", f"{folder}/m.py", mode, flags) == FINE
    assert heard("open", os.fsencode(folder / "m.py"), mode, flags) == FINE
    assert heard("open", "m.py", mode, flags) == FINE
    assert heard("open", os.__file__, mode, flags) == FINE


def test_a_file_that_is_not_there_is_told_but_python_says_so_itself(heard, folder):
    assert heard("open", f"{folder}/none.txt", "r", 0) == (None, None, "read")


def test_files_elsewhere_are_as_if_they_were_not_there(heard, folder):
    for path in (UNKNOWN, f"{folder.parent}/workshop.py", "/etc/passwd", "../workshop.py"):
        assert heard("open", path, "r", 0) == ABSENT
        assert heard("os.listdir", path) == heard("os.scandir", path) == ABSENT
    with pytest.raises(FileNotFoundError) as caught:
        heard.hook("open", (UNKNOWN, "r", 0))
    assert caught.value.filename == UNKNOWN


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero"])
def test_a_device_is_there_but_closed(heard, path):
    assert heard("open", path, "r", 0) == (PermissionError, errno.EACCES, "read")


def test_folders_above_its_own_are_entered_and_not_listed(heard, folder):
    for path in (str(folder.parent), "/", ".."):
        for event in ("os.listdir", "os.scandir", "open"):
            assert heard(event, path, None, os.O_RDONLY) == (PermissionError, errno.EACCES, "read")
        assert heard("os.chdir", path) == FINE
    assert heard("os.chdir", "/nowhere") == ABSENT
    assert heard("os.listdir", None) == heard("os.listdir", str(folder)) == FINE


@pytest.mark.skipif(sys.platform != "linux", reason="a folder of libraries as Linux has it")
def test_of_the_systems_folders_only_shared_libraries_are_there(heard):
    assert heard("open", "/usr/lib/libanything.so.6", "r", 0) == (None, None, "read")
    assert heard("open", "/usr/lib/anything.conf", "r", 0) == ABSENT
    assert heard("open", "/nowhere/libanything.so.6", "r", 0) == ABSENT


@pytest.mark.parametrize("event", sorted(module.WRITING))
def test_nothing_is_changed_by_name(heard, folder, event):
    number = {"os.chown": 1, "os.mknod": 1, "os.removexattr": 1, "os.setxattr": 1}.get(event, errno.EROFS)
    outside = number if event in {*module.UNSEEN} else errno.ENOENT
    assert heard(event, str(folder / "m.py"), 0)[1:] == (number, "write")
    assert heard(event, UNKNOWN, 0)[1:] == (outside, "write")


def test_changing_is_known_by_its_names():
    assert {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"} < module.WRITING
    assert {"os.chmod", "os.utime", "os.chown"} < {*module.UNSEEN} <= module.WRITING


@pytest.mark.parametrize("event", ["open", "os.chdir", "os.listdir", "os.truncate", "os.chmod", "os.utime"])
def test_what_is_open_already_has_been_let_through(heard, event):
    assert heard(event, 3, "w", os.O_WRONLY) == FINE


@pytest.mark.parametrize(
    "event",
    ["__new__", "bind", "connect", "sendto", "gethostbyaddr"],
)
def test_no_socket_is_made_or_used(heard, event):
    assert heard(f"socket.{event}", "a socket", ("127.0.0.1", 80)) == (PermissionError, errno.EPERM, "network")


@pytest.mark.parametrize("event", ["socket.getaddrinfo", "socket.gethostbyname"])
def test_no_name_is_looked_up_in_the_network_and_an_address_needs_nobody(heard, told, event):
    failed = (socket.gaierror, socket.EAI_AGAIN, "network")
    assert heard(event, "example.org", 80, 0, 0, 0) == heard(event, b"example.org", 80) == failed
    for host in ("127.0.0.1", "::1", None, ""):
        assert heard(event, host, 80, 0, 0, 0) == FINE
    assert told(event, "example.org", 80) == (None, None, "network")


@pytest.mark.parametrize("event", sorted(module.PROGRAMS - {"os.forkpty"}))
def test_no_program_is_started(heard, event):
    assert heard(event, "true", ["true"]) == (PermissionError, errno.EPERM, "program")
    assert heard(event) == (PermissionError, errno.EPERM, "program")


def test_a_terminal_of_its_own_is_not_there(heard):
    assert heard("os.forkpty") == (FileNotFoundError, errno.ENOENT, "program")


def test_what_is_a_program_is_known_by_its_names():
    assert {"subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn"} < module.PROGRAMS


@pytest.mark.parametrize("event", ["fcntl.flock", "fcntl.lockf"])
def test_no_file_is_locked(heard, event):
    assert heard(event, 3, 2) == (PermissionError, errno.EPERM, "lock")


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers of Linux")
def test_of_an_open_file_only_harmless_things_are_asked(heard):
    get_flags, lease = 3, 1024
    assert heard("fcntl.fcntl", 3, lease, get_flags) == (PermissionError, errno.EPERM, "lock")
    assert heard("fcntl.fcntl", 3, get_flags, lease) == FINE


@pytest.mark.parametrize("raised", [True, False])
def test_a_limit_may_be_lowered_and_not_raised(heard, told, monkeypatch, raised):
    from autograder.sandbox.worker import limits

    asked = []
    monkeypatch.setattr(limits, "is_raised", lambda *arguments: asked.append(arguments) or raised)
    said = ("limit",) if raised else ("",)
    assert heard("resource.setrlimit", 7, (1, 1))[1:] == (None, *said)
    assert heard("resource.prlimit", 0, 7, (1, 1)) == ((PermissionError, errno.EPERM, "limit") if raised else FINE)
    assert told("resource.prlimit", 0, 7, (1, 1)) == told("resource.setrlimit", 7, (1, 1)) == (None, None, *said)
    assert asked == [(7, (1, 1), CPU_SECONDS)] * 4


def test_a_limit_that_is_raised_is_refused_as_the_kernel_does(heard, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.worker.limits.is_raised", lambda *arguments: True)
    assert heard("resource.setrlimit", 7, (1, 1)) == (ValueError, None, "limit")


def test_limits_of_others_are_neither_set_nor_read(heard):
    assert heard("resource.prlimit", 1, 7, None) == (PermissionError, errno.EPERM, "limit")
    assert heard("resource.prlimit", 0, 7, None) == FINE


def test_other_events_are_no_breach(heard):
    for event in ("import", "compile", "exec", "object.__getattr__"):
        assert heard(event, "anything") == heard(event) == FINE


def test_a_breach_is_told_of_errors_that_come_of_it(told):
    told.hook("builtins.input", ("name?",))
    assert [told.rules.breach(error) for error in (EOFError(), ValueError(), KeyError())] == ["input", "", ""]
    told.rules.forget()
    assert told.rules.breach(EOFError()) == ""
    told.hook("os.remove", (UNKNOWN,))
    assert [told.rules.breach(error) for error in (OSError(), EOFError(), ZeroDivisionError())] == ["write", "", ""]
    told.rules.forget()
    assert told.rules.breach(OSError()) == ""
    assert told.rules.breach(OSError(errno.EFBIG, "File too large")) == "print"


def test_where_the_kernel_refuses_the_rules_raise_nothing(told, folder):
    assert told("open", f"{folder}/m.py", "w", 0) == (None, None, "write")
    assert told("subprocess.Popen", "true") == (None, None, "program")
    assert told("fcntl.flock", 3, 2) == (None, None, "lock")
    assert told("socket.connect", None) == (None, None, "network")


@pytest.mark.parametrize("enforced", [True, False])
def test_what_no_event_tells_of_is_refused_where_nothing_else_does(folder, monkeypatch, enforced):
    given = []
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)
    monkeypatch.setattr(module, "refuse", given.append)
    Rules(str(folder), enforced, CPU_SECONDS).listen()
    assert len(given) == enforced
    for is_there in given:
        there = [os.devnull, str(folder), f"{folder}/any", str(folder.parent), "/", os.__file__]
        assert [path for path in [*there, "/etc", UNKNOWN, f"{folder}shop.py"] if is_there(path)] == there


def test_temporary_files_are_to_be_in_its_folder_and_its_standard_input_is_its_own(folder, monkeypatch):
    hidden = []
    monkeypatch.setattr(module, "hide", lambda: hidden.append(True))
    monkeypatch.setattr(sys, "stdin", None)
    Rules(str(folder), False, CPU_SECONDS).prepare()
    assert tempfile.gettempdir() == str(folder)
    assert sys.stdin is sys.__stdin__
    assert (sys.stdin.fileno(), hidden) == (0, [True])
    sys.stdin.close()
    os.fstat(0)  # which a zygote shares with all its sessions


def given_up(monkeypatch: pytest.MonkeyPatch, fails: str = "") -> list[object]:
    """What `restrain` gives up, if one of these is refused by the system."""
    from autograder.sandbox.worker import landlock, limits, privileges

    done: list[object] = []

    def stand_in(owner: object, name: str) -> None:
        def called(*arguments: object) -> None:
            if name == fails:
                raise PermissionError
            done.append((name, *arguments))

        monkeypatch.setattr(owner, name, called)

    stand_in(limits, "limit_files")
    stand_in(limits, "limit_memory")
    stand_in(privileges, "no_new_privileges")
    stand_in(landlock, "restrict")
    restrain(256)
    return done


ALL = [("limit_files",), ("limit_memory", 256), ("no_new_privileges",), ("restrict", ["/"])]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is less to give up")
@pytest.mark.parametrize("fails", ["", "limit_files", "limit_memory", "restrict"])
def test_a_plain_process_gives_up_what_it_can_whatever_else_the_system_refuses(monkeypatch, fails):
    assert given_up(monkeypatch, fails) == [each for each in ALL if each[0] != fails]


@pytest.mark.parametrize(("system", "platform", "given"), [("nt", "win32", []), ("posix", "darwin", ALL[:1])])
def test_on_other_systems_it_gives_up_what_they_know(monkeypatch, system, platform, given):
    monkeypatch.setattr(os, "name", system)
    monkeypatch.setattr(sys, "platform", platform)
    assert given_up(monkeypatch) == given
