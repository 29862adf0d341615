"""Importing the kit costs a student no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_importing_the_package_leaves_matplotlib_alone(tmp_path: Path) -> None:
    code = "import sys, autograder; autograder.approx; print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.strip() == "False"
