import ctypes
import os
import sys


def double(x):
    ctypes.string_at(0)
