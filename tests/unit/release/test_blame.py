"""What planted mistakes cost is counted by where it is lost."""

from __future__ import annotations

from autograder.cli.tables import blame as told_of
from autograder.cli.tables import blame_in_all
from autograder.grading.carried import with_origins
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Status, Submission
from autograder.release import blame as module
from autograder.release.blame import blame, blamed, broken_by
from autograder.release.proof import planted

PASSED, FAILED = Status.PASSED, Status.FAILED


def result(student: str, double: Status, area: Status, carried: tuple[str, ...] = ()) -> Result:
    statuses = {"double": double, "area": area}
    checks = (
        CheckResult(name, name, False, status, 2.0 * (status is PASSED), 2.0, "", 0.0)
        for name, status in statuses.items()
    )
    return with_origins(Result(student, "01_tiny", 0.0, 4.0, (), tuple(checks)), {"area": carried} if carried else {})


RESULTS = [
    result("wrong/double_carried.py", FAILED, FAILED, carried=("double",)),
    result("wrong/double_charged.py", FAILED, FAILED),
    result("wrong/area_sum.py", PASSED, FAILED),
    result("wrong/area_misnamed.py", FAILED, FAILED, carried=("double",)),
]


BROKEN = {each.student: frozenset({each.student[6:].partition("_")[0]}) for each in RESULTS}


def test_points_are_counted_where_they_are_lost(tiny):
    found = blamed(tiny, RESULTS, BROKEN)
    assert (found.lost, found.elsewhere, found.charged) == (10.0, 4.0, 6.0)
    assert found.beyond == ("wrong/double_charged.py", "wrong/area_misnamed.py")
    assert found.misnamed == ("wrong/area_misnamed.py",)


def test_the_share_is_told_for_each_assignment_and_for_all(tiny):
    found = blamed(tiny, RESULTS, BROKEN)
    line = "40.0% (4 of 10) are lost outside of the broken exercise; 50.0% (6 of 12) if carried failures are charged"
    assert line in told_of(found).plain
    assert "is said to come from another exercise: wrong/area_misnamed.py" in told_of(found).plain
    assert "40.0% (8 of 20)" in blame_in_all([found, found]).plain
    assert "0.0% (0 of 0)" in blame_in_all([]).plain


def test_a_mistake_breaks_the_exercise_it_is_named_for_and_those_whose_stubs_it_replaces(tiny):
    helper = "def helper():\n    return 0\n"
    assert broken_by(tiny, "wrong/double_zero.py", helper) == {"double"}
    area = "class Rectangle:\n    def area(self):\n        return 0\n"
    assert broken_by(tiny, "wrong/double_zero.py", helper + area) == {"double", "area"}


def test_every_planted_mistake_is_judged_and_told_by_name(tiny, monkeypatch):
    judged: list[str] = []
    told: list[None] = []

    def judge(settings: JudgeSettings, submissions: list[Submission]) -> list[Result]:
        judged.extend(each.student for each in submissions)
        return [result(each.student, FAILED, FAILED) for each in reversed(submissions)]

    monkeypatch.setattr(module, "judge_all", judge)
    found = blame(tiny, JudgeSettings(tiny, b""), lambda: told.append(None))
    assert judged == list(planted(tiny))
    assert len(told) == len(judged)
    assert (found.lost, found.elsewhere) == (4.0 * len(judged), 2.0 * len(judged))
    assert found.beyond == tuple(sorted(judged))
    assert blame(tiny, JudgeSettings(tiny, b"")) == found
