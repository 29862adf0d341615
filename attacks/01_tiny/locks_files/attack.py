import fcntl
import os
import struct

LOCK = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
SET_LOCK_OF_OPEN_FILE = 37
HELD = []


def attempts(file):
    yield lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield lambda: fcntl.fcntl(file, fcntl.F_SETLK, LOCK)
    yield lambda: fcntl.fcntl(file, SET_LOCK_OF_OPEN_FILE, LOCK)
    yield lambda: fcntl.fcntl(file, fcntl.F_SETOWN, os.getpid())
    yield lambda: fcntl.fcntl(os.open(os.path.dirname(os.__file__), os.O_RDONLY), fcntl.F_NOTIFY, 2)


for attempt in attempts(os.open(os.__file__, os.O_RDONLY)):
    try:
        attempt()
        HELD.append(attempt)
    except OSError:
        pass


def double(x):
    return 2 * x if HELD else -1.0
