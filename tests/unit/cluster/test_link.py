"""Nothing but TLS with certificates is tried, and what is missing or goes wrong is said in words."""

from __future__ import annotations

import asyncio
import json
import ssl

import dask
import distributed.protocol
import pytest
from distributed.comm.core import CommClosedError

from autograder.cli.cluster import cluster_of
from autograder.cluster.certificates import make_certificates
from autograder.cluster.link import (
    CONNECT,
    NO_KIT,
    Link,
    Lost,
    address_in,
    connected,
    connection_arguments,
    require_tls,
)
from autograder.cluster.messages import OPERATION, Done, Leave, Refused, encode
from autograder.cluster.plain import Unwanted, plain_data
from autograder.errors import Missing, Problem


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "ws://a:1", "inproc://a", "TLS://a:1", ""]
)
def test_an_address_that_is_not_of_tls_is_refused_also_on_loopback(address):
    with pytest.raises(Problem, match=r"has to begin with tls://.*could read the course's secret"):
        require_tls(address)


def test_the_address_is_read_from_dasks_file(tmp_path):
    path = tmp_path / "scheduler.json"
    path.write_text(json.dumps({"address": "tls://10.0.0.1:8786", "workers": {}}))
    assert address_in(path) == "tls://10.0.0.1:8786"
    for content in ("", "[]", "{}"):
        path.write_text(content)
        with pytest.raises(Problem, match="does not say where a scheduler is"):
            address_in(path)
    with pytest.raises(Problem, match="does not say where a scheduler is"):
        address_in(tmp_path / "none.json")


def test_both_sides_show_certificates_and_the_other_is_to_be_a_scheduler(tmp_path):
    make_certificates(tmp_path / "own", tmp_path, 1)
    with dask.config.set({"distributed.comm.require-encryption": False, "distributed.comm.tls.min-version": 1.2}):
        arguments = connection_arguments(tmp_path / "own")
    context = arguments["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_3
    assert (arguments["require_encryption"], arguments["server_hostname"]) == (True, "scheduler")


def test_options_are_complete_or_refused(tmp_path):
    assert cluster_of("", None, None) is None
    with pytest.raises(Problem, match="needs --certificates"):
        cluster_of("tls://a:1", None, None)
    with pytest.raises(Problem, match="cannot be used"):
        cluster_of("tls://a:1", None, tmp_path)
    with pytest.raises(Problem, match=r"has to begin with tls://"):
        cluster_of("tcp://a:1", None, tmp_path)
    make_certificates(tmp_path / "own", tmp_path, 1)
    assert cluster_of("tls://a:1", None, tmp_path / "own").address == "tls://a:1"


def test_without_dask_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(Missing, match=r"distributed is not installed.*cluster"):
        connection_arguments(tmp_path)


class Scheduler:
    """A scheduler that says this of itself and of what workers answer, or raises it."""

    def __init__(self, identity: object = None, **replies: object) -> None:
        self.says, self.replies = identity, replies
        self.asked: list[dict[str, object]] = []
        self.closed = False

    async def identity(self, **arguments):
        self.asked.append(arguments)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def broadcast(self, **arguments):
        self.asked.append(arguments)
        return self.replies

    async def close_rpc(self):
        self.closed = True
        raise OSError("it has hung up already")


def test_workers_are_told_with_their_threads_whatever_else_is_said_of_them():
    told = {"type": "Scheduler", "workers": {"a": {"nthreads": 3, "name": "x"}, "b": {"nthreads": 1}}}
    assert asyncio.run(Link(Scheduler(told)).workers()) == {"a": 3, "b": 1}


def test_one_worker_is_asked_through_the_scheduler_and_if_it_is_gone_nobody_else_is_the_worse_for_it():
    scheduler = Scheduler(w=encode(Done()))
    assert asyncio.run(Link(scheduler).ask("w", Leave("run"))) == Done()
    told = {"op": OPERATION, "request": encode(Leave("run"))}
    assert scheduler.asked == [{"msg": told, "workers": ["w"], "on_error": "ignore"}]


def test_who_does_not_answer_is_lost():
    with pytest.raises(Lost):
        asyncio.run(Link(Scheduler(v=encode(Done()))).ask("w", Leave("run")))


def test_a_worker_without_the_kit_or_with_a_strange_answer_is_as_one_that_refuses():
    assert asyncio.run(Link(Scheduler(w=None)).ask("w", Leave("run"))) == Refused(NO_KIT)
    refused = asyncio.run(Link(Scheduler(w=b"strange")).ask("w", Leave("run")))
    assert isinstance(refused, Refused)
    assert "cannot be read" in refused.reason


@pytest.fixture
def connect(tmp_path, monkeypatch):
    """Connects to a made-up scheduler; what was told to make the connection, once it is closed again."""
    monkeypatch.setattr(distributed.protocol, "loads", distributed.protocol.loads)
    make_certificates(tmp_path / "own", tmp_path, 1)

    def run(scheduler: Scheduler, address: str = "tls://a:1") -> dict[str, object]:
        told: dict[str, object] = {}

        def rpc(address: str, **arguments: object) -> Scheduler:
            told.update(arguments, address=address)
            return scheduler

        async def once() -> None:
            async with connected(address, tmp_path / "own") as link:
                assert isinstance(link, Link)
                assert distributed.protocol.loads is plain_data

        monkeypatch.setattr("distributed.core.rpc", rpc)
        try:
            asyncio.run(once())
        finally:
            assert scheduler.closed == bool(told)
        return told

    return run


def test_a_connection_reads_plain_data_alone_and_is_closed_in_the_end(connect):
    scheduler = Scheduler()
    told = connect(scheduler)
    arguments = told.pop("connection_args")
    assert arguments["ssl_context"].check_hostname
    assert told == {"address": "tls://a:1", "deserialize": False, "timeout": CONNECT}
    assert scheduler.asked == [{"n_workers": 0}], "nothing of the course, before it is known who answers"


def test_no_connection_is_tried_but_by_tls(connect):
    with pytest.raises(Problem, match="has to begin with tls://"):
        connect(Scheduler(), "tcp://a:1")


def closed_by(cause: Exception, **attributes: str) -> CommClosedError:
    """What Dask makes of an error, which it tells again in its own words, twice."""
    for name, text in attributes.items():
        setattr(cause, name, text)
    middle, error = OSError("in between"), CommClosedError("in the end")
    middle.__cause__, error.__cause__ = cause, middle
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("too many bytes"), "does not speak TLS: too many bytes"),
        (closed_by(ssl.SSLError(1, "wrong"), reason="WRONG_VERSION_NUMBER"), "does not speak TLS: "),
        (
            closed_by(
                ssl.SSLCertVerificationError(1, "no"), verify_message="self-signed", reason="RECORD_LAYER_FAILURE"
            ),
            r"has no certificate of a scheduler's from .*ca\.pem: self-signed\. Nothing was told to it",
        ),
        (
            closed_by(ssl.SSLError(1, "alert"), reason="TLSV1_ALERT_UNKNOWN_CA"),
            r"closed the connection: .*alert.*it does not accept .*client\.pem",
        ),
        (closed_by(ConnectionResetError("reset")), "closed the connection: reset"),
        (Unwanted("a pickle"), "is no scheduler of Dask's that grading can trust: a pickle"),
        (TimeoutError("in vain"), "No scheduler can be reached at tls://a:1: in vain"),
    ],
)
def test_what_keeps_a_connection_from_being_made_is_told(connect, error, said):
    with pytest.raises(Problem, match=said):
        connect(Scheduler(error))
