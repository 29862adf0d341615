import os
import time


def double(x):
    time.sleep(0.8)
    os._exit(1)
