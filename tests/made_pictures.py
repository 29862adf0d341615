"""An assignment with two pictures, a small engine that answers for them, and a bench to ask it on."""

from __future__ import annotations

from pathlib import Path

from autograder.checks.bench import Bench
from autograder.course.manifest import read_assignment
from autograder.course.pictures import PICTURES as FILE
from autograder.course.pictures import pictures_of
from autograder.records import Submission
from autograder.sandbox.plain import PlainLauncher

SOURCE = Path(__file__).parent / "courses" / "pictures" / "source" / "01_engine"
ENGINE = (SOURCE / "engine.py").read_text(encoding="utf-8")
PICTURES = pictures_of(read_assignment(SOURCE))
assert (SOURCE / FILE).is_file()


def bench_of(code: str) -> Bench:
    """A bench with this module on it, in a plain process."""
    assignment = read_assignment(SOURCE)
    bench = Bench(assignment, PlainLauncher(), {}, PlainLauncher())
    bench.put(Submission("ada", {"engine.py": code.encode()}))
    return bench
