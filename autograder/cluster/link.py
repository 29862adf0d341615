"""Connects the coordinator to a Dask scheduler, by TLS with certificates on both sides and in no other way."""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.cluster.certificates import AUTHORITY, CLIENT, SCHEDULER_NAME
from autograder.cluster.messages import OPERATION, Message, Refused, Reply, encode, read_reply
from autograder.errors import Missing, Problem

if TYPE_CHECKING:
    from distributed.core import rpc

CONNECT = "10s"
MAKE_THEM = "Make certificates with: autograder cluster certificates FOLDER"
START_IT = f"{MAKE_THEM}, and start the scheduler with them."
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")  # as OpenSSL has it
NO_KIT = "It is a Dask worker without the kit's module: start it with DASK_CONFIG=FOLDER/worker.yaml."


class Lost(Exception):
    """A worker does not answer any more."""


class _Worker(msgspec.Struct, frozen=True):
    """What the scheduler says of a worker, as far as it matters."""

    nthreads: int


class _Identity(msgspec.Struct, frozen=True):
    workers: dict[str, _Worker]


def address_in(path: Path) -> str:
    """The address that a scheduler wrote to its `--scheduler-file`. Raises `Problem` if there is none."""
    try:
        return str(json.loads(path.read_bytes())["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(
            f"{path} does not say where a scheduler is: {error}. Dask writes it: dask scheduler --scheduler-file {path}"
        ) from None


def require_tls(address: str) -> None:
    """Raises `Problem` for an address that is not one of TLS."""
    if not address.startswith("tls://"):
        raise Problem(
            f"The scheduler's address is {address!r}, and has to begin with tls://. Over any other connection, whoever "
            "is on the network, or has an account on this machine, could read the course's secret and the solutions, "
            f"and send results of their own. {MAKE_THEM}"
        )


def connection_arguments(certificates: Path) -> dict[str, Any]:
    """How to connect: as the client of these certificates, to the scheduler of the same authority and to nobody else.

    Raises `Problem` if one is missing or cannot be read, `Missing` if Dask is.
    """
    try:
        from distributed import Security
    except ImportError:
        raise Missing("distributed", "cluster") from None
    authority, own = certificates / AUTHORITY, certificates / CLIENT
    security = Security(
        require_encryption=True,
        tls_ca_file=str(authority),
        tls_client_cert=str(own),
        tls_client_key=str(own),
        tls_min_version=ssl.TLSVersion.TLSv1_3,
    )
    try:
        arguments: dict[str, Any] = security.get_connection_args("client")
    except OSError as error:
        raise Problem(f"{authority} and {own} cannot be used: {error}. {MAKE_THEM}") from None
    # Else a worker's certificate would do, which a student who broke out of a sandbox there might have.
    arguments["ssl_context"].check_hostname = True
    return {**arguments, "server_hostname": SCHEDULER_NAME}


class Link:
    """An open connection to the scheduler, and through it to the workers."""

    def __init__(self, scheduler: rpc) -> None:
        self._scheduler = scheduler

    async def workers(self) -> dict[str, int]:
        """The threads of each worker that the scheduler has, by its address."""
        identity = msgspec.convert(await self._scheduler.identity(), _Identity)
        return {address: each.nthreads for address, each in identity.workers.items()}

    async def ask(self, worker: str, message: Message) -> Reply:
        """The worker's reply. Raises `Lost` if it is gone."""
        told = {"op": OPERATION, "request": encode(message)}
        replies = await self._scheduler.broadcast(msg=told, workers=[worker], on_error="ignore")
        if worker not in replies:
            raise Lost(worker)
        if replies[worker] is None:
            return Refused(NO_KIT)
        try:
            return read_reply(replies[worker])
        except msgspec.DecodeError as error:
            return Refused(f"What it answers cannot be read: {error}")


@contextlib.asynccontextmanager
async def connected(address: str, certificates: Path) -> AsyncIterator[Link]:
    """A link, while it lasts. Raises `Problem` that says what keeps it from being made, or when it breaks."""
    require_tls(address)
    arguments = connection_arguments(certificates)
    from distributed.comm.core import CommClosedError
    from distributed.core import rpc

    from autograder.cluster.plain import Unwanted, read_plain_data_alone

    read_plain_data_alone()
    scheduler = rpc(address, deserialize=False, timeout=CONNECT, connection_args=arguments)
    try:
        try:
            await scheduler.identity(n_workers=0)
        except ValueError as error:  # the other side speaks first, which nobody does who expects TLS
            raise Problem(_no_tls(address, error)) from None
        yield Link(scheduler)
    except CommClosedError as error:
        raise Problem(_why_closed(address, certificates, _root(error))) from None
    except (Unwanted, msgspec.ValidationError) as error:
        raise Problem(f"What answers at {address} is no scheduler of Dask's that grading can trust: {error}") from None
    except OSError as error:
        raise Problem(f"No scheduler can be reached at {address}: {error}.") from None
    finally:
        with contextlib.suppress(OSError):
            await scheduler.close_rpc()


def _why_closed(address: str, certificates: Path, cause: BaseException) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"What answers at {address} has no certificate of a scheduler's from {certificates / AUTHORITY}: "
            f"{cause.verify_message}. Nothing was told to it. {START_IT}"
        )
    if isinstance(cause, ssl.SSLError) and cause.reason in NO_TLS:
        return _no_tls(address, cause)
    return (
        f"The scheduler at {address} closed the connection: {cause}. If it did so at once, it does not accept "
        f"{certificates / CLIENT}: start it with the certificates that were made with this one. What was judged is "
        "kept; run the same command to go on."
    )


def _no_tls(address: str, error: BaseException) -> str:
    return (
        f"What answers at {address} does not speak TLS: {error}. Unencrypted, the course's secret could be read by "
        f"others, so nothing was told to it. {START_IT}"
    )


def _root(error: BaseException) -> BaseException:
    """What an error came from in the end; Dask tells each again in its own words."""
    while error.__cause__:
        error = error.__cause__
    return error
