"""Importing the kit costs a student no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_importing_the_package_leaves_matplotlib_alone(tmp_path: Path) -> None:
    code = "import sys, autograder; autograder.approx; print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.strip() == "False"


def test_a_lesson_without_matplotlib_gets_a_sentence_in_place_of_a_traceback():
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'matplotlib': raise ModuleNotFoundError(f'No module named {name}', name=name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.instance().run_cell('from autograder import viz')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.stdout.startswith("matplotlib is not installed. Install it with: pip install")
    assert "Traceback" not in said.stdout + said.stderr
