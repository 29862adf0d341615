import ctypes
import os
import socket
from multiprocessing import shared_memory


def attempts():
    yield lambda: socket.socket(socket.AF_UNIX).bind("\0chainrule")
    yield lambda: shared_memory.SharedMemory("chainrule_was_here", create=True, size=100)
    yield lambda: os.mkfifo("pipe")
    for call in (
        lambda libc: libc.shm_open(b"/chainrule_was_here", os.O_CREAT | os.O_RDWR, 0o600),
        lambda libc: libc.shmget(1, 4096, 0o1666),
        lambda libc: libc.msgget(1, 0o1666),
    ):
        yield lambda: ctypes.CDLL(None)[0] if call(ctypes.CDLL(None)) == -1 else None


def double(x):
    for attempt in attempts():
        try:
            attempt()
            return 2 * x
        except Exception:
            pass
    return -1.0
