"""A class in which some never answer: what is run of theirs, and that nobody else's result is another for it."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT, judged, message, statuses

from autograder.course.manifest import read_assignment
from autograder.records import Result
from autograder.sandbox.session import Session
from autograder.sandbox.worker.fresh import processor_share

# Of each exercise two more, so that there is something left to spare once two have run out of time.
MORE = '''

def test_double_of_{n}(student):
    """double of {n} is twice as much."""

    def probe(tiny) -> float:
        return tiny.double({n}.0)

    assert student(probe) == 2 * {n}


def test_area_of_{n}(student):
    """A square has an area."""

    def probe(tiny) -> float:
        return tiny.Rectangle({n}.0, {n}.0).area()

    assert student(probe) == {n} * {n}
'''
LOOPS = RIGHT.replace("return x + x", "while True: pass")
SLEEPS = "import time\n" + RIGHT.replace("return self.h", "time.sleep(999)\n        return self.h")
AT_TIMES = RIGHT.replace("return x + x", "while x == 5: pass\n    return x + x")
CLASS = {f"honest{n}": f"{RIGHT}# {n}\n" for n in range(8)}
NEVER = {"aloops": LOOPS, "iloops": LOOPS + "#\n", "isleeps": SLEEPS, "zattimes": AT_TIMES}


@pytest.fixture
def assignment(course: Path):
    folder = course / "source" / "01_tiny"
    checks = folder / "checks" / "test_more.py"
    checks.write_text('"""More checks."""\n' + "".join(MORE.format(n=n) for n in (4, 5, 6)))
    return read_assignment(folder)


def timeless(result: Result) -> Result:
    checks = tuple(msgspec.structs.replace(check, seconds=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)


@pytest.mark.slow
def test_a_class_of_twelve_loses_two_time_outs_to_each_stub_that_never_ends(assignment, monkeypatch):
    asked: Counter[str] = Counter()
    observe = Session.observe

    def counted(self, probe, arguments, seconds):
        asked[probe.body] += 1
        return observe(self, probe, arguments, seconds)

    alone = judged(assignment, CLASS)
    monkeypatch.setattr(Session, "observe", counted)
    beside = judged(assignment, dict(sorted({**CLASS, **NEVER}.items())))
    assert {name: timeless(alone[name]) for name in CLASS} == {name: timeless(beside[name]) for name in CLASS}
    assert all(result.score == result.max_score for result in alone.values())

    for student, exercise in (("aloops", "double"), ("iloops", "double"), ("isleeps", "area")):
        own = [check for check in beside[student].checks if check.exercise == exercise]
        assert {check.status for check in own if check.name != "area_of_doubled_sides"} == {"timeout"}
        run = [check for check in own if check.status == "timeout" and "Not run" not in check.message]
        assert len(run) == 2
        assert sum(check.points for check in own) == 0
    # The twelve ask alike, but for the two who loop: the public checks of double beyond the second are not run.
    assert asked["return tiny.double(4.0)"] == 12
    assert asked["return tiny.double(6.0)"] == 12 - 2
    assert asked["return tiny.Rectangle(6.0, 6.0).area()"] == 12 - 1


@pytest.mark.slow
def test_what_hangs_for_one_number_is_run_with_all_others(assignment):
    result = judged(assignment, {"student": AT_TIMES})["student"]
    late = [name for name, status in statuses(result).items() if status == "timeout"]
    assert late == ["double_of_5"]
    assert result.score == result.max_score - 1


@pytest.mark.slow
def test_the_message_says_what_was_not_run_and_why(assignment):
    result = judged(assignment, {"student": LOOPS})["student"]
    assert "Not run: two checks before it ran out of time in `double`" in message(result, "double_of_6")


@pytest.mark.slow
def test_the_longer_check_of_an_exercise_is_run_last_and_told_in_its_place(assignment):
    path = assignment.folder / "assignment.toml"
    long = "[exercises.double.checks]\ndouble_by_hand = { seconds = 600 }\n"
    path.write_text(path.read_text().replace("[exercises.double.checks]\n", long))
    before = judged(assignment, {"student": RIGHT})["student"]
    changed = read_assignment(assignment.folder)
    assert timeless(judged(changed, {"student": RIGHT})["student"]) == timeless(before)
    stuck = judged(changed, {"student": LOOPS})["student"]
    assert "Not run" in message(stuck, "double_by_hand")


COMPUTES_AT_IMPORT = RIGHT + "import time\nwhile time.process_time() < 0.4:\n    pass\n"
SLEEPS_EVERYWHERE = SLEEPS.replace("return x + x", "time.sleep(999)")


@pytest.mark.slow
def test_no_submission_costs_more_than_its_budget_however_it_spends_it(assignment):
    path = assignment.folder / "assignment.toml"
    path.write_text(path.read_text().replace("[limits]\n", "[limits]\nbudget_seconds = 1.5\n"))
    bounded = read_assignment(assignment.folder)
    start = time.monotonic()
    results = judged(bounded, {"honest": RIGHT, "imports": COMPUTES_AT_IMPORT, "sleeps": SLEEPS_EVERYWHERE})
    # The two who never end: 1.5 s of computing, and twice that asleep, besides what starting takes.
    assert time.monotonic() - start < 40 / processor_share()
    assert results["honest"].score == results["honest"].max_score
    for student, hint in (("imports", "importing your file"), ("sleeps", "Is there a loop")):
        spent = [
            check for check in results[student].checks if "all checks together may compute for 1.5 s" in check.message
        ]
        assert spent
        assert all(check.status == "timeout" and hint in check.message for check in spent), spent
    assert "passed" in statuses(results["imports"]).values()
