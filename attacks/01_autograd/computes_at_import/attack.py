import time

_end = time.process_time() + 0.8
while time.process_time() < _end:
    pass
