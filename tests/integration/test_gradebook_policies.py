"""The course's rules through nbgrader: its gradebook and `autograder export` come to the same numbers."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers import TINY_COURSE, autograder, nbgrader, release
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import parse_utc
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings, judge_observed
from autograder.intake.received import timestamp
from autograder.platforms.nbgrader.grades import gradebook_grades
from autograder.platforms.nbgrader.setup import init_course
from autograder.records import Submission

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
NAME, NOTEBOOK, CHECK, EXTRA, QUESTION = "01_tiny", "01_tiny", "check-double", "check-area", "question-twice"
DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
RULES = """
timezone = "Europe/Berlin"
late = { per_day = 0.1, grace_hours = 2, cap = 0.35 }
due = { 01_tiny = 2026-10-19T23:59:00 }

[extensions.01_tiny]
extended = 2026-10-22T23:59:00
beyond = 2026-10-20T23:59:00
"""
SECONDS_LATE = {
    "early": -3600,
    "in_grace": 7200,
    "after_grace": 7201,
    "one_day": 86_400,
    "two_days": 86_401,
    "capped": 30 * 86_400,
    "extended": 3 * 86_400,
    "beyond": 2 * 86_400 + 1,
    "half": 86_400,
}
SHARES = {"after_grace": 0.1, "one_day": 0.1, "two_days": 0.2, "capped": 0.35, "beyond": 0.2, "half": 0.1}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with rules and an exercise for extra credit, collected with times, judged, then autograded."""
    root = tmp_path_factory.mktemp("policies") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = root / "source" / NAME / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("[exercises.area]\n", "[exercises.area]\nextra = true\n"))
    (root / "course.toml").write_text(RULES)
    release(root)
    init_course(Course(root))
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgedScores.sandbox = "none"\n')
    whole = (root / "solutions" / NAME / "tiny.py").read_text()
    times = ["student,received"]
    for student, seconds in SECONDS_LATE.items():
        place = root / "class" / student / "tiny.py"
        place.parent.mkdir(parents=True)
        place.write_text(whole.replace("self.height * self.width", "0.5") if student == "half" else whole)
        times.append(f"{student},{(DUE + timedelta(seconds=seconds)).isoformat()}")
    (root / "times.csv").write_text("\n".join(times))
    for command in (["collect", NAME, "class", "--received", "times.csv"], ["grade", NAME, "--sandbox", "none"]):
        said = autograder(*command, cwd=root)
        assert said.returncode == 0, said.stdout + said.stderr
    (root / "judged").touch()
    autograde(root)
    return root


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded course, to change at will."""
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    return root


def api(root: Path) -> NbGraderAPI:
    """What formgrader's buttons call."""
    return NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())


def autograde(root: Path, student: str = "*", force: bool = False) -> None:
    done = api(root).autograde(NAME, student, force=force)
    assert done["success"], done.get("log", "") + done.get("error", "")


@contextmanager
def gradebook(root: Path) -> Iterator[Any]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as opened:
        yield opened


def scores(root: Path) -> dict[str, tuple[float, float]]:
    """Score and penalty of each student in the gradebook."""
    with gradebook(root) as opened:
        submissions = opened.assignment_submissions(NAME)
        return {each.student.id: (each.score, each.late_submission_penalty) for each in submissions}


