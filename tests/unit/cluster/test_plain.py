"""What arrives is plain data in one part, or it is refused, and each process answers no more than it has to."""

from __future__ import annotations

import os
import types
from pathlib import Path

import distributed.client
import distributed.protocol
import distributed.scheduler
import pytest
from distributed.protocol.serialize import Serialize, ToPickle
from distributed.scheduler import Status

from autograder.cluster import plain, worker
from autograder.cluster.callers import OF_NANNY, OF_SCHEDULER, OF_WORKER
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


@pytest.fixture
def process(monkeypatch, tmp_path) -> types.SimpleNamespace:
    """One of Dask's processes as it starts; what is changed for good in this one is undone."""
    monkeypatch.setattr(distributed.protocol.pickle, "loads", distributed.protocol.pickle.loads)
    for module in (distributed.client, distributed.scheduler):
        for name in ("loads", "pickle"):
            monkeypatch.setitem(vars(module), name, vars(module)[name])
    pages = types.SimpleNamespace(stopped=False)
    pages.stop = lambda: vars(pages).update(stopped=True)
    named = {*OF_SCHEDULER, *OF_NANNY, *OF_WORKER, "upload_file", "run"}
    handlers = dict.fromkeys(named, lambda: None)
    state = types.SimpleNamespace(nthreads=2)
    return types.SimpleNamespace(
        http_server=pages,
        plugins={"shuffle": 1, "other": 2},
        handlers=handlers,
        state=state,
        local_directory=str(tmp_path),
    )


def no_pickles_and_no_pages(process: types.SimpleNamespace) -> bool:
    readers = [distributed.protocol.pickle.loads, distributed.client.loads, distributed.scheduler.loads]
    readers += [module.pickle.loads for module in (distributed.client, distributed.scheduler)]
    return process.http_server.stopped and all(reader is refuse for reader in readers)


def test_a_nanny_reads_no_pickles_has_no_pages_and_answers_what_it_has_to(process):
    plain.dask_setup(process)
    assert no_pickles_and_no_pages(process)
    assert process.handlers.keys() == OF_NANNY.keys()


def test_so_does_a_scheduler_which_does_not_shuffle(process, monkeypatch):
    monkeypatch.setattr(plain, "Scheduler", types.SimpleNamespace)
    plain.dask_setup(process)
    assert no_pickles_and_no_pages(process)
    assert process.handlers.keys() == OF_SCHEDULER.keys()
    assert process.plugins == {"other": 2}


def test_so_does_a_worker_which_keeps_the_course_in_its_own_folder(process, monkeypatch, tmp_path):
    divided = []
    monkeypatch.setattr(worker, "own_group", lambda: Path("/group"))
    monkeypatch.setattr(worker, "divide", divided.append)
    worker.dask_setup(process)
    assert no_pickles_and_no_pages(process)
    assert process.handlers.keys() == OF_WORKER.keys()
    assert divided == [Path("/group")], "or judges could not be limited"
    assert [path.is_dir() for path in tmp_path.iterdir()] == [True]


def test_a_process_without_pages_is_left_as_it_is():
    plain.close_pages(types.SimpleNamespace())
