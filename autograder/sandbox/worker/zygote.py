"""The warm parent of sandboxed sessions: a socket that passes sockets enters; each session is forked into a jail.

Linux only. All that a session needs is imported here, once, before the first fork.
"""

from __future__ import annotations

import array
import contextlib
import functools
import gc
import importlib
import os
import select
import signal
import socket
import sys
import tempfile
from typing import Any

from . import jail
from .entry import forget_standard_files
from .serving import serve
from .wire import ChannelClosed, frame, send


def warm_parent(
    uid: int, layers: list[str], packages: list[str], warm_up: str, readable: list[str], workplace: str
) -> None:
    """Waits on the socket that is standard input for sessions, and forks each one into a jail.

    A message carries one end of a session's own socket, so a submission's files never pass through the memory that
    later sessions are forked from.
    """
    _load(packages, warm_up, workplace)
    control = socket.socket(fileno=os.dup(0))
    if uid and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    forget_standard_files()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps finished sessions
    control.sendall(b"warm")
    while True:
        message, control_data, _, _ = control.recvmsg(1, socket.CMSG_SPACE(4))
        if not message:
            return
        session = _passed_descriptor(control_data)
        if os.fork() == 0:
            with contextlib.suppress(BaseException):
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _supervise(session, set(layers), readable, workplace)
            os._exit(0)
        os.close(session)


def _load(packages: list[str], warm_up: str, workplace: str) -> None:
    tempfile.tempdir = workplace  # some packages want to write as they load; there is no /tmp
    for package in packages:
        importlib.import_module(package)
    exec(warm_up, {})
    gc.collect()
    gc.freeze()  # a session's own collection need not walk, and so copy, all that was loaded here


def _passed_descriptor(control_data: list[tuple[int, int, bytes]]) -> int:
    descriptors = array.array("i")
    descriptors.frombytes(control_data[0][2][: descriptors.itemsize])
    return descriptors[0]


def _supervise(session: int, layers: set[str], readable: list[str], workplace: str) -> None:
    """Starts the session as the first process of its namespaces, and ends them all when either side is done."""
    try:
        namespaces = layers & jail.NAMESPACES.keys()
        if namespaces:
            jail.unshare(namespaces)
        jail.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which clears it
        first = os.fork()
        if first == 0:
            _confined_session(session, layers, readable, workplace)
        watched = select.poll()
        watched.register(session, select.POLLRDHUP)
        ended = os.pidfd_open(first)
        watched.register(ended, select.POLLIN)
        watched.poll()
        os.kill(first, signal.SIGKILL)  # the first process of a PID namespace takes all others with it
        os.waitpid(first, 0)
    except OSError as error:
        _say_unconfined(session, error)


def _say_unconfined(session: int, error: OSError) -> None:
    with contextlib.suppress(ChannelClosed):
        send(session, frame({"kind": "unconfined", "text": str(error)}))


def _confined_session(session: int, layers: set[str], readable: list[str], workplace: str) -> None:
    try:
        jail.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL)
        if "mount" in layers:
            jail.mount_workplace(workplace)
        else:
            workplace = tempfile.mkdtemp(dir=workplace)
        os.closerange(3, session)
        os.closerange(session + 1, 1024)
        sys.stdin = sys.__stdin__ = None  # type: ignore[misc]
        forget_standard_files()  # the parent's are open files that all sessions would share, and could mark
        os.setsid()  # signals and priorities reach a process group across namespaces: the parent's must not be ours
        confine = functools.partial(_confine, layers, [*readable, workplace], workplace)
        serve(session, session, workplace, confine, _end_all_others if os.getpid() == 1 else lambda: None)
    except OSError as error:
        _say_unconfined(session, error)
    finally:
        os._exit(0)


def _confine(layers: set[str], readable: list[str], workplace: str, opening: dict[str, Any]) -> list[str]:
    """Locks this process in, once the submission's files are there; returns the layers that hold."""
    if "own-user" in layers and 0 in os.getresuid():
        raise PermissionError("the worker is still root")
    held = set(layers)
    jail.die_first()
    if "rlimits" in layers:
        jail.limit_resources(opening["memory_mb"], opening["cpu_seconds"])
        jail.check_process_limit()
    if "mount" in layers:
        jail.seal_workplace(workplace)
    if "capabilities" in layers:
        jail.drop_capabilities()
    if "no_new_privs" in layers:
        jail.no_new_privileges()
    if "landlock" in layers and not jail.landlock(readable):
        held.discard("landlock")
    if "seccomp" in layers:
        jail.seccomp()
    jail.prctl(jail.PR_SET_DUMPABLE, 0)
    return sorted(held)


def _end_all_others() -> None:
    """Kills every process but this one: as number 1 of its PID namespace it can see no other."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)  # whatever lost its parent is a child of number 1
