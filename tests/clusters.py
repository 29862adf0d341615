"""Starts Dask clusters of separate processes over TLS: in network namespaces as hosts, or on loopback if not root."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers import PATIENCE

from autograder.cluster.certificates import make_certificates

DASK = Path(sys.executable).with_name("dask")
PORT = 8786
NETWORK = f"10.{128 + os.getpid() % 127}.{os.getpid() // 127 % 255}"  # of this process alone


def may_make_hosts() -> bool:
    """Whether this user may make network namespaces, and has the tool."""
    if os.getuid() != 0 or not shutil.which("ip"):
        return False
    probe = f"cr{os.getpid()}x"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode == 0
    if made:
        subprocess.run(["ip", "netns", "del", probe], check=False)
    return made


def ip(*arguments: str) -> None:
    """Runs `ip`."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Waits until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"{what}, in vain for {seconds:g} seconds"
        time.sleep(0.1)


class Host:
    """A machine with one of Dask's processes on it."""

    def __init__(self, name: str, address: str, apart: bool) -> None:
        self.name, self.address, self.apart = name, address, apart
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, log: Path, settings: Path | None, *arguments: str, **variables: str) -> None:
        """Starts `dask` here, with these variables in its environment."""
        command = [str(shutil.which("ip")), "netns", "exec", self.name] if self.apart else []
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        environment |= variables | ({"DASK_CONFIG": str(settings)} if settings else {})
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, str(DASK), *arguments], env=environment, stdout=file, stderr=file, start_new_session=True
            )

    def kill(self) -> None:
        """Kills the process, and nothing that it started."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def cut_off(self) -> None:
        """Nothing comes through from here any more, nor does anybody notice by a closed connection."""
        assert self.process is not None
        if self.apart:
            ip("link", "set", f"{self.name}h", "down")
        else:
            self.process.send_signal(signal.SIGSTOP)


class Cluster:
    """A scheduler and workers, on hosts of their own."""

    def __init__(self, folder: Path, hosts: list[Host]) -> None:
        self.folder = folder
        self.certificates = folder / "certificates"
        make_certificates(self.certificates, self.certificates, 1)
        self.scheduler, *self.free = hosts
        self.address = f"tls://{self.scheduler.address}:{PORT if self.scheduler.apart else free_port()}"
        port = self.address.rpartition(":")[2]
        place = ("--host", self.scheduler.address, "--port", port, "--dashboard-address", ":0")
        self.scheduler.run(folder / "scheduler.log", self.certificates / "scheduler.yaml", "scheduler", *place)
        self.workers: dict[str, Host] = {}

    def start(self, name: str, **variables: str) -> Host:
        """A worker that works in a folder of this name."""
        host = self.workers[name] = self.free.pop(0)
        place = ("--host", host.address, "--local-directory", str(self.folder / name), "--dashboard-address", ":0")
        options = ("--name", name, "--nthreads", "1", "--no-nanny", "--death-timeout", str(PATIENCE), *place)
        settings = self.certificates / "worker.yaml"
        host.run(self.log(name), settings, "worker", self.address, *options, **variables)
        return host

    def log(self, name: str) -> Path:
        """Where a worker says what it does."""
        return self.folder / f"{name}.log"

    def await_workers(self) -> None:
        """Waits until all have joined."""
        for name in self.workers:
            until(lambda name=name: b"Registered to" in self.log(name).read_bytes(), f"waited for the worker {name}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster with hosts for so many workers, and what belongs to it, while it lasts."""
    with _hosts(workers + 1) as hosts:
        try:
            yield Cluster(folder, hosts)
        finally:
            for host in hosts:
                if host.process:
                    host.kill()


@contextlib.contextmanager
def _hosts(count: int) -> Iterator[list[Host]]:
    if not may_make_hosts():
        yield [Host(f"loopback {number}", "127.0.0.1", False) for number in range(count)]
        return
    bridge = f"cr{os.getpid()}"
    hosts = [Host(f"{bridge}n{number}", f"{NETWORK}.{number + 2}", True) for number in range(count)]
    ip("link", "add", bridge, "type", "bridge")
    try:
        ip("addr", "add", f"{NETWORK}.1/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        for host in hosts:
            _connect(host, bridge)
        yield hosts
    finally:
        for host in hosts:
            for what in (("link", "del", f"{host.name}h"), ("netns", "del", host.name)):
                subprocess.run(["ip", *what], capture_output=True, check=False)
        ip("link", "del", bridge)


def _connect(host: Host, bridge: str) -> None:
    ours, theirs = f"{host.name}h", f"{host.name}g"
    ip("netns", "add", host.name)
    ip("link", "add", ours, "type", "veth", "peer", "name", theirs)
    ip("link", "set", theirs, "netns", host.name)
    ip("link", "set", ours, "master", bridge, "up")
    ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", theirs)
    ip("-n", host.name, "link", "set", theirs, "up")
    ip("-n", host.name, "link", "set", "lo", "up")
