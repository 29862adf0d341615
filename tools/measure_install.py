"""Measures what pip puts on a student's disk: the kit's wheel alone, and with the lessons' extra.

    .venv/bin/python tools/measure_install.py

Needs an index, as a student's own installation does.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from autograder.release.wheel import kit_wheel

EXTRAS = ("", "[notebook]")


def installed_mb(requirement: str, scratch: Path) -> float:
    """The megabytes of all files that pip adds to a new virtual environment for `requirement`."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        venv.create(folder, with_pip=True)
        before = _bytes_below(Path(folder))
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", requirement], check=True)
        return (_bytes_below(Path(folder)) - before) / 1e6


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> None:
    """Prints a line for each way to install."""
    with tempfile.TemporaryDirectory() as scratch:
        name, content = kit_wheel()
        wheel = Path(scratch) / name
        wheel.write_bytes(content)
        for extra in EXTRAS:
            print(f"{installed_mb(f'{wheel}{extra}', Path(scratch)):6.0f} MB  {name}{extra}", flush=True)


if __name__ == "__main__":
    main()
