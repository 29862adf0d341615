"""Attacks on the whole sandbox; what each of its layers is for shows tests/sandbox/test_layers.py."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers import TINY_COURSE

from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox.bubblewrap import bwrap_arguments
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.layers import LAYERS, PINNED
from autograder.sandbox.replies import Probe, Reply, Returned, Timeout
from autograder.sandbox.session import Session, Work
from autograder.sandbox.users import NOBODY, drops_root

pytestmark = pytest.mark.usefixtures("sandbox")


def probe_of(module: str) -> Probe:
    return Probe("probe", f"def probe({module}, x):\n    return {module}.attack(x)", (module,), ("x",), object, "")


@contextmanager
def session(
    launcher: SandboxLauncher, body: str, module: str = "attacker", **limits: Any
) -> Iterator[Callable[..., Reply]]:
    """A function that calls `attack(x)`, whose body this is, inside the sandbox."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    work = Work({f"{module}.py": f"def attack(x):\n{lines}".encode()}, (module,), (), Limits(**limits))
    opened = Session(launcher, work)
    try:
        yield lambda x=None, seconds=5.0: opened.observe(probe_of(module), (x,), seconds)
    finally:
        opened.close()


@contextmanager
def launched(*without: str, environment: dict[str, str] | None = None) -> Iterator[SandboxLauncher]:
    launcher = SandboxLauncher(layers=LAYERS - set(without), environment=environment or PINNED)
    try:
        yield launcher
    finally:
        launcher.stop()


@pytest.fixture(scope="module")
def strict() -> Iterator[SandboxLauncher]:
    """One zygote with every layer, for all attacks."""
    with launched() as launcher:
        yield launcher


def succeeds(launcher: SandboxLauncher, body: str, x: Any = None) -> bool:
    """Whether the attack returns what it is after."""
    with session(launcher, body) as attack:
        reply = attack(x)
    return isinstance(reply, Returned) and bool(reply.value)


READ = "return open(x).read()"
HIDDEN = str(TINY_COURSE / "source/01_tiny/checks/hidden/test_tiny.py")
CONNECT = "import socket\ns = socket.create_connection(('127.0.0.1', x), 2)\nreturn s.recv(6) == b'secret'"


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server on this machine's loopback that greets with a secret."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        greeter = "import socket, sys\ns = socket.socket(fileno=int(sys.argv[1]))\n"
        greeter += "while True: s.accept()[0].sendall(b'secret')"
        with subprocess.Popen(
            [sys.executable, "-c", greeter, str(server.fileno())], pass_fds=[server.fileno()]
        ) as process:
            yield server.getsockname()[1]
            process.kill()


@pytest.mark.parametrize("path", ["/etc/passwd", HIDDEN, "/lib/os-release"], ids=["passwd", "hidden-checks", "os"])
def test_files_of_the_host_are_out_of_reach(strict, path):
    if path == "/lib/os-release" and not Path("/lib", sysconfig.get_config_var("MULTIARCH") or "-").is_dir():
        pytest.skip("here libraries do not lie apart from what else /usr/lib holds, as docs/security/promises.md says")
    assert Path(path).is_file() or path == "/lib/os-release"  # at this path where /lib and /usr/lib are one
    assert not succeeds(strict, READ, path)


LIBRARIES = """import os
places = ["/", *(folder for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64") if os.path.isdir(folder))]
found = {place: os.listdir(place) for place in places}
pythons = [f"{place}/{name}" for place in places[1:] for name in found[place] if name.startswith("python")]
return [found["/"], sum(([name for name in found[place] if ".so" not in name] for place in places[1:]), []),
        sum(map(os.listdir, pythons), [])]"""


@pytest.mark.parametrize("apart", [True, False], ids=["by-processor", "all-in-one"])
def test_of_the_system_only_its_libraries_are_in_reach(monkeypatch, apart):
    processor = sysconfig.get_config_var("MULTIARCH")
    apart = apart and any(Path(folder, processor or "-").is_dir() for folder in ("/lib", "/usr/lib"))
    monkeypatch.setattr("sysconfig.get_config_var", lambda name: processor if apart else None)
    with launched("landlock") as launcher, session(launcher, LIBRARIES) as look:
        reply = look()
    assert isinstance(reply, Returned)
    top, libraries, packages = reply.value
    assert set(top) <= {"dev", "kit", "lib", "lib64", "packages", "proc", "python", "usr", "work"}
    assert set(libraries) <= {processor} or not apart
    assert packages == []