def exported(root: Path, *options: str) -> dict[str, tuple[float, float]]:
    """Score before the penalty, and the penalty, of each student in the table."""
    said = autograder("export", NAME, *options, "-o", "table.csv", cwd=root)
    assert said.returncode == 0, said.stderr
    with (root / "table.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: (float(row["score"]), float(row["late_penalty"])) for row in csv.DictReader(file)}
    return {student: (final + penalty, penalty) for student, (final, penalty) in rows.items()}


def mark(root: Path, student: str, cell: str, points: float, comment: str = "") -> None:
    """What a grader does in formgrader."""
    with gradebook(root) as opened:
        grade = opened.find_grade(cell, NOTEBOOK, NAME, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            opened.find_comment(cell, NOTEBOOK, NAME, student).manual_comment = comment
        opened.db.commit()


def test_gradebook_and_table_agree_on_every_score_and_penalty(graded):
    points = {student: 3.0 if student == "half" else 5.0 for student in SECONDS_LATE}
    wanted = {student: (score, score * SHARES.get(student, 0.0)) for student, score in points.items()}
    in_gradebook, in_table = scores(graded), exported(graded)
    assert in_gradebook.keys() == in_table.keys() == wanted.keys()
    for student, pair in wanted.items():
        assert in_gradebook[student] == pytest.approx(pair, abs=1e-9), student
        assert in_table[student] == pytest.approx(pair, abs=1e-9), student


def test_points_for_extra_credit_lie_above_the_maximum(graded):
    with gradebook(graded) as opened:
        assert opened.find_assignment(NAME).max_score == 3 + 3  # of `double`, and of the question
        grade = opened.find_grade(EXTRA, NOTEBOOK, NAME, "early")
        assert (grade.auto_score, grade.max_score, grade.needs_manual_grade) == (2, 0, False)
        assert opened.find_grade(EXTRA, NOTEBOOK, NAME, "half").score == 0


def test_nbgrader_judges_nothing_that_grade_has_judged(graded):
    results = [path for path in (graded / "results").rglob("*.json") if path.parent.name != "observations"]
    written = [path.stat().st_mtime_ns for path in results]
    assert len(written) == len(SECONDS_LATE)
    assert max(written) <= (graded / "judged").stat().st_mtime_ns


def test_nbgrader_judges_those_that_it_was_called_for_in_one_go(course, monkeypatch):
    piles = []

    def noted(settings: JudgeSettings, pile: list[Submission]) -> Iterator[Judged]:
        piles.append({submission.student for submission in pile})
        return judge_observed(settings, pile)

    monkeypatch.setattr("autograder.grading.outcomes.judge_observed", noted)
    shutil.rmtree(course / "results")
    with (course / f"submitted/extended/{NAME}/tiny.py").open("a") as module:
        module.write("\n# of another than early\n")
    autograde(course, "e*", force=True)
    assert piles == [{"early", "extended"}]


def test_marks_and_comments_of_a_grader_survive_regrading_and_a_new_set_up(course):
    mark(course, "early", CHECK, 1.5)
    mark(course, "early", EXTRA, 0.5)
    mark(course, "early", QUESTION, 2.5, "Well put.")
    autograde(course, "early", force=True)
    init_course(Course(course))
    with gradebook(course) as opened:
        grade = opened.find_grade(CHECK, NOTEBOOK, NAME, "early")
        assert (grade.score, grade.auto_score) == (1.5, 3)
        assert opened.find_comment(QUESTION, NOTEBOOK, NAME, "early").comment == "Well put."
    assert scores(course)["early"] == (4.5, 0)


def test_a_mark_given_after_grading_is_late_as_well_once_feedback_is_written(course):
    mark(course, "one_day", QUESTION, 3)
    assert scores(course)["one_day"] == pytest.approx((8, 0.5))
    done = api(course).generate_feedback(NAME, "one_day")
    assert done["success"], done["log"]
    assert scores(course)["one_day"] == pytest.approx((8, 0.8), abs=1e-9)


def test_a_changed_policy_reaches_the_gradebook_without_regrading(course):
    text = RULES.replace("0.35", "1.0").replace("beyond =", "two_days =")
    (course / "course.toml").write_text(text)
    init_course(Course(course))
    found = scores(course)
    assert found["capped"] == pytest.approx((5, 5), abs=1e-9)
    assert found["two_days"] == (5, 0)  # 1 second late, within the grace period
    assert found["beyond"] == pytest.approx((5, 1.5), abs=1e-9)
    in_table = exported(course)
    assert all(in_table[student] == pytest.approx(pair, abs=1e-9) for student, pair in found.items())


def test_the_table_from_the_gradebook_follows_changed_rules_and_new_marks_at_once(course):
    (course / "course.toml").write_text(RULES.replace("0.35", "1.0").replace("beyond =", "two_days ="))
    mark(course, "one_day", QUESTION, 3)
    found, judged = exported(course, "--gradebook"), exported(course)
    assert found.pop("one_day") == pytest.approx((8, 0.8), abs=1e-9)
    assert all(judged[student] == pytest.approx(pair, abs=1e-9) for student, pair in found.items())


def test_dates_edited_in_nbgrader_yield_to_the_policy_and_stand_without_one(course):
    with gradebook(course) as opened:
        opened.update_or_create_assignment(NAME, duedate=DUE.replace(tzinfo=None) + timedelta(days=50))
    autograde(course, "capped", force=True)
    assert scores(course)["capped"] == pytest.approx((5, 1.75), abs=1e-9)
    (course / "course.toml").write_text("late = { per_day = 0.1 }")
    with gradebook(course) as opened:
        opened.update_or_create_assignment(NAME, duedate=DUE.replace(tzinfo=None) + timedelta(days=28))
        opened.grant_extension(NAME, "capped", days=1)
    autograde(course, "capped", force=True)
    assert scores(course)["capped"] == pytest.approx((5, 0.5), abs=1e-9)


def test_collecting_a_new_attempt_makes_plain_autograde_grade_it(course):
    """Through the commands, with modules alone: the first attempt is on time and whole, the second late and empty."""
    (course / "pile/early").mkdir(parents=True)
    (course / "pile/early/tiny.py").write_text((course / "assignments" / NAME / "tiny.py").read_text())
    said = autograder("collect", NAME, "pile", "--received", "2026-10-22 12:00", cwd=course)
    assert said.returncode == 0, said.stderr
    assert (course / "submitted/early" / NAME / f"{NAME}.ipynb").is_file()
    assert (course / "submitted/.attempts/001/early" / NAME / "tiny.py").is_file()
    said = nbgrader("autograde", NAME, cwd=course)
    assert said.returncode == 0, said.stderr
    assert scores(course)["early"] == (0, 0)

    with (course / "course.toml").open("a") as file:
        file.write('[attempts]\nkeep = "best"\n')
    refused = api(course).autograde(NAME, "early", force=True)
    assert "an earlier attempt is the best. Run `autograder grade 01_tiny`" in refused["log"]
    said = autograder("grade", NAME, "--sandbox", "none", cwd=course)
    assert said.returncode == 0, said.stderr
    autograde(course)
    assert scores(course)["early"] == exported(course)["early"] == (5, 0)


@pytest.mark.parametrize("file", ["course.toml", f"source/{NAME}/assignment.toml"])
def test_nbgrader_stops_where_the_course_cannot_be_read(course, file):
    """It passes over any other error of its configuration, and would then run students' notebooks as they are."""
    (course / file).write_text("= broken")
    with pytest.raises(SystemExit, match=r"nbgrader stops.*is not valid TOML"):
        api(course)


@pytest.mark.parametrize("mistake", ["c.X = (", "c.X = misspelt", "c.CourseDirectory.db_url = 3"])
def test_a_configuration_with_an_error_is_named(course, mistake):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(mistake)
    with pytest.raises(Problem, match=r"nbgrader_config\.py has an error"):
        init_course(Course(course))
    with pytest.raises(Problem, match=r"nbgrader_config\.py has an error"):
        gradebook_grades(Course(course), find_assignment(course / "source", NAME))


def test_a_course_that_cannot_be_read_is_a_problem_and_nothing_is_written(course):
    (course / "nbgrader_config.py").unlink()
    (course / "course.toml").write_text("= broken")
    with pytest.raises(Problem, match="is not valid TOML"):
        init_course(Course(course))
    assert not (course / "nbgrader_config.py").exists()


@pytest.mark.parametrize(
    "moment", [DUE, DUE + timedelta(microseconds=1), datetime.fromisoformat("2026-03-29T02:30+05:45")]
)
def test_nbgrader_reads_the_timestamps_that_we_write(moment):
    assert parse_utc(timestamp(moment)).replace(tzinfo=UTC) == moment


def test_new_times_of_what_is_graded_reach_every_grade_without_force(course):
    """In `export`, in `export --gradebook` at once, and in nbgrader's own database after its plain command."""
    (course / "times.csv").write_text(
        "student,received\n"
        + "\n".join(
            f"{student},{(DUE + timedelta(seconds=seconds - (86_400 if student == 'two_days' else 0))).isoformat()}"
            for student, seconds in SECONDS_LATE.items()
        )
    )
    assert scores(course)["two_days"] == pytest.approx((5, 1.0), abs=1e-9)
    said = autograder("collect", NAME, "class", "--received", "times.csv", cwd=course)
    assert said.returncode == 0, said.stdout + said.stderr
    said = nbgrader("autograde", NAME, cwd=course)
    assert said.returncode == 0, said.stderr
    assert scores(course)["two_days"] == pytest.approx((5, 0), abs=1e-9)  # a second late, of two hours' grace
    assert exported(course)["two_days"] == exported(course, "--gradebook")["two_days"] == pytest.approx((5, 0))


def test_new_times_reach_the_export_from_the_gradebook_before_nbgrader_grades_again(course):
    (course / "earlier.csv").write_text(
        "student,received\n" + "\n".join(f"{student},{DUE.isoformat()}" for student in SECONDS_LATE)
    )
    said = autograder("collect", NAME, "class", "--received", "earlier.csv", cwd=course)
    assert said.returncode == 0, said.stdout + said.stderr
    found = exported(course, "--gradebook")
    assert found == exported(course)
    assert {penalty for _, penalty in found.values()} == {0}
    assert scores(course) == found
