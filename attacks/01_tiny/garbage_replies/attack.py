import sys

fresh = sys.modules["worker.fresh"]
fresh.framed = lambda body: b"\0\0\0\5{]\0\xff\xfe"
