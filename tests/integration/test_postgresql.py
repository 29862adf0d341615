"""The database of the gradebook: a real PostgreSQL server, graders side by side, locks, and what is refused."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import probes
import pytest
from helpers import PATIENCE, TINY_COURSE, autograder, release, unmeasured
from nbgrader.api import Gradebook
from skips import require
from sqlalchemy import create_engine

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader.database import require_database, wait_for_locks
from autograder.platforms.nbgrader.setup import init_course
from autograder.sandbox.users import NOBODY

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader, pytest.mark.postgresql]
NAME = "01_tiny"
GRADERS = 4
PILE = 2  # submissions of each grader
SECRET = "s3cr3t"
# What each grader does, from one process so that nbgrader is loaded once: the stock command, and points by hand.
GRADING = """
import os, sys
from nbgrader.api import Gradebook
from sqlalchemy import create_engine
from nbgrader.apps import AutogradeApp

def work(url, assignment, pile):
    try:
        AutogradeApp.launch_instance([assignment, "--student", f"{pile}-*"])
        with Gradebook(url) as gradebook:
            for submission in gradebook.assignment_submissions(assignment):
                if submission.student_id.startswith(pile):
                    grade = gradebook.find_grade("question-twice", assignment, assignment, submission.student_id)
                    grade.manual_score, grade.needs_manual_grade = 2.5, False
                    gradebook.db.commit()
        return 0
    finally:
        sys.stderr.flush()

def start(url, assignment, pile):
    child = os.fork()
    if not child:
        status = 1
        try:
            status = work(url, assignment, pile)
        finally:
            os._exit(status)
    return child

url, assignment, *piles = sys.argv[1:]
children = [start(url, assignment, pile) for pile in piles]
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
"""


@pytest.fixture(scope="module")
def judged_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course without a gradebook, whose pile the judge has been through; every second hand-in is a stub."""
    root = tmp_path_factory.mktemp("judged") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    release(root)
    for student, best in best_scores().items():
        folder = root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        shutil.copy(root / ("solutions" if best else "assignments") / NAME / "tiny.py", folder)
        shutil.copy(root / "assignments" / NAME / f"{NAME}.ipynb", folder)
    said = autograder("grade", NAME, "--sandbox", "none", cwd=root)
    assert said.returncode == 0, said.stdout + said.stderr
    return root


def best_scores() -> dict[str, float]:
    return {f"{grader}-{number}": 5.0 * (number % 2) for grader in range(GRADERS) for number in range(PILE)}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a database of a PostgreSQL server: an ordinary user's, on a socket in a folder of its own, no TCP."""
    program = probes.initdb()
    require(program, "PostgreSQL (Debian's postgresql)")
    # Not below pytest's own folder: nobody may not enter that, and the name of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        with serving(Path(program).parent, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def serving(programs: Path, folder: Path) -> Iterator[str]:
    ordinary = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if ordinary:
        os.chown(folder, NOBODY, NOBODY)
    data = str(folder / "data")
    prepare = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "grader",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale",
        "C",
        "--no-sync",
    ]
    subprocess.run(prepare, cwd=folder, check=True, capture_output=True, timeout=PATIENCE, **ordinary)
    command = [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **ordinary)
        url = f"postgresql://grader@/postgres?host={folder}"
        try:
            answer(url, server, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # its fast way to stop
            server.wait(timeout=PATIENCE)


def answer(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the server answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return require_database(url)
        except Problem:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)


def copy_of(course: Path, where: Path) -> Path:
    return Path(shutil.copytree(course, where / "course"))


def grade_side_by_side(root: Path, url: str) -> dict[str, float]:
    """The scores in the gradebook after all graders were at it at once."""
    command = [sys.executable, "-c", GRADING, url, NAME, *map(str, range(GRADERS))]
    said = subprocess.run(
        command, cwd=root, env=unmeasured(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert said.returncode == 0, said.stderr
    with Gradebook(url) as gradebook:
        return {each.student_id: each.score for each in gradebook.assignment_submissions(NAME)}


def test_on_postgresql_four_graders_at_once_lose_nothing(judged_course, postgresql, tmp_path):
    root = copy_of(judged_course, tmp_path)
    said = autograder("course", "init", "--db", postgresql, cwd=root)
    assert said.returncode == 0, said.stdout + said.stderr
    graded = grade_side_by_side(root, postgresql)
    assert graded == {student: best + 2.5 for student, best in best_scores().items()}
    assert not (root / "gradebook.db").exists()


@pytest.fixture(scope="module")
def with_sqlite(judged_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of(judged_course, tmp_path_factory.mktemp("sqlite"))
    init_course(Course(root))
    return root


def test_on_sqlite_four_graders_at_once_lose_nothing(with_sqlite):
    graded = grade_side_by_side(with_sqlite, f"sqlite:///{with_sqlite / 'gradebook.db'}")
    assert graded == {student: best + 2.5 for student, best in best_scores().items()}


def test_a_grade_waits_for_a_lock_longer_than_sqlite_would(with_sqlite):
    # By itself SQLite waits 5 s, then nbgrader ends the batch with "database is locked".
    other = sqlite3.connect(with_sqlite / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release_lock = threading.Timer(6, other.close)
    release_lock.start()
    try:
        with Gradebook(f"sqlite:///{with_sqlite / 'gradebook.db'}") as gradebook:
            gradebook.add_student("ada")
            assert gradebook.find_student("ada").id == "ada"
    finally:
        release_lock.join()


def test_waiting_for_locks_can_be_set_up_again_and_again():
    # Formgrader reads the configuration anew for each press of a button.
    wait_for_locks()
    wait_for_locks()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 60_000
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"postgresql://ada:{SECRET}@localhost/course", "~/.pgpass"),
        (f"postgresql://ada@localhost/course?password={SECRET}", "~/.pgpass"),
        ("postgresql://ada@/course?host=/nowhere", "Does it run"),
        ("sqlite:////nowhere/gradebook.db", "unable to open database file"),
        ("course", "postgresql://user@host/course"),
        ("nosuch://ada@localhost/course", "speaks to such a database"),
        ("mysql+pymysql://ada@localhost/course", "driver pymysql"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_and_no_configuration_written(course, url, told):
    with pytest.raises(Problem) as refused:
        init_course(Course(course), url)
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)
    assert not (course / "nbgrader_config.py").exists()


def test_a_database_that_the_configuration_names_and_does_not_run_is_told_without_a_traceback(course):
    (course / "nbgrader_config.py").write_text(
        "from pathlib import Path\nfrom autograder.platforms.nbgrader import configure\n"
        f"configure(get_config(), Path({str(course)!r}))\n"
        "get_config().CourseDirectory.db_url = 'postgresql://ada@/course?host=/nowhere'\n"
    )
    said = autograder("course", "init", cwd=course)
    assert said.returncode == 2
    assert "postgresql://ada@/course?host=/nowhere cannot be opened" in " ".join(said.stderr.split())
    assert "Traceback" not in said.stderr
