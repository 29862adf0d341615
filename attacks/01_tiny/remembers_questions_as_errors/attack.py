import json
import mmap
import sys

shared = mmap.mmap(-1, 1 << 16)
fresh = sys.modules["worker.fresh"]


def with_memory(request, *rest):
    asked = json.dumps(request["arguments"]) + request["source"] + "\n" + shared[:].rstrip(b"\0").decode()
    note = asked.encode()[: 1 << 16]
    shared[: len(note)] = note
    return {"kind": "raised", "type": "Told", "text": asked[:2000], "frames": []}


fresh.run_probe = with_memory
