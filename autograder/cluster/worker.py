"""Makes a judge of a Dask worker, which loads this module as it starts (`--preload`)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from distributed import Worker

from autograder.cluster.callers import OF_WORKER, answer_only
from autograder.cluster.host import JudgeHost
from autograder.cluster.messages import OPERATION
from autograder.cluster.plain import close_pages, refuse_pickles
from autograder.sandbox.cgroups import divide, own_group


def dask_setup(worker: Worker) -> None:
    """Dask calls it as the worker starts: from then on it answers the coordinator, and reads no pickles."""
    refuse_pickles()
    close_pages(worker)
    divide(own_group())
    folder = tempfile.mkdtemp(prefix="course-", dir=worker.local_directory)  # which goes with the worker
    # Judges end when the worker does: they hear it hang up.
    worker.handlers[OPERATION] = JudgeHost(worker.state.nthreads, Path(folder)).answer
    answer_only(worker, OF_WORKER)
