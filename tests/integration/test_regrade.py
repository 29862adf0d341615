"""A class is graded by two checks that are wrong; they are corrected, and points changed: previewed, applied, undone.

Every number is worked out here from what each student's functions are.
"""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from typing import NamedTuple

import msgspec
import probes
import pytest
from helpers import commands_in

from autograder.report.regrade import Regrade

pytestmark = pytest.mark.slow

DOUBLES = {
    "x + x": lambda x: x + x,
    "x * x": lambda x: x * x,
    "3 * x": lambda x: 3 * x,
    "": None,  # not attempted
}
AREAS = {
    "self.h * self.w": lambda h, w: h * w,
    "self.h * self.w + 1e-5": lambda h, w: h * w + 1e-5,
    "self.h + self.w": lambda h, w: h + w,
}
MODULE = """# {number}
def double(x):
    {double}


class Rectangle:
    def __init__(self, h, w):
        self.h, self.w = h, w

    def area(self):
        return {area}
"""
# The first is passed by who squares, the second failed by who is off by less than anybody could see.
WRONG = [("student(probe, 3.0) == approx(6.0)", "student(probe, 2.0) == approx(4.0)")]
WRONG += [('approx(6.0, mistakes={"the circumference": 10.0})', "approx(6.0, rel=1e-12)")]
RIGHT = [(new, old) for old, new in WRONG]
RIGHT[1] = ("approx(6.0, rel=1e-12)", "approx(6.0, rel=1e-5)")


class Points(NamedTuple):
    """What one student earns by check, before and after."""

    by_hand: tuple[float, float]
    agrees: tuple[float, float]
    area: tuple[float, float]
    doubled: tuple[float, float]

    @property
    def scores(self) -> tuple[float, float]:
        return sum(each[0] for each in self), sum(each[1] for each in self)


def points_of(double: str, area: str) -> Points:
    """By hand: the one check at 2, then at 3; agreeing for 2 points, then for 3; the area to 1e-12, then to 1e-5.

    The last check fails by the area alone: if only `double` is wrong, or not written, it is carried.
    """
    f, g = DOUBLES[double], AREAS[area]
    off = abs(g(2.0, 3.0) - 6.0) / 6.0
    return Points(
        (float(f is not None and f(2.0) == 4.0), float(f is not None and f(3.0) == 6.0)),
        (2.0 * (double == "x + x"), 3.0 * (double == "x + x")),
        (float(off < 1e-12), float(off < 1e-5)),
        (float(area == "self.h * self.w"),) * 2,
    )


CLASS = dict(enumerate(itertools.product(DOUBLES, AREAS)))
POINTS = {f"student{number:02}": points_of(*functions) for number, functions in CLASS.items()}


def edit(course: Path, name: str, *changes: tuple[str, str]) -> None:
    path = course / "source/01_tiny" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def run(course: Path, *arguments: str, code: int = 0) -> str:
    done = commands_in(course)(*arguments, status=code)
    assert "Traceback" not in done.stderr
    return done.stdout


def files(course: Path) -> dict[str, bytes]:
    paths = [path for path in (course / "results").rglob("*") if path.is_file() and path.name != "log.jsonl"]
    return {path.name if "observations" not in path.parts else f"seen {path.name}": path.read_bytes() for path in paths}


def exported(course: Path) -> dict[str, float]:
    table = csv.DictReader(io.StringIO(run(course, "export", "01", "--format", "csv")))
    return {row["student"]: float(row["score"]) for row in table}


