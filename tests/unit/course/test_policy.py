"""The course's rules: what course.toml may say, what lateness costs, when a hand-in came, and which attempt counts."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from helpers import TINY_COURSE, autograder
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.course.policy import Attempts, Late, Policy, late_penalty, unknown_students
from autograder.errors import Problem
from autograder.grading.best_attempt import best_attempts, store_best
from autograder.grading.cache import read_result
from autograder.grading.grade import grade
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings
from autograder.intake.attempts import ARCHIVE
from autograder.intake.collect import collect
from autograder.intake.received import TIMESTAMP, clock, received_at
from autograder.intake.submitted import read_submissions
from autograder.platforms.grades import read_results
from autograder.records import Assignment, Result, Status, Submission

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
RULES = Policy(late=Late(0.1, 2, 0.5), due={"01_tiny": DUE}, extensions={"01_tiny": {"ada": DUE + timedelta(days=3)}})
FULL = """
timezone = "Europe/Berlin"

[late]
per_day = 0.1
grace_hours = 2
cap = 0.5

[attempts]
keep = "best"

[due]
01_tiny = 2026-10-19T23:59:00

[extensions.01_tiny]
ada = 2026-10-22T23:59:00
"""


def policy_of(root: Path, text: str) -> Policy:
    (root / "course.toml").write_text(text, encoding="utf-8")
    return Course(root).policy


# What course.toml may say


def test_a_full_policy_is_read_with_its_dates_in_utc(course):
    assert policy_of(course, FULL) == Policy(
        "Europe/Berlin", RULES.late, Attempts("best"), RULES.due, {"01_tiny": {"ada": DUE + timedelta(days=3)}}
    )


def test_without_a_file_nothing_is_late_and_the_last_attempt_counts(course):
    assert Course(course).policy == policy_of(course, "") == Policy()
    assert Policy().penalty("01_tiny", "ada", DUE, 10.0) == 0.0
    assert Policy().attempts.keep == "last"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_day", "perday", r"unknown field `perday` - at `\$\.late`"),
        ("[late]", "[lates]", "unknown field `lates`"),
        ("0.1", "10", r"<= 1.0 - at `\$\.late\.per_day`"),
        ("0.1", "-0.1", r">= 0.0 - at `\$\.late\.per_day`"),
        ("0.1", '"10%"', r"Expected `float`.*\$\.late\.per_day"),
        ("0.1", "nan", r"\$\.late\.per_day"),
        ("grace_hours = 2", "grace_hours = inf", r"\$\.late\.grace_hours"),
        ("cap = 0.5", "cap = 1.5", r"\$\.late\.cap"),
        ('"best"', '"bst"', r"Invalid enum value 'bst' - at `\$\.attempts\.keep`"),
        ("01_tiny = 2026", "01_tyni = 2026", "due.01_tyni: there is no such assignment; the course has: 01_tiny"),
        ("[extensions.01_tiny]", "[extensions.tiny]", "extensions.tiny: there is no such assignment"),
        ("ada = 2026-10-22", "ada = 2026-10-12", "extensions.01_tiny.ada: this is before the date in"),
        ("01_tiny = 2026-10-19T23:59:00", "", "extensions.01_tiny: there is nothing to extend"),
        ("2026-10-19T23:59:00", "2026-10-19", "due"),
        ("2026-10-19T23:59:00", '"soon"', "due"),
        ("Europe/Berlin", "Europe/Bärlin", "timezone: there is no zone 'Europe/Bärlin'"),
        ("Europe/Berlin", "../../etc/passwd", "timezone: there is no zone"),
        ('timezone = "Europe/Berlin"', "", "due.01_tiny: 2026-10-19 23:59:00 has no time zone"),
        ("[late]", "[late", r"not valid TOML: .*line 4"),
    ],
)
def test_a_slip_is_an_error_that_names_the_file_and_the_key(course, old, new, said):
    assert old in FULL
    with pytest.raises(Problem, match=rf"course\.toml.*{said}"):
        policy_of(course, FULL.replace(old, new, 1))


def test_an_offset_needs_no_time_zone(course):
    assert policy_of(course, "[due]\n01_tiny = 2026-10-19T23:59:00+02:00").due == {"01_tiny": DUE}


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-12-01T12:00:00", datetime(2026, 12, 1, 11, tzinfo=UTC)),
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # comes twice: the later one
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # never comes: the later reading
    ],
)
def test_a_deadline_keeps_its_wall_clock_over_summer_time(course, local, utc):
    assert policy_of(course, f'timezone = "Europe/Berlin"\n[due]\n01_tiny = {local}').due["01_tiny"] == utc


@pytest.mark.parametrize(
    ("students", "said"),
    [
        (["bob", "ada"], []),
        (["bob", "Ada", "adda"], ["nobody of this name has handed in. Did you mean adda?"]),
        (["bob"], ["nobody of this name has handed in."]),
        ([], ["nobody of this name has handed in."]),
    ],
)
def test_an_extension_for_nobody_is_told_with_the_name_that_is_most_like_it(students, said):
    assert unknown_students(RULES, "01_tiny", students) == [
        f"course.toml, extensions.01_tiny.ada: {each}" for each in said
    ]
    assert unknown_students(RULES, "02_next", students) == []


def test_grading_and_exporting_warn_of_an_extension_for_nobody(course):
    place = course / "submitted/adda/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_text("")
    (course / "course.toml").write_text(FULL)
    for command in (["grade", "01", "--sandbox", "none"], ["export", "01"]):
        said = autograder(*command, cwd=course)
        assert said.returncode == 0, said.stderr
        assert "extensions.01_tiny.ada: nobody of this name has handed in. Did you mean adda?" in said.stderr


# What lateness costs


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [
        (0, 0),
        (7200, 0),  # exactly at the end of the grace period
        (7200.000001, 1),
        (7201, 1),
        (86_400, 1),
        (86_401, 2),
        (2 * 86_400 + 1, 3),
        (4 * 86_400 + 1, 5),  # the cap
        (1e9, 5),
    ],
)
def test_lateness_costs_a_share_for_each_day_begun_up_to_the_cap(seconds, lost):
    assert late_penalty(10.0, seconds, Late(0.1, 2, 0.5)) == pytest.approx(lost, abs=1e-12)


@given(
    st.floats(0, 100), st.floats(0, 1e7), st.builds(Late, st.floats(0, 1), st.floats(0, 48), st.floats(0, 1)), st.data()
)
def test_a_penalty_lies_between_nothing_and_the_score_and_grows_with_lateness(score, seconds, late, data):
    more = data.draw(st.floats(seconds, 2e7))
    assert 0 <= late_penalty(score, seconds, late) <= late_penalty(score, more, late) <= score


@pytest.mark.parametrize(
    ("student", "days", "seconds"),
    [("bob", -1, 0), ("bob", 0, 0), ("bob", 1, 86_400), ("ada", 1, 0), ("ada", 3, 0), ("ada", 4, 86_400)],
)
def test_lateness_is_counted_from_a_students_own_deadline(student, days, seconds):
    assert RULES.seconds_late("01_tiny", student, DUE + timedelta(days=days)) == seconds


def test_what_has_no_time_or_no_deadline_is_not_late():
    assert RULES.seconds_late("01_tiny", "bob", None) == 0
    assert RULES.seconds_late("02_next", "bob", DUE + timedelta(days=99)) == 0


# When a hand-in came


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-19 21:59:00 UTC",
        "2026-10-19 21:59:00.000000 UTC\n",
        "2026-10-19 21:59:00",
        "2026-10-19 23:59:00 Europe/Berlin",
    ],
)
def test_nbgraders_timestamps_are_read(tmp_path, text):
    (tmp_path / TIMESTAMP).write_text(text)
    assert received_at(tmp_path) == DUE


@pytest.mark.parametrize("text", ["soon", "2026-10-19", "2026-10-19 25:00:00 UTC", "2026-10-19 21:59:00 Nowhere", "\0"])
def test_a_timestamp_that_says_nothing_is_named(tmp_path, text):
    (tmp_path / TIMESTAMP).write_text(text)
    with pytest.raises(Problem, match=r"timestamp\.txt"):
        received_at(tmp_path)


def test_no_timestamp_or_an_empty_one_is_no_time(tmp_path):
    assert received_at(tmp_path) is None
    (tmp_path / TIMESTAMP).write_text("\n")
    assert received_at(tmp_path) is None


@pytest.mark.parametrize(
    ("said", "zone"),
    [("2026-10-19T23:59:00+02:00", ""), ("2026-10-19 21:59Z", ""), ("2026-10-19 23:59", "Europe/Berlin")],
)
def test_one_time_for_the_whole_pile(said, zone):
    assert clock(said, Policy(timezone=zone))("ada", [(0.0,)]) == DUE


@pytest.mark.parametrize("said", ["soon", "2026-10-19 23:59", "2026-13-01"])
def test_a_time_that_is_none_or_has_no_zone_is_refused(said):
    with pytest.raises(Problem, match="--received"):
        clock(said, Policy())


def test_the_piles_own_dates_are_read_in_the_courses_zone():
    by_files = clock("files", Policy(timezone="Europe/Berlin"))
    assert by_files("ada", [(2026, 10, 19, 23, 59, 0), (2026, 10, 18, 0, 0, 0)]) == DUE
    assert by_files("ada", [(DUE.timestamp(),)]) == DUE
    assert by_files("ada", [(1980, 1, 1, 0, 0, 0)]) is None
    assert by_files("ada", []) is None


def test_a_list_of_times_is_read_strictly(tmp_path):
    path = tmp_path / "times.csv"
    path.write_text("\ufeffstudent,received,else\nada,2026-10-19 23:59,x\nbob,2026-10-19T21:59Z,\n", encoding="utf-8")
    by_list = clock(str(path), Policy(timezone="Europe/Berlin"))
    assert by_list("ada", []) == by_list("bob", []) == DUE
    with pytest.raises(Problem, match=r"times\.csv has no line for eve"):
        by_list("eve", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,time\nada,2026-10-19T21:59Z\n", "line 1: the columns"),
        ("", "line 1: the columns"),
        ("student,received\nada,soon\n", "line 2: 'soon' is no time"),
        ("student,received\nada,2026-10-19T21:59Z\nada,2026-10-19T22:59Z\n", "line 3: a student needs one line"),
        ("student,received\nada\n", "line 2: a student needs one line, with a time"),
    ],
)
def test_a_slip_in_a_list_of_times_is_named(tmp_path, text, said):
    path = tmp_path / "times.csv"
    path.write_text(text)
    with pytest.raises(Problem, match=said):
        clock(str(path), Policy())


# Attempts


def zipped(files: dict[str, bytes], date: tuple[int, int, int, int, int, int] = (2026, 10, 1, 12, 0, 0)) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, date), data)
    return packed.getvalue()


@pytest.fixture
def take(tiny: Assignment, tmp_path: Path) -> Callable[..., list[str]]:
    """Collects one student's module, received some days after the deadline; who has something new that counts."""

    def take(module: bytes, days: float | None = None, student: str = "bob") -> list[str]:
        changed: list[str] = []
        source = tmp_path / "pile.zip"
        source.write_bytes(zipped({f"{student}/tiny.py": module}))
        said = "" if days is None else (DUE + timedelta(days=days)).isoformat()
        collect(tiny, source, tmp_path / "submitted", clock(said, RULES), changed.append)
        return changed

    return take


