"""Forks sandboxed sessions from one process that has imported all they need, and confines each of them.

Linux only. A session is two processes: a supervisor outside of its namespaces, and the first process inside.
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

from .forks import deny_children, filter_program
from .kernel import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl
from .landlock import restrict
from .limits import check_process_limit, die_first, limit_resources
from .namespaces import NAMESPACES, mount_workplace, seal_workplace, unshare
from .privileges import drop_capabilities, no_new_privileges
from .rules import restrain
from .seccomp import deny_calls
from .serving import forget_standard_files, serve
from .wire import ChannelClosed, frame, send


def run_zygote(
    uid: int, layers: list[str], packages: list[str], warm_up: str, readable: list[str], workplace: str
) -> None:
    """Waits on the socket that is standard input for sessions, and forks and confines each one.

    A message carries one end of a session's own socket, so a submission's files never pass through the memory that
    later sessions are forked from.
    """
    _load(packages, warm_up, workplace)
    control = socket.socket(fileno=os.dup(0))
    # As `become` of the judge's users.py, of which nothing can be imported here. Groups first: it takes root.
    if uid and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    forget_standard_files()
    # The kernel reaps finished sessions.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
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
    # Some packages want to write as they load, and there is no /tmp.
    tempfile.tempdir = workplace
    for package in packages:
        importlib.import_module(package)
    exec(warm_up, {})
    gc.collect()
    # A session's own collection need not walk, and so copy, all that was loaded here.
    gc.freeze()


def _passed_descriptor(control_data: list[tuple[int, int, bytes]]) -> int:
    descriptors = array.array("i")
    descriptors.frombytes(control_data[0][2][: descriptors.itemsize])
    return descriptors[0]


def _supervise(session: int, layers: set[str], readable: list[str], workplace: str) -> None:
    """Starts the session as the first process of its namespaces, and ends them all when either side is done."""
    try:
        namespaces = layers & NAMESPACES.keys()
        if namespaces:
            unshare(namespaces)
        # After the change of user, which clears it.
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        first = os.fork()
        if first == 0:
            _confined_session(session, layers, readable, workplace)
        watched = select.poll()
        watched.register(session, select.POLLRDHUP)
        ended = os.pidfd_open(first)
        watched.register(ended, select.POLLIN)
        watched.poll()
        # The first process of a PID namespace takes all others with it.
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
    except OSError as error:
        _say_unconfined(session, error)


def _say_unconfined(session: int, error: OSError) -> None:
    with contextlib.suppress(ChannelClosed):
        send(session, frame({"kind": "unconfined", "text": str(error)}))


def _confined_session(session: int, layers: set[str], readable: list[str], workplace: str) -> None:
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if "mount" in layers:
            mount_workplace(workplace)
        else:
            workplace = tempfile.mkdtemp(dir=workplace)
        # Whatever the zygote has open, a session could read, or leave a mark in for the next one.
        os.closerange(3, session)
        os.closerange(session + 1, 1024)
        sys.stdin = sys.__stdin__ = None  # type: ignore[misc]
        # As number 1 of its PID namespace it then cannot be signalled from within.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # The zygote's are open files that all sessions would share, and could mark.
        forget_standard_files()
        # Signals and priorities reach a process group across namespaces: the zygote's must not be ours.
        os.setsid()
        confine = functools.partial(_confine, layers, [*readable, workplace], workplace)
        end_all = _end_all_others if os.getpid() == 1 else _nothing
        enforced = functools.partial(_own_machine, layers)
        serve(
            session, session, workplace, confine, end_all, enforced, deny_children if "seccomp" in layers else _nothing
        )
    except OSError as error:
        _say_unconfined(session, error)
    finally:
        os._exit(0)


def _confine(layers: set[str], readable: list[str], workplace: str, opening: dict[str, Any]) -> list[str]:
    """Locks this process in, once the submission's files are there; returns the layers that hold."""
    if "own-user" in layers and 0 in os.getresuid():
        raise PermissionError("the worker is still root")
    held = set(layers)
    # The order matters: each step takes away what the ones before it still need, such as files in /proc, the power
    # to mount, and the calls that Landlock is set up by.
    die_first()
    if "rlimits" in layers:
        limit_resources(opening["memory_mb"], opening["cpu_seconds"])
        check_process_limit()
    if "mount" in layers:
        seal_workplace(workplace)
    if "capabilities" in layers:
        drop_capabilities()
    if "no_new_privs" in layers:
        no_new_privileges()
    if "landlock" in layers and not restrict(readable):
        held.discard("landlock")
    # Not earlier, for writing to /proc needed the opposite: no neighbour of the same user may read its memory.
    prctl(PR_SET_DUMPABLE, 0)
    if "seccomp" in layers:
        # For what each probe prints; its own process may make no more (forks.py).
        deny_calls(but=("memfd_create",))
        filter_program()
    if _own_machine(layers, opening):
        restrain(opening["memory_mb"])
    return sorted(held)


def _own_machine(layers: set[str], opening: dict[str, Any]) -> bool:
    """Whether nothing confines a session of trusted code, as in a student's own notebook."""
    return not layers and not opening["fork"]


def _nothing() -> None:
    pass


def _end_all_others() -> None:
    """Kills every process but this one: as number 1 of its PID namespace it can see no other."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            # Whatever lost its parent is a child of number 1.
            os.waitpid(-1, 0)
