import time

end = time.process_time() + 0.6
while time.process_time() < end:
    began, used = time.monotonic(), time.process_time()
    while time.process_time() - used < 0.02:
        pass
    time.sleep(24 * (time.monotonic() - began))


def double(x):
    return x + x