def modules(tmp_path: Path) -> tuple[bytes, list[bytes]]:
    """What counts of bob's, and his earlier attempts."""
    submitted = tmp_path / "submitted"
    earlier = sorted((submitted / ARCHIVE).glob("*/bob/01_tiny/tiny.py"))
    return (submitted / "bob/01_tiny/tiny.py").read_bytes(), [path.read_bytes() for path in earlier]


def test_every_attempt_is_kept_and_the_last_counts(take, tmp_path):
    assert [take(text) for text in (b"1", b"2", b"3")] == [["bob"]] * 3
    assert modules(tmp_path) == (b"3", [b"1", b"2"])


def test_a_pile_of_earlier_attempts_collected_later_counts_for_nothing(take, tmp_path):
    assert take(b"new", days=1) == ["bob"]
    assert take(b"old", days=-1) == []
    assert modules(tmp_path) == (b"new", [b"old"])
    assert received_at(tmp_path / "submitted/.attempts/001/bob/01_tiny") == DUE - timedelta(days=1)


@pytest.mark.parametrize("days", [(1, 2), (2, 1), (1, None), (None, 1)])
def test_the_same_files_again_are_the_same_attempt_of_the_earliest_time(take, tmp_path, days):
    take(b"1", days[0])
    assert take(b"1", days[1]) == []
    assert modules(tmp_path) == (b"1", [])
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE + timedelta(days=1)


