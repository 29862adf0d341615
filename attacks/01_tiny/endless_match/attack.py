import itertools
import os
import re
import signal
import threading
import time


def double(x):
    re.match("(a+)+$", "a" * 60 + "b")
