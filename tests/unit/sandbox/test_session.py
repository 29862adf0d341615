"""A worker is warmed up before anything is refused to it; one that dies is asked again, less often if that is slow."""

from __future__ import annotations

import json
import struct
import time

import numpy as np
import pytest

from autograder.records import Limits
from autograder.sandbox import session as session_module
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe, Returned
from autograder.sandbox.session import RETRIES, Session, Work
from autograder.sandbox.worker.wire import MAX_FRAME, FrameTooLarge, frame, freeze


def test_a_message_is_what_the_worker_would_write_and_no_longer_than_it_reads():
    message = {"source": "é", "arguments": {"x": freeze([0.1, float("inf"), {"k": np.arange(3.0)}, -(2**63)])}}
    sent = session_module._frame(message)
    assert struct.unpack(">I", sent[:4]) == (len(sent) - 4,)
    assert json.loads(sent[4:]) == json.loads(frame(message)[4:]) == message
    longest = {"source": "x" * (MAX_FRAME - len(b'{"source":""}'))}
    assert len(session_module._frame(longest)) == 4 + MAX_FRAME
    with pytest.raises(FrameTooLarge):
        session_module._frame({"source": longest["source"] + "x"})


@pytest.mark.parametrize(("lasts", "asked"), [(0.0, 1 + RETRIES), (0.2, 2)])
def test_who_takes_long_to_die_is_asked_less_often(monkeypatch, lasts, asked):
    """Dying at the last moment, again and again, would cost the judge four times what an endless loop does."""
    session = Session(PlainLauncher(), Work({}, (), (), Limits()))
    answers = []

    def dies(request: dict[str, object], seconds: float) -> Died:
        answers.append(request)
        time.sleep(lasts)
        return Died()

    monkeypatch.setattr(session, "_answer", dies)
    monkeypatch.setattr("autograder.sandbox.session.IMPORT_SECONDS", 0.1)
    assert session.observe(Probe("probe", "", (), (), object, ""), (), seconds=0.2) == Died()
    assert len(answers) == asked


def test_what_a_package_writes_when_it_is_first_used_is_not_refused_as_the_students():
    """PyTorch's optimizers make a folder: in the sandbox they have done so before a student's code is there."""
    warm_up = "import os, tempfile\nos.mkdir(os.path.join(tempfile.gettempdir(), 'cache'))"
    session = Session(PlainLauncher(), Work({}, (), (), Limits(), fork=False, warm_up=warm_up))
    source = (
        "def probe() -> list:\n    import os\n    found = [os.path.isdir('cache')]\n"
        "    try:\n        os.mkdir('mine')\n    except OSError as error:\n        found.append(error.strerror)\n"
        "    return found"
    )
    try:
        reply = session.observe(Probe("probe", source, (), (), list, source), (), seconds=5.0)
    finally:
        session.close()
    assert reply == Returned([True, "Read-only file system"])
