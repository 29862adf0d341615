"""A process of the cluster answers what grading takes, and only whose certificate is for asking it."""

from __future__ import annotations

import asyncio
import types

import pytest

from autograder.cluster.callers import OF_NANNY, OF_SCHEDULER, OF_WORKER, answer_only


async def identity(n_workers: int = 0) -> int:
    return n_workers


def register(comm: object, address: str) -> tuple[object, str]:
    return comm, address


def server() -> types.SimpleNamespace:
    made = types.SimpleNamespace(handlers={"identity": identity, "register": register, "upload_file": identity})
    answer_only(made, {"identity": "client", "register": "worker"})
    return made


def connection(*names: str) -> types.SimpleNamespace:
    return types.SimpleNamespace(extra_info={"peercert": {"subjectAltName": tuple(("DNS", name) for name in names)}})


def test_what_is_not_named_is_answered_for_nobody():
    assert set(server().handlers) == {"identity", "register"}


def test_who_has_the_certificate_for_it_gets_what_dask_answers():
    handlers = server().handlers
    assert asyncio.run(handlers["identity"](connection("client"), n_workers=3)) == 3
    worker = connection("worker")
    assert asyncio.run(handlers["register"](worker, address="a")) == (worker, "a")


@pytest.mark.parametrize(
    "comm", [connection("worker"), connection("scheduler"), connection(), types.SimpleNamespace(extra_info={})]
)
def test_who_has_another_certificate_or_none_is_refused(comm):
    with pytest.raises(PermissionError, match="Only who has the certificate of a client may ask for identity"):
        asyncio.run(server().handlers["identity"](comm))


def test_only_the_scheduler_may_have_a_worker_judge_and_only_the_coordinator_the_scheduler_tell_it():
    assert OF_WORKER == {"chainrule": "scheduler"}
    assert [name for name, caller in OF_SCHEDULER.items() if caller == "client"] == ["identity", "broadcast"]
    assert "client" not in OF_NANNY.values()
