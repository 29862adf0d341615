"""Starts workers as ordinary processes: for one's own code, on any system."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.channel import Channel
from autograder.sandbox.interpreter import python_command, site_packages
from autograder.sandbox.layers import PINNED


class PlainLauncher:
    """Workers as ordinary processes. Nothing is confined."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self) -> None:
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "TMPDIR", "TEMP") if name in os.environ}
        # No tables of time zones for the C library either. Windows finds libraries by its PATH.
        self._environment = {**kept, **PINNED, "TZDIR": PINNED["HOME"]}
        if os.name == "nt":
            self._environment |= kept
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
        if os.name == "posix":
            # What is sent to a worker that does not listen must not hold the judge up.
            os.set_blocking(process.stdin.fileno(), False)
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
