import os

for who in (os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER):
    try:
        os.setpriority(who, 0, 19)
    except OSError:
        pass


def double(x):
    return -1.0
