"""Lets each of Dask's processes be asked for what grading takes, by those whose certificate is for asking it.

Dask itself does for everybody with a certificate whatever they ask: it writes a file, imports it, ends a worker. A
student who broke out of a sandbox would have a worker's certificate, and must get no further with it than that worker.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from distributed.comm.core import Comm

from autograder.cluster.messages import OPERATION

# For each operation whose certificate the caller has to show. All others are answered for nobody.
OF_SCHEDULER = {
    "identity": "client",
    "broadcast": "client",
    "register-worker": "worker",
    "register_nanny": "worker",
    "heartbeat_worker": "worker",
    "unregister": "worker",
    "log_event": "worker",
}
OF_WORKER = {OPERATION: "scheduler"}
OF_NANNY = {"close_gracefully": "worker"}


def answer_only(server: Any, callers: Mapping[str, str]) -> None:
    """From here on, this process answers these operations alone, each to callers with such a certificate."""
    server.handlers = {name: _guarded(name, server.handlers[name], caller) for name, caller in callers.items()}


def _guarded(name: str, handler: Callable[..., Any], caller: str) -> Callable[..., Awaitable[Any]]:
    wants_comm = next(iter(inspect.signature(handler).parameters), "") == "comm"  # as Dask finds it out

    async def guarded(comm: Comm, **message: Any) -> Any:
        names = comm.extra_info.get("peercert", {}).get("subjectAltName", ())
        if ("DNS", caller) not in names:
            raise PermissionError(f"Only who has the certificate of a {caller} may ask for {name}.")
        result = handler(comm, **message) if wants_comm else handler(**message)
        return await result if inspect.isawaitable(result) else result

    return guarded