def test_what_an_instructor_mended_by_hand_is_kept_too(take, tmp_path):
    take(b"1")
    (tmp_path / "submitted/bob/01_tiny/tiny.py").write_bytes(b"mended")
    take(b"1")
    assert modules(tmp_path) == (b"1", [b"mended"])


@pytest.mark.parametrize("pack", ["folder", "zip", "tar"])
def test_no_time_that_a_student_packed_counts(tiny, tmp_path, pack):
    forged = zipped({"tiny.py": b"1", TIMESTAMP: b"2001-01-01 00:00:00 UTC"}, (2001, 1, 1, 0, 0, 0))
    if pack == "tar":
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for name in ("tiny.py", TIMESTAMP):
                info = tarfile.TarInfo(name)
                info.size, info.mtime = 1, 978_307_200
                archive.addfile(info, io.BytesIO(b"1"))
        forged = packed.getvalue()
    pile = {"bob/tiny.py": b"1", f"bob/{TIMESTAMP}": b"2001-01-01 00:00:00 UTC"}
    if pack != "folder":
        pile = {f"bob.{pack}": forged}
    source = tmp_path / "class.zip"
    source.write_bytes(zipped(pile, (2026, 10, 20, 12, 0, 0)))
    collect(tiny, source, tmp_path / "submitted")
    place = tmp_path / "submitted/bob/01_tiny"
    assert not (place / TIMESTAMP).exists()
    collect(tiny, source, tmp_path / "submitted", clock("files", Policy(timezone="UTC")))
    assert received_at(place) == datetime(2026, 10, 20, 12, tzinfo=UTC)


