"""A worker's tests run in this process, and leave it as it was."""

from __future__ import annotations

import gc
import grp
import locale
import os
import pwd
import select
import selectors
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from worker_requests import MODULE

CHANGED = (grp, locale, os, pwd, select, selectors, socket)


@pytest.fixture(autouse=True)
def own_interpreter_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """What a worker changes for good in its own process is put back in this one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "stdin", sys.stdin)
    monkeypatch.setattr(sys, "__stdin__", sys.__stdin__)
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
    had = {module: dict(vars(module)) for module in CHANGED}
    for name in ("_multiprocessing", "_posixshmem", "multiprocessing.synchronize"):
        if name in sys.modules:
            monkeypatch.setitem(sys.modules, name, sys.modules[name])
        else:
            monkeypatch.delitem(sys.modules, name, raising=False)
    yield
    for module, names in had.items():
        vars(module).update(names)
    sys.modules.pop(MODULE, None)
    gc.unfreeze()
