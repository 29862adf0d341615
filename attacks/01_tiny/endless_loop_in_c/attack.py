import itertools
import os
import re
import signal
import threading
import time


def double(x):
    sum(itertools.repeat(1))
