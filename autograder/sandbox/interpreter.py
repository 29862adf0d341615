"""Says which Python a worker runs, where its packages are, and how it is called."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from autograder.errors import Missing

# Where the interpreter's own folder is inside the sandbox.
PYTHON = "/python"


def base_interpreter() -> str:
    """The interpreter itself, outside of any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def interpreter_inside() -> str:
    """Where the interpreter is in the root."""
    return f"{PYTHON}/bin/{Path(base_interpreter()).name}"


def python_command(executable: str, kit: str, packages: str, parameters: dict[str, Any]) -> list[str]:
    """The command that starts the folder `worker` in `kit` with these parameters, and nothing of the site's."""
    # The kit's folder is on the path only while the worker is imported from it.
    bootstrap = (
        f"import sys; sys.path[:0] = [{kit!r}]; sys.path.append({packages!r}); "
        f"import worker.entry as s; sys.path.remove({kit!r}); s.run(sys.argv[1])"
    )
    return [executable, "-S", "-s", "-P", "-B", "-c", bootstrap, json.dumps(parameters)]


def site_packages() -> Path:
    """The folder that NumPy is installed in. Raises `Problem`."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise Missing("NumPy", "")
    return Path(spec.origin).parent.parent
