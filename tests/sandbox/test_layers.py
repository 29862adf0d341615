"""Each layer of the sandbox stops an attack by itself, which succeeds with this layer off.

An attack is tried twice: with nothing but what the session needs in order to run, then with the one layer added.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import probes
import pytest
from attempts import CALL, attacked, succeeds
from helpers import TINY_COURSE

from autograder.sandbox.layers import LAYERS
from autograder.sandbox.replies import Returned
from autograder.sandbox.session import Work
from autograder.sandbox.worker.call_numbers import numbers_of

pytestmark = pytest.mark.usefixtures("sandbox")
STRANGER = 1234  # somebody else's user number
HIDDEN = TINY_COURSE / "source/01_tiny/checks/hidden/test_tiny.py"


class Attack(NamedTuple):
    """What `layer` stops: the body of `attack(x)`, the layers and the Landlock that it needs, and what makes its x."""

    layer: str
    body: str
    base: frozenset[str] = frozenset({"user"})
    target: Callable[[Path], Iterator[Any]] | None = None
    abi: int = 0


def hidden_checks(tmp_path: Path) -> Iterator[str]:
    yield str(HIDDEN)


def file_of_a_stranger(tmp_path: Path) -> Iterator[str]:
    if os.getuid():
        pytest.skip("a user has no power over others' files that could be taken away")
    path = tmp_path / "private"
    path.write_text("secret")
    path.chmod(0o600)
    os.chown(path, STRANGER, STRANGER)
    yield str(path)


def process(tmp_path: Path) -> Iterator[int]:
    with subprocess.Popen(["sleep", "60"]) as neighbour:
        yield neighbour.pid
        neighbour.kill()


class Greeter(socketserver.BaseRequestHandler):
    """Tells everybody who comes."""

    def handle(self) -> None:
        self.request.sendall(b"secret")


def server(tmp_path: Path) -> Iterator[int]:
    with socketserver.TCPServer(("127.0.0.1", 0), Greeter) as greeting:
        threading.Thread(target=greeting.serve_forever, args=(0.05,), daemon=True).start()
        yield greeting.server_address[1]
        greeting.shutdown()


def shared_memory(tmp_path: Path) -> Iterator[int]:
    libc, key, size, create, remove = ctypes.CDLL(None, use_errno=True), os.getpid(), 4096, 0o1600, 0
    number = libc.shmget(key, size, create)
    assert number >= 0
    yield key
    libc.shmctl(number, remove, None)


def host_name(tmp_path: Path) -> Iterator[str]:
    yield socket.gethostname()


def control_group(tmp_path: Path) -> Iterator[str]:
    groups = {line.partition(":")[2] for line in Path("/proc/self/cgroup").read_text().splitlines()}
    mine = sorted(group for group in groups if not group.endswith(":/"))
    if not mine:
        pytest.skip("this process is in no control group that could be hidden")
    yield mine[0]


def foreign_program(tmp_path: Path) -> Iterator[str]:
    if os.getuid():
        pytest.skip("only root can make a program run as somebody else")
    program = Path(shutil.copy("/usr/bin/id", tmp_path / "id"))
    os.chown(program, STRANGER, STRANGER)
    program.chmod(0o4755)
    assert subprocess.check_output([program, "-u"]) == f"{STRANGER}\n".encode()
    yield str(program)


def folder_of_the_host(tmp_path: Path) -> Iterator[str]:
    yield str(tmp_path)


FORKS = """import os, time
for _ in range(100):
    if os.fork() == 0:
        time.sleep(60)