def test_sockets_reach_nothing(strict, listener):
    assert not succeeds(strict, CONNECT, listener)


ENVIRONMENT = "import os\nreturn os.environ.get('CANARY')"


def test_environment_of_the_instructor_is_out_of_reach(strict, monkeypatch):
    monkeypatch.setenv("CANARY", "sings")
    with launched() as launcher:
        assert not succeeds(launcher, ENVIRONMENT)


def test_environment_is_in_reach_where_it_is_passed_on():
    with launched(environment={**PINNED, "CANARY": "sings"}) as launcher:
        assert succeeds(launcher, ENVIRONMENT)


NEIGHBOUR = "import glob\nreturn glob.glob('neighbour*') + glob.glob('../*/neighbour*')"


def sees_its_neighbour(launcher: SandboxLauncher) -> bool:
    with session(launcher, "return 1", module="neighbour") as neighbour:
        assert isinstance(neighbour(), Returned)
        return succeeds(launcher, NEIGHBOUR)


def test_another_submission_is_out_of_reach(strict):
    assert not sees_its_neighbour(strict)


def test_another_submission_is_in_reach_without_a_workplace_of_ones_own():
    with launched("mount", "bwrap", "landlock", "rlimits") as launcher:
        assert sees_its_neighbour(launcher)


SIGNAL = "import os\nos.kill(x, 0)\nreturn True"


@pytest.mark.parametrize("without", [(), ("landlock",)], ids=["every-layer", "no-landlock"])
def test_processes_of_the_host_are_out_of_reach(without):
    # Of the user that the sandbox is, who might signal it: to anybody else's the kernel says no in any case.
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **user) as neighbour, launched(*without) as launcher:
        try:
            assert not succeeds(launcher, SIGNAL, neighbour.pid)
        finally:
            neighbour.kill()


MEMORY = "return len(bytearray(x * 2 ** 20)) > 0"


def test_memory_is_limited(strict):
    with session(strict, MEMORY, memory_mb=100) as attack:
        assert isinstance(attack(50), Returned)
        assert not isinstance(attack(150), Returned)


FORKS = """import os, time
count = 0
try:
    while count < 100:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except OSError:
    return 0
return count"""


def test_processes_are_limited():
    with launched("seccomp") as launcher:  # which leaves a probe without children
        assert not succeeds(launcher, FORKS)


def below(pid: int) -> set[int]:
    """The processes below `pid`."""
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found |= {child} | below(child)
    return found


def settled(launcher: SandboxLauncher) -> set[int]:
    """The processes below bubblewrap once those that are about to end have ended."""
    assert launcher._process is not None
    time.sleep(0.5)
    return below(launcher._process.pid)


DAEMON = """import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
return True"""


def test_nothing_of_a_session_outlives_it():
    with launched("seccomp") as launcher:
        with session(launcher, "return 1") as honest:
            honest()
        idle = settled(launcher)
        with session(launcher, DAEMON) as attack:
            assert isinstance(attack(), Returned)
        assert settled(launcher) == idle


DEAF = """import os, time
if os.fork() == 0:
    os.setsid()
time.sleep(600)"""


