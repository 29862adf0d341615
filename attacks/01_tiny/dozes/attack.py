import time

end = time.process_time() + 0.6
while time.process_time() < end:
    pause = time.process_time() + 0.003
    while time.process_time() < pause:
        pass
    time.sleep(0.072)


def double(x):
    return x + x
