import ctypes
import os
import sys


def double(x):
    raise KeyboardInterrupt
