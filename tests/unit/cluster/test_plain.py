"""What arrives is plain data in one part, or it is refused, whatever Dask would make of it."""

from __future__ import annotations

import os

import distributed.protocol
import pytest
from distributed.protocol.serialize import Serialize, ToPickle
from distributed.scheduler import Status

from autograder.cluster.plain import Unwanted, plain_data, refuse


def arrived(message: object) -> list[bytes]:
    """The parts in which Dask sends a message."""
    return list(map(bytes, distributed.protocol.dumps(message)))


def test_plain_data_arrives_as_it_was_sent():
    message = {"workers": {"tls://a:1": b"\x00\xff"}, "n": 1, "x": 0.5, "none": None, "list": [True, "\u2603"]}
    assert plain_data(arrived(message)) == message


class Runs:
    def __reduce__(self):
        return os.abort, ()


@pytest.mark.parametrize("message", [ToPickle(Runs()), Serialize(Runs()), {"deep": [ToPickle(Runs())]}])
def test_objects_are_refused_unread(message):
    with pytest.raises(Unwanted, match="parts"):
        plain_data(arrived(message))


def test_what_dask_would_look_up_stays_data():
    assert plain_data(arrived({"status": Status.running}))["status"]["__Enum__"] is True
    assert distributed.protocol.loads(arrived({"status": Status.running}))["status"] is Status.running


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x81\xa1a", b"\xa1\xff", b"\xd9"])
def test_what_cannot_be_read_is_refused(content):
    with pytest.raises(Unwanted, match="cannot be read"):
        plain_data([content])


def test_no_pickle_is_read():
    with pytest.raises(Unwanted, match="for grading alone"):
        refuse(b"\x80\x04N.")
