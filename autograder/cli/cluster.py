"""Offers what a cluster needs before `grade --scheduler` can use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import err, out

if TYPE_CHECKING:
    from autograder.cluster.pool import Cluster

Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="ADDRESS", help="Judge on a Dask cluster: tls://HOST:8786.")
]
SchedulerFile = Annotated[
    Path | None, typer.Option("--scheduler-file", help="In place of --scheduler: the file that Dask wrote it to.")
]
Certificates = Annotated[
    Path | None, typer.Option("--certificates", help="With --scheduler: the folder of `cluster certificates`.")
]


def certificates(
    folder: Annotated[Path, typer.Argument(help="A new folder for them.")],
    at: Annotated[
        Path | None, typer.Option(help="Where they will lie on the cluster's machines, if elsewhere.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How long they are valid.")] = 180,
) -> None:
    """Make the certificates without which no machine of a cluster speaks with another, and settings for Dask.

    Keep the folder as secret as the course. A scheduler needs ca.pem, scheduler.pem and scheduler.yaml; a worker
    ca.pem, worker.pem and worker.yaml; `grade --scheduler` needs ca.pem and client.pem.
    """
    from autograder.cluster.certificates import make_certificates

    for path in make_certificates(folder, (at or folder).absolute(), days):
        out.print(f"Wrote {path}", highlight=False, soft_wrap=True)


def cluster_of(scheduler: str, file: Path | None, certificates: Path | None) -> Cluster | None:
    """The pool that the options of `grade` ask for, None for the local one. Raises `Problem`."""
    if not scheduler and file is None:
        return None
    from autograder.cluster.link import address_in, connection_arguments, require_tls
    from autograder.cluster.pool import Cluster
    from autograder.errors import Problem

    address = scheduler or address_in(file or Path())
    require_tls(address)
    if certificates is None:
        raise Problem("--scheduler needs --certificates FOLDER: autograder cluster certificates FOLDER makes it.")
    connection_arguments(certificates)  # said now, not after much work
    return Cluster(
        address,
        certificates,
        lambda text: err.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True),
    )