return True"""
CONNECT = "import socket\nreturn socket.create_connection(('127.0.0.1', x), 2).recv(6)[:1].hex()"
# Parts of the kernel that answer an ordinary user without the layer; the arguments are wrong.
RISKY = {"io_uring_setup": [0, 0], "userfaultfd": [-1], "keyctl": [-1, 0], "perf_event_open": [0, 0], "add_key": [0, 0]}
ANSWERS = "answers = []\nfor number, arguments in x:\n    libc.syscall(number, *arguments, 0, 0, 0)\n"
ANSWERS += "    answers.append(ctypes.get_errno() == 1)\nreturn answers"
CONFINED = frozenset({"user", "mount", "capabilities", "no_new_privs"})
ATTACKS = [
    Attack("bwrap", "return open(x).read()", frozenset({"user", "mount"}), hidden_checks),
    Attack("user", "return open(x).read()", frozenset(), file_of_a_stranger),
    Attack("pid", "import os\nos.kill(x, 0)\nreturn True", target=process),
    Attack("mount", "open('written', 'w').write('x')\nreturn True"),
    Attack("net", CONNECT, target=server),
    Attack("ipc", CALL + "return libc.shmget(x, 4096, 0) >= 0", target=shared_memory),
    Attack("uts", "import socket\nreturn socket.gethostname() == x", target=host_name),
    Attack("cgroup", "return x in open('/proc/self/cgroup').read()", target=control_group),
    Attack(
        "capabilities",
        CALL + "return libc.mount(b'tmpfs', b'/work', b'tmpfs', 0, None) == 0",
        frozenset({"bwrap", "user", "mount"}),
    ),
    Attack(
        "capabilities",
        CALL + "return any(libc.prctl(23, number, 0, 0, 0) == 1 for number in range(64))",  # still in the bounding set
        frozenset({"bwrap", "user", "mount"}),
    ),
    Attack(
        "no_new_privs",
        "import subprocess\nreturn subprocess.check_output([x, '-u']) != b'0\\n'",
        frozenset({"capabilities"}),
        foreign_program,
    ),
    Attack(
        "landlock",
        "open(x + '/written', 'w').write('x')\nreturn True",
        frozenset({"user", "no_new_privs"}),
        folder_of_the_host,
    ),
    Attack("landlock", "return open('/dev/zero', 'rb').read(1) == b'\\0'", LAYERS - {"landlock"}),
    Attack("landlock", CONNECT, frozenset({"user", "no_new_privs"}), server, abi=4),
    Attack("landlock", "import os\nos.kill(x, 0)\nreturn True", frozenset({"user", "no_new_privs"}), process, abi=6),
    Attack("seccomp", CALL + "return libc.unshare(0x10000000) == 0", LAYERS - {"seccomp"}),
    Attack(
        "seccomp", "import os\nreturn os.memfd_create('memory that counts for no process') > 0", LAYERS - {"seccomp"}
    ),
    Attack("rlimits", "return len(bytearray(200 * 2 ** 20)) > 0", LAYERS - {"rlimits"}),
    Attack("rlimits", FORKS, LAYERS - {"rlimits", "seccomp"}),  # which denies a probe any process of its own
    Attack("rlimits", "import os\nreturn os.write(1, bytes(20 * 2 ** 20)) == 20 * 2 ** 20", LAYERS - {"rlimits"}),
    Attack("rlimits", "import os\nreturn len([os.dup(0) for _ in range(100)]) == 100", LAYERS - {"rlimits"}),
    Attack("rlimits", "import resource\nreturn resource.getrlimit(resource.RLIMIT_CORE)[0] != 1", LAYERS - {"rlimits"}),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.layer)
def test_a_layer_alone_stops_an_attack_that_succeeds_without_it(attack, tmp_path):
    if attack.abi > probes.landlock_version():
        pytest.skip(f"this kernel's Landlock has version {probes.landlock_version()}, and this came with {attack.abi}")
    target = (attack.target or (lambda path: iter([None])))(tmp_path)
    x = next(target)
    try:
        assert succeeds(attack.base, attack.body, x)
        assert not succeeds(attack.base | {attack.layer}, attack.body, x)
    finally:
        next(target, None)


@pytest.mark.parametrize("layers", [LAYERS, LAYERS - {"rlimits"}])
def test_a_process_computes_for_no_longer_than_the_session_is_told(layers, monkeypatch):
    """How long that is: test_a_process_may_compute_for_a_second_more_than_an_import_and_its_limit."""
    opening = Work.opening
    monkeypatch.setattr(Work, "opening", lambda *given: {**opening(*given), "cpu_seconds": 1})
    monkeypatch.setattr("autograder.sandbox.session.RETRIES", 0)
    burn = "import time\nwhile time.process_time() < 2.5:\n    pass\nreturn True"
    assert succeeds(layers, burn) == ("rlimits" not in layers)


@pytest.mark.parametrize("layers", [LAYERS, LAYERS - {"seccomp"}])
def test_the_riskier_parts_of_the_kernel_answer_only_without_seccomp(layers):
    numbers = numbers_of(platform.machine())
    calls = [[numbers[name], arguments] for name, arguments in RISKY.items()]
    with attacked(layers, CALL + ANSWERS, calls) as reply:
        assert isinstance(reply, Returned)
        assert reply.value == ["seccomp" in layers] * len(RISKY)


def test_every_layer_has_an_attack():
    assert {attack.layer for attack in ATTACKS} == LAYERS


@pytest.mark.parametrize(("nap", "seconds", "ends"), [(1.5, 3.0, True), (1.5, 1.0, True), (6.0, 0.2, False)])
def test_the_wall_clock_alone_stops_what_uses_no_processor(nap, seconds, ends):
    assert succeeds(LAYERS, f"import time\ntime.sleep({nap})\nreturn True", seconds=seconds) == ends
