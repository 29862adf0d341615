"""Fixtures that the tests share."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest
from helpers import TINY_COURSE, require

from autograder.course.manifest import find_assignment
from autograder.records import Assignment
from autograder.sandbox.confined import sandbox_works

collect_ignore = ["course", "courses"]  # their checks, which judges run


@pytest.fixture(scope="session", autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Temporary files of everything under test go where pytest clears up, also those of processes that tests kill."""
    get_temp_dir()  # multiprocessing's own, which it removes at exit: later than pytest
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("scratch")))
        patch.setattr("tempfile.tempdir", None)
        yield


@pytest.fixture(scope="session")
def sandbox() -> None:
    """Only with a working sandbox."""
    require(sandbox_works(), "bubblewrap and user namespaces")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the tiny course, to change at will."""
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture(scope="session")
def tiny() -> Assignment:
    """The tiny course's assignment."""
    return find_assignment(TINY_COURSE / "source", "01_tiny")


@pytest.fixture(scope="session")
def nbgrader_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny course, released and known to nbgrader, to copy and never to change: it takes seconds to make."""
    from gradebooks import make_course

    return make_course(tmp_path_factory.mktemp("nbgrader") / "course")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Keeps in build/skipped.txt how many tests were skipped and why, for `make` to print as its last word."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    lines = [f"  {count:>3}  {reason}" for reason, count in reasons.most_common()]
    kept = terminalreporter.config.rootpath / "build/skipped.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("\n".join([f"{len(skipped)} tests were skipped{':' if lines else '.'}", *lines, ""]), "utf-8")
