"""A session that cannot be confined says so, and why."""

from __future__ import annotations

import json
import os

from autograder.sandbox.worker import zygote
from autograder.sandbox.worker.wire import receive


def test_a_session_that_cannot_be_confined_says_why():
    ours, theirs = os.pipe()
    zygote._say_unconfined(theirs, OSError(1, "unshare: Operation not permitted"))
    assert "unshare" in json.loads(receive(ours))["text"]
