"""Fixtures that the tests share."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from multiprocessing.util import get_temp_dir
from pathlib import Path

import probes
import pytest
from helpers import TINY_COURSE
from late_attempts import DUE, RULES, zip_of
from skips import judge_skip, reason_of, require

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.grading.settings import judge_settings
from autograder.intake.attempts import Stored
from autograder.intake.collect import collect
from autograder.intake.received import clock
from autograder.records import Assignment
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.layers import LAYERS

# Those that take more than half a minute of four workers, in this order.
LONGEST = """
notebooks docs_commands written_answers attacks seeds class remembering styles_of_networks
same_locally_and_graded postgresql semester gradebook_policies classroom exchange doctor whole_class gradebook
handout withheld nbgrader_fixtures growth roster fuzz cluster time_outs letters regrade cli moving plugin
"""
LONGEST_FILES = {f"test_{name}.py": at for at, name in enumerate(LONGEST.split())}

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
    """Only where bubblewrap works, and then the kit's sandbox has to."""
    require(probes.sandbox(), "bubblewrap and user namespaces")
    assert sandbox_works(), "bubblewrap works here, and the kit's sandbox does not: run `autograder doctor`"


@pytest.fixture(scope="session")
def needs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What grading finds out about the tiny course's solution: a second in each test that had to do so itself."""
    root = tmp_path_factory.mktemp("needs") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    judge_settings(course, course.assignment("01"), LAYERS if sandbox_works() else frozenset(), jobs=1)
    return course.needs


@pytest.fixture
def course(tmp_path: Path, needs: Path) -> Path:
    """A copy of the tiny course, to change at will."""
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(needs, Course(root).needs)
    return root


@pytest.fixture(scope="session")
def tiny() -> Assignment:
    """The tiny course's assignment."""
    return find_assignment(TINY_COURSE / "source", "01_tiny")


@pytest.fixture
def attempt(tiny: Assignment, tmp_path: Path) -> Callable[..., list[str]]:
    """Collects one student's module, received some days after the deadline; who has something new that counts."""

    def collected(module: bytes, days: float | None = None, student: str = "bob") -> list[str]:
        changed: list[str] = []
        source = tmp_path / "class.zip"
        source.write_bytes(zip_of({f"{student}/tiny.py": module}))
        said = "" if days is None else (DUE + timedelta(days=days)).isoformat()

        def note(student: str, stored: Stored) -> None:
            if stored is Stored.ATTEMPT:
                changed.append(student)

        collect(tiny, source, tmp_path / "submitted", clock(said, RULES), note, one=True)
        return changed

    return collected


@pytest.fixture(scope="session")
def nbgrader_course(tmp_path_factory: pytest.TempPathFactory, needs: Path) -> Path:
    """The tiny course, released and known to nbgrader, to copy and never to change: it takes seconds to make."""
    from gradebooks import make_course

    root = make_course(tmp_path_factory.mktemp("nbgrader") / "course")
    shutil.copytree(needs, Course(root).needs, dirs_exist_ok=True)
    return root


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a sandbox, and has the longest files first, which would else be left for the end."""
    for item in items:
        if "sandbox" in getattr(item, "fixturenames", ()):
            item.add_marker("sandbox")
    items.sort(key=lambda item: LONGEST_FILES.get(item.path.name, len(LONGEST_FILES)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that may not be skipped fails instead."""
    report = yield
    judge_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a file of tests."""
    report = yield
    judge_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Keeps in build/skipped.txt how many tests were skipped and why, for `make` to print as its last word."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(map(reason_of, skipped))
    lines = [f"  {count:>3}  {reason}" for reason, count in reasons.most_common()]
    kept = terminalreporter.config.rootpath / "build/skipped.txt"
    with contextlib.suppress(PermissionError):  # as for a user in `make vm`, to whom the folder does not belong
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("\n".join([f"{len(skipped)} tests were skipped{':' if lines else '.'}", *lines, ""]), "utf-8")