def test_a_corrected_check_is_previewed_applied_and_undone_with_every_number_right(course):
    edit(course, "checks/test_tiny.py", *WRONG)
    for number, (double, area) in CLASS.items():
        folder = course / "submitted" / f"student{number:02}" / "01_tiny"
        folder.mkdir(parents=True)
        body = f"return {double}" if double else "raise NotImplementedError()"
        (folder / "tiny.py").write_text(MODULE.format(number=number, double=body, area=area), encoding="utf-8")
    plainly = () if probes.sandbox() else ("--sandbox", "none")
    run(course, "grade", "01", *plainly)
    before, (olds, news) = files(course), ({s: p.scores[n] for s, p in POINTS.items()} for n in (0, 1))
    assert exported(course) == olds

    edit(course, "checks/test_tiny.py", *RIGHT)
    edit(course, "assignment.toml", ("points = 2", "points = 3"))
    preview = commands_in(course)("regrade", "01", "--preview", "--format", "json", *plainly)
    said = msgspec.json.decode(preview.stdout, type=Regrade)
    assert "double_by_hand" in preview.stderr.partition("shows: autograder build 01_tiny")[0]
    assert files(course) == before
    differences = {student: news[student] - olds[student] for student in POINTS}
    ups, downs = ({s for s, each in differences.items() if each * sign > 0} for sign in (1, -1))
    assert ups
    assert downs
    assert (said.judged, said.up, said.down, said.points) == (12, len(ups), len(downs), sum(differences.values()))
    assert {each.student: (each.before, each.after) for each in said.changes} == {
        student: (olds[student], news[student]) for student, points in POINTS.items() if any(a != b for a, b in points)
    }
    assert {each.check: (each.up, each.down, each.points) for each in said.effects} == {
        check: (
            sum(getattr(p, field)[1] > getattr(p, field)[0] for p in POINTS.values()),
            sum(getattr(p, field)[1] < getattr(p, field)[0] for p in POINTS.values()),
            sum(getattr(p, field)[1] - getattr(p, field)[0] for p in POINTS.values()),
        )
        for check, field in (("double_by_hand", "by_hand"), ("double_agrees", "agrees"), ("area_by_hand", "area"))
    }
    # Only what asks another question is run: not the check of the area, of which the expected side alone changed.
    assert {each.check: each.ran for each in said.effects} == {
        "double_by_hand": 12,
        "double_agrees": 0,
        "area_by_hand": 0,
    }

    log = (course / "results/log.jsonl").read_bytes()
    run(course, "regrade", "01", "--apply", "--reason", "Squares passed.", *plainly)
    assert exported(course) == news
    told = run(course, "log", sorted(downs)[0])
    assert f"before that {olds[min(downs)]:g}; Squares passed." in told
    assert "double_by_hand: passed (1), now failed (0)" in told

    run(course, "regrade", "01", "--undo")
    assert files(course) == before
    assert exported(course) == olds
    assert (course / "results/log.jsonl").read_bytes().startswith(log)

    run(course, "regrade", "01", "--apply", "--never-lower", "--reason", "Squares passed.", *plainly)
    run(course, "grade", "01", *plainly)
    assert exported(course) == {student: max(olds[student], news[student]) for student in POINTS}


def test_a_check_that_the_solution_does_not_pass_is_told_first_and_never_applied(course):
    folder = course / "submitted/ada/01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(MODULE.format(number=1, double="return x + x", area="self.h * self.w"))
    run(course, "grade", "01", "--sandbox", "none")
    before = files(course)
    edit(course, "checks/test_tiny.py", ("== approx(6.0)\n", "== approx(7.0)\n"))
    said = commands_in(course)
    done = said("regrade", "01", "--preview", "--sandbox", "none")
    assert "The solution itself does not pass double_by_hand" in done.stderr
    assert "0 get points, 1 lose some" in done.stdout
    refused = said("regrade", "01", "--apply", "--reason", "x", "--sandbox", "none", status=2)
    assert "Nothing was written." in refused.stderr
    assert files(course) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say one of --preview, --apply and --undo"),
        (("--preview", "--undo"), "Say one of --preview, --apply and --undo"),
        (("--apply", "--reason", " "), "--apply needs --reason"),
        (("--preview", "--format", "pdf"), "--format is one of table, json, page"),
        (("--undo",), "No regrade of 01_tiny is on record"),
    ],
)
def test_what_cannot_be_carried_out_is_told_for_people(course, arguments, said):
    done = commands_in(course)("regrade", "01", *arguments, status=2)
    assert (said in done.stderr, "Traceback" in done.stderr) == (True, False)
