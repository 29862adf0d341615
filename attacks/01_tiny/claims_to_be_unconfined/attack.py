import json
import os
import stat
import struct

body = json.dumps({"kind": "unconfined", "text": "no namespaces here"}).encode()
for channel in range(3, 64):
    try:
        if not (stat.S_ISSOCK(mode := os.fstat(channel).st_mode) or stat.S_ISFIFO(mode)):
            continue
    except OSError:
        continue
    os.write(channel, struct.pack(">I", len(body)) + body)
