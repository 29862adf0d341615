"""Starts workers: a plain process on any system, or, on Linux, sessions forked from a warm parent inside bubblewrap."""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox.before_bwrap import before_bwrap
from autograder.sandbox.bubblewrap import (
    KIT,
    NOBODY,
    PACKAGES,
    READABLE,
    WORKPLACE,
    bwrap_arguments,
    find_bwrap,
    interpreter_inside,
)
from autograder.sandbox.cgroups import SandboxGroup, sandbox_group
from autograder.sandbox.interpreter import python_command, site_packages
from autograder.sandbox.session import SEE_DOCTOR, Channel, Session, Work
from autograder.sandbox.users import end_processes_of, fresh_user, worker_reads

NAMESPACES = frozenset({"user", "pid", "mount", "net", "ipc", "uts", "cgroup"})
LAYERS = frozenset({"bwrap", "rlimits", "capabilities", "no_new_privs", "landlock", "seccomp"}) | NAMESPACES
# One number for every run: results must not depend on the instructor's shell.
PINNED = {
    "HOME": WORKPLACE,
    "LC_ALL": "C.UTF-8",
    "MALLOC_MMAP_THRESHOLD_": "268435456",  # freed arrays stay with the process: without, each costs page faults anew
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}


class PlainLauncher:
    """Workers as ordinary processes: for one's own code, on any system. Nothing is confined."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self) -> None:
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "TMPDIR", "TEMP") if name in os.environ}
        self._environment = {**kept, **PINNED}
        self._running: dict[subprocess.Popen[bytes], tempfile.TemporaryDirectory[str]] = {}
        self._ahead: Channel | None = None

    def start_ahead(self) -> None:
        """Starts the process for the next `start` already, so that it loads while the caller does something else."""
        self._ahead = self._start()

    def start(self) -> Channel:
        """A new process that waits for its opening."""
        channel, self._ahead = self._ahead or self._start(), None
        return channel

    def _start(self) -> Channel:
        folder = tempfile.TemporaryDirectory(prefix="chainrule-", ignore_cleanup_errors=True)
        parameters = {"folder": os.path.realpath(folder.name)}
        process = subprocess.Popen(
            python_command(sys.executable, str(Path(__file__).parent), str(site_packages()), parameters),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            start_new_session=os.name == "posix",
        )
        assert process.stdin is not None
        assert process.stdout is not None
        self._running[process] = folder
        return Channel(
            process.stdout.fileno(), process.stdin.fileno(), lambda: _kill_tree(process), lambda: self._end(process)
        )

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        _kill_tree(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()
        if process in self._running:
            self._running.pop(process).cleanup()

    def stop(self) -> None:
        """Ends every process that was started."""
        for process in list(self._running):
            self._end(process)


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)


class SandboxLauncher:
    """Sessions forked from one warm parent: `bubblewrap` guards the host, fresh namespaces guard the neighbours.

    `packages` are imported in the parent, once, and `warm_up` runs there. Sessions together get `memory_mb`, where a
    control group can be had. `layers` and `environment` are the strictest there are, but in a test that shows what one
    of them is for.
    """

    def __init__(
        self,
        packages: Iterable[str] = (),
        layers: Iterable[str] = LAYERS,
        environment: Mapping[str, str] = PINNED,
        warm_up: str = "",
        memory_mb: int = 0,
    ) -> None:
        self._memory_mb = memory_mb
        self._group: SandboxGroup | None = None
        self._packages = ("numpy", *packages)
        self._warm_up = warm_up
        self._environment = dict(environment)
        self._layers = frozenset(layers)
        self.outer_layers: tuple[str, ...] = ("wall_clock", *(self._layers & {"bwrap"}))
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._workplace: tempfile.TemporaryDirectory[str] | None = None
        self._user = fresh_user() if "own-user" in self._layers else 0

    def start(self) -> Channel:
        """A session of its own below the warm parent, which is started if it does not run. Raises `Problem`."""
        for attempt in (1, 2):
            try:
                return self._fork_session()
            except (OSError, subprocess.SubprocessError) as error:  # the latter if its group cannot be entered
                self.stop()
                if attempt == 2:
                    raise Problem(f"The sandbox's warm parent does not answer: {error}. {SEE_DOCTOR}") from None
        raise AssertionError

    def _fork_session(self) -> Channel:
        control = self._control or self._start_parent()
        ours, theirs = socket.socketpair()
        with theirs:
            control.sendmsg([b"s"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])

        def kill() -> None:
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)  # the session's supervisor sees it and kills the namespace

        return Channel(ours.fileno(), ours.fileno(), kill, ours.close)

    def _start_parent(self) -> socket.socket:
        enter_group = self._limit()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                self._command(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
                preexec_fn=before_bwrap(enter_group) if "bwrap" in self._layers else enter_group,
            )
        self._await_warmth(ours)
        self._control = ours
        return ours

    def _await_warmth(self, control: socket.socket) -> None:
        """Waits for the parent's first word. Raises `OSError` if none comes, `Problem` if it says why it cannot."""
        control.settimeout(30)
        with contextlib.ExitStack() as failing:
            failing.callback(control.close)
            if control.recv(4) != b"warm":
                if words := self._last_words():
                    raise Problem(f"The sandbox cannot start on this machine: {words}\n{SEE_DOCTOR}")
                raise ConnectionAbortedError("it ended without a word")  # as one does that is killed
            failing.pop_all()
        control.settimeout(None)

    def _limit(self) -> Callable[[], None] | None:
        self._group = sandbox_group(self._memory_mb) if self._memory_mb else None
        always = tuple(layer for layer in self.outer_layers if layer != "cgroup_limits")
        self.outer_layers = (*always, "cgroup_limits") if self._group else always
        return self._group.enter if self._group else None

    def _last_words(self) -> str:
        assert self._process is not None
        assert self._process.stderr is not None
        self._process.kill()
        return self._process.stderr.read().decode("utf-8", "replace").strip()[-500:]

    def _command(self) -> list[str]:
        inner = sorted(self._layers - {"bwrap"})
        parameters: dict[str, Any] = {"uid": NOBODY, "layers": inner, "workplace": WORKPLACE}
        parameters |= {"packages": self._packages, "warm_up": self._warm_up}
        if "bwrap" not in self._layers:
            return self._unwrapped(parameters)
        parameters["readable"] = READABLE
        command = python_command(interpreter_inside(), KIT, PACKAGES, parameters)
        return [find_bwrap(), *bwrap_arguments(self._packages, self._environment, "net" in self._layers), *command]

    def _unwrapped(self, parameters: dict[str, Any]) -> list[str]:
        """Without bubblewrap: the host's files and processes, as a user of its own, or as this one in tests."""
        self._workplace = tempfile.TemporaryDirectory(prefix="chainrule-")
        readable = worker_reads(site_packages()) if self._user else ["/"]
        parameters |= {"uid": self._user, "readable": readable, "workplace": os.path.realpath(self._workplace.name)}
        if self._user:
            os.chown(self._workplace.name, self._user, self._user)
        return python_command(sys.executable, str(Path(__file__).parent), str(site_packages()), parameters)

    def stop(self) -> None:
        """Ends the parent and with it every session."""
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stderr:
                self._process.stderr.close()
            self._process = None
            if self._user:
                end_processes_of(self._user)
        if self._group:
            self._group.remove()
            self._group = None
        if self._workplace:
            self._workplace.cleanup()
            self._workplace = None


def sandbox_works() -> bool:
    """Whether a session can be confined by every layer on this machine."""
    if not sys.platform.startswith("linux"):
        return False
    launcher = SandboxLauncher()
    try:
        session = Session(launcher, Work({}, (), (), Limits()))
        session.open()
        session.close()
    except (Problem, OSError):
        return False
    finally:
        launcher.stop()
    return True
