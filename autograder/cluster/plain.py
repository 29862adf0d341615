"""Keeps pickles out of what Dask's processes read from the network.

Dask unpickles whatever another process of the cluster sends, and so would run what that one likes. Judging needs no
pickle: what is said is plain data. The scheduler, the workers and their nannies load this module before they start.
"""

from __future__ import annotations

from typing import Any, NoReturn

import distributed.client
import distributed.protocol
import distributed.scheduler
import msgspec
from distributed import Scheduler

from autograder.cluster.callers import OF_NANNY, OF_SCHEDULER, answer_only


class Unwanted(Exception):
    """Something arrived that is no plain data."""


def refuse_pickles() -> None:
    """From here on, whatever arrives pickled at this process is refused."""
    distributed.protocol.pickle.loads = refuse
    for module in (distributed.client, distributed.scheduler):
        vars(module).update(loads=refuse, pickle=distributed.protocol.pickle)  # their own names for the same


def refuse(*arguments: Any, **options: Any) -> NoReturn:
    """Raises `Unwanted`, in place of unpickling."""
    raise Unwanted("A pickle arrived, and none is read here: this cluster is for grading alone.")


def read_plain_data_alone() -> None:
    """From here on, messages of Dask's that arrive at this process are plain data: nothing of them is ever run."""
    vars(distributed.protocol)["loads"] = plain_data


def plain_data(frames: list[bytes], **options: Any) -> Any:
    """What a message says, if it is one frame of MessagePack without extensions. Raises `Unwanted` for any other."""
    if len(frames) != 1:
        raise Unwanted(f"A message of {len(frames)} parts arrived: such hold objects, and none is read here.")
    try:
        return msgspec.msgpack.decode(frames[0])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unwanted(f"A message arrived that cannot be read: {error}") from None


def dask_setup(server: Any) -> None:
    """Dask calls it in the scheduler and in nannies as they start."""
    refuse_pickles()
    close_pages(server)
    server.plugins.pop("shuffle", None)  # the scheduler's, which grading has no use for: it sends workers a pickle
    answer_only(server, OF_SCHEDULER if isinstance(server, Scheduler) else OF_NANNY)


def close_pages(server: Any) -> None:
    """Ends the web server that each of Dask's processes starts, which is not encrypted."""
    if pages := getattr(server, "http_server", None):
        pages.stop()
