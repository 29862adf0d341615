import itertools
import os
import re
import signal
import threading
import time


def double(x):
    time.sleep(1e6)
