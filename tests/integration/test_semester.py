"""A semester of sixty students by commands alone; each number is reckoned again here, from who wrote what and when.

Two assignments, groups, late and free days, an extension, resubmissions, marks by hand, a check that is corrected after
grading, a regrade that is previewed, applied and undone, feedback to upload, and the final exports.
"""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import nbformat
import pytest
from gradebooks import nbgrader_here
from helpers import commands_in, release
from nbgrader.api import Gradebook

from autograder.course.course import Course

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]

CHAIN = Path(__file__).parents[1] / "courses/chain"
BASE, UPON = "01_base", "02_upon"
DUE = {BASE: datetime(2026, 10, 5, 12, tzinfo=UTC), UPON: datetime(2026, 11, 2, 12, tzinfo=UTC)}
RULES = f"""timezone = "UTC"
[late]
per_day = 0.1
grace_hours = 2
cap = 0.5
free_days = 1
[due]
{BASE} = 2026-10-05T12:00:00
{UPON} = 2026-11-02T12:00:00
[extensions.{UPON}]
s07 = 2026-11-04T12:00:00
"""
EXTENDED = {"s07": timedelta(days=2)}
STUDENTS = [f"s{number:02}" for number in range(60)]
# Pairs in the second assignment: the first of each hands in.
PAIRS = {STUDENTS[at + 1]: STUDENTS[at] for at in range(0, 20, 2)}
IN_PARTS = "s42"  # hands in one module long before the rest of the second assignment, which is late

RIGHT, NOTHING = "return [k * x for x in xs]", "return []"
LEFT = "from base import scale\n\n\ndef total(xs, k):\n    return {}\n"
NEWEST = "from left import total\nfrom packaging.version import Version\n\n\ndef newest(versions):\n    return {}\n\n\n"
NEWEST += "def newest_of(xs):\n    return newest(['1.9', f'1.{{total(xs, 1):g}}'])\n"
BY_NUMBER, AS_TEXT = "max(versions, key=Version)", "max(versions)"


class Written(NamedTuple):
    """What somebody hands in for the second assignment: two lines of code, and what each check is worth with them."""

    total: str
    newest: str
    points: dict[str, float]


ALL = {
    "total_by_hand": 1.0,
    "total_agrees": 1.0,
    "newest_of_totals": 2.0,
    "newest_by_number": 1.0,
    "newest_of_one": 1.0,
}
WAYS = [
    Written("sum(scale(xs, k))", BY_NUMBER, ALL),
    Written("sum(scale(xs, k))", AS_TEXT, {**ALL, "newest_by_number": 0.0, "newest_of_totals": 0.0}),
    Written("sum(xs)", BY_NUMBER, {**ALL, "total_by_hand": 0.0, "total_agrees": 0.0}),
    # What comes of the wrong total in `newest` is forgiven.
    Written("2 * sum(scale(xs, k))", BY_NUMBER, {**ALL, "total_by_hand": 0.0, "total_agrees": 0.0}),
]
# The correction: a check wanted 9 although [1, 2] without a factor was asked for as well.
CORRECTED = ("assert student(probe) == 9.0", "assert student(probe) in (3.0, 9.0)")


def way_of(student: str) -> Written:
    """What a student, or the pair, wrote."""
    return WAYS[STUDENTS.index(PAIRS.get(student, student)) % len(WAYS)]


def handed_in(student: str, assignment: str) -> timedelta:
    """How long after the date: early, within the grace, some days late, and once beyond the cap."""
    number = STUDENTS.index(PAIRS.get(student, student) if assignment == UPON else student)
    return [timedelta(hours=-5), timedelta(hours=1), timedelta(hours=30), timedelta(days=3), timedelta(days=9)][
        number % 5
    ]


def days_late(student: str, assignment: str) -> int:
    """Days begun after a student's own date; within two hours none."""
    late = handed_in(student, assignment) - (EXTENDED.get(student, timedelta()) if assignment == UPON else timedelta())
    return 0 if late <= timedelta(hours=2) else math.ceil(late / timedelta(days=1))


def share_lost(student: str, assignment: str) -> float:
    """The share of the score that lateness costs: one day is free, on the first assignment that needs it."""
    left = 1
    for each in (BASE, UPON):
        days = days_late(student, each)
        free = min(left, days)
        left -= free
        if each == assignment:
            return min(0.5, 0.1 * (days - free))
    raise AssertionError(assignment)


def base_points(student: str) -> float:
    """Every sixth never got it right; every fourth only when it was handed in again."""
    return 0.0 if STUDENTS.index(student) % 6 == 5 else 1.0


def upon_points(student: str, corrected: bool) -> float:
    """What the code of the second assignment is worth, before or after its check was corrected."""
    way = way_of(student)
    gained = 1.0 if corrected and way.total == "sum(xs)" else 0.0
    return sum(way.points.values()) + gained


def mark_of(student: str) -> float:
    """The mark of a person for the written answer."""
    return float(STUDENTS.index(student) % 4)


@contextmanager
def gradebook_of(course: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course}/gradebook.db", course.name) as gradebook:
        yield gradebook


def rows_of(said: CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(said.stdout))}


