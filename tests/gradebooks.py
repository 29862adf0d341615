"""nbgrader within the test's own process, which spares the seconds that each of its commands takes to start."""

from __future__ import annotations

import logging
import os
import sys
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from jupyter_core.application import NoStart
from nbgrader.apps.nbgraderapp import NbGraderApp


class Said(NamedTuple):
    """How a command ended, and its log."""

    returncode: int
    log: str


def nbgrader_here(*arguments: str, cwd: Path) -> Said:
    """Runs a command of nbgrader in `cwd`, with the configuration there, and puts back what it changes."""
    log = StringIO()
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setattr(sys, "path", [*sys.path])
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        app = NbGraderApp.instance()
        try:
            app.initialize([*arguments])
            app.init_logging(logging.StreamHandler, [log], color=False, subapps=True)
            app.start()
        except NoStart:
            pass
        except SystemExit as end:
            code = end.code
        finally:
            app.reset()
    return Said(int(str(code or 0)), log.getvalue())
