import sys

serving = sys.modules["worker.serving"]
serving.frame = lambda reply: b"\0\0\0\5{]\0\xff\xfe"
