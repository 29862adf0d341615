"""After a change only what changed is run, and the results are to the letter those of judging everything anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE, Copying, statuses

from autograder.course.manifest import find_assignment
from autograder.grading.grade import grade
from autograder.grading.judged import Judged
from autograder.grading.outcomes import Outcome, outcomes
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Result, Submission
from autograder.sandbox.session import Session

pytestmark = pytest.mark.slow

CLASS = {
    "right": RIGHT,
    "fourfold": RIGHT.replace("x + x", "4 * x"),
    "seven": RIGHT.replace("x + x", "x + x + 1"),
    "raises": RIGHT.replace("return x + x", "raise ValueError('no')"),
    "prints": RIGHT.replace("return x + x", "print('looking at', x); return 3 * x"),
    "no_import": "import nothing_such\n" + RIGHT,
    "stub": RIGHT.replace("return x + x", "raise NotImplementedError()"),
    "no_data": RIGHT.replace("x + x", "object()"),
    "both": RIGHT.replace("x + x", "3 * x").replace("self.h * self.w", "self.h + self.w"),
}
PILE = [Submission(name, {"tiny.py": code.encode()}) for name, code in CLASS.items()]
ENDLESS = Submission("endless", {"tiny.py": RIGHT.replace("return x + x", "while True: pass").encode()})
NEEDS = {"area_of_doubled_sides": frozenset({"double"})}
ALL = {"double_by_hand", "double_agrees", "area_by_hand", "area_of_doubled_sides"}


def judging(settings: JudgeSettings, submissions: list[Submission]) -> Iterator[Judged]:
    """Judges in this process, so that what is opened can be counted."""
    found: list[Judged] = []
    judge_submissions(settings, submissions, found.append)
    return iter(found)


def settings_of(course: Path) -> JudgeSettings:
    assignment = find_assignment(course / "source", "01")
    return Copying(assignment, b"secret", frozenset(), needs=NEEDS, elsewhere=judging)


class Ran(msgspec.Struct):
    """What regrading a class gave, which checks ran for whom, and how many sessions of students were opened."""

    results: dict[str, Result]
    checks: dict[str, tuple[str, ...]]
    opened: int


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """A line for each session that is opened with a student's files beside the one that tries the sandbox out."""
    found: list[str] = []
    open_session = Session.open

    def counted(session: Session) -> None:
        if session._work.files and session._work.fork:
            found.append("opened")
        open_session(session)

    monkeypatch.setattr(Session, "open", counted)
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A course with the class graded, never to be changed."""
    root = tmp_path_factory.mktemp("first")
    course = Path(shutil.copytree(TINY_COURSE, root / "course", ignore=shutil.ignore_patterns("__pycache__")))
    grade(settings_of(course), [*PILE, ENDLESS], course / "results")
    return course


@pytest.fixture
def graded(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "graded"))


def edit(course: Path, name: str, old: str, new: str) -> None:
    """Changes a file so that Python sees it, though no second has passed."""
    path = course / "source/01_tiny" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    later = path.stat().st_mtime + 2
    os.utime(path, (later, later))


def timeless(result: Result) -> Result:
    """The result without how long it took, and what the class is compared by, for which alone no code is run."""
    checks = tuple(msgspec.structs.replace(check, seconds=0.0, alike="") for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)


@pytest.fixture
def regraded(graded: Path, opened: list[str]) -> Callable[..., Ran]:
    """Regrades the class, or some of it, after an edit; the results are those of judging everything anew."""

    def again(*edits: tuple[str, str, str], of: tuple[Submission, ...] = tuple(PILE), needs=None) -> Ran:
        for each in edits:
            edit(graded, *each)
        settings = settings_of(graded)
        settings = msgspec.structs.replace(settings, needs=needs or settings.needs)
        found: dict[str, Outcome] = {
            each.result.student: each for each in outcomes(settings, list(of), graded / "results")
        }
        count = len(opened)
        whole = {each.result.student: each.result for each in outcomes(settings, list(of), graded / "none")}
        assert {name: timeless(each.result) for name, each in found.items()} == {
            name: timeless(each) for name, each in whole.items()
        }
        results = {name: each.result for name, each in found.items()}
        return Ran(results, {name: each.ran for name, each in found.items() if each.ran}, count)

    return again


def test_where_nothing_changed_nothing_is_judged(regraded):
    ran = regraded()
    assert (ran.checks, ran.opened) == ({}, 0)


def test_changed_points_run_nothing_and_count(regraded):
    ran = regraded(("assignment.toml", "{ points = 2 }", "{ points = 5 }"))
    assert (ran.checks, ran.opened) == ({}, 0)
    assert (ran.results["right"].score, ran.results["right"].max_score) == (8.0, 8.0)
    assert ran.results["fourfold"].score == 2.0  # one of its own, one that is carried


def test_a_changed_expected_side_runs_no_code_of_a_student(regraded):
    """Right ones fail now by their own fault: `double_by_hand` needs no other exercise."""
    ran = regraded(("checks/test_tiny.py", "approx(6.0)\n", "approx(7.0)\n"))
    assert (ran.checks, ran.opened) == ({}, 0)
    verdicts = {name: statuses(result)["double_by_hand"] for name, result in ran.results.items()}
    assert (verdicts["right"], verdicts["seven"], verdicts["stub"]) == ("failed", "passed", "not_attempted")


def test_a_changed_solution_is_an_expected_side(regraded):
    ran = regraded(("tiny.py", "twofold = x + x", "twofold = x * 4"))
    assert statuses(ran.results["right"])["double_agrees"] == "failed"
    # The code of those alone is run whose failure is to be traced to other lines of the solution than before.
    assert all(set(checks) == {"area_of_doubled_sides"} for checks in ran.checks.values())
    assert "right" not in ran.checks


def test_a_changed_question_is_asked_alone(regraded):
    ran = regraded(("checks/test_tiny.py", "student(probe, 3.0) == approx(6.0)", "student(probe, 4.0) == approx(8.0)"))
    assert ran.checks == dict.fromkeys(CLASS, ("double_by_hand",))
    assert ran.opened == len(CLASS)


def test_a_changed_limit_of_one_check_runs_it_alone(regraded):
    ran = regraded(("assignment.toml", "{ points = 2 }", "{ points = 2, seconds = 3 }"))
    assert set(ran.checks.values()) == {("double_agrees",)}


def test_a_new_check_is_run_alone_and_one_that_is_gone_takes_its_points_with_it(regraded):
    """It stands in a file of its own; another one, that was there, is gone."""
    ran = regraded(("checks/test_tiny.py", "test_double_by_hand", "test_double_of_three"))
    assert set(ran.checks.values()) == {("double_of_three",)}
    assert "double_by_hand" not in statuses(ran.results["right"])


def test_a_check_that_fails_now_and_needs_another_exercise_is_traced(regraded):
    """Beside the right `double`, for which it has to be run once more: what is carried stays right."""
    ran = regraded(("checks/hidden/test_tiny.py", "assert abs(area - 4", "assert abs(area - 5"))
    assert not any(check.carried for result in ran.results.values() for check in result.checks)
    carried_before = {"fourfold", "seven", "raises", "stub", "no_data", "prints"}
    assert not carried_before & set(ran.checks)  # which ran beside it before
    assert set(ran.checks) == {"right"}


@pytest.mark.parametrize("what", ["needs", "files"])
def test_what_a_result_depends_on_otherwise_has_all_of_it_right(regraded, what):
    """Another list of what checks need traces anew; other files run everything."""
    if what == "needs":
        ran = regraded(needs={"area_by_hand": frozenset({"double"})})
        assert set(ran.checks.values()) <= {("area_by_hand",)}
        assert not ran.results["fourfold"].checks[3].carried
    else:
        changed = Submission("right", {"tiny.py": CLASS["fourfold"].encode()})
        assert set(regraded(of=(changed,)).checks["right"]) == ALL


def test_who_was_late_is_run_whole(regraded):
    ran = regraded(("checks/test_tiny.py", "approx(6.0)\n", "approx(7.0)\n"), of=(ENDLESS,))
    assert statuses(ran.results["endless"])["double_by_hand"] == "timeout"
    assert "double_by_hand" in ran.checks["endless"]


def test_who_is_late_now_is_run_whole(regraded, graded):
    """`seven` hangs at four only, which it was never asked before."""
    hanging = RIGHT.replace("return x + x", "return x + x if x != 4.0 else next(n for n in iter(int, 1) if n)")
    submission = Submission("seven", {"tiny.py": hanging.encode()})
    grade(settings_of(graded), [submission], graded / "results")
    four = ("checks/test_tiny.py", "student(probe, 3.0) == approx(6.0)", "student(probe, 4.0) == approx(8.0)")
    ran = regraded(four, of=(submission,))
    assert statuses(ran.results["seven"])["double_by_hand"] == "timeout"
    assert set(ran.checks["seven"]) == ALL


def test_the_next_regrade_remembers_what_this_one_asked(graded, opened):
    edit(graded, "checks/test_tiny.py", "student(probe, 3.0) == approx(6.0)", "student(probe, 4.0) == approx(8.0)")
    grade(settings_of(graded), PILE, graded / "results")
    before = len(opened)
    edit(graded, "checks/test_tiny.py", "approx(8.0)", "approx(9.0)")
    results = grade(settings_of(graded), PILE, graded / "results")
    assert len(opened) == before
    assert {statuses(each)["double_by_hand"] for each in results} == {"failed", "passed", "error", "not_attempted"}


@pytest.mark.parametrize("changed", ["kit", "numpy", "secret", "memory"])
def test_of_what_code_runs_with_everything_counts(graded, monkeypatch, changed):
    settings = settings_of(graded)
    if changed == "kit":
        monkeypatch.setattr("autograder.grading.keys.kit_digest", lambda: "other")
    elif changed == "numpy":
        monkeypatch.setattr("autograder.grading.keys.importlib.metadata.version", lambda name: "99.0")
    elif changed == "secret":
        settings = msgspec.structs.replace(settings, secret=b"other")
    else:
        edit(graded, "assignment.toml", "memory_mb = 256", "memory_mb = 300")
        settings = settings_of(graded)
    (outcome,) = outcomes(settings, PILE[:1], graded / "results")
    assert set(outcome.ran) == ALL


def test_who_is_judged_anew_is_counted(graded, opened):
    """Or a count of none would say nothing."""
    list(outcomes(settings_of(graded), PILE[:1], graded / "none"))
    assert len(opened) == 1
