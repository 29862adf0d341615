"""What the sandbox does not have is gone, with the error that there is there; what is one's own is left."""

from __future__ import annotations

import errno
import locale
import os
import selectors
import socket
import sys
from types import SimpleNamespace

import pytest

from autograder.sandbox.worker import absent
from autograder.sandbox.worker.absent import REFUSED, hide, refuse

pytestmark = pytest.mark.skipif(os.name != "posix", reason="what POSIX has")


@pytest.fixture
def hidden(monkeypatch):
    """As in a process that has hidden nothing yet; what is changed is put back."""
    for name in ("multiprocessing.synchronize", "_multiprocessing", "_posixshmem"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())
    had = SimpleNamespace(epoll="Linux's", kqueue="of BSD", devpoll="of Solaris", poll="left", select="left")
    monkeypatch.setattr(absent, "select", had)
    monkeypatch.setattr(selectors, "DefaultSelector", None)
    monkeypatch.setattr(locale, "_setlocale", lambda category, name="asked": f"set {name}")
    hide.__wrapped__()
    return had


def test_what_waits_for_many_files_is_poll_or_select(hidden):
    assert set(vars(hidden)) == {"poll", "select"}
    assert selectors.DefaultSelector is selectors.PollSelector


def test_what_nobody_has_imported_is_not_imported_to_be_hidden(monkeypatch):
    monkeypatch.delitem(sys.modules, "selectors")
    hide.__wrapped__()
    assert "selectors" not in sys.modules


@pytest.mark.usefixtures("hidden")
def test_no_locale_is_there_but_c():
    for name in ("", "C", "POSIX", "C.UTF-8", "C.utf8", "LC_CTYPE=C.UTF-8;LC_NUMERIC=C"):
        assert locale._setlocale(0, name) == "set C"
    for name in ("de_DE.UTF-8", "LC_CTYPE=C;LC_NUMERIC=de_DE", "C;de_DE"):
        with pytest.raises(locale.Error):
            locale._setlocale(0, name)
    assert locale._setlocale(0) == "set asked"


@pytest.mark.usefixtures("hidden")
def test_nobody_is_known():
    import grp
    import pwd

    for one, arguments in [(pwd.getpwuid, (0,)), (pwd.getpwnam, ("root",)), (grp.getgrgid, (0,)), (grp.getgrnam, (""))]:
        with pytest.raises(KeyError):
            one(*arguments or ("",))
    assert pwd.getpwall() == grp.getgrall() == []


@pytest.mark.usefixtures("hidden")
def test_nothing_is_shared_by_name():
    import _posixshmem

    for call in (_posixshmem.shm_open, _posixshmem.shm_unlink):
        with pytest.raises(FileNotFoundError) as caught:
            call("/psm_1", 0, mode=0o600)
        assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, "/psm_1")
    assert "multiprocessing.synchronize" not in sys.modules
    with pytest.raises(ImportError):
        from _multiprocessing import SemLock  # noqa: F401


@pytest.mark.usefixtures("hidden")
def test_a_pair_of_sockets_is_refused_and_heard_of_as_every_socket_is(monkeypatch):
    events = []
    monkeypatch.setattr(sys, "audit", lambda *event: events.append(event))
    with pytest.raises(PermissionError) as caught:
        socket.socketpair(socket.AF_UNIX)
    assert caught.value.errno == errno.EPERM
    assert events == [("socket.__new__", None, socket.AF_UNIX)]


THERE = "/here/"


@pytest.fixture
def refused(monkeypatch):
    """Functions that would say "done", and what is left of them; only `/here/` is there."""
    named = ("stat", "lstat", "readlink", "statvfs", "listxattr", "getxattr", "pathconf", "access")
    for name in (*REFUSED, *named, "setpriority", "sched_setaffinity", "system"):
        monkeypatch.setattr(os, name, lambda *arguments, **options: "done", raising=False)
    for name in ("if_nameindex", "if_nametoindex", "if_indextoname", "getservbyname", "getservbyport"):
        monkeypatch.setattr(socket, name, lambda *arguments: "done", raising=False)
    own = SimpleNamespace(**vars(os))
    monkeypatch.setattr(absent, "os", own)
    refuse(lambda path: path.startswith(THERE))
    return own


def test_what_changes_who_a_process_is_is_refused(refused):
    assert {"setuid", "setgroups", "memfd_create", "sendfile", "sched_setscheduler"} < {*REFUSED}
    for name in REFUSED:
        with pytest.raises(PermissionError) as caught:
            getattr(refused, name)(0, mode=1)
        assert caught.value.errno == errno.EPERM


@pytest.mark.usefixtures("refused")
def test_interfaces_and_services_are_not_told():
    for name in ("if_nameindex", "if_nametoindex", "if_indextoname"):
        with pytest.raises(PermissionError):
            getattr(socket, name)()
    for call in (socket.getservbyname, socket.getservbyport):
        with pytest.raises(OSError, match="not found") as caught:
            call("http")
        assert type(caught.value) is OSError


def test_a_command_of_the_system_has_failed(refused):
    assert refused.system("true") == -1


@pytest.mark.parametrize("name", ["stat", "lstat", "readlink", "statvfs", "listxattr", "getxattr", "pathconf"])
def test_what_is_asked_of_a_file_elsewhere_finds_none(refused, name):
    call = getattr(refused, name)
    for path in ("/etc/passwd", b"/etc/passwd", ".", None):
        with pytest.raises(FileNotFoundError) as caught:
            call(path)
        assert caught.value.errno == errno.ENOENT
    with pytest.raises(FileNotFoundError):
        call()
    with pytest.raises(FileNotFoundError):
        call("/etc/passwd", dir_fd=None)
    assert call(f"{THERE}m.py") == call(os.fsencode(f"{THERE}m.py"), 1) == "done"
    # Of what is open, a rule has let through.
    assert call(3) == call("m.py", dir_fd=3) == "done"


@pytest.mark.parametrize(
    ("path", "mode", "may"),
    [
        (f"{THERE}m.py", os.R_OK, True),
        (f"{THERE}m.py", os.R_OK | os.W_OK, False),
        (f"{THERE}m.py", os.W_OK, False),
        (f"{THERE}m.py", os.F_OK, True),
        ("/etc/passwd", os.R_OK, False),
        (b"/etc/passwd", os.F_OK, False),
        (3, os.R_OK, True),
    ],
)
def test_what_is_elsewhere_can_be_neither_read_nor_seen_and_nothing_written(refused, path, mode, may):
    assert bool(refused.access(path, mode)) is may


@pytest.mark.parametrize(("name", "own"), [("setpriority", (0, 0)), ("sched_setaffinity", (0,))])
def test_only_ones_own_schedule_is_changed(refused, name, own):
    call = getattr(refused, name)
    assert call(*own, 5) == "done"
    for place in range(len(own)):
        with pytest.raises(PermissionError):
            call(*own[:place], 1, *own[place + 1 :], 5)
