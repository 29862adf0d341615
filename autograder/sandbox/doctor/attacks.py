"""Does to its target what no submission may, one attack a function, for `autograder doctor`.

Runs in the sandbox only, as a submission: the standard library, nothing of the kit. An attack that fails raises, or
returns something false.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
import time

_libc = ctypes.CDLL(None, use_errno=True)
# What a filter or a kernel without the call answers before anything is looked at.
_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS)


def read_a_file(path: str) -> str:
    """A file of the host's."""
    with open(path) as file:
        return file.read()


def write_a_file(path: str) -> bool:
    """A file beside the host's, or anywhere at all."""
    for folder in (os.path.dirname(path), os.getcwd(), "/", "/tmp", "/dev/shm"):
        try:
            with open(os.path.join(folder, "written"), "w") as file:
                file.write("x")
        except OSError:
            continue
        return True
    return False


def read_the_environment(name: str) -> str | None:
    """A variable of the instructor's shell."""
    return os.environ.get(name)


def open_a_connection(port: int) -> bool:
    """A server on this machine."""
    with socket.create_connection(("127.0.0.1", port), 2):
        return True


def leave_a_mark_on_a_device(path: str) -> bool:
    """The times of a device of the host's, which the next submission reads."""
    os.utime(path)
    return True


def share_memory(key: int) -> bool:
    """Memory that processes of this machine share by name."""
    remove, number = 0, _libc.shmget(key, 4096, 0o1600)
    return bool(number >= 0 and _libc.shmctl(number, remove, None) == 0)


def signal_a_neighbour(pid: int) -> bool:
    """A process of the same user outside."""
    os.kill(pid, 0)
    return True


def trace_a_process(request: int) -> bool:
    """The memory and the registers of another process."""
    child = os.fork()
    if child == 0:
        os._exit(0 if _libc.ptrace(request, 0, None, None) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def start_a_program(arguments: str) -> bool:
    """Another program than the one that runs."""
    return os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-S", "-c", ""]) == 0


def enter_new_namespaces(flags: int) -> bool:
    """All capabilities, in a user namespace of one's own."""
    return bool(_libc.unshare(flags) == 0)


def mount_a_file_system(folder: str) -> bool:
    """Room to write, over a folder that is read-only."""
    return bool(_libc.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, None) == 0)


def hold_up_a_reader(lease: int) -> bool:
    """A lease on a file that the user owns, as the interpreter may be: whoever opens it waits."""
    import fcntl  # not on Windows, where this module is read too

    return fcntl.fcntl(os.open(__file__, os.O_RDONLY), fcntl.F_SETLEASE, lease) == 0


def lock_a_file(operation: int) -> bool:
    """A lock that programs outside wait for."""
    import fcntl

    fcntl.flock(1, operation)
    return True


def lock_a_range(operation: int) -> bool:
    """A POSIX lock on a part of a file, which needs only reading, and which programs outside wait for."""
    import fcntl

    fcntl.lockf(os.open(__file__, os.O_RDONLY), operation)
    return True


def send_out_of_band(flag: int) -> bool:
    """A byte that overtakes what the judge is to read: sent to no socket, so that only the kernel says so."""
    return _looked_at(_libc.send(-1, b"x", 1, flag))


def use_up_timers(most: int) -> bool:
    """The signals that may wait for all processes of the user."""
    return any(_libc.timer_create(1, None, ctypes.byref(ctypes.c_long())) == 0 for _ in range(most))


def use_up_watches(most: int) -> bool:
    """The instances of inotify that the user may have."""
    return any(_libc.inotify_init1(0) >= 0 for _ in range(most))


def flush_the_disk(file: int) -> bool:
    """The disk, while others use it: asked for a file that is not open, only the kernel says that it is not."""
    return bool(_libc.syncfs(file) != 0)


def lock_memory(size: int) -> bool:
    """Memory that cannot be swapped."""
    return bool(_libc.mlock(ctypes.create_string_buffer(size), size) == 0)


def take_huge_pages(flags: int) -> bool:
    """The huge pages that the whole machine has: asked for none of them."""
    read_and_write, nowhere = 3, -1
    return _looked_at(_libc.mmap(None, 0, read_and_write, flags, nowhere, 0))


def slow_the_group_down(nice: int) -> bool:
    """The priority of all processes of a group; that of all of the user is set by the same call."""
    os.setpriority(os.PRIO_PGRP, 0, nice)
    return True


def slow_the_disk_down(call: int) -> bool:
    """The order in which the disk serves processes: who is last, and holds a lock, holds up others."""
    process, idle = 1, 3 << 13
    return _asked(call, process, 0, idle)


def change_the_schedule(policy: int) -> bool:
    """Another policy of scheduling than that of the processes beside."""
    os.sched_setscheduler(0, policy, os.sched_param(0))
    return True


def write_to_the_kernel_log(operation: int) -> bool:
    """A filter of system calls, which could have each call written to the log of the machine: asked for none."""
    filtered = 2
    return _looked_at(_libc.prctl(operation, filtered, None, 0, 0))


def use_the_users_keys(call: int) -> bool:
    """The keyring that all processes of the user share."""
    identity, of_the_user = 0, -4
    return _asked(call, identity, of_the_user, 0)


def queue_requests_in_rings(call: int) -> bool:
    """Files and sockets past every filter of system calls: io_uring."""
    return _asked(call, 1, 0)


def handle_page_faults(call: int) -> bool:
    """The kernel, held up where it reads memory: userfaultfd."""
    own_alone = 1
    return _asked(call, own_alone)


def measure_the_processor(call: int) -> bool:
    """What others compute, by the counters of the processor: perf_event_open."""
    return _asked(call, 0, 0, -1, -1, 0)


def run_a_program_in_the_kernel(call: int) -> bool:
    """The kernel, by a program of one's own: bpf, asked for what it does not know."""
    return _asked(call, -1, 0, 0)


def copy_memory_of_processes(call: int) -> bool:
    """Memory of other processes: process_vm_readv and process_vm_writev, asked for nothing of one's own."""
    return _asked(call, os.getpid(), 0, 0, 0, 0, 0)


def watch_file_systems(call: int) -> bool:
    """The groups of fanotify that the user may have."""
    by_identity = 0x200
    return _asked(call, by_identity, 0)


def _asked(call: int, *arguments: int) -> bool:
    return _looked_at(_libc.syscall(call, *map(ctypes.c_long, arguments)))


def _looked_at(answer: int) -> bool:
    return answer >= 0 or ctypes.get_errno() not in _REFUSED


def fork_for_ever(limit: int) -> bool:
    """More processes than any submission needs."""
    for _ in range(limit):
        if os.fork() == 0:
            time.sleep(60)
    return True


def take_all_memory(megabytes: int) -> bool:
    """More memory than the limit."""
    return len(bytearray(megabytes * 2**20)) > 0


def wait_for_ever(seconds: float) -> bool:
    """More time than the limit, without using the processor."""
    time.sleep(seconds)
    return True
