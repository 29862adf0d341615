"""Starts confined workers on Linux: sessions that are forked from a zygote inside bubblewrap."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.errors import SEE_DOCTOR, Problem
from autograder.records import Limits
from autograder.sandbox.bubblewrap import KIT, PACKAGES, READABLE, WORKPLACE, before_bwrap, bwrap_arguments, find_bwrap
from autograder.sandbox.cgroups import SandboxGroup, sandbox_group
from autograder.sandbox.channel import Channel
from autograder.sandbox.interpreter import interpreter_inside, python_command, site_packages
from autograder.sandbox.layers import LAYERS, PINNED
from autograder.sandbox.session import START_SECONDS, Session, Work
from autograder.sandbox.users import NOBODY, end_processes_of, fresh_user, worker_reads


class SandboxLauncher:
    """Sessions forked from one zygote: `bubblewrap` guards the host, fresh namespaces guard the neighbours.

    `packages` are imported in the zygote, once, and `warm_up` runs there. Sessions together get `memory_mb`, where a
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
        """A session of its own below the zygote, which is started if it does not run. Raises `Problem`."""
        for attempt in (1, 2):
            try:
                return self._fork_session()
            # `SubprocessError` if its group cannot be entered.
            except (OSError, subprocess.SubprocessError) as error:
                self.stop()
                if attempt == 2:
                    raise Problem(f"The sandbox does not answer: {error}. {SEE_DOCTOR}") from None
        raise AssertionError

    def _fork_session(self) -> Channel:
        control = self._control or self._start_zygote()
        ours, theirs = socket.socketpair()
        # What is sent to a worker that does not listen must not hold the judge up.
        ours.setblocking(False)
        with theirs:
            control.sendmsg([b"s"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])

        def kill() -> None:
            with contextlib.suppress(OSError):
                # The session's supervisor sees it and kills the namespace.
                ours.shutdown(socket.SHUT_RDWR)

        return Channel(ours.fileno(), ours.fileno(), kill, ours.close)

    def _start_zygote(self) -> socket.socket:
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
        self._await_word(ours)
        self._control = ours
        return ours

    def _await_word(self, control: socket.socket) -> None:
        """Waits for the zygote's first word. Raises `OSError` if none comes, `Problem` if it says why it cannot."""
        control.settimeout(START_SECONDS)
        with contextlib.ExitStack() as failing:
            failing.callback(control.close)
            if control.recv(4) != b"warm":
                if words := self._last_words():
                    raise Problem(f"The sandbox cannot start on this machine: {words}\n{SEE_DOCTOR}")
                # As one does that is killed.
                raise ConnectionAbortedError("it ended without a word")
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
        """Ends the zygote and with it every session."""
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
