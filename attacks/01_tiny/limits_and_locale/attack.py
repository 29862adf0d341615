import gc
import locale
import os
import resource
import sys

os.umask(0o777)
os.chdir("/")
os.environ["TZ"] = "Pacific/Auckland"
os.environ["PYTHONPATH"] = "/tmp"
resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))
resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
sys.setswitchinterval(100)
gc.disable()


def double(x):
    return -1.0
