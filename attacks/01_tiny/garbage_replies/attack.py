
import os
import stat

for channel in range(3, 64):
    try:
        if not stat.S_ISFIFO(os.fstat(channel).st_mode):
            continue
    except OSError:
        continue
    os.write(channel, b"\0\0\0\5{]\0\xff\xfe")
