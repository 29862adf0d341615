import os


def double(x):
    for _ in range(1024):
        os.write(1, b"x" * 2**20)
    return -1.0
