import itertools
import os
import re
import signal
import threading
import time


def double(x):
    while True:
        pass