def test_dates_of_a_folders_files_count_where_the_instructor_says_so(tiny, tmp_path):
    path = tmp_path / "class/bob/tiny.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    os.utime(path, (DUE.timestamp(), DUE.timestamp()))
    collect(tiny, tmp_path / "class", tmp_path / "submitted", clock("files", Policy()))
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE


# The best attempt


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    """Modules that earn 5, 3 and no points, and one that earns as much as the first."""
    source = TINY_COURSE / "source/01_tiny"
    whole = (source / "tiny.py").read_bytes()
    return {
        "whole": whole,
        "again": whole + b"\n# once more\n",
        "half": whole.replace(b"self.height * self.width", b"0.5"),
        "none": b"",
    }


def best(tmp_path: Path, course: Path) -> tuple[Result, list[str]]:
    """Grades, lets the best attempt of bob's count, and says who has another one now."""
    changed: list[str] = []
    assignment = find_assignment(course / "source", "01")
    settings = JudgeSettings(assignment, b"secret", frozenset())
    submitted, results = tmp_path / "submitted", tmp_path / "results"
    graded = grade(settings, read_submissions(assignment, submitted), results)
    found = best_attempts(settings, graded, submitted, results, RULES)
    (result,) = store_best(found, graded, submitted, results, changed.append)
    return result, changed


