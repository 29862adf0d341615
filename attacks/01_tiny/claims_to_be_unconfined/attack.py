import json
import os
import socket
import struct

body = json.dumps({"kind": "unconfined", "text": "no namespaces here"}).encode()
for channel in range(3, 64):
    try:
        socket.socket(fileno=channel).detach()
    except OSError:
        continue
    os.write(channel, struct.pack(">I", len(body)) + body)