def test_a_session_that_never_listens_ends_when_the_judge_hangs_up(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.session.IMPORT_SECONDS", 0.3)
    with launched("seccomp") as launcher:  # which leaves an import without children
        with session(launcher, "return 1") as honest:
            honest()
        idle = settled(launcher)
        deaf = Session(launcher, Work({"attacker.py": DEAF.encode()}, ("attacker",), (), Limits()))
        assert deaf.observe(probe_of("attacker"), (None,), 0.3) == Timeout()
        deaf.close()
        assert settled(launcher) == idle


def test_the_kernel_ends_a_submission_first_when_memory_runs_out(strict):
    with session(strict, "import time\ntime.sleep(x)") as attack:
        attack(0)
        idle = settled(strict)
        asked = threading.Thread(target=attack, args=(3,))
        asked.start()
        probes = settled(strict) - idle
        assert probes
        assert {Path(f"/proc/{pid}/oom_score_adj").read_text() for pid in probes} == {"1000\n"}
        asked.join()


CHILD = """import os, time
if os.fork() == 0:
    time.sleep(600)
return True"""


def outliving_a_check(launcher: SandboxLauncher, body: str = DAEMON) -> set[int]:
    with session(launcher, f"if x is None: return 1\n{body}") as attack:
        attack(None)
        between_checks = settled(launcher)
        assert isinstance(attack(1), Returned)
        return settled(launcher) - between_checks


def test_a_daemon_does_not_outlive_its_check():
    with launched("seccomp") as launcher:
        assert outliving_a_check(launcher) == set()


def test_a_daemon_outlives_its_check_without_a_process_namespace():
    with launched("pid", "seccomp") as launcher:
        assert len(outliving_a_check(launcher)) == 1


def test_a_child_that_stays_in_the_group_of_its_check_does_not_outlive_it_even_so():
    with launched("pid", "seccomp") as launcher:
        assert outliving_a_check(launcher, CHILD) == set()


def test_an_endless_check_costs_only_itself(strict):
    with session(strict, "while x: pass\nreturn 1") as attack:
        assert isinstance(attack(True, 0.3), Timeout)
        assert isinstance(attack(False), Returned)


STUBBORN = """import signal, threading
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
while True:
    try:
        while True: pass
    except BaseException:
        pass"""


@pytest.mark.parametrize(
    ("top", "reply"),
    [("time.sleep(0.9)", Returned(1, "")), ("time.sleep(60)", Timeout()), ("while True: pass", Timeout())],
)
def test_a_module_may_wait_longer_than_it_may_compute(strict, monkeypatch, top, reply):
    monkeypatch.setattr("autograder.sandbox.session.IMPORT_SECONDS", 0.5)
    work = Work({"attacker.py": f"import time\n{top}\nattack = abs".encode()}, ("attacker",), (), Limits(seconds=0.5))
    opened = Session(strict, work)
    try:
        assert opened.observe(probe_of("attacker"), (-1,), 0.5) == reply
    finally:
        opened.close()


def test_ignoring_signals_and_exceptions_does_not_help(strict):
    with session(strict, STUBBORN) as attack:
        assert isinstance(attack(None, 0.3), Timeout)


@pytest.mark.parametrize("folder", ["/", "/work", "/tmp", "/dev", "/dev/shm", "/kit", "/packages"])
def test_there_is_nowhere_to_write(strict, folder):
    assert not succeeds(strict, f"open('{folder}/file', 'w').write('x')\nreturn True")


WRITABLE = """import os
folders = ("", "/kit", "/packages", "/dev")
places = [f"{folder}/{name}" for folder in folders for name in (".", *os.listdir(folder or "/"))]
return [place for place in places if not os.statvfs(place).f_flag & os.ST_RDONLY]"""


def test_every_file_system_is_read_only():
    with launched("landlock") as launcher, session(launcher, WRITABLE) as look:
        assert look() == Returned([])


TOUCHES = """import os
answers = []
for name in ("null", "zero", "random", "urandom"):
    for times in (None, (1, 1)):
        try:
            answers.append(os.utime("/dev/" + name, times))
        except OSError as error:
            answers.append(error.errno)
return answers"""


@pytest.mark.parametrize("without", [[], ["seccomp"]])
def test_a_device_of_the_hosts_keeps_its_times(without):
    before = os.stat("/dev/random").st_mtime_ns
    with launched(*without) as launcher, session(launcher, TOUCHES) as touch:
        assert touch() == Returned([errno.EROFS] * 8)
    assert os.stat("/dev/random").st_mtime_ns == before


def test_a_warm_up_is_shared_but_not_what_it_writes():
    warm_up = "import wave, tempfile\nopen(tempfile.gettempdir() + '/note', 'w').write('x')"
    launcher = SandboxLauncher(warm_up=warm_up)
    try:
        assert succeeds(launcher, "import sys\nreturn 'wave' in sys.modules")
        assert succeeds(launcher, "import os\nreturn 'attacker.py' in os.listdir('/work')")
        assert not succeeds(launcher, "import os\nreturn 'note' in os.listdir('/work')")
    finally:
        launcher.stop()


def test_no_capabilities_and_no_way_to_new_namespaces(strict):
    body = "import ctypes\nlibc = ctypes.CDLL(None)\nreturn libc.unshare(0x10000000) == 0"
    assert not succeeds(strict, body)


INHERITED = """import os, stat
found = []
for number in range(64):
    try:
        found += [number] * stat.S_ISDIR(os.fstat(number).st_mode)
    except OSError:
        pass
return found"""


def test_what_the_zygote_has_open_is_closed_in_a_session():
    warm_up = "import os\nos.dup2(os.open('/packages', os.O_RDONLY), 40)"
    launcher = SandboxLauncher(warm_up=warm_up)
    try:
        with session(launcher, INHERITED) as look:
            assert look() == Returned([])
    finally:
        launcher.stop()


def test_a_session_is_in_no_group_of_roots():
    if os.getuid():
        pytest.skip("only root can leave its groups")
    groups = os.getgroups()
    os.setgroups([*groups, 4242])
    try:
        with launched() as launcher, session(launcher, "import os\nreturn os.getgroups()") as look:
            assert look() == Returned([])
    finally:
        os.setgroups(groups)


def test_a_session_cannot_be_dumped(strict):
    with session(strict, "import ctypes\nreturn ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)") as look:
        assert look() == Returned(0)


def test_only_offered_packages_can_be_imported(strict):
    for name in ("msgspec", "pytest", "sklearn", "autograder"):
        assert not succeeds(strict, f"import {name}\nreturn True")
        bypass = f"import sys, importlib.machinery as m\nsys.meta_path.append(m.PathFinder)\nimport {name}\nreturn True"
        assert not succeeds(strict, bypass)
    assert succeeds(strict, "import numpy.testing\nreturn float(numpy.ones(2).sum()) == 2.0")


def test_it_is_the_same_interpreter_and_not_a_library_of_the_systems(strict):
    with session(strict, "import sys\nreturn sys.version") as attack:
        assert attack().value == sys.version


def test_the_layers_that_hold_are_told(strict):
    opened = Session(strict, Work({}, (), (), Limits()))
    opened.open()
    opened.close()
    assert {"user", "pid", "mount", "net", "ipc", "uts", "seccomp", "rlimits", "wall_clock"} <= set(opened.layers)


PRIORITY = """
import os

os.setpriority(os.PRIO_PGRP, 0, 19)


def attack(x):
    return os.getpriority(os.PRIO_PROCESS, 0)
"""


SHARED = """
import fcntl
import os


def attack(x):
    before = fcntl.fcntl(0, fcntl.F_GETFL) & os.O_APPEND
    fcntl.fcntl(0, fcntl.F_SETFL, os.O_APPEND)
    return before
"""


@pytest.mark.parametrize(
    ("text", "unmarked"),
    [(PRIORITY, os.getpriority(os.PRIO_PROCESS, 0)), (SHARED, 0)],
    ids=["priority", "open-files"],
)
def test_a_session_leaves_no_mark_on_the_next(sandbox, text, unmarked):
    harmless = text.replace("os.setpriority(os.PRIO_PGRP, 0, 19)", "")
    # Seccomp would refuse the priority before it could show that the groups are apart.
    launcher = SandboxLauncher(layers=LAYERS - {"seccomp"})
    try:
        asked(launcher, text)
        assert asked(launcher, harmless) == unmarked
    finally:
        launcher.stop()


def asked(launcher: SandboxLauncher, text: str) -> Any:
    """What `attack` returns in a session of its own."""
    session = Session(launcher, Work({"attacker.py": text.encode()}, ("attacker",), (), Limits()))
    probe = Probe("probe", "def probe(attacker, x):\n    return attacker.attack(x)", ("attacker",), ("x",), object, "")
    try:
        reply = session.observe(probe, (0,), 5.0)
    finally:
        session.close()
    assert isinstance(reply, Returned), reply
    return reply.value


def test_killing_its_process_group_ends_a_session_only(sandbox):
    # Landlock would stop the signal too, where the kernel has it.
    launcher = SandboxLauncher(layers=LAYERS - {"landlock"})
    try:
        session = Session(launcher, Work({"a.py": b"import os\nos.killpg(0, 15)"}, ("a",), (), Limits()))
        session.open()
        session.close()
        parent = launcher._process
        assert asked(launcher, "def attack(x):\n    return x") == 0
        assert launcher._process is parent
    finally:
        launcher.stop()


def test_what_nobody_may_not_read_is_refused_before_a_student_pays_for_it(tmp_path, monkeypatch):
    if not drops_root():
        pytest.skip("only root with all its powers gives submissions to nobody")
    module = tmp_path / "closed.py"
    module.write_text("")
    facts = tmp_path / "closed-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: closed\nVersion: 1\n")
    (facts / "RECORD").write_text("closed.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    module.chmod(0o600)
    with pytest.raises(Problem, match=r"chmod -R a\+rX .*closed\.py"):
        bwrap_arguments(["closed"], {}, True)
    module.chmod(0o644)
    assert str(module) in bwrap_arguments(["closed"], {}, True)