def test_the_attempt_with_most_points_after_lateness_counts(take, tmp_path, course, texts):
    take(texts["whole"], days=0)
    take(texts["none"], days=1)
    result, changed = best(tmp_path, course)
    assert (result.score, changed) == (5, ["bob"])
    assert modules(tmp_path) == (texts["whole"], [texts["none"]])
    assert read_results(tmp_path / "results/01_tiny") == [result]
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.json")}
    assert best(tmp_path, course) == (result, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.json")} == kept


def test_what_an_attempt_answered_goes_where_its_result_goes(take, tmp_path, course, texts):
    take(texts["half"], days=-1)
    take(texts["none"], days=0)
    result, _ = best(tmp_path, course)
    place = max((tmp_path / "results" / ARCHIVE).glob("*"))  # the last attempt, which counted until now
    archived = read_result(place / "01_tiny/bob.json")
    answers = [read_observations(where, each) for where, each in ((tmp_path / "results", result), (place, archived))]
    assert (result.score, archived.score) == (3, 0)
    assert [b"6.0" in set(map(bytes, each.values.values())) for each in answers] == [True, False]


def test_a_later_attempt_must_make_up_for_its_own_lateness(take, tmp_path, course, texts):
    take(texts["half"], days=-1)
    take(texts["whole"], days=4.5)  # 5 points less the half of them
    result, changed = best(tmp_path, course)
    assert (result.score, changed) == (3, ["bob"])
    assert received_at(tmp_path / "submitted/bob/01_tiny") == DUE - timedelta(days=1)


def test_of_equal_attempts_the_last_counts(take, tmp_path, course, texts):
    take(texts["whole"], days=-2)
    take(texts["again"], days=-1)
    assert best(tmp_path, course)[1] == []
    assert modules(tmp_path) == (texts["again"], [texts["whole"]])


def test_an_attempt_that_could_not_be_judged_is_seen_and_changes_nothing(take, tmp_path, course, texts, monkeypatch):
    """Of three attempts the first could not be judged; the second would be the best."""
    for days, text in enumerate(("half", "whole", "none")):
        take(texts[text], days=-3 + days)

    def unjudged(settings: JudgeSettings, pile: list[Submission], results: Path, force: bool) -> list[Result]:
        graded = grade(settings, pile, results, force)
        if results.name != "001":
            return graded
        checks = [msgspec.structs.replace(check, status=Status.UNGRADED) for check in graded[0].checks]
        return [msgspec.structs.replace(graded[0], checks=tuple(checks), score=0.0)]

    monkeypatch.setattr("autograder.grading.best_attempt.grade", unjudged)
    result, changed = best(tmp_path, course)
    assert (result.ungraded, changed) == (True, [])
    assert modules(tmp_path) == (texts["none"], [texts["half"], texts["whole"]])


# Extra credit


def test_extra_points_count_in_the_score_and_not_in_the_most_there_is(course, tmp_path, texts):
    manifest = course / "source/01_tiny/assignment.toml"
    manifest.write_text(manifest.read_text().replace("[exercises.area]\n", "[exercises.area]\nextra = true\n"))
    place = tmp_path / "submitted/bob/01_tiny"
    place.mkdir(parents=True)
    (place / "tiny.py").write_bytes(texts["whole"])
    assignment = find_assignment(course / "source", "01")
    settings = JudgeSettings(assignment, b"secret", frozenset())
    (result,) = grade(settings, read_submissions(assignment, tmp_path / "submitted"), tmp_path / "results")
    area = sum(check.points for check in result.checks if check.exercise == "area")
    assert area > 0
    assert (result.score, result.max_score) == (5, 5 - area)