def exported(said: Callable[..., CompletedProcess[str]], assignment: str) -> dict[str, tuple[float, float]]:
    """Everyone's score and penalty by the export."""
    rows = rows_of(said("export", assignment))
    return {student: (float(row["score"]), float(row["late_penalty"])) for student, row in rows.items()}


def reckoned(points: Callable[[str], float], assignment: str) -> dict[str, tuple[float, float]]:
    """The same, by the rules as they stand above."""
    lost = {student: points(student) * share_lost(student, assignment) for student in STUDENTS}
    return {
        student: (pytest.approx(points(student) - lost[student]), pytest.approx(lost[student])) for student in STUDENTS
    }


def pack(place: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return place


def times(place: Path, received: dict[str, timedelta], due: datetime) -> Path:
    lines = [f"{student},{(due + after).isoformat()}" for student, after in received.items()]
    place.write_text("\n".join(["student,received", *lines]))
    return place


def answered(course: Path, student: str) -> str:
    """The released notebook with a written answer."""
    notebook = nbformat.read(course / f"assignments/{UPON}/{UPON}.ipynb", as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    cell.source = f"As text, 10 comes before 9, says {student}."
    return nbformat.writes(notebook)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    shutil.copytree(CHAIN, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course.toml").write_text(RULES)
    release(root)
    return root


def first_assignment(course: Path, said: Callable[..., CompletedProcess[str]]) -> None:
    """Sixty hand in; every fourth had it wrong, and hands in again, in another pile."""
    code = "def scale(xs, k):\n    {}\n# {}\n"  # by tens of students alike, who are judged once
    wrong_first = {s for s in STUDENTS if STUDENTS.index(s) % 4 == 0 or not base_points(s)}
    first = {f"{s}/base.py": code.format(NOTHING if s in wrong_first else RIGHT, s[1]) for s in STUDENTS}
    again = {f"{s}/base.py": code.format(RIGHT, s[1]) for s in STUDENTS if s in wrong_first and base_points(s)}
    early = dict.fromkeys(STUDENTS, timedelta(hours=-6))
    late = {s: handed_in(s, BASE) for s in STUDENTS}
    when = times(
        course / "first.csv", {s: early[s] if f"{s}/base.py" in again else late[s] for s in STUDENTS}, DUE[BASE]
    )
    said("collect", BASE, str(pack(course / "first.zip", first)), "--received", str(when))
    second = {s: late[s] for s in STUDENTS if f"{s}/base.py" in again}
    when = times(course / "second.csv", second, DUE[BASE])
    said("collect", BASE, str(pack(course / "second.zip", again)), "--received", str(when))
    said("grade", BASE, "--sandbox", "none")
    assert exported(said, BASE) == reckoned(base_points, BASE)


def second_assignment(course: Path, said: Callable[..., CompletedProcess[str]]) -> None:
    """Ten pairs, of whom one hands in, and forty alone, of whom one hands in one file after another."""
    lines = [f"Pair {number},{s}" for number, pair in enumerate(PAIRS.items()) for s in pair]
    (course / "pairs.csv").write_text("\n".join(["group,student", *lines]))
    said("groups", "import", "pairs.csv", "--assignment", UPON)
    files: dict[str, str] = {}
    for s in STUDENTS:
        if s not in PAIRS:
            way = way_of(s)
            place = f"{s}_{700 + STUDENTS.index(s)}_assignsubmission_file"  # as Moodle packs it
            files |= {f"{place}/left.py": LEFT.format(way.total), f"{place}/right.py": NEWEST.format(way.newest)}
            files |= {f"{place}/{UPON}.ipynb": answered(course, s)}
    early = f"{IN_PARTS}_{700 + STUDENTS.index(IN_PARTS)}_assignsubmission_file/left.py"
    pile = pack(course / "early.zip", {early: files.pop(early)})
    said("collect", UPON, str(pile), "--received", "2026-10-24T12:00:00", "--one")
    when = times(course / "times.csv", {s: handed_in(s, UPON) for s in STUDENTS}, DUE[UPON])
    told = said("collect", UPON, str(pack(course / "upon.zip", files)), "--received", str(when)).stderr
    assert f"{IN_PARTS}: left.py is that of 2026-10-24 12:00 UTC" in " ".join(told.split())
    said("grade", UPON, "--sandbox", "none")
    assert exported(said, UPON) == reckoned(lambda s: upon_points(s, corrected=False), UPON)


def corrected_check(course: Path, said: Callable[..., CompletedProcess[str]]) -> None:
    """A regrade is looked at, applied, undone and applied again; nobody else's score moves."""
    check = course / f"source/{UPON}/checks/test_upon.py"
    check.write_text(check.read_text().replace(*CORRECTED))
    assert CORRECTED[1] in check.read_text()
    results = course / "results" / UPON
    before = {path.name: path.read_bytes() for path in results.glob("*.json")}
    options = ("--sandbox", "none")
    seen = json.loads(said("regrade", UPON, "--preview", "--format", "json", *options).stdout)
    gain = {s: 1.0 for s in STUDENTS if way_of(s).total == "sum(xs)"}
    assert gains_in(seen) == gain
    assert before == {path.name: path.read_bytes() for path in results.glob("*.json")}
    assert exported(said, UPON) == reckoned(lambda s: upon_points(s, corrected=False), UPON)
    said("regrade", UPON, "--apply", "--reason", "Either total is right.", *options)
    assert exported(said, UPON) == reckoned(lambda s: upon_points(s, corrected=True), UPON)
    said("regrade", UPON, "--undo")
    assert before == {path.name: path.read_bytes() for path in results.glob("*.json")}
    said("regrade", UPON, "--apply", "--reason", "Either total is right.", *options)
    assert exported(said, UPON) == reckoned(lambda s: upon_points(s, corrected=True), UPON)
    story = said("log", next(iter(gain))).stdout
    assert "Either total is right." in " ".join(story.split())


def gains_in(seen: dict) -> dict[str, float]:
    """By student, what a regrade changes."""
    return {each["student"]: each["after"] - each["before"] for each in seen["changes"]}


def marks_by_hand(course: Path, said: Callable[..., CompletedProcess[str]]) -> None:
    """nbgrader takes the judge's points; a person marks every answer; the final export has both, less the lateness."""
    said("course", "init")
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgedScores.sandbox = "none"\n')
    done = nbgrader_here("autograde", UPON, cwd=course)
    assert done.returncode == 0, done.log
    with gradebook_of(course) as gradebook:
        for submission in gradebook.assignment_submissions(UPON):
            (grade,) = (g for g in submission.notebooks[0].grades if g.cell.name == "question-order")
            grade.manual_score, grade.needs_manual_grade = mark_of(submission.student.id), False
        gradebook.db.commit()
    said("course", "init")  # which reckons lateness anew
    rows = rows_of(said("export", UPON, "--gradebook"))
    for student in STUDENTS:
        whole = upon_points(student, corrected=True) + mark_of(student)
        assert float(rows[student]["score"]) == pytest.approx(whole * (1 - share_lost(student, UPON))), student


def sent_out(course: Path, said: Callable[..., CompletedProcess[str]]) -> None:
    """Feedback for everybody, in a file to upload, and the grades as Canvas imports them."""
    people = ["Student,ID,SIS User ID,SIS Login ID,Section,Upon the base (77)", "    Points Possible,,,,,9"]
    # Moodle knew them by their full names, which are no logins.
    people += [f"{s.upper()},{100 + at},,{s},1," for at, s in enumerate(STUDENTS)]
    (course / "canvas.csv").write_text("\n".join(people))
    said("roster", "import", "canvas.csv")
    # Moodle knows a hand-in by whose it is there; the others get their page another way, and are named.
    told = said("feedback", UPON, "--no-pictures", "--zip", "moodle", status=1)
    assert all(
        f"{s} is not in the zip: {first} handed it in" in told.stdout + told.stderr for s, first in PAIRS.items()
    )
    assert sorted(path.parent.parent.name for path in course.glob(f"feedback/*/{UPON}/index.html")) == STUDENTS
    (packed,) = course.rglob("*moodle*.zip")
    with zipfile.ZipFile(packed) as archive:
        assert len({name.partition("/")[0] for name in archive.namelist()}) == len(STUDENTS) - len(PAIRS)
    table = list(
        csv.DictReader(
            io.StringIO(said("export", UPON, "--gradebook", "--format", "canvas", "--roster", "canvas.csv").stdout)
        )
    )
    by_login = {row["SIS Login ID"]: row for row in table if row["SIS Login ID"]}
    assert len(by_login) == len(STUDENTS)
    for student, row in by_login.items():
        whole = upon_points(student, corrected=True) + mark_of(student)
        # Canvas's own column has two digits of the four that are enough.
        assert float(row["Upon the base (77)"]) == pytest.approx(whole * (1 - share_lost(student, UPON)), abs=0.005)


def appeal(said: Callable[..., CompletedProcess[str]]) -> None:
    """One student's story says what was judged and what the grade depends on, and nothing of who was not touched."""
    story = " ".join(said("log", "s07").stdout.split())
    for told in (
        "judged was what was received 2026-10-06",
        "late: received 2026-10-06",
        "1 of the free days is spent on it, and it costs 10 % of the score",
        "for 2 together: left.py, right.py",
        "an extension: due 2026-11-04",
        "Either total is right.",
        "a regrade was taken back",
        "question order, by hand: 3 of",
        "told on the page:",
    ):
        assert told in story, f"{told!r} is not in {story}"
    entries = json.loads(said("log", "s04", "--json").stdout)
    assert "regraded" not in {each["event"] for each in entries}, "its score did not change"


def test_a_semester(course):
    said = commands_in(course)
    first_assignment(course, said)
    second_assignment(course, said)
    corrected_check(course, said)
    marks_by_hand(course, said)
    sent_out(course, said)
    appeal(said)
    totals = {s: base_points(s) * (1 - share_lost(s, BASE)) for s in STUDENTS}
    assert exported(said, BASE) == {s: (pytest.approx(t), pytest.approx(base_points(s) - t)) for s, t in totals.items()}
    assert Course(course).policy.late.free_days == 1
