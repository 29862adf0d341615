"""Starts a worker, in one of two ways: a plain process with one session, or the zygote of sandboxed sessions."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile

from .rules import restrain
from .running import Reply
from .serving import forget_standard_files, serve


def run(arguments: str) -> None:
    """Starts what the JSON `arguments` say: {"folder": ...} a plain session there, otherwise a zygote."""
    parameters = json.loads(arguments)
    _lift_memory_limit()
    if set(parameters) == {"folder"}:
        plain(parameters["folder"])
        return
    from .zygote import run_zygote  # Linux only

    run_zygote(**parameters)


def _lift_memory_limit() -> None:
    """A judge's limit is not the worker's: a submission gets its own, and PyTorch alone maps more."""
    with contextlib.suppress(ImportError):  # on Windows
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def plain(folder: str) -> None:
    """Serves one session on standard input and output, in an empty folder. For code that one trusts, on any system.

    It plays by the sandbox's rules, so that what works here works there.
    """
    reader, writer = os.dup(0), os.dup(1)
    forget_standard_files()

    def prepare(opening: Reply) -> list[str]:
        # As a zygote does: what a package writes when it is first used must not be taken for the student's doing.
        tempfile.tempdir = folder
        exec(opening["warm_up"], {})
        restrain(opening["memory_mb"])
        return ["process"]

    serve(reader, writer, folder, prepare, lambda: None, lambda opening: True)
