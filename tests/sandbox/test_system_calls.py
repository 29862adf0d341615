"""What a confined process could do to files, locks, signals and limits that others share fails by one layer alone.

Each attempt is made twice in a session of the same user: without the layer, where the kernel grants it, and with it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from typing import NamedTuple

import pytest
from attempts import CALL, attacked, succeeds
from helpers import REPO
from other_users import USER, as_user

from autograder.sandbox.layers import LAYERS
from autograder.sandbox.replies import Returned
from autograder.sandbox.worker.call_numbers import numbers_of
from autograder.sandbox.worker.system_calls import DONE, ENOSYS, EPERM, EROFS, GROUPS

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]
# With the host's files in reach, which belong to the user of the session, as an interpreter that its user installed.
OPEN = frozenset({"user", "no_new_privs"})
FILE = "import fcntl, os, struct\nfd = os.open(x, os.O_RDONLY)\n"
LOCK = "struct.pack('hhqqi4x', fcntl.F_RDLCK, 0, 0, 0, 0)"


class Attempt(NamedTuple):
    """The body of `attack(x)`, where x is a file's path, which succeeds but for `layer`, with those in `base` alone."""

    name: str
    body: str
    layer: str = "seccomp"
    base: frozenset[str] = OPEN


QUEUE = "import signal\nsignal.signal(40, signal.SIG_IGN)\nreturn libc.sigqueue(libc.getpid(), 40, 0) == 0"
FOLDER = "folder = os.open(os.path.dirname(x), os.O_RDONLY)\n"
IOPRIO_SET = {"x86_64": 251, "aarch64": 30}[platform.machine()]
CHILD = "import os, resource, time\nchild = os.fork()\nif not child:\n    time.sleep(9)\n"
LOCKED = "libc.mmap.restype = ctypes.c_void_p\nreturn libc.mmap(None, 65536, 3, 0x2022, -1, 0) != 2 ** 64 - 1"
SIGNALS = """import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [40])
for _ in range(200):
    os.kill(os.getpid(), 40)
count = 0
while signal.sigtimedwait([40], 0):
    count += 1
return count == 200"""
ATTEMPTS = [
    Attempt("lease", FILE + "return fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK) == 0"),
    Attempt("lease of readers", FILE + "return fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK) == 0"),
    Attempt("lock", FILE + f"return len(fcntl.fcntl(fd, fcntl.F_SETLK, {LOCK})) > 0"),
    Attempt("lock of an open file", FILE + f"return len(fcntl.fcntl(fd, 37, {LOCK})) > 0"),
    Attempt("flock", FILE + "return fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB) is None"),
    Attempt("owner of signals", FILE + "return fcntl.fcntl(fd, fcntl.F_SETOWN, os.getpid()) == 0"),
    Attempt("notes of a folder", FILE + FOLDER + "return fcntl.fcntl(folder, fcntl.F_NOTIFY, 2) == 0"),
    Attempt("size of a pipe", FILE + "return fcntl.fcntl(os.pipe()[0], 1031, 2 ** 20) == 2 ** 20"),
    Attempt("asynchronous signals", FILE + "return fcntl.ioctl(os.pipe()[0], 0x5452, b'\\1\\0\\0\\0') is not None"),
    Attempt("inotify", CALL + "return libc.inotify_init1(0) >= 0"),
    Attempt("epoll", CALL + "return libc.epoll_create1(0) >= 0"),
    Attempt("timer", CALL + "return libc.timer_create(1, None, ctypes.byref(ctypes.c_long())) == 0"),
    Attempt("queued signal", CALL + QUEUE),
    # Of a file that is not open, which only the kernel says.
    Attempt("disk", CALL + "return libc.syncfs(-1) == -1"),
    Attempt("cache", CALL + "return libc.posix_fadvise(-1, 0, 0, 4) != 0"),
    Attempt("pages of others", "import mmap\nreturn mmap.mmap(-1, 4096).madvise(21) is None"),
    Attempt("priority of a group", "import os\nreturn os.setpriority(os.PRIO_PGRP, 0, 19) is None"),
    Attempt("priority of the disk", CALL + f"return libc.syscall({IOPRIO_SET}, 1, 0, 2 << 13 | 7) == 0"),
    Attempt("policy", "import os\nreturn os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)) is None"),
    Attempt("limits of others", CHILD + "return resource.prlimit(child, resource.RLIMIT_CPU, (1, 1)) is not None"),
    Attempt("out-of-band bytes", "import _socket\na, b = _socket.socketpair()\nreturn a.send(b'x', 1) == 1"),  # MSG_OOB
    Attempt("reading by others", CALL + "return libc.prctl(4, 1, 0, 0, 0) == 0"),  # PR_SET_DUMPABLE
    Attempt("kernel's log", CALL + "return libc.prctl(22, 2, None, 0, 0) == -1 and ctypes.get_errno() != 1"),
    Attempt("merged pages", "import mmap\nreturn mmap.mmap(-1, 4096).madvise(12) is None"),
    # Of no size, which only the kernel says.
    Attempt("huge pages", CALL + "return libc.mmap(None, 0, 3, 0x40022, -1, 0) == -1 and ctypes.get_errno() != 1"),
    Attempt("attributes", "import os\nreturn os.chown(x, -1, -1) is None"),
    Attempt("times", "import os\nreturn os.utime(x, (1, 1)) is None"),
    Attempt("times of an open file", FILE + "return os.utime(fd) is None"),
    Attempt("times of a device", "import os\nreturn os.utime('/dev/null') is None"),
    Attempt("mode", "import os\nreturn os.chmod(x, 0o600) is None"),
    Attempt("mode of an open file", FILE + "return os.fchmod(fd, 0o600) is None"),
    Attempt("locked memory", CALL + LOCKED, "rlimits", LAYERS - {"rlimits"}),
    Attempt("waiting signals", SIGNALS, "rlimits", LAYERS - {"rlimits"}),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_what_others_share_is_out_of_reach_by_one_layer(attempt, tmp_path):
    file = tmp_path / "file"
    file.write_text("text")
    assert succeeds(attempt.base, attempt.body, str(file))
    assert not succeeds(attempt.base | {attempt.layer}, attempt.body, str(file))


# Since Linux 6.14 these pass every filter; the kernel ends who calls them but from where it put a probe itself.
UNFILTERED = {"uretprobe", "uprobe"}


def test_every_refused_call_is_answered_as_the_table_says():
    numbers = numbers_of(platform.machine())
    calls = [(call, numbers[call], group.answer) for group in GROUPS for call in group.calls if call in numbers]
    refused = [call for call in calls if call[2] in (DONE, EPERM, ENOSYS, EROFS) and call[0] not in UNFILTERED]
    body = CALL + "answers = []\nfor number in x:\n    ctypes.set_errno(0)\n    libc.syscall(number, *[-1] * 6)\n"
    body += "    answers.append(ctypes.get_errno())\nreturn answers"
    with attacked(LAYERS, body, [number for _, number, _ in refused]) as reply:
        assert isinstance(reply, Returned)
        assert reply.value == [answer for _, _, answer in refused]


HOLD = "fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)\nimport time\ntime.sleep(2)\nreturn True"
# Opens a file again and again until it is hung up on, without waiting: ends with 7 when it would have to.
OPENER = """import os, select, sys
while not select.select([0], [], [], 0.05)[0]:
    try:
        os.close(os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK))
    except BlockingIOError:
        sys.exit(7)
"""


@pytest.mark.parametrize(("layers", "status"), [(OPEN, 7), (OPEN | {"seccomp"}, 0)], ids=["without", "with"])
def test_a_lease_would_hold_up_whoever_opens_the_file_outside(layers, status, tmp_path):
    file = tmp_path / "module.py"
    file.write_text("text")
    with (
        subprocess.Popen([sys.executable, "-S", "-c", OPENER, str(file)], stdin=subprocess.PIPE) as outside,
        attacked(layers, FILE + HOLD, str(file)),
    ):
        outside.communicate()
        assert outside.returncode == status


def test_an_ordinary_user_has_the_same_answers():
    if os.getuid():
        pytest.skip("this is an ordinary user, so the other tests show it")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chown(folder, USER, USER)
        # The root is where pytest's own notes go. Not this test, which would start itself.
        options = ["-q", "-p", "no:cacheprovider", "-c", REPO / "pyproject.toml", "--rootdir", folder, "-m", "slow"]
        command = [sys.executable, "-m", "pytest", *options, "-k", "not ordinary", __file__]
        here = as_user(f"PYTHONPATH={REPO / 'tests'}", *map(str, command))
        ended = subprocess.run(here, cwd=REPO, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:]
